"""Workspaces and projects over the API."""

from dataclasses import dataclass

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlmodel import col, select

from app.organizations.models import Project, Workspace
from app.organizations.rooms import create_project, create_workspace, provide_workspace, workspaces
from app.permissions import Permission, Principal
from app.web import Session, there


@dataclass
class NameGiven:
    name: str


@dataclass
class WorkspaceShown:
    """An archived one is read and not changed."""

    id: str
    name: str
    archived: bool


@dataclass
class WorkspaceList:
    items: list[WorkspaceShown]
    next: str | None = None


@dataclass
class ProjectShown:
    id: str
    name: str
    workspace_id: str
    archived: bool


@dataclass
class ProjectList:
    items: list[ProjectShown]
    next: str | None = None


def workspace_shown(row: Workspace) -> WorkspaceShown:
    return WorkspaceShown(row.id, row.name, row.archived)


def project_shown(row: Project) -> ProjectShown:
    return ProjectShown(row.id, row.name, row.workspace_id, row.archived)


@get("/workspaces", needs=Permission.READ)
async def list_workspaces(session: Session, principal: NamedDependency[Principal]) -> WorkspaceList:
    """Those you are in, by name, in one page."""
    seen = principal.workspace_ids
    rows = [row for row in await workspaces(session) if seen is None or row.id in seen]
    return WorkspaceList([workspace_shown(row) for row in rows])


@get("/projects", needs=Permission.READ)
async def list_projects(session: Session) -> ProjectList:
    """Those of your workspaces, oldest first, in one page."""
    rows = (await session.exec(select(Project).order_by(col(Project.id)))).all()
    return ProjectList([project_shown(row) for row in rows])


@post("/workspaces", needs=Permission.MANAGE, status_code=201)
async def create_workspace_by_program(
    session: Session, principal: NamedDependency[Principal], data: JSONBody[NameGiven]
) -> WorkspaceShown:
    """A workspace with a first project."""
    return workspace_shown(await create_workspace(session, principal, data.name))


@post("/workspaces/{workspace_id:str}/projects", needs=Permission.MANAGE, status_code=201)
async def create_project_by_program(
    session: Session,
    principal: NamedDependency[Principal],
    workspace: NamedDependency[Workspace],
    data: JSONBody[NameGiven],
) -> ProjectShown:
    return project_shown(await create_project(session, workspace, principal, data.name))


router = Router(
    path="/",
    route_handlers=[
        list_workspaces,
        list_projects,
        create_workspace_by_program,
        Router(
            path="/",
            route_handlers=[create_project_by_program],
            guards=[there(Workspace, "workspace_id")],
            dependencies={"workspace": provide_workspace},
        ),
    ],
    tags=["Workspaces"],
)
