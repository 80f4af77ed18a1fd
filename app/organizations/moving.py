"""Another address for an organization, and who may have which."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.organizations.models import FormerSlug, Organization
from app.permissions import Principal
from app.problems import Invalid
from app.tenancy import across_organizations


async def taken(session: AsyncSession, slug: str, besides: str = "") -> bool:
    """Whether a slug is, or was, the address of an organization other than the one with that id."""
    present = select(Organization.id).where(Organization.slug == slug, Organization.id != besides)
    former = select(FormerSlug.id).where(FormerSlug.slug == slug, FormerSlug.organization_id != besides)
    with across_organizations(session):
        return any([(await session.exec(query)).first() for query in (present, former)])


async def move(
    session: AsyncSession, organization: Organization, by: Principal, slug: str, reserved: frozenset[str]
) -> None:
    """Raises Invalid for an address that is malformed, the product's own, or somebody else's."""
    former, event = organization.move(by, slug, reserved)
    if await taken(session, slug, organization.id):
        raise Invalid("This address is taken.", field="slug")
    for row in (await session.exec(select(FormerSlug).where(FormerSlug.slug == slug))).all():
        await session.delete(row)
    await session.flush()
    session.add_all([former, event])
