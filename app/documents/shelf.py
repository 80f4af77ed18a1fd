"""Documents as pages show them: with their version, what was found in them, and the job that reads them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import Block, Document, DocumentVersion, Page, SourceSentence
from app.documents.pages import Role
from app.problems import Missing
from app.queue.models import Job


@dataclass(frozen=True)
class PageSize:
    """In points, as displayed."""

    number: int
    width: float
    height: float


@dataclass(frozen=True)
class Section:
    title: str
    level: int
    page: int


@dataclass(frozen=True)
class Shelved:
    """A document in a list."""

    id: str
    title: str
    filename: str
    state: str
    reason: str
    bytes: int
    page_count: int
    created_at: datetime
    workspace_id: str
    project_id: str
    job: Job | None


@dataclass(frozen=True)
class Opened(Shelved):
    """A document on its own page."""

    language: str = "und"
    problem: str = ""
    sentences: int = 0
    warnings: list[str] = field(default_factory=list)
    pages: list[PageSize] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


async def find_document(session: AsyncSession, document_id: str) -> Document:
    document = await session.get(Document, document_id)
    if document is None:
        raise Missing
    return document


async def shelf(session: AsyncSession, limit: int = 200, project_id: str = "") -> list[Shelved]:
    """Documents, newest first; of one project if it is named."""
    query = (
        select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.id == Document.version_id)  # type: ignore[arg-type]
        .order_by(col(Document.id).desc())
        .limit(limit)
    )
    if project_id:
        query = query.where(Document.project_id == project_id)
    rows = (await session.exec(query)).all()
    return [Shelved(**await _common(session, document, version)) for document, version in rows]


async def opened(session: AsyncSession, document: Document) -> Opened:
    """One document with its pages and sections."""
    version = await session.get_one(DocumentVersion, document.version_id)
    headings = select(Block).where(Block.version_id == version.id, Block.role == Role.HEADING)
    sections = (await session.exec(headings.order_by(col(Block.position)))).all()
    count = select(func.count()).select_from(SourceSentence).where(SourceSentence.version_id == version.id)
    return Opened(
        **await _common(session, document, version),
        language=version.language,
        problem=document.problem,
        sentences=(await session.exec(count)).one(),
        warnings=version.warnings,
        pages=await page_sizes(session, version.id),
        sections=[Section(row.text, row.level, row.page) for row in sections],
    )


async def page_sizes(session: AsyncSession, version_id: str) -> list[PageSize]:
    """Of every page of a version, in order."""
    query = select(Page).where(Page.version_id == version_id).order_by(col(Page.number))
    return [PageSize(row.number, row.width, row.height) for row in (await session.exec(query)).all()]


async def reading_job(session: AsyncSession, document: Document) -> Job | None:
    """The latest job that read, or reads, the document."""
    query = select(Job).where(
        Job.subject_id == document.id, col(Job.kind).in_(("read_document", "recognize_document"))
    )
    return (await session.exec(query.order_by(col(Job.id).desc()))).first()


async def _common(session: AsyncSession, document: Document, version: DocumentVersion) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "filename": document.filename,
        "state": document.state,
        "reason": document.reason,
        "bytes": version.bytes,
        "page_count": version.pages,
        "created_at": document.created_at,
        "workspace_id": document.workspace_id,
        "project_id": document.project_id,
        "job": await reading_job(session, document) if document.state == "reading" else None,
    }
