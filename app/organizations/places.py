"""Where new things go: founding an organization, and the workspace and project somebody means."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from app.audit import AuditEvent
from app.objects import DataKey
from app.organizations.archiving import Archived
from app.organizations.models import Organization, Project, Workspace
from app.permissions import Permission, Principal
from app.problems import Invalid, Missing
from app.tenancy import scope


async def found(
    session: AsyncSession, slug: str, name: str, master_key: bytes, reserved: frozenset[str] = frozenset()
) -> Organization:
    """A new organization with its key, a first workspace and a first project; scopes the session to it."""
    organization = Organization.named(slug, name, reserved)
    session.add(organization)
    await session.flush()
    scope(session, organization.id)
    workspace = Workspace(organization_id=organization.id, name="General")
    project = Project(organization_id=organization.id, workspace_id=workspace.id, name="First show")
    session.add_all([DataKey.made_for(organization.id, master_key), workspace, project])
    by = Principal.system(organization.id)
    session.add(AuditEvent.of(organization, "created", by, slug=slug))
    return organization


async def project_for(
    session: AsyncSession, workspace_id: str | None = None, project_id: str | None = None
) -> Project:
    """The project named, or the first of the workspace named, or the first the session can see.

    Raises Archived for one that is put away, or whose workspace is.
    """
    query = open_projects().order_by(col(Project.id))
    if project_id:
        query = query.where(Project.id == project_id)
    if workspace_id:
        query = query.where(Project.workspace_id == workspace_id)
    project = (await session.exec(query)).first()
    if project is not None:
        return project
    place = await session.get(Project if project_id else Workspace, project_id or workspace_id or "")
    if place is not None and workspace_id in (None, "", place.id, getattr(place, "workspace_id", "")):
        raise Archived("project" if project_id else "workspace")
    if workspace_id or project_id:
        raise Missing
    raise Invalid("You are in no workspace with an open project. Ask an administrator to add you to one.")


def open_projects() -> SelectOfScalar[Project]:
    """Those work can still be done in."""
    query = select(Project).join(Workspace, col(Workspace.id) == col(Project.workspace_id))
    return query.where(col(Project.archived_at).is_(None), col(Workspace.archived_at).is_(None))


@dataclass(frozen=True, slots=True)
class Choice:
    """A project somebody can choose."""

    project: Project
    workspace: str
    """Its workspace's name, or '' where there is but one."""

    @property
    def called(self) -> str:
        return f"{self.workspace}: {self.project.name}" if self.workspace else self.project.name


async def choices(session: AsyncSession, by: Principal, permission: Permission) -> list[Choice]:
    """The open projects in which `by` holds the permission, by workspace and name."""
    projects = (await session.exec(open_projects())).all()
    return await _choices(session, [row for row in projects if by.may(permission, row.workspace_id)])


async def projects_seen(session: AsyncSession) -> list[Choice]:
    """Every project of the member's workspaces, archived ones too."""
    return await _choices(session, (await session.exec(select(Project))).all())


async def _choices(session: AsyncSession, projects: Sequence[Project]) -> list[Choice]:
    names = dict((await session.exec(select(Workspace.id, Workspace.name))).all())
    several = len({row.workspace_id for row in projects}) > 1
    found = [Choice(row, names[row.workspace_id] if several else "") for row in projects]
    return sorted(found, key=lambda choice: choice.called.casefold())
