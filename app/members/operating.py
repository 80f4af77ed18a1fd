"""What operators do with organizations: found, list, suspend, resume, delete."""

from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User, normalized_email
from app.accounts.signing_in import sign_in_link
from app.audit import AuditEvent
from app.installation import Installation
from app.organizations.closing import remove_files, remove_rows, shred
from app.organizations.models import Membership, Organization
from app.organizations.moving import taken
from app.organizations.places import found
from app.permissions import Principal, Role
from app.problems import Invalid, Missing
from app.tenancy import across_organizations, scope


@dataclass(frozen=True, slots=True)
class Listed:
    slug: str
    name: str
    state: str
    members: int


async def create_organization(
    installation: Installation, slug: str, name: str, owner: str, reserved: frozenset[str]
) -> str:
    """Found an organization with its owner, who is made if unknown; the owner's one-time sign-in link."""
    async with installation.work() as session:
        if await taken(session, slug):
            raise Invalid(f"There is an organization {slug} already.", field="slug")
        user = User.known_as(owner)
        known = select(User).where(User.email == normalized_email(owner))
        user = (await session.exec(known)).first() or user
        organization = await found(session, slug, name, installation.master_key, reserved)
        session.add(user)
        await session.flush()
        membership = Membership(organization_id=organization.id, user_id=user.id, role=Role.OWNER)
        by = Principal.system(organization.id)
        joined = AuditEvent.of(membership, "joined", by, user=user.id, role=Role.OWNER)
        session.add_all([membership, joined])
    return await sign_in_link(installation, owner, f"/{slug}/")


async def list_organizations(installation: Installation) -> list[Listed]:
    """All of them, by slug."""
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            members = select(Membership.organization_id, func.count())
            counted = dict((await session.exec(members.group_by(col(Membership.organization_id)))).all())
            rows = (await session.exec(select(Organization).order_by(Organization.slug))).all()
    return [Listed(row.slug, row.name, state_of(row), counted.get(row.id, 0)) for row in rows]


def state_of(row: Organization) -> str:
    if row.deleting_at:
        return "deleted" if row.slug.startswith("deleted-") else "being deleted"
    return "suspended" if row.suspended else "archived" if row.archived else "open"


async def suspend_organization(installation: Installation, slug: str) -> None:
    """Keep everybody out: sign-in, keys, and jobs that have not begun."""
    async with installation.work() as session:
        organization = await _named(session, slug)
        session.add(organization.suspend(Principal.system(organization.id)))


async def resume_organization(installation: Installation, slug: str) -> None:
    async with installation.work() as session:
        organization = await _named(session, slug)
        session.add(organization.resume(Principal.system(organization.id)))


async def delete_organization(installation: Installation, slug: str) -> int:
    """Shred its key and remove its files and rows, now; how many files there were."""
    async with installation.work() as session:
        organization = await _named(session, slug)
        by = Principal.system(organization.id)
        if organization.deleting_at is None:
            session.add(organization.delete(by, slug))
    await shred(installation, organization.id)
    files = await remove_files(installation, organization.id)
    async with installation.work(organization.id) as session:
        await remove_rows(session, by)
    return files


async def _named(session: AsyncSession, slug: str) -> Organization:
    query = select(Organization).where(Organization.slug == slug).with_for_update()
    organization = (await session.exec(query)).first()
    if organization is None:
        raise Missing(f"There is no organization {slug}.")
    scope(session, organization.id)
    return organization
