"""Reading real papers: order, roles and boxes measured on files that lie beside the repository."""

import io
import os
import re
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.documents.pages import ReadDocument, Role
from app.documents.reader import read

ROOT = Path(__file__).resolve().parents[2]
PAPERS = Path(os.environ.get("TIC_PAPERS", ROOT.parent / "shared" / "papers"))
IN_ORDER = ("jcon_00012", "jcon_00054", "jcon_00068", "jcon_00092", "jcon_00130", "jose_00013", "jose_00015")
"""Papers whose files draw their text in reading order, so that the file itself is the judge."""


def data_of(name: str) -> bytes:
    path = PAPERS / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path.read_bytes()


@cache
def laid(name: str) -> ReadDocument:
    return read(data_of(name), "pdfium", 500, set())[0]


def words(text: str) -> list[str]:
    return re.findall(r"[a-zà-ž0-9]+", text.casefold())


def drawn(name: str) -> list[str]:
    """All words of a file in the order in which it draws them, words broken at line ends joined."""
    pages = pdfium.PdfDocument(data_of(name))
    raw = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return words(re.sub(r"[\ufffe\u0002\u00ad]\s*", "", raw))


def body(document: ReadDocument) -> list[str]:
    return [s.text for s in document.sentences if document.blocks[s.block].role is Role.BODY]


@pytest.mark.parametrize("name", IN_ORDER)
def test_sentences_stand_in_reading_order(name: str) -> None:
    text = drawn(name)
    where: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(text) - 4):
        where.setdefault(tuple(text[at : at + 5]), []).append(at)
    found = [where.get(tuple(words(sentence)[:5]), []) for sentence in body(laid(name))]
    known = [places for places in found if places]
    assert len(known) > 15
    right, at = 0, -1
    for places in known:
        after = [place for place in places if place > at]
        right += bool(after)
        at = after[0] if after else places[0]
    assert right / len(known) >= 0.98


@pytest.mark.parametrize("name", IN_ORDER)
def test_headers_and_page_numbers_stay_out_of_the_text(name: str) -> None:
    document = laid(name)
    told = [words(sentence) for sentence in body(document)]
    pages = len(document.pages)
    strange = sum(
        len(sentence)
        for sentence in told
        if " ".join(sentence).startswith(("proceedings of juliacon", "journal of open source education"))
        or sentence == [str(number) for number in range(1, pages + 1) if [str(number)] == sentence]
    )
    assert strange <= 0.002 * sum(map(len, told))
    furniture = [block for block in document.blocks if block.role is Role.FURNITURE]
    assert len(furniture) >= pages


@pytest.mark.parametrize("name", [*IN_ORDER, "jose_00118"])
def test_a_paper_has_a_title_a_language_and_references(name: str) -> None:
    document = laid(name)
    assert document.language == "en"
    assert len(document.title) > 10
    assert any(block.role is Role.HEADING and block.level == 0 for block in document.blocks)
    assert sum(block.role is Role.REFERENCE for block in document.blocks) >= 5
    told = " ".join(body(document))
    assert "doi.org/10.21105" not in told
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\u00ad]", told)


@pytest.mark.parametrize("name", ["jcon_00130", "jose_00015"])
def test_boxes_agree_with_pdfiums_own(name: str) -> None:
    """Overlap of each box with the boxes pdfium finds for the same words, at least 0.7 for 98 %."""
    document = laid(name)
    pdf = pdfium.PdfDocument(io.BytesIO(data_of(name)))
    overlaps: list[float] = []
    for number in range(1, len(document.pages) + 1):
        textpage = pdf[number - 1].get_textpage()
        height = document.pages[number - 1].height
        for sentence in document.sentences:
            for place in (place for place in sentence.places if place.page == number):
                for x0, y0, x1, y1 in place.boxes:
                    count = (
                        textpage.count_rects(*span)
                        if (span := spanned(textpage, x0, y0, x1, y1, height))
                        else 0
                    )
                    if count == 1:
                        left, bottom, right, top = textpage.get_rect(0)
                        overlaps.append(
                            overlap((x0, y0, x1, y1), (left, height - top, right, height - bottom))
                        )
    assert len(overlaps) > 30
    assert sum(value >= 0.7 for value in overlaps) >= 0.98 * len(overlaps)


def spanned(
    textpage: pdfium.PdfTextPage, x0: float, y0: float, x1: float, y1: float, height: float
) -> tuple[int, int] | None:
    """First character in a box and how many there are up to its last."""
    middle = height - (0.4 * y0 + 0.6 * y1)
    first = textpage.get_index(x0 + 1, middle, 3, 3)
    last = textpage.get_index(x1 - 1, middle, 3, 3)
    if first is None or last is None or last < first:
        return None
    return first, last - first + 1


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def test_a_book_is_read_in_reasonable_time() -> None:
    import time

    data = data_of("geotopo_de")
    began = time.process_time()
    document = read(data, "pdfium", 500, set())[0]
    assert time.process_time() - began < 12
    assert len(document.pages) == 117
    assert document.language == "de"
    assert "\x00" not in "".join(block.text for block in document.blocks)
