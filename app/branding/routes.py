"""Settings of a project: what sounds before and after its episodes, and their cover. Pages and API."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Response, Template

from app.bodies import chunks_of
from app.branding.keeping import BYTES_MAX, LONGEST_SECONDS, Offered, brand_of, file_of, remove, take
from app.branding.models import BrandFile, Kind
from app.downloads import serve
from app.objects import StoredObject
from app.organizations.models import Project
from app.organizations.places import projects_seen
from app.organizations.settings import render_settings
from app.permissions import Permission, Principal
from app.problems import Missing
from app.review.rules import provide_project
from app.web import AnyRequest, Session, installation_of, redirect, there

PROJECT = {"project": provide_project}


@dataclass
class BrandForm:
    """A sound of at most half a minute, or a picture. `licence`: why it may be used."""

    file: UploadFile
    kind: Kind
    licence: str = ""
    fade_in_ms: int = 0
    fade_out_ms: int = 1000


@dataclass
@dataclass
class BrandShown:
    kind: Kind
    name: str
    licence: str
    sha256: str
    seconds: float
    fade_in_ms: int
    fade_out_ms: int


Form = Annotated[BrandForm, Body(media_type=RequestEncodingType.MULTI_PART)]


def brand_shown(row: BrandFile) -> BrandShown:
    return BrandShown(
        row.kind, row.name, row.licence, row.sha256, row.seconds, row.fade_in_ms, row.fade_out_ms
    )


async def taken(request: AnyRequest, by: Principal, project_id: str, data: BrandForm) -> BrandFile:
    """Keep what was uploaded; its decoding holds no session open."""
    installation = installation_of(request)
    async with installation.work(by.organization_id, by.workspace_ids, writes=False) as session:
        project = await session.get(Project, project_id)
    if project is None:
        raise Missing
    offered = Offered(data.kind, data.file.filename, data.licence, data.fade_in_ms, data.fade_out_ms)
    request_id = request.scope["state"]["request_id"]
    return await take(installation, by, project, offered, chunks_of(data.file), request_id)


@get("/settings/branding", needs=Permission.MANAGE)
async def show_branding(request: AnyRequest, session: Session) -> Template:
    shown = [(row, await brand_of(session, row.project.id)) for row in await projects_seen(session)]
    longest, megabytes = int(LONGEST_SECONDS), BYTES_MAX >> 20
    return render_settings(request, "branding", projects=shown, longest=longest, megabytes=megabytes)


@post("/projects/{project_id:str}/branding", needs=Permission.MANAGE, guards=[there(Project, "project_id")])
async def create_file_by_form(
    request: AnyRequest, principal: NamedDependency[Principal], project_id: FromPath[str], data: Form
) -> Response[Any]:
    await taken(request, principal, project_id, data)
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/branding#{data.kind}-{project_id}")


@post("/projects/{project_id:str}/branding/{kind:str}/removal", needs=Permission.MANAGE, dependencies=PROJECT)
async def create_removal_by_form(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    project: NamedDependency[Project],
    kind: FromPath[Kind],
) -> Response[Any]:
    await remove(session, principal, project, kind)
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/branding#{kind}-{project.id}")


@get("/projects/{project_id:str}/branding/{kind:str}/content", needs=Permission.READ, dependencies=PROJECT)
async def show_file(
    request: AnyRequest, session: Session, project: NamedDependency[Project], kind: FromPath[Kind]
) -> Response[Any]:
    """As it is played or shown."""
    row = await file_of(session, project.id, kind)
    if row is None:
        raise Missing
    stored = await session.get_one(StoredObject, row.object_id)
    return serve(request, installation_of(request), stored, row.name)


@get("/projects/{project_id:str}/branding", needs=Permission.READ, dependencies=PROJECT)
async def list_files(session: Session, project: NamedDependency[Project]) -> list[BrandShown]:
    """Intro, outro and cover, as far as the project has them."""
    return [brand_shown(row) for row in (await brand_of(session, project.id)).files]


@post(
    "/projects/{project_id:str}/branding",
    needs=Permission.MANAGE,
    status_code=200,
    guards=[there(Project, "project_id")],
)
async def create_file(
    request: AnyRequest, principal: NamedDependency[Principal], project_id: FromPath[str], data: Form
) -> BrandShown:
    """Used by every episode narrated from now on, in place of what the project had."""
    return brand_shown(await taken(request, principal, project_id, data))


@post(
    "/projects/{project_id:str}/branding/{kind:str}/removal",
    needs=Permission.MANAGE,
    status_code=204,
    guards=[there(Project, "project_id")],
    dependencies=PROJECT,
)
async def create_removal(
    session: Session,
    principal: NamedDependency[Principal],
    project: NamedDependency[Project],
    kind: FromPath[Kind],
) -> None:
    """Episodes narrated from now on do without."""
    await remove(session, principal, project, kind)


uploads = Router(path="/{org:str}", route_handlers=[create_file_by_form], include_in_schema=False)
api_uploads = Router(
    path="/v1", route_handlers=[list_files, create_file], tags=["Branding"], security=[{"key": []}]
)
"""Apart from the rest, because their bodies hold a file."""
pages = Router(path="/{org:str}", route_handlers=[show_branding, create_removal_by_form, show_file])
api = Router(path="/", route_handlers=[create_removal], tags=["Branding"])
