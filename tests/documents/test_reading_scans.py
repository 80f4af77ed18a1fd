"""Recognizing the text of a scan: a copy that reads like the printed page."""

import asyncio
from pathlib import Path

import pytest

from app.documents import ocr
from app.documents.ocr import Unrecognizable, recognize_text
from app.documents.reading import Unreadable, read_pdf
from tests.fixtures import pdfs


async def test_the_text_of_a_scan_is_recognized(tmp_path: Path) -> None:
    if not ocr.available():
        pytest.skip("tesseract is not installed")
    scan, copy = tmp_path / "scan.pdf", tmp_path / "copy.pdf"
    await asyncio.to_thread(scan.write_bytes, pdfs.scan())
    with pytest.raises(Unreadable):
        await read_pdf(scan)
    await recognize_text(scan, copy)
    document = await read_pdf(copy)
    page = document.pages[0]
    assert (round(page.width), round(page.height)) == (pdfs.WIDTH, pdfs.HEIGHT)
    told = [sentence.text for sentence in document.sentences]
    assert sum(sentence in told for sentence in pdfs.SECOND) >= len(pdfs.SECOND) - 1
    first = document.sentences[0].places[0].boxes[0]
    assert abs(first[0] - 150 * 72 / 150) < 4
    assert first[1] < (200 + 21) * 72 / 150 < first[3] + 2
    assert document.warnings == ()


async def test_without_tesseract_the_reader_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr.shutil, "which", lambda name: None)
    assert not ocr.available()
    with pytest.raises(Unrecognizable, match="install the tesseract program"):
        await recognize_text(tmp_path / "scan.pdf", tmp_path / "copy.pdf")


async def test_an_unknown_language_is_named(tmp_path: Path) -> None:
    if not ocr.available():
        pytest.skip("tesseract is not installed")
    scan = tmp_path / "scan.pdf"
    await asyncio.to_thread(scan.write_bytes, pdfs.scan())
    with pytest.raises(Unrecognizable, match="klingon"):
        await recognize_text(scan, tmp_path / "copy.pdf", languages="klingon")
