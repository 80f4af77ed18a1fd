"""Counting owners, so that an organization is never left without one who can come in."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.organizations.models import Membership, Organization
from app.permissions import Role
from app.tenancy import organization_of


async def other_owners(session: AsyncSession, membership: Membership) -> int:
    """Owners besides this one who can come in; holds the organization, so that the answer stays true."""
    lock = select(Organization.id).where(Organization.id == organization_of(session)).with_for_update()
    await session.exec(lock)
    await session.refresh(membership)
    query = (
        select(func.count())
        .select_from(Membership)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            Membership.role == Role.OWNER,
            Membership.id != membership.id,
            col(Membership.suspended).is_(False),
            col(User.disabled).is_(False),
        )
    )
    return (await session.exec(query)).one()
