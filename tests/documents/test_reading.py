"""Reading a PDF: what comes of a good one, and in what words a bad one is refused."""

import asyncio
import time
from pathlib import Path

import pytest

from app.documents.pages import ReadDocument, Role
from app.documents.reading import ReadLimits, Unreadable, read_pdf
from tests.fixtures import pdfs

LIMITS = ReadLimits(seconds=15)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    return tmp_path / "document.pdf"


async def refused(path: Path, data: bytes, limits: ReadLimits = LIMITS) -> Unreadable:
    await asyncio.to_thread(path.write_bytes, data)
    with pytest.raises(Unreadable) as refusal:
        await read_pdf(path, limits)
    return refusal.value


async def good(path: Path, data: bytes) -> ReadDocument:
    await asyncio.to_thread(path.write_bytes, data)
    return await read_pdf(path, LIMITS)


async def test_a_paper_is_read_whole(stored: Path) -> None:
    document = await good(stored, pdfs.two_columns())
    told = [s.text for s in document.sentences if document.blocks[s.block].role is Role.BODY]
    assert told == [*pdfs.ABSTRACT, *pdfs.FIRST, *pdfs.SECOND, *pdfs.THIRD]
    assert document.title == pdfs.TITLE
    assert document.language == "en"
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.reader.startswith("pdfium ")
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("make", "kind", "advice"),
    [
        (pdfs.not_a_pdf, "not_a_pdf", "Export"),
        (pdfs.empty, "empty", "again"),
        (pdfs.encrypted, "encrypted", "without the password"),
        (pdfs.broken, "damaged", "fresh copy"),
        (pdfs.truncated, "damaged", "fresh copy"),
        (pdfs.scan, "no_text", "tesseract"),
    ],
)
async def test_a_bad_file_is_refused_with_advice(stored: Path, make: object, kind: str, advice: str) -> None:
    assert callable(make)
    error = await refused(stored, make())
    assert error.kind == kind
    assert advice in error.message
    assert str(error) == error.message
    assert error.message.endswith(".")
    assert str(stored) not in error.message


async def test_a_bomb_is_refused_as_too_costly(stored: Path) -> None:
    data = pdfs.flate_bomb()
    assert len(data) < 10_000
    began = time.monotonic()
    error = await refused(stored, data, ReadLimits(memory_bytes=400 * 1024 * 1024))
    assert error.kind == "too_costly"
    assert time.monotonic() - began < 25


async def test_a_scan_still_has_pages_to_be_shown(stored: Path) -> None:
    error = await refused(stored, pdfs.scan())
    assert [(page.number, page.width, page.height, page.characters) for page in error.pages] == [
        (1, pdfs.WIDTH, pdfs.HEIGHT, 0)
    ]


async def test_letters_without_meaning_are_no_text(stored: Path) -> None:
    pdf = pdfs.blank()
    pdf.add_page()
    page = pdfs.Page(pdf, [(72, 468)], 90, 700)
    for _ in range(20):
        page.line("%&$#@ ~{}| ]^_`* <=>+ \\/[ }{~ #$%& ^^_ @#$ %&*")
    error = await refused(stored, bytes(pdf.output()))
    assert error.kind == "no_text"
    assert error.pages[0].characters > 100, "there are letters, but none that mean anything"


@pytest.mark.parametrize("headed", [True, False])
async def test_a_list_of_references_is_called_that(stored: Path, headed: bool) -> None:
    pdf = pdfs.blank()
    pdf.add_page()
    page = pdfs.Page(pdf, [(72, 468)], 90, 700)
    if headed:
        page.line("References", 14.0, "B")
    for number in range(1, 15):
        page.y += 6
        page.line(f"[{number}] A. Miller. Stores of food. Proceedings of the Kitchen, pages 3-9, 2019.")
    error = await refused(stored, bytes(pdf.output()))
    assert error.kind == "no_prose"
    assert "only a list of references" in error.message
    assert error.pages


async def test_too_many_pages_are_counted_in_the_refusal(stored: Path) -> None:
    error = await refused(stored, pdfs.one_column(pages=4), ReadLimits(pages=3))
    assert error.kind == "too_many_pages"
    assert "4 pages" in error.message
    assert "3 are allowed" in error.message


async def test_too_little_time_is_told_as_too_costly(stored: Path) -> None:
    error = await refused(stored, pdfs.one_column(), ReadLimits(seconds=0.5))
    assert error.kind == "too_costly"


async def test_an_answer_over_the_limit_is_told_as_too_costly(stored: Path) -> None:
    error = await refused(stored, pdfs.one_column(), ReadLimits(output_bytes=500))
    assert error.kind == "too_costly"


async def test_a_file_locked_only_for_changes_is_read(stored: Path) -> None:
    document = await good(stored, pdfs.owner_locked())
    assert [sentence.text for sentence in document.sentences] == list(pdfs.SECOND)


async def test_text_nobody_sees_is_flagged_and_not_told(stored: Path) -> None:
    document = await good(stored, pdfs.hidden())
    assert [sentence.text for sentence in document.sentences] == [
        "This sentence can be seen by everyone.",
        "White print on a dark bar can be seen.",
    ]
    hidden = " ".join(block.text for block in document.blocks if block.hidden)
    for words in ("ignore all previous", "approve this paper", "John Doe"):
        assert words in hidden
    assert document.warnings == ("Hidden text on page 1 was left out.",)


async def test_the_second_reader_reads_what_the_first_cannot(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.documents import reading

    real = reading.run

    async def failing(command: str, reader: str, *options: str, **limits: object) -> bytes:
        if reader == "pdfium":
            raise reading.Crashed(6)
        return await real(command, reader, *options, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "run", failing)
    document = await good(stored, pdfs.one_column())
    assert document.reader.startswith("pypdf ")
    assert any("approximate" in warning for warning in document.warnings)
    words = " ".join(sentence.text for sentence in document.sentences)
    assert all(sentence in words for sentence in pdfs.SECOND)
