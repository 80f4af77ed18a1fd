"""Text for scans: a searchable copy of a PDF that holds only pictures, made by tesseract."""

import asyncio
import importlib.util
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.documents.pages import ReadPage
from app.documents.reading import ReadLimits, Unreadable, read_pdf
from app.documents.rendering import render_page
from app.documents.sandbox import Contained, run

DPI = 220
"""Dots an inch the pages are drawn at: enough for print of 8 points."""
PAGES = 300
"""Most pages recognized in one go; each takes seconds."""
_MEMORY = 3 * 1024**3
_OUTPUT = 512 * 1024 * 1024


class Unrecognizable(Exception):
    """Says, for a person, why no text could be recognized and what to do."""


def available() -> bool:
    """Whether this installation can recognize text."""
    return shutil.which("tesseract") is not None


async def recognize_text(
    path: Path,
    out: Path,
    *,
    languages: str = "eng",
    seconds_a_page: float = 30.0,
    limits: ReadLimits | None = None,
) -> None:
    """Write to `out` a copy of the PDF at `path` with a text layer, pages in their order and size.

    `languages` are tesseract's, such as 'deu+eng'. Raises Unrecognizable or Unreadable.
    """
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        raise Unrecognizable(
            "This installation cannot recognize text: install the tesseract program on the server, "
            "and ocrmypdf beside it for better results."
        )
    limits = limits or ReadLimits()
    pages = await _pages(path, limits)
    if len(pages) > PAGES:
        raise Unrecognizable(
            f"Text is recognized on at most {PAGES} pages; this PDF has {len(pages)}. Split it."
        )
    seconds = seconds_a_page * len(pages)
    try:
        if importlib.util.find_spec("ocrmypdf") is not None:
            meaningless = any(page.characters for page in pages)
            await _with_ocrmypdf(
                path, out, languages, seconds, "--force-ocr" if meaningless else "--skip-text"
            )
        else:
            await _with_tesseract(tesseract, path, out, pages, languages, seconds, limits)
    except (Contained, TimeoutError):
        raise Unrecognizable(
            f"Recognizing the text failed or took too long. Has tesseract the language {languages} installed?"
        ) from None


async def _pages(path: Path, limits: ReadLimits) -> Sequence[ReadPage]:
    try:
        return (await read_pdf(path, limits)).pages
    except Unreadable as error:
        if error.kind != "no_text":
            raise
        return error.pages


async def _with_tesseract(
    tesseract: str,
    path: Path,
    out: Path,
    pages: Sequence[ReadPage],
    languages: str,
    seconds: float,
    limits: ReadLimits,
) -> None:
    """Draw every page, then let tesseract write one PDF of them all."""
    with tempfile.TemporaryDirectory(prefix="tic-ocr-") as folder:
        images = []
        for page in pages:
            image = Path(folder) / f"{page.number}.png"
            width = max(1, round(page.width * DPI / 72))
            image.write_bytes(await render_page(path, page.number, width, limits))
            images.append(str(image))
        names = Path(folder) / "pages.txt"
        names.write_text("\n".join(images) + "\n")
        written = await run(
            "execute", tesseract, str(names), "stdout", "-l", languages, "--dpi", str(DPI), "pdf",
            source=names, seconds=seconds, memory=_MEMORY, output=_OUTPUT,
        )  # fmt: skip
    await asyncio.to_thread(out.write_bytes, written)


async def _with_ocrmypdf(path: Path, out: Path, languages: str, seconds: float, which: str) -> None:
    """Let ocrmypdf add text to the pages that have none, or draw all anew where letters mean nothing."""
    with tempfile.TemporaryDirectory(prefix="tic-ocr-") as folder:
        written = await run(
            "recognize",
            languages,
            folder,
            which,
            source=path,
            seconds=seconds,
            memory=_MEMORY,
            output=_OUTPUT,
        )
    await asyncio.to_thread(out.write_bytes, written)
