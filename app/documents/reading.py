"""Reads a PDF in a sandbox, or says for a person why it cannot be read."""

import asyncio
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.documents.encoding import decode
from app.documents.pages import ReadDocument, ReadPage, Role
from app.documents.sandbox import Contained, Crashed, run

Kind = Literal[
    "not_a_pdf", "empty", "encrypted", "damaged", "too_many_pages", "too_costly", "no_text", "no_prose"
]  # fmt: skip

_MESSAGES: dict[str, str] = {
    "not_a_pdf": "This file is not a PDF. Export or print it as a PDF and upload that.",
    "empty": "This file is empty. The upload may have been cut off: please upload it again.",
    "encrypted": "This PDF opens only with a password. Save a copy without the password and upload that.",
    "damaged": "This PDF is damaged and cannot be opened. "
    "Open it in another program, save a fresh copy and upload that.",
    "too_many_pages": "This PDF has {pages} pages; at most {most} are allowed. "
    "Split it and upload the part you need.",
    "too_costly": "This PDF takes more time or memory to read than is allowed. "
    "Print it to a new PDF, or split it, and upload that.",
    "no_prose": "This PDF holds no sentence that can be read, only a list of references. "
    "If its pages show more, upload a copy with that as text.",
    "no_text": "This PDF has no sentence that can be read, only pictures, or text such as tables, "
    "formulas or letters without meaning. "
    "Have its text recognized first: have the tesseract program installed on the server and read it again, "
    "or upload a copy with a text layer.",
}
_ENTRY = re.compile(r"(?:\[[\w+-]{1,12}\]|\d{1,3}\.)\s.*\b(?:19|20)\d\d\b", re.DOTALL)


class Unreadable(Exception):
    """Why a PDF cannot be told, in words for a person. With no_text or no_prose, `pages` are there."""

    def __init__(self, kind: Kind, message: str, pages: tuple[ReadPage, ...] = ()) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
        self.pages = pages


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What reading one file may cost; `seconds`, and a quarter more, are for both readers together."""

    pages: int = 2000
    seconds: float = 20.0
    memory_bytes: int = 1024**3
    output_bytes: int = 20 * 1024 * 1024


def refusal(kind: Kind, limits: ReadLimits, pages: int = 0) -> Unreadable:
    """The error of a kind, in words."""
    return Unreadable(kind, _MESSAGES[kind].format(pages=pages, most=limits.pages))


async def read_pdf(path: Path, limits: ReadLimits | None = None) -> ReadDocument:
    """Pages, blocks and sentences of the PDF at `path`. Raises Unreadable."""
    limits = limits or ReadLimits()
    until = asyncio.get_running_loop().time() + 1.25 * limits.seconds
    answer = await _first_or_second(path, limits, until)
    document = decode(answer)
    if answer["glued"]:
        document = await _with_second(path, limits, until, answer["glued"]) or document
    # Letters whose font does not say what they mean come as symbols: not one sentence is made of them.
    if not document.sentences:
        error = refusal("no_prose" if _references(document) else "no_text", limits)
        error.pages = document.pages
        raise error
    return document


def _references(document: ReadDocument) -> bool:
    """Whether most of its text is entries of a list of references; on top they may pass for names."""
    texts = [block for block in document.blocks if block.role is not Role.HEADING]
    listed = [block for block in texts if block.role is Role.REFERENCE or _ENTRY.match(block.text)]
    return 2 * sum(len(block.text) for block in listed) > sum(len(block.text) for block in texts)


async def _first_or_second(path: Path, limits: ReadLimits, until: float) -> dict[str, Any]:
    """What pdfium answers; what pypdf does where pdfium fails. Raises Unreadable."""
    try:
        return await _answer(path, limits, until, "pdfium")
    except Unreadable as error:
        if error.kind not in ("damaged", "too_costly"):
            raise
        failure = error
    try:
        answer = await _answer(path, limits, until, "pypdf")
    except Unreadable as error:
        raise (error if error.kind in ("encrypted", "too_many_pages") else failure) from None
    if not any(characters for *_, characters in answer["pages"]):
        raise failure
    return answer


async def _answer(path: Path, limits: ReadLimits, until: float, *how: str) -> dict[str, Any]:
    reader, *second = how
    left = until - asyncio.get_running_loop().time()
    if left < 1:
        raise refusal("too_costly", limits)
    try:
        written = await run(
            "read", reader, str(limits.pages), *second,
            source=path, seconds=left, memory=limits.memory_bytes, output=limits.output_bytes,
        )  # fmt: skip
    except Crashed as crash:
        raise refusal("too_costly" if crash.signal else "damaged", limits) from None
    except Contained:
        raise refusal("too_costly", limits) from None
    answer: dict[str, Any] = json.loads(written)
    if "refused" in answer:
        raise refusal(answer["refused"], limits, answer["pages"])
    return answer


async def _with_second(path: Path, limits: ReadLimits, until: float, pages: list[int]) -> ReadDocument | None:
    try:
        return decode(await _answer(path, limits, until, "pdfium", ",".join(map(str, pages))))
    except Unreadable:
        return None
