"""Reads a PDF's bytes, inside the sandbox: pdfium first, pypdf where pdfium cannot or runs words together."""

import itertools
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from app.documents.extraction import PageReader
from app.documents.layout import Columns, Outline, columns_of, document
from app.documents.lines import Line
from app.documents.pages import ReadDocument
from app.documents.tokens import Font, Sheet

if TYPE_CHECKING:
    from app.documents.secondreader import SecondReader


class Refused(Exception):
    """The file cannot be read; `kind` is one of those of `Unreadable`."""

    def __init__(self, kind: str, pages: int = 0) -> None:
        super().__init__(kind)
        self.kind, self.pages = kind, pages


_BOOKMARKS = 3000
Laid = tuple[Columns, list[Line]]


def read(data: bytes, reader: str, most: int, second: set[int]) -> tuple[ReadDocument, list[int]]:
    """The document, and the pages on which the second reader may do better. Raises Refused."""
    if not data:
        raise Refused("empty")
    if b"%PDF" not in data[:1024]:
        raise Refused("not_a_pdf")
    return _with_pypdf(data, most) if reader == "pypdf" else _with_pdfium(data, most, second)


def _with_pdfium(data: bytes, most: int, second: set[int]) -> tuple[ReadDocument, list[int]]:
    pdf = _opened(data, most)
    other = _second(data) if second else None
    sheets: list[Sheet] = []
    laid: list[Laid] = []
    glued: list[int] = []
    fonts: dict[int, Font] = {}
    numbered: set[int] = set()
    for index in range(len(pdf)):
        sheet = _sheet(pdf, index, fonts)
        for font in fonts.values():
            font.settle()
        if other is not None and sheet.number in second:
            sheet = _better(sheet, other)
        elif rate(sheet) > 0.2:
            glued.append(sheet.number)
        laid.append(columns_of(sheet, numbered))
        sheets.append(sheet)
    title = pdf.get_metadata_value("Title")
    version = f"pdfium {pdfium.PYPDFIUM_INFO.version}"
    return document(sheets, laid, title, version, _outline(pdf)), glued


def _second(data: bytes) -> "SecondReader":
    from app.documents.secondreader import (
        SecondReader,
    )  # pypdf takes longer to import than most papers to read

    return SecondReader(data)


def _opened(data: bytes, most: int) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data)
        pages = len(pdf)
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Refused("encrypted" if encrypted else "damaged") from None
    if pages > most:
        raise Refused("too_many_pages", pages)
    if not pages:
        raise Refused("damaged")
    return pdf


def _sheet(pdf: pdfium.PdfDocument, index: int, fonts: dict[int, Font]) -> Sheet:
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return Sheet(index + 1, 612.0, 792.0)
    sheet = PageReader(page, fonts).read(index + 1)
    page.close()
    return sheet


def rate(sheet: Sheet) -> float:
    """The part of a page's letters that stand in words longer than words are: spaces that got lost."""
    letters = glued = word = 0
    for token in [*sheet.tokens, None]:
        if token is None or token.spaced:
            glued += word if word > 24 else 0
            word = 0
        if token is not None and not token.font.mono:
            letters += len(token.text)
            word += len(token.text) if word or len(token.text) > 6 else 0
            if len(token.text) > 24 and not _lettered(token.text):
                word = 0
    return glued / letters if letters > 200 else 0.0


def _lettered(text: str) -> bool:
    """Whether a long token is words: not an address, a rule of dots, or a script without spaces."""
    return "/" not in text and sum(1 for c in text if c.isalpha() and c < "\u2e80") > 0.8 * len(text)


def _outline(pdf: pdfium.PdfDocument) -> Outline:
    """Page, title and depth, from 1, of the bookmarks; none where they are broken."""
    found: Outline = []
    try:
        for bookmark in itertools.islice(pdf.get_toc(max_depth=4), _BOOKMARKS):
            target = bookmark.get_dest()
            index = target.get_index() if target is not None else None
            if index is not None:
                found.append((index + 1, bookmark.get_title(), bookmark.level + 1))
    except (pdfium.PdfiumError, ValueError, UnicodeError):
        return []
    return found


def _better(sheet: Sheet, other: "SecondReader") -> Sheet:
    again = other.sheet(sheet.number, sheet)
    return again if again is not None and rate(again) < 0.5 * rate(sheet) else sheet


def _with_pypdf(data: bytes, most: int) -> tuple[ReadDocument, list[int]]:
    other = _second(data)
    if other.encrypted:
        raise Refused("encrypted")
    if not other.pages:
        raise Refused("damaged")
    if other.pages > most:
        raise Refused("too_many_pages", other.pages)
    sheets = [other.sheet(number) or Sheet(number, 612.0, 792.0) for number in range(1, other.pages + 1)]
    numbered: set[int] = set()
    laid = [columns_of(sheet, numbered) for sheet in sheets]
    return document(sheets, laid, other.title, other.version), []
