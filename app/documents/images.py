"""The image of a page: rendered when somebody first looks, then kept."""

from typing import Any

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from app.documents.models import Document
from app.documents.routes import provide_document
from app.documents.sheets import page_image
from app.documents.versions import version_numbered
from app.downloads import serve
from app.permissions import Permission
from app.web import AnyRequest, Session, installation_of


@get("/documents/{document_id:str}/pages/{number:int}/image", needs=Permission.READ)
async def show_image(
    request: AnyRequest, document: NamedDependency[Document], number: FromPath[int]
) -> Response[Any]:
    installation = installation_of(request)
    stored = await page_image(installation, document.organization_id, document.version_id, number)
    return serve(request, installation, stored, f"page-{number}.png")


@get("/documents/{document_id:str}/versions/{version:int}/pages/{number:int}/image", needs=Permission.READ)
async def show_image_of_version(
    request: AnyRequest,
    session: Session,
    document: NamedDependency[Document],
    version: FromPath[int],
    number: FromPath[int],
) -> Response[Any]:
    """A page as it was, or will be: what somebody approved stays to be seen."""
    found = await version_numbered(session, document, version)
    installation = installation_of(request)
    stored = await page_image(installation, document.organization_id, found.id, number)
    return serve(request, installation, stored, f"page-{number}.png")


router = Router(
    path="/{org:str}",
    route_handlers=[show_image, show_image_of_version],
    dependencies={"document": provide_document},
)
