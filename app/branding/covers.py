"""A cover for an episode that has none: its title over bars drawn from it, the same every time."""

import colorsys
import hashlib
import io
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

SIDE = 1400
MARGIN = 110
BARS = 24
LINES = 6
PAPER = (250, 248, 244)
SIZES = range(120, 47, -6)
"""Of the title, the largest that fits."""


def drawn(title: str, show: str = "") -> bytes:
    """A square JPEG, without words where our typeface has no letters for them."""
    digest = hashlib.sha256(title.encode()).digest()
    picture = Image.new("RGB", (SIDE, SIDE), _colour(digest[0], 0.34))
    draw = ImageDraw.Draw(picture)
    _bars(draw, digest, _colour(digest[0], 0.5))
    if _has_letters(title):
        _title(draw, title)
    if show and _has_letters(show):
        draw.text((MARGIN, SIDE - MARGIN), show[:60], PAPER, _font(44), anchor="ls")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _colour(seed: int, lightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(seed / 256, lightness * 0.8, 0.42)
    return round(red * 255), round(green * 255), round(blue * 255)


def _bars(draw: ImageDraw.ImageDraw, digest: bytes, colour: tuple[int, int, int]) -> None:
    """One for each byte, as a sound is drawn."""
    edges = [MARGIN + (SIDE - 2 * MARGIN) * number / BARS for number in range(BARS + 1)]
    middle = SIDE * 0.7
    for byte, (left, right) in zip(digest, pairwise(edges), strict=False):
        height = 20 + 150 * byte / 255
        draw.rounded_rectangle((left + 8, middle - height, right - 8, middle + height), 10, colour)


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    for size in SIZES:
        font = _font(size)
        lines = _broken(title, font)
        if len(lines) * size * 1.2 <= SIDE * 0.44:
            break
    else:
        lines = [*lines[: LINES - 1], lines[LINES - 1] + "…"]
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * size * 1.2), line, PAPER, font)


def _broken(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > SIDE - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _font(size: int) -> ImageFont.FreeTypeFont:
    """The typeface that comes with Pillow."""
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _has_letters(text: str) -> bool:
    font = _font(40)
    unknown = bytes(font.getmask("\U0010ffff"))
    return all(letter.isspace() or bytes(font.getmask(letter)) != unknown for letter in set(text))
