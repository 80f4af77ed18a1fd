"""Layout: reading order, roles, joined paragraphs, and boxes that lie on the print."""

import io
from collections.abc import Iterator

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageOps

from app.documents.pages import Box, ReadDocument, Role
from app.documents.reader import read
from tests.fixtures import pdfs


def laid(data: bytes) -> ReadDocument:
    return read(data, "pdfium", 100, set())[0]


@pytest.fixture(scope="module")
def paper() -> ReadDocument:
    return laid(pdfs.two_columns())


def texts(document: ReadDocument, role: Role) -> list[str]:
    return [block.text for block in document.blocks if block.role is role]


def places(document: ReadDocument) -> Iterator[tuple[int, Box, str]]:
    for sentence in document.sentences:
        for place in sentence.places:
            for box in place.boxes:
                yield place.page, box, sentence.text


def test_columns_are_read_one_after_the_other(paper: ReadDocument) -> None:
    body = [s.text for s in paper.sentences if paper.blocks[s.block].role is Role.BODY]
    assert body == [*pdfs.ABSTRACT, *pdfs.FIRST, *pdfs.SECOND, *pdfs.THIRD]


def test_headings_have_levels_and_head_what_follows(paper: ReadDocument) -> None:
    headings = {block.text: block.level for block in paper.blocks if block.role is Role.HEADING}
    assert headings.pop(pdfs.TITLE) == 0
    assert headings == dict.fromkeys(["Abstract", *(h for h, _ in pdfs.SECTIONS), "References"], 1)
    sections = {s.text: paper.blocks[s.block].section for s in paper.sentences}
    for heading, sentences in pdfs.SECTIONS:
        assert {sections[sentence] for sentence in sentences} == {heading}


def test_what_is_no_text_is_not_told(paper: ReadDocument) -> None:
    furniture = " ".join(texts(paper, Role.FURNITURE))
    assert furniture.count(pdfs.HEADER) == 3
    assert all(author in furniture for author in pdfs.AUTHORS)
    assert {"1", "2", "3"} <= set(texts(paper, Role.FURNITURE))
    assert " ".join(texts(paper, Role.REFERENCE)) == " ".join(pdfs.REFERENCES)
    roles = {paper.blocks[sentence.block].role for sentence in paper.sentences}
    assert roles == {Role.BODY, Role.CAPTION, Role.FOOTNOTE}


def test_a_caption_and_a_note_are_told_apart_from_the_text(paper: ReadDocument) -> None:
    assert texts(paper, Role.CAPTION) == [pdfs.CAPTION]
    assert texts(paper, Role.FOOTNOTE) == [pdfs.FOOTNOTE]
    assert [s.text for s in paper.sentences if paper.blocks[s.block].role is Role.CAPTION] == [pdfs.CAPTION]


def test_a_sentence_over_two_pages_has_two_places(paper: ReadDocument) -> None:
    both = [sentence for sentence in paper.sentences if len(sentence.places) == 2]
    assert len(both) == 1
    first, second = both[0].places
    assert (first.page, second.page) == (1, 2)
    assert f"{first.quote} {second.quote}" == both[0].text


def test_words_broken_at_line_ends_are_whole(paper: ReadDocument) -> None:
    pages = pdfium.PdfDocument(pdfs.two_columns())
    raw = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "diff\ufffeerences" in raw, "the page breaks a word"
    told = " ".join(sentence.text for sentence in paper.sentences)
    assert "\u00ad" not in told
    assert "the differences were larger" in told


def test_boxes_lie_on_the_print(paper: ReadDocument) -> None:
    document = pdfium.PdfDocument(pdfs.two_columns())
    images = [page.render(scale=2, grayscale=True).to_pil().convert("L") for page in document]
    checked = 0
    for number, box, sentence in places(paper):
        ink = inked(images[number - 1], box)
        assert ink is not None, sentence
        assert abs(ink[0] - box[0]) < 2.5, sentence
        assert abs(ink[2] - box[2]) < 2.5, sentence
        assert box[1] - 0.5 <= ink[1] < ink[3] <= box[3] + 0.5
        checked += 1
    assert checked > 30


def inked(image: Image.Image, box: Box) -> Box | None:
    """Where the ink inside a box really is, in points, for an image of two pixels a point."""
    part = ImageOps.invert(image.crop(tuple(round(2 * value) for value in box)))  # type: ignore[arg-type]
    found = part.point(lambda level: 255 * (level > 100)).getbbox()
    if found is None:
        return None
    x, y = box[0], box[1]
    return (x + found[0] / 2, y + found[1] / 2, x + found[2] / 2, y + found[3] / 2)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_boxes_follow_the_rotation_of_the_page(degrees: int) -> None:
    upright, rotated = laid(pdfs.one_column()), laid(pdfs.rotated(degrees))
    assert rotated.pages[0].rotation == degrees
    assert (rotated.pages[0].width, rotated.pages[0].height) == (pdfs.WIDTH, pdfs.HEIGHT)
    same = list(zip(places(upright), places(rotated), strict=True))
    assert len(same) > 10
    for (_, wanted, text), (_, found, again) in same:
        assert text == again
        assert all(abs(a - b) < 0.6 for a, b in zip(wanted, found, strict=True))


def test_text_that_runs_up_the_page_is_read_too() -> None:
    document = laid(pdfs.turned())
    assert [sentence.text for sentence in document.sentences] == [*pdfs.SECOND, *pdfs.THIRD]
    page = document.pages[0]
    for _, (x0, y0, x1, y1), _ in places(document):
        assert y1 - y0 > x1 - x0, "the boxes stand on end"
        assert 0 <= x0 < x1 <= page.width
        assert 0 <= y0 < y1 <= page.height


def test_a_title_in_large_print_is_found_without_metadata() -> None:
    data = pdfs.two_columns()
    writer = pdfs.PdfWriter(clone_from=io.BytesIO(data))
    writer.metadata = None
    document = laid(pdfs.written(writer))
    assert document.title == pdfs.TITLE


def test_the_same_file_is_always_read_the_same() -> None:
    assert laid(pdfs.two_columns()) == laid(pdfs.two_columns())


def test_a_title_that_changes_its_font_is_whole_and_compounds_keep_their_hyphens() -> None:
    pdf = pdfs.blank()
    pdf.add_page()
    pdfs.centred(pdf, "Getting started with kitchens and", 90, 18, "B")
    pdf.set_font("Courier", "B", 15)
    pdf.text(250, 118, "ovenLik")
    page = pdfs.Page(pdf, [(72, 468)], 170, 700)
    page.heading("1. Introduction")
    for line in (
        "In two of the four countries that were visited by cooks the foot-",
        "and-mouth disease was seen.",
    ):
        page.line(line)
    page.paragraph(pdfs.SECOND)
    document = laid(bytes(pdf.output()))
    assert document.title == "Getting started with kitchens and ovenLik"
    assert any("the foot-and-mouth disease" in sentence.text for sentence in document.sentences)
