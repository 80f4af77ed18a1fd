"""Where new things go: founding an organization, and the workspace and project somebody means."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.objects import DataKey
from app.organizations.models import Organization, Project, Workspace
from app.permissions import Principal
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
    """The project named, or the first of the workspace named, or the first the session can see."""
    query = select(Project).order_by(col(Project.id))
    if project_id:
        query = query.where(Project.id == project_id)
    if workspace_id:
        query = query.where(Project.workspace_id == workspace_id)
    project = (await session.exec(query)).first()
    if project is not None:
        return project
    if workspace_id or project_id:
        raise Missing
    raise Invalid("You are not in any workspace yet. Ask an administrator to add you to one.")
