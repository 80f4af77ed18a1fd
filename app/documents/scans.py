"""Recognized text under a picture of its page, made as regular as print so that lines are found in it."""

from itertools import pairwise
from statistics import median

from app.documents.tokens import Sheet, Token

_SPACE = 0.28
"""Ems between two words of print."""


def straighten(sheet: Sheet) -> None:
    """Where most of a page is recognized text, undo its slope, estimated widths and wavering sizes."""
    tokens = [token for token in sheet.tokens if token.unpainted]
    if len(tokens) < 20 or len(tokens) < 0.8 * len(sheet.tokens):
        return
    usual = median(token.size for token in tokens)
    pairs = [(a, b) for a, b in pairwise(tokens) if _neighbours(a, b)]
    if not pairs:
        return
    slope = median((b.base - a.base) / (b.x0 - a.x0) for a, b in pairs)
    wide = median((b.x0 - a.x0 - _SPACE * a.size) / max(a.x1 - a.x0, 0.1) for a, b in pairs)
    wide = min(1.6, max(0.7, wide))
    for token in tokens:
        token.base -= slope * (token.x0 - sheet.width / 2)
        token.edges = [token.x0 + wide * (edge - token.x0) for edge in token.edges]
        if abs(token.size - usual) < 0.3 * usual:
            token.size = usual
    for run in _runs(tokens):
        base = median(token.base for token in run)
        for token, following in zip(run, [*run[1:], None], strict=True):
            token.base = base
            if following is not None and token.x1 > following.x0 - 0.1 * token.size:
                _shorten(token, following.x0 - 0.15 * token.size)


def _runs(tokens: list[Token]) -> list[list[Token]]:
    """Words of one line, as the recognizer wrote them."""
    runs: list[list[Token]] = []
    for token in tokens:
        last = runs[-1][-1] if runs else None
        if last is not None and _neighbours(last, token):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _shorten(token: Token, end: float) -> None:
    width, wanted = token.x1 - token.x0, max(1.0, end - token.x0)
    token.edges = [token.x0 + (edge - token.x0) * wanted / width for edge in token.edges]


def _neighbours(a: Token, b: Token) -> bool:
    """Whether two words follow one another on a line."""
    return b.x0 > a.x0 and b.x0 - a.x1 < 3 * a.size and abs(b.base - a.base) < 0.4 * a.size
