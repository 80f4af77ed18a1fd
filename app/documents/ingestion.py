"""The job that reads an uploaded document into pages, blocks and source sentences."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import Block, Document, DocumentVersion, Page, SourceSentence, page_rows, rows_of
from app.documents.pages import Box, Place, ReadBlock, ReadDocument, ReadPage, ReadSentence
from app.documents.reading import ReadLimits, Unreadable, read_pdf
from app.installation import Installation
from app.live import nudge
from app.objects import StoredObject, stream
from app.permissions import Principal
from app.queue.running import JobError, Work


@asynccontextmanager
async def plain_copy(installation: Installation, row: StoredObject) -> AsyncIterator[Path]:
    """The decrypted file in a private folder, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=installation.scratch) as folder:
        path = Path(folder) / "document.pdf"
        with path.open("wb") as file:
            async for chunk in stream(installation, row):
                file.write(chunk)
        yield path


async def read_document(work: Work) -> dict[str, Any]:
    """Read the document of the job; a second run replaces what the first left."""
    async with work.reading() as session:
        document, version, stored = await load_document(session, work.job.subject_id)
    await work.progress(0.1, "Reading the pages")
    try:
        found = await read_stored(work.installation, stored)
    except Unreadable as refusal:
        await _refuse(work, document.id, refusal)
        raise JobError(str(refusal), again=False) from refusal
    await work.progress(0.8, "Keeping what was found")
    async with work.transaction() as session:
        document, version, _ = await load_document(session, document.id)
        await keep_read(session, document, version, found, work.principal)
    return {"pages": len(found.pages), "sentences": len(found.sentences)}


async def read_stored(installation: Installation, stored: StoredObject) -> ReadDocument:
    """What is in a stored PDF; raises Unreadable."""
    settings = installation.settings
    limits = ReadLimits(
        seconds=settings.read_seconds, memory_bytes=settings.read_memory_bytes, pages=settings.pages_max
    )
    async with plain_copy(installation, stored) as path:
        return await read_pdf(path, limits)


async def keep_read(
    session: AsyncSession, document: Document, version: DocumentVersion, found: ReadDocument, by: Principal
) -> None:
    """Keep what was read in a version in place of what an earlier reading left; from now on it counts."""
    await _forget(session, version)
    session.add_all(rows_of(version, found))
    session.add(document.read(version, found, by))
    nudge(session, document.id, "document")


async def reading_died(session: AsyncSession, document_id: str, reason: str, by: Principal) -> None:
    """Quarantine a document whose reading was given up, unless a better reason is already on it."""
    document = await session.get(Document, document_id)
    if document is not None and document.state == "reading":
        session.add(document.fail("too_costly", f"Reading this document was given up: {reason}", by))
        nudge(session, document.id, "document")


async def _refuse(work: Work, document_id: str, refusal: Unreadable) -> None:
    async with work.transaction() as session:
        document, version, _ = await load_document(session, document_id)
        if refusal.pages:
            # Nothing to narrate yet, but the pages can be looked at.
            await _forget(session, version)
            session.add_all(page_rows(version, refusal.pages))
            version.pages = len(refusal.pages)
        session.add(document.fail(refusal.kind, str(refusal), work.principal))
        nudge(session, document.id, "document")


async def load_document(
    session: AsyncSession, document_id: str
) -> tuple[Document, DocumentVersion, StoredObject]:
    """A document, its current version and that version's file; JobError when it was removed."""
    document = await session.get(Document, document_id)
    if document is None:
        raise JobError("The document was removed.", again=False)
    version = await session.get_one(DocumentVersion, document.version_id)
    return document, version, await session.get_one(StoredObject, version.object_id)


async def _forget(session: AsyncSession, version: DocumentVersion) -> None:
    for model in (Page, Block, SourceSentence):
        await session.exec(delete(model).where(col(model.version_id) == version.id))


async def read_back(session: AsyncSession, document: Document, version_id: str = "") -> ReadDocument:
    """What reading found in the current version, or another, from its rows."""
    version = await session.get_one(DocumentVersion, version_id or document.version_id)
    pages = await session.exec(select(Page).where(Page.version_id == version.id).order_by(col(Page.number)))
    blocks = await session.exec(
        select(Block).where(Block.version_id == version.id).order_by(col(Block.position))
    )
    return ReadDocument(
        title=document.title,
        language=version.language,
        pages=tuple(
            ReadPage(row.number, row.width, row.height, row.rotation, row.characters) for row in pages.all()
        ),
        blocks=tuple(
            ReadBlock(row.page, row.role, row.text, _box(row.box), row.section, row.level, row.hidden)
            for row in blocks.all()
        ),
        sentences=tuple(
            ReadSentence(row.text, row.block, tuple(_place(place) for place in row.places))
            for row in await source_sentences(session, version.id)
        ),
        reader=version.reader,
        warnings=tuple(version.warnings),
    )


def _place(place: dict[str, Any]) -> Place:
    return Place(place["page"], place["quote"], tuple(_box(box) for box in place["boxes"]))


def _box(box: list[float]) -> Box:
    return box[0], box[1], box[2], box[3]


async def source_sentences(session: AsyncSession, version_id: str) -> list[SourceSentence]:
    """Of a version, in reading order."""
    query = select(SourceSentence).where(SourceSentence.version_id == version_id)
    return list((await session.exec(query.order_by(col(SourceSentence.position)))).all())
