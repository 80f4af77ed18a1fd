"""Which text nobody sees: white or clear ink, print outside the page, tiny print, print under a shape."""

import math

import pypdfium2 as pdfium

from app.documents.pages import Box
from app.documents.tokens import Sheet, Token

_CONTRAST = 24
"""Least difference of grey levels, of 255, inside the box of print that shows."""
_PIXELS = 2_000_000
_TINY = 1.5
"""Points below which print is too small to be read."""


def settle(page: pdfium.PdfPage, sheet: Sheet) -> None:
    """Mark hidden tokens; those that only may be hidden are looked up in a picture of the page."""
    doubtful: list[Token] = []
    for token in sheet.tokens:
        box = _box(token)
        if token.size < _TINY or box[2] < 0 or box[3] < 0 or box[0] > sheet.width or box[1] > sheet.height:
            token.hidden = True
        elif (
            token.hidden
            or token.unpainted
            or (sheet.covers and any(_covers(cover, box) for cover in sheet.covers))
        ):
            doubtful.append(token)
    if doubtful:
        _look(page, sheet, doubtful)


def _look(page: pdfium.PdfPage, sheet: Sheet, doubtful: list[Token]) -> None:
    scale = min(2.0, math.sqrt(_PIXELS / (sheet.width * sheet.height)))
    image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    for token in doubtful:
        box = _box(token)
        near = 0.4 * token.size if token.unpainted else 0.0
        x0, y0 = round((box[0] - near) * scale), round((box[1] - near) * scale)
        x1, y1 = round((box[2] + near) * scale), round((box[3] + near) * scale)
        x0, y0 = max(0, x0), max(0, y0)
        part = image.crop((x0, y0, max(x0 + 1, min(x1, image.width)), max(y0 + 1, min(y1, image.height))))
        darkest, lightest = part.getextrema()
        token.hidden = lightest - darkest < _CONTRAST


def _box(token: Token) -> Box:
    return (token.x0, token.base - 0.75 * token.size, token.x1, token.base + 0.2 * token.size)


def _covers(cover: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cover[0] <= x <= cover[2] and cover[1] <= y <= cover[3]
