"""A new version of a document: received, read beside the present one, then the one that counts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.ingestion import keep_read, read_stored
from app.documents.models import READ_FIRST, Document, DocumentVersion
from app.documents.reading import Unreadable
from app.documents.upload import clean_name, store_pdf
from app.installation import Installation
from app.live import nudge
from app.objects import StoredObject, discard
from app.permissions import Principal
from app.problems import Missing
from app.queue.models import Job, ask
from app.queue.running import JobError, Work


@dataclass
class VersionShown:
    """`state`: current, earlier, reading or failed; `reason` says why a failed one could not be read."""

    number: int
    state: str
    filename: str
    bytes: int
    sha256: str
    pages: int
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class NewVersion:
    """What was received; `job` reads it."""

    version: DocumentVersion
    job: Job


async def versions_of(session: AsyncSession, document_id: str) -> list[DocumentVersion]:
    """Oldest first."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return list((await session.exec(query.order_by(col(DocumentVersion.number)))).all())


def shown_versions(document: Document, versions: list[DocumentVersion]) -> list[VersionShown]:
    """Oldest first."""
    present = next(row.number for row in versions if row.id == document.version_id)

    def state(row: DocumentVersion) -> str:
        if row.reason:
            return "failed"
        return "current" if row.number == present else "earlier" if row.number < present else "reading"

    return [
        VersionShown(
            row.number,
            state(row),
            row.filename or document.filename,
            row.bytes,
            row.sha256,
            row.pages,
            row.reason,
            row.created_at,
        )
        for row in versions
    ]


async def version_numbered(session: AsyncSession, document: Document, number: int) -> DocumentVersion:
    for version in await versions_of(session, document.id):
        if version.number == number:
            return version
    raise Missing


async def receive_version(
    installation: Installation,
    by: Principal,
    document_id: str,
    filename: str,
    chunks: AsyncIterator[bytes],
    request_id: str = "",
) -> NewVersion:
    """Store the next version and ask for its reading; when this raises, nothing is kept."""
    stored = await store_pdf(installation, by.organization_id, chunks)
    try:
        scope = (by.organization_id, by.workspace_ids)
        async with installation.work(*scope, request_id=request_id) as session:
            query = select(Document).where(Document.id == document_id)
            row = (await session.exec(query.with_for_update())).first()
            if row is None:
                raise Missing
            version = DocumentVersion(
                organization_id=by.organization_id,
                document_id=row.id,
                object_id=stored.id,
                bytes=stored.bytes,
                sha256=stored.sha256,
                filename=clean_name(filename),
            )
            event = row.next_version(await versions_of(session, row.id), version, by)
            session.add_all([stored, version, event])
            nudge(session, row.id, "document")
            job = ask(session, "read_version", by=by, subject=row, priority=READ_FIRST, version_id=version.id)
    except BaseException:
        await discard(installation, stored)
        raise
    return NewVersion(version, job)


async def read_version(work: Work) -> dict[str, Any]:
    """Read a version that was uploaded; a second run finds it read and only asks again who follows it."""
    async with work.reading() as session:
        document, version = await _named(session, work)
        stored = await session.get_one(StoredObject, version.object_id)
    if not await _overtaken(work, document, version):
        await work.progress(0.1, "Reading the pages")
        try:
            found = await read_stored(work.installation, stored)
        except Unreadable as refusal:
            async with work.transaction() as session:
                document, version = await _named(session, work)
                session.add(version.unreadable(document, str(refusal), work.principal))
                nudge(session, document.id, "document")
            raise JobError(str(refusal), again=False) from refusal
        async with work.transaction() as session:
            document, version = await _named(session, work)
            present = await session.get_one(DocumentVersion, document.version_id)
            if present.number < version.number:
                await keep_read(session, document, version, found, work.principal)
    async with work.transaction() as session:
        ask(session, "follow_document", by=work.principal, subject=document)
    return {"version": version.number}


async def _named(session: AsyncSession, work: Work) -> tuple[Document, DocumentVersion]:
    document = await session.get(Document, work.job.subject_id)
    version = await session.get(DocumentVersion, work.job.payload["version_id"])
    if document is None or version is None:
        raise JobError("The document was removed.", again=False)
    return document, version


async def _overtaken(work: Work, document: Document, version: DocumentVersion) -> bool:
    """Whether this version, or a later one, counts already."""
    async with work.reading() as session:
        present = await session.get_one(DocumentVersion, document.version_id)
    return present.number >= version.number


async def version_died(session: AsyncSession, document_id: str, reason: str, by: Principal) -> None:
    """A version whose reading was given up says why; the document stays what it was."""
    document = await session.get(Document, document_id)
    if document is None:
        return
    present = await session.get_one(DocumentVersion, document.version_id)
    for version in await versions_of(session, document_id):
        if version.number > present.number and not version.reason:
            session.add(version.unreadable(document, f"Reading this version was given up: {reason}", by))
            nudge(session, document_id, "document")
