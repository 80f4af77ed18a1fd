"""Pages of documents: the list with its upload form, one document, the image of a page."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Response, ServerSentEvent, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.api import chunks_of
from app.documents.models import Block, Document, DocumentVersion, Page
from app.documents.pages import Role
from app.documents.upload import receive
from app.downloads import serve
from app.events import live
from app.objects import StoredObject
from app.organizations.places import project_for
from app.permissions import Permission, Principal
from app.problems import Missing
from app.queue.models import Job, ask
from app.web import AnyRequest, Session, installation_of, redirect, render


@dataclass
class UploadForm:
    file: UploadFile


async def provide_document(session: Session, document_id: FromPath[str]) -> Document:
    document = await session.get(Document, document_id)
    if document is None:
        raise Missing
    return document


async def listing(session: AsyncSession, limit: int = 200) -> list[tuple[Document, DocumentVersion]]:
    """Documents with their current version, newest first."""
    query = (
        select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.id == Document.version_id)  # type: ignore[arg-type]
        .order_by(col(Document.id).desc())
        .limit(limit)
    )
    return [(document, version) for document, version in (await session.exec(query)).all()]


async def reading_job(session: AsyncSession, document: Document) -> Job | None:
    """The latest job that read, or reads, the document."""
    query = select(Job).where(Job.subject_id == document.id, Job.kind == "read_document")
    return (await session.exec(query.order_by(col(Job.id).desc()))).first()


@get("/documents", needs=Permission.READ)
async def list_documents(request: AnyRequest, session: Session) -> Template:
    return render(request, "documents/index.html", here="documents", documents=await listing(session))


@post("/documents", needs=Permission.WRITE)
async def create_document(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    data: Annotated[UploadForm, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[Any]:
    installation = installation_of(request)
    async with installation.work(principal.organization_id, principal.workspace_ids, writes=False) as session:
        project = await project_for(session)
    received = await receive(installation, principal, project, data.file.filename, chunks_of(data.file))
    home = f"/{request.scope['state']['organization'].slug}/documents/{received.document.id}"
    return redirect(request, home + ("?known=1" if received.duplicate else ""))


@get("/documents/{document_id:str}", needs=Permission.READ)
async def show_document(
    request: AnyRequest, session: Session, document: NamedDependency[Document], known: str = ""
) -> Template:
    return render(
        request,
        "documents/show.html",
        "documents/_document.html",
        here="documents",
        known=bool(known),
        **await facts(session, document),
    )


async def facts(session: AsyncSession, document: Document) -> dict[str, Any]:
    """What the page of a document shows."""
    version = await session.get_one(DocumentVersion, document.version_id)
    pages = (
        await session.exec(select(Page).where(Page.version_id == version.id).order_by(col(Page.number)))
    ).all()
    headings = select(Block).where(Block.version_id == version.id, Block.role == Role.HEADING)
    sections = (await session.exec(headings.order_by(col(Block.position)))).all()
    job = await reading_job(session, document)
    return {"document": document, "version": version, "pages": pages, "sections": sections, "job": job}


@get("/documents/{document_id:str}/live", needs=Permission.READ)
async def live_document(request: AnyRequest, document: NamedDependency[Document]) -> ServerSentEvent:
    return live(request, document.id)


@post("/documents/{document_id:str}/reading", needs=Permission.WRITE)
async def create_reading(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    document: NamedDependency[Document],
) -> Response[Any]:
    session.add(document.read_again(principal))
    ask(session, "read_document", by=principal, subject=document, priority=10)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/documents/{document.id}")


@get("/documents/{document_id:str}/file", needs=Permission.READ)
async def show_file(
    request: AnyRequest, session: Session, document: NamedDependency[Document]
) -> Response[Any]:
    """The uploaded PDF, as a download: a browser must not run what is inside."""
    version = await session.get_one(DocumentVersion, document.version_id)
    stored = await session.get_one(StoredObject, version.object_id)
    return serve(request, installation_of(request), stored, document.filename, inline=False)


router = Router(
    path="/{org:str}",
    route_handlers=[
        list_documents,
        create_document,
        show_document,
        live_document,
        create_reading,
        show_file,
    ],
    dependencies={"document": provide_document},
)
