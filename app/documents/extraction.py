"""pdfium's characters as tokens: where each stands on the page as displayed, in which face and size."""

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdfium2_raw import bindings

from app.documents.scans import straighten
from app.documents.tokenizing import Frame, Style, TokenWriter
from app.documents.tokens import CODES, Font, Rule, Sheet
from app.documents.visibility import settle

_SKEW = 0.17
"""Radians text may lean from an axis before it counts as a watermark."""
_OBJECTS = 5000
"""How many drawn objects of a page are looked at for rules."""
_UNPAINTED = (3, 7)
_SHAPES = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)
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
_get_matrix = _light_call("FPDFText_GetMatrix", ctypes.c_int)
_get_origin = _light_call("FPDFText_GetCharOrigin", ctypes.c_int)
_get_size = _light_call("FPDFText_GetFontSize", ctypes.c_double)
_get_mode = _light_call("FPDFTextObj_GetTextRenderMode", ctypes.c_int)
_get_font = _light_call("FPDFTextObj_GetFont", ctypes.c_void_p)
_get_fill = _light_call("FPDFPageObj_GetFillColor", ctypes.c_int)
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
        self.matrix = raw.FS_MATRIX()
        self.matrix_place = ctypes.byref(self.matrix)
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.channels = [ctypes.c_uint() for _ in range(4)]
        self.channel_places = [ctypes.byref(channel) for channel in self.channels]
        self.rect = raw.FS_RECTF()
        self.place = ctypes.byref(self.rect)

    def characters(self) -> Iterator[tuple[int, str]]:
        """Index and character; pdfium's text has one UTF-16 unit each, except beyond the basic plane."""
        buffer = ctypes.create_string_buffer(2 * self.count + 2)
        target = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written: int = raw.FPDFText_GetText(self.textpage.raw, 0, self.count, target)
        text = buffer.raw[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
        if len(text) == self.count:
            return enumerate(text)
        return ((i, chr(min(_get_unicode(self.handle, i), 0x10FFFF))) for i in range(self.count))

    def style(self, index: int, address: int) -> Style:
        """Face, size and baseline of the text object a character belongs to."""
        matrix, x, y = self.matrix, self.x, self.y
        _get_matrix(self.handle, index, self.matrix_place)
        turn = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        axis = round(turn) % 4
        leaning = abs(turn - round(turn)) * (math.pi / 2) > _SKEW
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = round(abs(_get_size(self.handle, index)) * scale, 2)
        _get_origin(self.handle, index, ctypes.byref(x), ctypes.byref(y))
        frame = self.frames[axis]
        base = round(frame.y(x.value, y.value), 2)
        handle = ctypes.c_void_p(address)
        unpainted = _get_mode(handle) in _UNPAINTED
        axis = -1 if leaning else axis
        return Style(
            self.font(handle), size, axis, frame, base, not unpainted and self.pale(handle), unpainted
        )

    def pale(self, handle: Any) -> bool:
        """Whether the ink of a text object is nearly white or nearly transparent."""
        if not _get_fill(handle, *self.channel_places):
            return False
        red, green, blue, alpha = (channel.value for channel in self.channels)
        return alpha < 12 or (red >= _LIGHT and green >= _LIGHT and blue >= _LIGHT)

    def font(self, handle: Any) -> Font:
        key = _get_font(handle) or 0
        if key not in self.fonts:
            font = ctypes.cast(key, raw.FPDF_FONT)
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
            if character.isspace() and character not in CODES:
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
        self.shapes(sheet)
        settle(self.page, sheet)
        straighten(sheet)
        self.textpage.close()
        return sheet

    def shapes(self, sheet: Sheet) -> None:
        """Note horizontal rules, and what may lie over text, among the first objects of the page."""
        frame = self.frames[self.rotation]
        edges = [ctypes.c_float() for _ in range(4)]
        places = [ctypes.byref(edge) for edge in edges]
        page = ctypes.cast(self.page.raw, ctypes.c_void_p)
        written = False
        for index in range(min(_OBJECTS, raw.FPDFPage_CountObjects(self.page.raw))):
            handle = ctypes.c_void_p(_get_page_object(page, index))
            kind = _get_type(handle)
            written = written or kind == raw.FPDF_PAGEOBJ_TEXT
            if kind not in _SHAPES or not _get_bounds(handle, *places):
                continue
            left, bottom, right, top = (edge.value for edge in edges)
            x0, x1 = sorted((frame.x(left, bottom), frame.x(right, top)))
            y0, y1 = sorted((frame.y(left, bottom), frame.y(right, top)))
            if y1 - y0 < 3 and x1 - x0 > 12 and 0 <= y0 <= sheet.height and x0 < sheet.width:
                sheet.rules.append(Rule(x0, x1, (y0 + y1) / 2))
            elif written and y1 - y0 > 5 and x1 - x0 > 10 and len(sheet.covers) < 200:
                sheet.covers.append((x0, y0, x1, y1))
