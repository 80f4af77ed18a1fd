"""Receiving a PDF: sniffed, streamed to storage with its digest, found again when it is already there."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.models import READ_FIRST, Document, DocumentState, DocumentVersion, uploaded
from app.installation import Installation
from app.objects import StoredObject, discard, store
from app.organizations.models import Project, Workspace
from app.outside.storage import StorageError
from app.outside.storage import TooLarge as OverLimit
from app.permissions import Principal
from app.problems import Away, Invalid, TooLarge
from app.queue.models import Job, ask

log = logging.getLogger(__name__)

HEAD_BYTES = 1024
PDF_MARK = b"%PDF-"


@dataclass(frozen=True)
class Received:
    """`duplicate`: the same bytes were there already; `job` reads the document, None when it is read."""

    document: Document
    job: Job | None
    duplicate: bool = False


async def receive(
    installation: Installation,
    by: Principal,
    project: Project,
    filename: str,
    chunks: AsyncIterator[bytes],
    request_id: str = "",
) -> Received:
    """Store an uploaded PDF and ask for its reading. Raises Invalid or TooLarge; then nothing is kept."""
    stored = await store_pdf(installation, by.organization_id, chunks)
    try:
        work = installation.work(by.organization_id, by.workspace_ids, request_id=request_id)
        async with work as session:
            # One after another, so that the same bytes sent twice at once are found, too.
            room = select(Workspace.id).where(Workspace.id == project.workspace_id)
            await session.exec(room.with_for_update())
            found = await _same_bytes(session, stored.sha256, project.workspace_id)
            received = await (
                _again(session, found, by) if found else _new(session, stored, by, project, filename)
            )
    except BaseException:
        await discard(installation, stored)
        raise
    if received.duplicate:
        await discard(installation, stored)
    return received


async def store_pdf(
    installation: Installation, organization_id: str, chunks: AsyncIterator[bytes]
) -> StoredObject:
    """Raises Invalid for what is no PDF, TooLarge, and Away; then nothing is kept."""
    limit = installation.settings.upload_max_bytes
    try:
        return await store(installation, organization_id, "application/pdf", _sniffed(chunks), limit=limit)
    except OverLimit:
        megabytes = limit // (1024 * 1024)
        raise TooLarge(
            f"This file is larger than {megabytes} MB. Split it, or print a smaller PDF from it."
        ) from None
    except StorageError as error:
        log.warning("a file could not be kept: %s", error)
        raise Away(
            "This file could not be kept: the storage is full or does not answer. Nothing was changed. "
            "Try it again later; if it stays, tell your operator.",
            seconds=30,
        ) from error


async def _new(
    session: AsyncSession, stored: StoredObject, by: Principal, project: Project, filename: str
) -> Received:
    name = clean_name(filename)
    document, version = uploaded(
        name=name,
        title=PurePosixPath(name).stem,
        object_id=stored.id,
        size=stored.bytes,
        sha256=stored.sha256,
        workspace_id=project.workspace_id,
        project_id=project.id,
    )
    session.add_all([stored, document, version])
    session.add(AuditEvent.of(document, "uploaded", by, sha256=stored.sha256, bytes=stored.bytes))
    job = ask(session, "read_document", by=by, subject=document, priority=READ_FIRST)
    return Received(document, job)


async def _again(session: AsyncSession, document: Document, by: Principal) -> Received:
    if document.state not in (DocumentState.FAILED, DocumentState.QUARANTINED):
        return Received(document, None, duplicate=True)
    session.add(document.read_again(by))
    job = ask(session, "read_document", by=by, subject=document, priority=READ_FIRST)
    return Received(document, job, duplicate=True)


async def _same_bytes(session: AsyncSession, sha256: str, workspace_id: str) -> Document | None:
    query = (
        select(Document)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)  # type: ignore[arg-type]
        .where(DocumentVersion.sha256 == sha256, Document.workspace_id == workspace_id)
    )
    return (await session.exec(query)).first()


async def _sniffed(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes; raises Invalid when the first kilobyte does not look like a PDF."""
    head = b""
    checked = False
    async for chunk in chunks:
        if checked:
            yield chunk
            continue
        head += chunk
        if len(head) >= HEAD_BYTES:
            _check_head(head)
            checked = True
            yield head
    if not checked:
        _check_head(head)
        yield head


def _check_head(head: bytes) -> None:
    if not head:
        raise Invalid("This file is empty. Choose the PDF again.", field="file")
    if PDF_MARK not in head[:HEAD_BYTES]:
        raise Invalid("This is not a PDF. Export or print the document as PDF and upload that.", field="file")


def clean_name(filename: str) -> str:
    """The last part of a client's file name, printable, at most 200 characters."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    printable = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"|?*')
    return printable.strip(" .")[:200] or "document.pdf"
