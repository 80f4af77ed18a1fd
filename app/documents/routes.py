"""Pages of documents: the list with its upload form, one document, the image of a page."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Response, ServerSentEvent, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bodies import chunks_of
from app.documents.models import READ_FIRST, Document, DocumentVersion
from app.documents.ocr import available
from app.documents.recognition import start_recognition
from app.documents.shelf import find_document, opened, shelf
from app.documents.upload import receive
from app.documents.versions import shown_versions, versions_of
from app.downloads import serve
from app.episodes.writers import controls
from app.events import live
from app.objects import StoredObject
from app.organizations.places import choices, project_for, projects_seen
from app.permissions import Permission, Principal
from app.queue.models import ask
from app.queue.room import has_room
from app.web import AnyRequest, Session, installation_of, redirect, render, sought


@dataclass
class UploadForm:
    """`project_id`: where there is more than one to choose from."""

    file: UploadFile
    project_id: str = ""


async def provide_document(session: Session, document_id: FromPath[str]) -> Document:
    return await sought(session, find_document(session, document_id))


def limits(request: AnyRequest) -> dict[str, Any]:
    """What an upload form says about itself."""
    return {"upload_max_bytes": installation_of(request).settings.upload_max_bytes}


async def upload_form(request: AnyRequest, session: AsyncSession) -> dict[str, Any]:
    """The same, and where a paper can go."""
    principal: Principal = request.scope["state"]["principal"]
    return {**limits(request), "places": await choices(session, principal, Permission.WRITE)}


@get("/documents", needs=Permission.READ)
async def list_documents(request: AnyRequest, session: Session, project_id: FromQuery[str] = "") -> Template:
    """All of them, or those of one project."""
    offered = await controls(installation_of(request))
    return render(
        request,
        "documents/list.html",
        here="documents",
        documents=await shelf(session, project_id=project_id),
        projects=await projects_seen(session),
        project_id=project_id,
        controls=offered,
        **await upload_form(request, session),
    )


@post("/documents", needs=Permission.WRITE, guards=[has_room])
async def create_document(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    data: Annotated[UploadForm, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[Any]:
    installation = installation_of(request)
    async with installation.work(principal.organization_id, principal.workspace_ids, writes=False) as session:
        project = await project_for(session, project_id=data.project_id)
    request_id = request.scope["state"]["request_id"]
    chunks = chunks_of(data.file)
    received = await receive(installation, principal, project, data.file.filename, chunks, request_id)
    home = f"/{request.scope['state']['organization'].slug}/documents/{received.document.id}"
    return redirect(request, home + ("?known=1" if received.duplicate else ""))


@get("/documents/{document_id:str}", needs=Permission.READ)
async def show_document(
    request: AnyRequest,
    session: Session,
    document: NamedDependency[Document],
    known: FromQuery[bool] = False,
) -> Template:
    """`known`: somebody uploaded these bytes again and was brought here."""
    shown = await opened(session, document)
    page, part = "documents/show.html", "documents/_document.html"
    versions = shown_versions(document, await versions_of(session, document.id))
    facts = {"known": known, "can_recognize": available(), "versions": versions, **limits(request)}
    offered = await controls(installation_of(request))
    return render(request, page, part, here="documents", document=shown, controls=offered, **facts)


@get("/documents/{document_id:str}/live", needs=Permission.READ, stream=True)
async def live_document(request: AnyRequest, document: NamedDependency[Document]) -> ServerSentEvent:
    return live(request, document.id)


@post("/documents/{document_id:str}/reading", needs=Permission.WRITE, guards=[has_room])
async def create_reading(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    document: NamedDependency[Document],
) -> Response[Any]:
    session.add(document.read_again(principal))
    ask(session, "read_document", by=principal, subject=document, priority=READ_FIRST)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/documents/{document.id}")


@post("/documents/{document_id:str}/recognition", needs=Permission.WRITE, guards=[has_room])
async def create_recognition(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    document: NamedDependency[Document],
) -> Response[Any]:
    """Give a scan its text."""
    start_recognition(session, document, principal)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/documents/{document.id}")


@get("/documents/{document_id:str}/file", needs=Permission.READ)
async def show_file(
    request: AnyRequest, session: Session, document: NamedDependency[Document]
) -> Response[Any]:
    """The uploaded PDF, as a download: a browser must not run what is inside."""
    version = await session.get_one(DocumentVersion, document.version_id)
    stored = await session.get_one(StoredObject, version.object_id)
    return serve(request, installation_of(request), stored, document.filename, inline=False)


uploads = Router(path="/{org:str}", route_handlers=[list_documents, create_document], include_in_schema=False)
"""Apart from the rest, because its body may be as large as a document."""
router = Router(
    path="/{org:str}",
    route_handlers=[
        show_document,
        live_document,
        create_reading,
        create_recognition,
        show_file,
    ],
    dependencies={"document": provide_document},
)
