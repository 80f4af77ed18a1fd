"""Workspaces and their projects: what there is, and the settings page that makes and archives them."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.organizations.archiving import Archived
from app.organizations.models import Membership, Project, Workspace, checked_name
from app.organizations.settings import attempt, done, render_settings
from app.organizations.teams import admitted
from app.permissions import Permission, Principal
from app.problems import Invalid, Refused
from app.web import AnyRequest, Session, row_of, there

MANAGE = Permission.MANAGE


@dataclass(frozen=True, slots=True)
class Room:
    """A workspace with its projects."""

    workspace: Workspace
    projects: list[Project]
    people: int
    """Members who are in by themselves or by a team, besides owners and admins, who are in all."""

    @property
    def id(self) -> str:
        return self.workspace.id


@dataclass
class NameForm:
    name: str = ""


async def workspaces(session: AsyncSession) -> list[Workspace]:
    """By name, those in use first."""
    rows = (await session.exec(select(Workspace))).all()
    return sorted(rows, key=lambda row: (row.archived, row.name.casefold()))


async def rooms(session: AsyncSession) -> list[Room]:
    """Workspaces as settings show them."""
    projects = (await session.exec(select(Project).order_by(col(Project.id)))).all()
    people = (await session.exec(select(Membership))).all()
    kept = {row.id for row in people if not row.sees_every_workspace}
    return [
        Room(
            row,
            [each for each in projects if each.workspace_id == row.id],
            len(kept & await admitted(session, row.id)),
        )
        for row in await workspaces(session)
    ]


async def create_workspace(session: AsyncSession, by: Principal, name: str) -> Workspace:
    """With a first project, since nothing can be put into a workspace without one."""
    row = Workspace(organization_id=by.organization_id, name=checked_name(name))
    await _check_free(session, row)
    project = Project(organization_id=by.organization_id, workspace_id=row.id, name="First show")
    session.add_all([row, project, AuditEvent.of(row, "created", by, name=row.name)])
    return row


async def create_project(session: AsyncSession, workspace: Workspace, by: Principal, name: str) -> Project:
    if workspace.archived:
        raise Archived("workspace")
    row = Project(organization_id=by.organization_id, workspace_id=workspace.id, name=checked_name(name))
    await _check_free(session, row)
    session.add_all([row, AuditEvent.of(row, "created", by, name=row.name, workspace=workspace.id)])
    return row


async def rename(session: AsyncSession, row: Workspace | Project, by: Principal, name: str) -> None:
    event = row.rename(by, name)
    await _check_free(session, row)
    session.add(event)


async def _check_free(session: AsyncSession, row: Workspace | Project) -> None:
    """Invalid when another workspace, or another project of the same one, has this name."""
    model, what = type(row), str(type(row).__tablename__)
    query = select(model.id).where(model.name == row.name, model.id != row.id)
    if isinstance(row, Project):
        query = query.where(Project.workspace_id == row.workspace_id)
    if (await session.exec(query)).first():
        raise Invalid(f"There is a {what} {row.name} already.", field="name")


async def provide_workspace(session: Session, workspace_id: FromPath[str]) -> Workspace:
    return await row_of(session, Workspace, workspace_id)


async def provide_project(session: Session, project_id: FromPath[str]) -> Project:
    return await row_of(session, Project, project_id)


async def workspaces_page(
    request: AnyRequest, session: AsyncSession, error: Refused | None = None, typed: str = "", at: str = ""
) -> Template:
    """`at`: id of the workspace whose form for a new project was typed into."""
    status = error.status if error else 200
    shown = await rooms(session)
    return render_settings(
        request, "workspaces", status_code=status, rooms=shown, error=error, typed=typed, at_room=at
    )


@get("/settings/workspaces", needs=MANAGE)
async def show_workspaces(request: AnyRequest, session: Session) -> Template:
    return await workspaces_page(request, session)


@post("/settings/workspaces", needs=MANAGE)
async def create_workspace_by_form(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[NameForm],
) -> Template | Response[Any]:
    if error := await attempt(session, create_workspace(session, principal, data.name)):
        return await workspaces_page(request, session, error, data.name)
    return done(request, "workspaces", "created")


@post("/settings/workspaces/{workspace_id:str}/projects", needs=MANAGE)
async def create_project_by_form(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    workspace: NamedDependency[Workspace],
    data: URLEncodedBody[NameForm],
) -> Template | Response[Any]:
    if error := await attempt(session, create_project(session, workspace, principal, data.name)):
        return await workspaces_page(request, session, error, data.name, workspace.id)
    return done(request, "workspaces", "created")


# Either of the two; Litestar cannot tell a union of tables apart.
Place = NamedDependency[Any]


@post("/name", needs=MANAGE)
async def create_name(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    place: Place,
    data: URLEncodedBody[NameForm],
) -> Template | Response[Any]:
    if error := await attempt(session, rename(session, place, principal, data.name)):
        return await workspaces_page(request, session, error)
    return done(request, "workspaces", "renamed")


@post("/archival", needs=MANAGE)
async def create_archival(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], place: Place
) -> Response[Any]:
    session.add(place.archive(principal))
    return done(request, "workspaces", "archived")


@post("/restoration", needs=MANAGE)
async def create_restoration(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], place: Place
) -> Response[Any]:
    session.add(place.restore(principal))
    return done(request, "workspaces", "restored")


CHANGES = [create_name, create_archival, create_restoration]
pages = Router(
    path="/{org:str}/settings",
    route_handlers=[
        Router(
            path="/workspaces/{workspace_id:str}",
            route_handlers=[*CHANGES],
            guards=[there(Workspace, "workspace_id")],
            dependencies={"place": provide_workspace},
        ),
        Router(
            path="/projects/{project_id:str}",
            route_handlers=[*CHANGES],
            guards=[there(Project, "project_id")],
            dependencies={"place": provide_project},
        ),
    ],
)
lists = Router(
    path="/{org:str}",
    route_handlers=[
        show_workspaces,
        create_workspace_by_form,
        Router(
            path="/",
            route_handlers=[create_project_by_form],
            guards=[there(Workspace, "workspace_id")],
            dependencies={"workspace": provide_workspace},
        ),
    ],
)
