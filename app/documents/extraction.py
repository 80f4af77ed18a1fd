"""pdfium's characters as tokens: where each stands on the page as displayed, in which face and size."""

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdfium2_raw import bindings

from app.documents.tokens import SOFT_HYPHEN, Font, Sheet, Token, accent, composed, letters

_AXES = ((1, 0), (0, 1), (-1, 0), (0, -1))
_SKEW = 0.17
"""Radians text may lean from an axis before it counts as a watermark."""
_LIGHT = 247
"""Channel value from which ink counts as suspiciously white."""


def _light_call(name: str, result: Any) -> Any:
    """A pdfium function without argument conversion: the calls per character are most of the reading time."""
    function = bindings._libs["pdfium"][name]
    function.argtypes = None
    function.restype = result
    return function


_get_object = _light_call("FPDFText_GetTextObject", ctypes.c_void_p)
_get_box = _light_call("FPDFText_GetLooseCharBox", ctypes.c_int)
_get_tight = _light_call("FPDFText_GetCharBox", ctypes.c_int)
_get_unicode = _light_call("FPDFText_GetUnicode", ctypes.c_uint)


class Frame:
    """Axes in which text of one direction stands upright: x along the text, y down from the top left corner."""

    def __init__(self, box: tuple[float, float, float, float], axis: int) -> None:
        ux, uy = _AXES[axis]
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        self.ux, self.uy = ux, uy
        self.left = min(ux * x + uy * y for x, y in corners)
        self.top = min(uy * x - ux * y for x, y in corners)

    def x(self, x: float, y: float) -> float:
        return self.ux * x + self.uy * y - self.left

    def y(self, x: float, y: float) -> float:
        return self.uy * x - self.ux * y - self.top


class Style:
    """What all characters of one text object share."""

    __slots__ = ("axis", "base", "dim", "font", "frame", "size")

    def __init__(self, font: Font, size: float, axis: int, frame: Frame, base: float, dim: bool) -> None:
        self.font, self.size, self.axis, self.frame, self.base, self.dim = font, size, axis, frame, base, dim


class PageReader:
    """Reads one page; `axis` -1 marks leaning text, which is left out as a watermark."""

    def __init__(self, page: pdfium.PdfPage, fonts: dict[int, Font]) -> None:
        self.page = page
        self.fonts = fonts
        self.box = page.get_bbox()
        self.rotation = page.get_rotation() // 90
        self.frames = [Frame(self.box, axis) for axis in range(4)]
        self.textpage = page.get_textpage()
        self.count: int = raw.FPDFText_CountChars(self.textpage.raw)
        self.handle = ctypes.cast(self.textpage.raw, ctypes.c_void_p)

    def characters(self) -> Iterator[tuple[int, str]]:
        """Index and character; pdfium's text has one UTF-16 unit a character except beyond the basic plane."""
        buffer = ctypes.create_string_buffer(2 * self.count + 2)
        target = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written: int = raw.FPDFText_GetText(self.textpage.raw, 0, self.count, target)
        text = buffer.raw[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
        if len(text) == self.count:
            return enumerate(text)
        return ((i, chr(min(_get_unicode(self.handle, i), 0x10FFFF))) for i in range(self.count))

    def style(self, index: int, address: int) -> Style:
        """Face, size and baseline of the text object a character belongs to."""
        handle = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.textpage.raw, index, matrix)
        angle = math.atan2(matrix.b, matrix.a)
        axis = round(angle / (math.pi / 2)) % 4
        leaning = abs(angle - round(angle / (math.pi / 2)) * (math.pi / 2)) > _SKEW
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = abs(raw.FPDFText_GetFontSize(self.textpage.raw, index)) * scale
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self.textpage.raw, index, x, y)
        frame = self.frames[axis]
        mode = raw.FPDFTextObj_GetTextRenderMode(handle)
        base = frame.y(x.value, y.value)
        return Style(
            self.font(handle), size, -1 if leaning else axis, frame, base, mode in (3, 7) or _pale(handle)
        )

    def font(self, handle: Any) -> Font:
        font = raw.FPDFTextObj_GetFont(handle)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if key not in self.fonts:
            name = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(font, name, 256)
            text = name.raw.split(b"\0")[0].decode("utf-8", "replace")
            self.fonts[key] = Font.of(text, raw.FPDFFont_GetFlags(font), raw.FPDFFont_GetWeight(font))
        return self.fonts[key]

    def extent(self, index: int, frame: Frame) -> tuple[float, float]:
        """Where a character begins and ends along its line: its advance, or its ink if that is empty."""
        rect = raw.FS_RECTF()
        if _get_box(self.handle, index, ctypes.byref(rect)) and (
            rect.right > rect.left or rect.top > rect.bottom
        ):
            a, b = frame.x(rect.left, rect.bottom), frame.x(rect.right, rect.top)
        else:
            left, right, bottom, top = (ctypes.c_double() for _ in range(4))
            places = (ctypes.byref(value) for value in (left, right, bottom, top))
            _get_tight(self.handle, index, *places)
            a, b = frame.x(left.value, bottom.value), frame.x(right.value, top.value)
        return (a, b) if a <= b else (b, a)

    def read(self, number: int) -> Sheet:
        """All tokens of the page, in the order in which the file draws them."""
        width, height = self.page.get_size()
        sheet = Sheet(number, width, height, rotation=self.rotation * 90)
        writer = TokenWriter()
        address, style = 0, None
        for index, character in self.characters():
            if character.isspace():
                writer.space()
                continue
            found = _get_object(self.handle, index)
            if found and found != address:
                address, style = found, self.style(index, found)
            if style is None or style.axis < 0:
                continue
            sheet.characters += 1
            writer.put(character, self.extent(index, style.frame), style)
        for axis, token in writer.tokens:
            turn = (axis - self.rotation) % 4
            (sheet.tokens if turn == 0 else sheet.turned.setdefault(turn, [])).append(token)
        self.textpage.close()
        return sheet


