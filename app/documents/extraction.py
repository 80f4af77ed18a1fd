"""pdfium's characters as tokens: where each stands on the page as displayed, in which face and size."""

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdfium2_raw import bindings

from app.documents.tokenizing import Frame, Style, TokenWriter
from app.documents.tokens import Font, Rule, Sheet

_SKEW = 0.17
"""Radians text may lean from an axis before it counts as a watermark."""
_OBJECTS = 5000
"""How many drawn objects of a page are looked at for rules."""
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
_get_page_object = _light_call("FPDFPage_GetObject", ctypes.c_void_p)
_get_type = _light_call("FPDFPageObj_GetType", ctypes.c_int)
_get_bounds = _light_call("FPDFPageObj_GetBounds", ctypes.c_int)
_get_unicode = _light_call("FPDFText_GetUnicode", ctypes.c_uint)


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
        self.rect = raw.FS_RECTF()
        self.place = ctypes.byref(self.rect)

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
        rect = self.rect
        if _get_box(self.handle, index, self.place) and (rect.right > rect.left or rect.top > rect.bottom):
            if frame.ux == 1:
                return rect.left - frame.left, rect.right - frame.left
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
        handle, quick, put, extent = self.handle, writer.quick, writer.put, self.extent
        for index, character in self.characters():
            if character.isspace():
                writer.spaced = True
                continue
            found = _get_object(handle, index)
            if found and found != address:
                address, style = found, self.style(index, found)
            if style is None or style.axis < 0:
                continue
            sheet.characters += 1
            x0, x1 = extent(index, style.frame)
            if not quick(character, x0, x1, style):
                put(character, x0, x1, style)
        for axis, token in writer.tokens:
            turn = (axis - self.rotation) % 4
            (sheet.tokens if turn == 0 else sheet.turned.setdefault(turn, [])).append(token)
        sheet.rules = self.rules(width, height)
        self.textpage.close()
        return sheet

    def rules(self, width: float, height: float) -> list[Rule]:
        """Horizontal lines of the page as displayed, of paths among its first objects."""
        found: list[Rule] = []
        frame = self.frames[self.rotation]
        edges = [ctypes.c_float() for _ in range(4)]
        places = [ctypes.byref(edge) for edge in edges]
        page = ctypes.cast(self.page.raw, ctypes.c_void_p)
        for index in range(min(_OBJECTS, raw.FPDFPage_CountObjects(self.page.raw))):
            handle = ctypes.c_void_p(_get_page_object(page, index))
            if _get_type(handle) != raw.FPDF_PAGEOBJ_PATH or not _get_bounds(handle, *places):
                continue
            left, bottom, right, top = (edge.value for edge in edges)
            x0, x1 = sorted((frame.x(left, bottom), frame.x(right, top)))
            y0, y1 = sorted((frame.y(left, bottom), frame.y(right, top)))
            if y1 - y0 < 3 and x1 - x0 > 12 and 0 <= y0 <= height and x0 < width:
                found.append(Rule(x0, x1, (y0 + y1) / 2))
        return found


def _pale(handle: Any) -> bool:
    """Whether the ink of a text object is nearly white or nearly transparent."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(handle, *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha < 12 or min(red, green, blue) >= _LIGHT
