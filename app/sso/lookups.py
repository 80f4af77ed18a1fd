"""Finding connections before anybody is known to be a member of anything."""

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User, digest, normalized_email
from app.organizations.models import FormerSlug, Membership, Organization
from app.problems import Missing
from app.sso.entries import SsoEntry, SsoExpired, SsoLogin
from app.sso.models import SsoConnection, SsoDomain
from app.tenancy import across_organizations, scope


async def enter_through(session: AsyncSession, connection_id: str) -> SsoConnection:
    """A connection people can come in through; the session belongs to its organization from then on.

    Raises Missing for an unknown or suspended one, and for one of a suspended organization.
    """
    statement = (
        select(SsoConnection)
        .join(Organization, col(Organization.id) == col(SsoConnection.organization_id))
        .where(
            SsoConnection.id == connection_id,
            col(SsoConnection.suspended).is_(False),
            col(Organization.suspended).is_(False),
            col(Organization.deleting_at).is_(None),
        )
    )
    with across_organizations(session):
        connection = (await session.exec(statement)).first()
    if connection is None:
        raise Missing
    scope(session, connection.organization_id)
    return connection


async def connection_for(session: AsyncSession, email: str) -> SsoConnection | None:
    """Where an address of a proven domain signs in; None where there is no such place."""
    domain = normalized_email(email).rpartition("@")[2]
    statement = (
        select(SsoConnection)
        .join(SsoDomain, col(SsoDomain.connection_id) == col(SsoConnection.id))
        .join(Organization, col(Organization.id) == col(SsoConnection.organization_id))
        .where(
            SsoDomain.held == domain,
            col(SsoConnection.suspended).is_(False),
            col(Organization.suspended).is_(False),
        )
    )
    with across_organizations(session):
        return (await session.exec(statement)).first()


async def connections_of_member(
    session: AsyncSession, user: User, slug: str = ""
) -> list[tuple[SsoConnection, Organization]]:
    """The open connections of the organizations a person belongs to, or of the one named."""
    statement = (
        select(SsoConnection, Organization)
        .join(Organization, col(Organization.id) == col(SsoConnection.organization_id))
        .join(Membership, col(Membership.organization_id) == col(SsoConnection.organization_id))
        .where(
            Membership.user_id == user.id,
            col(Membership.suspended).is_(False),
            col(SsoConnection.suspended).is_(False),
            col(Organization.suspended).is_(False),
        )
        .order_by(col(Organization.name), col(SsoConnection.name))
    )
    if slug:
        former = select(FormerSlug.organization_id).where(FormerSlug.slug == slug)
        statement = statement.where(or_(col(Organization.slug) == slug, col(Organization.id).in_(former)))
    with across_organizations(session):
        return list(await session.exec(statement))


async def entry_of(session: AsyncSession, connection: SsoConnection, state: str) -> SsoEntry:
    """The sign-in on its way that a state names; raises SsoExpired."""
    statement = select(SsoEntry).where(
        SsoEntry.state_hash == digest(state), SsoEntry.connection_id == connection.id
    )
    entry = (await session.exec(statement.with_for_update())).first()
    if entry is None:
        raise SsoExpired
    return entry


async def login_through(session: AsyncSession, login_id: str, organization_id: str) -> SsoLogin | None:
    """How a login session came through a provider of an organization; scopes the session to that one."""
    scope(session, organization_id)
    return (await session.exec(select(SsoLogin).where(SsoLogin.login_id == login_id))).first()
