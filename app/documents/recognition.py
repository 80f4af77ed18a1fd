"""The job that gives a scan its text: a searchable copy becomes the document's next version."""

from pathlib import Path
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.ingestion import load_document, plain_copy
from app.documents.models import READ_FIRST, Document, DocumentState, DocumentVersion
from app.documents.ocr import Unrecognizable, recognize_text
from app.documents.reading import Unreadable
from app.live import nudge
from app.objects import StoredObject, discard, read_file, store
from app.permissions import Principal
from app.queue.models import Job, ask
from app.queue.running import JobError, Work


def start_recognition(session: AsyncSession, document: Document, by: Principal) -> Job:
    """Ask for the text of a scan. Raises Refused when the document is not one."""
    session.add(document.recognize(by))
    nudge(session, document.id, "document")
    return ask(session, "recognize_document", by=by, subject=document)


async def recognize_document(work: Work) -> dict[str, Any]:
    """Recognize the text of the job's document, then have the copy read; a second run finds it there."""
    async with work.reading() as session:
        document, version, stored = await load_document(session, work.job.subject_id)
    if document.state is not DocumentState.READING or version.recognized:
        return {"version": version.number}
    await work.progress(0.05, "Recognizing the text of the pages")
    async with plain_copy(work.installation, stored) as path:
        copy = path.with_name("recognized.pdf")
        try:
            await recognize_text(path, copy)
        except (Unrecognizable, Unreadable) as refusal:
            raise JobError(str(refusal), again=False) from refusal
        kept = await _kept(work, copy)
    try:
        async with work.transaction() as session:
            document, version, _ = await load_document(session, document.id)
            session.add_all([kept, _next_version(document, version, kept)])
            ask(session, "read_document", by=work.principal, subject=document, priority=READ_FIRST)
            nudge(session, document.id, "document")
    except BaseException:
        await discard(work.installation, kept)
        raise
    return {"version": version.number + 1}


async def recognition_died(session: AsyncSession, document_id: str, reason: str, by: Principal) -> None:
    """A scan whose text could not be recognized says why and can be tried again."""
    document = await session.get(Document, document_id)
    if document is not None and document.state is DocumentState.READING:
        session.add(document.fail("no_text", reason, by))
        nudge(session, document.id, "document")


async def _kept(work: Work, copy: Path) -> StoredObject:
    organization_id = work.job.organization_id
    return await store(work.installation, organization_id, "application/pdf", read_file(copy))


def _next_version(document: Document, before: DocumentVersion, kept: StoredObject) -> DocumentVersion:
    version = DocumentVersion(
        organization_id=document.organization_id,
        document_id=document.id,
        number=before.number + 1,
        object_id=kept.id,
        bytes=kept.bytes,
        sha256=kept.sha256,
        recognized=True,
    )
    document.version_id = version.id
    return version