class TokenWriter:
    """Joins characters to tokens: a new one at a space, a gap, a jump, another baseline or another size."""

    def __init__(self) -> None:
        self.tokens: list[tuple[int, Token]] = []
        self.token: Token | None = None
        self.axis = -1
        self.spaced = True
        self.style: Style | None = None
        self.last = (0.0, 0.0)
        self.start = 0

    def space(self) -> None:
        self.spaced = True

    def put(self, character: str, extent: tuple[float, float], style: Style) -> None:
        text = letters(character)
        x0, x1 = extent
        token = self.token
        if token is not None and not self.spaced:
            if accent(text or character) and self.overprint(text or character, x0, x1):
                return
            if x0 == self.last[0] and x1 == self.last[1] and self.axis == style.axis:
                self.share(text if style is self.style else "")
                return
        if not text or text.isspace():
            return
        if token is None or not self.continues(token, x0, style):
            token = self.begin(x0, style)
        elif len(token.text) == 1 and accent(token.text) and x0 < token.x1 - 0.1 * style.size:
            letter = composed(text, token.text)
            if letter:
                token.text, token.edges = letter, [min(x0, token.x0), max(x1, token.x1)]
                return
        self.style, self.last, self.start = style, extent, len(token.text)
        if x0 > token.edges[-1]:
            token.edges[-1] = x0
        self.lay(token, text, x0, x1)
        if len(text) == 1 and text not in style.font.widths:
            style.font.widths[text] = (x1 - x0) / max(style.size, 0.1)

    def lay(self, token: Token, text: str, x0: float, x1: float) -> None:
        """Add characters that share the stretch from x0 to x1."""
        step = (x1 - x0) / len(text)
        token.text += text
        token.edges.extend(x0 + step * (n + 1) for n in range(len(text)))

    def share(self, text: str) -> None:
        """One glyph may stand for several characters (ff, fi); the same glyph drawn again stands for none."""
        if self.token is not None and text:
            whole = self.token.text[self.start :] + text
            self.token.text = self.token.text[: self.start]
            del self.token.edges[self.start + 1 :]
            self.lay(self.token, whole, *self.last)

    def begin(self, x0: float, style: Style) -> Token:
        self.token = Token("", [x0], style.base, style.size, style.font, self.spaced, style.dim)
        self.tokens.append((style.axis, self.token))
        self.axis, self.spaced = style.axis, False
        return self.token

    def continues(self, token: Token, x0: float, style: Style) -> bool:
        """Whether a character at x0 belongs to the token; notes a space where only a gap shows it."""
        size = max(token.size, style.size, 0.1)
        if self.axis != style.axis or self.spaced or token.text.endswith(SOFT_HYPHEN):
            self.spaced = self.spaced or self.axis != style.axis
            return False
        gap = x0 - token.x1
        if gap > 0.22 * size or gap < -0.6 * size or abs(style.base - token.base) > 0.7 * size:
            self.spaced = True
            return False
        same = token.font is style.font or (token.font.bold, token.font.mono) == (
            style.font.bold,
            style.font.mono,
        )
        level = abs(style.base - token.base) < 0.06 * size and abs(style.size - token.size) < 0.06 * size
        return same and level and token.hidden == style.dim

    def overprint(self, mark: str, x0: float, x1: float) -> bool:
        """Put an accent drawn over the last letter onto it; whether that was possible."""
        token = self.token
        if token is None or x0 > token.x1 - 0.3 * (x1 - x0):
            return False
        letter = composed(token.text[-1:], mark)
        if letter:
            token.text = token.text[:-1] + letter
        return bool(letter)


def _pale(handle: Any) -> bool:
    """Whether the ink of a text object is nearly white or nearly transparent."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(handle, *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha < 12 or min(red, green, blue) >= _LIGHT
