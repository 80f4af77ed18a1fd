"""Documents over the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Response
from sqlmodel import col, select

from app.bodies import chunks_of
from app.documents.models import Document, DocumentVersion
from app.documents.upload import receive
from app.organizations.places import project_for
from app.permissions import Permission, Principal
from app.problems import Invalid, Missing
from app.queue.room import has_room
from app.web import AnyRequest, Session, installation_of

PAGE_SIZE = 50


@dataclass
class DocumentUpload:
    """A PDF, and where it shall live; without a project the workspace's first is taken."""

    file: UploadFile
    workspace_id: str | None = None
    project_id: str | None = None


@dataclass
class DocumentAccepted:
    """`duplicate`: these bytes were here already, and this is the document they are."""

    id: str
    state: str
    job_id: str | None
    duplicate: bool = False


@dataclass
class DocumentShown:
    id: str
    title: str
    filename: str
    state: str
    reason: str
    problem: str
    pages: int
    bytes: int
    sha256: str
    language: str
    warnings: list[str]
    workspace_id: str
    project_id: str
    created_at: datetime


@dataclass
class DocumentList:
    items: list[DocumentShown]
    next: str | None


@post("/documents", needs=Permission.WRITE, guards=[has_room], status_code=201)
async def create_document(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    data: Annotated[DocumentUpload, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[DocumentAccepted]:
    """Upload a PDF. It is read in the background: follow `job_id`."""
    installation = installation_of(request)
    async with installation.work(principal.organization_id, principal.workspace_ids, writes=False) as session:
        project = await project_for(session, data.workspace_id, data.project_id)
    request_id = request.scope["state"]["request_id"]
    chunks = chunks_of(data.file)
    received = await receive(installation, principal, project, data.file.filename, chunks, request_id)
    document, job = received.document, received.job
    accepted = DocumentAccepted(document.id, document.state, job.id if job else None, received.duplicate)
    return Response(accepted, status_code=200 if received.duplicate else 201)


@get("/documents", needs=Permission.READ)
async def list_documents(
    session: Session, cursor: FromQuery[str | None] = None, limit: FromQuery[int] = PAGE_SIZE
) -> DocumentList:
    """Newest first; `next` is the cursor of the following page."""
    if not 1 <= limit <= 200:
        raise Invalid("Ask for 1 to 200 at a time.", field="limit")
    query = select(Document, DocumentVersion).join(
        DocumentVersion,
        DocumentVersion.id == Document.version_id,  # type: ignore[arg-type]
    )
    if cursor:
        query = query.where(Document.id < cursor)
    rows = (await session.exec(query.order_by(col(Document.id).desc()).limit(limit + 1))).all()
    items = [shown(document, version) for document, version in rows[:limit]]
    return DocumentList(items, items[-1].id if len(rows) > limit else None)


@get("/documents/{document_id:str}", needs=Permission.READ)
async def show_document(session: Session, document_id: FromPath[str]) -> DocumentShown:
    document = await session.get(Document, document_id)
    if document is None:
        raise Missing
    return shown(document, await session.get_one(DocumentVersion, document.version_id))


def shown(document: Document, version: DocumentVersion) -> DocumentShown:
    return DocumentShown(
        id=document.id,
        title=document.title,
        filename=document.filename,
        state=document.state,
        reason=document.reason,
        problem=document.problem,
        pages=version.pages,
        bytes=version.bytes,
        sha256=version.sha256,
        language=version.language,
        warnings=version.warnings,
        workspace_id=document.workspace_id,
        project_id=document.project_id,
        created_at=document.created_at,
    )


uploads = Router(
    path="/v1", route_handlers=[list_documents, create_document], tags=["Documents"], security=[{"key": []}]
)
"""Apart from the rest, because its body may be as large as a document."""
router = Router(path="/", route_handlers=[show_document], tags=["Documents"])
