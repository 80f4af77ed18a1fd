"""Uploading the next version of a document, as a page and over the API; the list of its versions."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Response

from app.bodies import chunks_of
from app.documents.models import Document
from app.documents.shelf import find_document
from app.documents.versions import VersionShown, receive_version, shown_versions, versions_of
from app.permissions import Permission, Principal
from app.queue.room import has_room
from app.web import AnyRequest, Session, installation_of, redirect, there


@dataclass
class VersionUpload:
    """The whole document again, as it is now."""

    file: UploadFile


@dataclass
class VersionAccepted:
    """It counts once it has been read: follow `job_id`."""

    number: int
    job_id: str


@dataclass
class VersionList:
    items: list[VersionShown]
    next: str | None = None


Uploaded = Annotated[VersionUpload, Body(media_type=RequestEncodingType.MULTI_PART)]


@post("/documents/{document_id:str}/versions", needs=Permission.WRITE, guards=[has_room])
async def create_version_by_form(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    document_id: FromPath[str],
    data: Uploaded,
) -> Response[Any]:
    await _received(request, principal, document_id, data)
    return redirect(
        request, f"/{request.scope['state']['organization'].slug}/documents/{document_id}#versions"
    )


@post("/documents/{document_id:str}/versions", needs=Permission.WRITE, guards=[has_room], status_code=201)
async def create_version(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    document_id: FromPath[str],
    data: Uploaded,
) -> VersionAccepted:
    """Upload the document as it is now. Sentences whose evidence is unchanged keep their approval."""
    return await _received(request, principal, document_id, data)


# Without the request's own session: it would hold SQLite's one writer while the file comes in.
async def _received(
    request: AnyRequest, by: Principal, document_id: str, data: VersionUpload
) -> VersionAccepted:
    request_id = request.scope["state"]["request_id"]
    chunks = chunks_of(data.file)
    installation = installation_of(request)
    received = await receive_version(installation, by, document_id, data.file.filename, chunks, request_id)
    return VersionAccepted(received.version.number, received.job.id)


@get("/documents/{document_id:str}/versions", needs=Permission.READ)
async def list_versions(session: Session, document_id: FromPath[str]) -> VersionList:
    document = await find_document(session, document_id)
    return VersionList(shown_versions(document, await versions_of(session, document.id)))


THERE = [there(Document, "document_id")]
pages = Router(
    path="/{org:str}",
    route_handlers=[create_version_by_form],
    guards=THERE,
    include_in_schema=False,
)
"""Apart from the rest, as `uploads` is, because a body may be as large as a document."""
uploads = Router(
    path="/v1",
    route_handlers=[create_version, list_versions],
    guards=THERE,
    tags=["Documents"],
    security=[{"key": []}],
)
