"""Keeping connections: testing them, proving domains, asking for single sign-on alone, taking them away."""

from collections.abc import Iterable

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import LoginSession, User
from app.ids import now
from app.installation import Installation
from app.organizations.models import Membership, Organization
from app.outside.dns import NamesError
from app.outside.identity_provider import ProviderError
from app.permissions import Principal, Role
from app.problems import Invalid, Missing, Refused, Unavailable
from app.sso.entering import client_of
from app.sso.entries import SsoEntry, SsoIdentity, SsoLogin, SsoLogout
from app.sso.models import SsoConnection, SsoDomain
from app.tenancy import across_organizations, scope


class StillNeeded(Refused):
    """Taking it away would lock everybody out."""

    problem = "still-needed"


async def found_wrong(installation: Installation, connection: SsoConnection) -> str:
    """What is wrong with a connection, in a sentence; '' for nothing.

    Reads what the provider says of itself and its keys, and shows our id and secret with a made-up code.
    """
    providers = installation.providers
    try:
        await providers.metadata(connection.issuer, anew=True)
        await providers.keys(connection.issuer)
        if await providers.refuses_client(client_of(installation, connection)):
            return "The provider answers, but refuses the client id or secret."
    except ProviderError as error:
        return error.message
    return ""


async def suspend(session: AsyncSession, connection: SsoConnection, by: Principal) -> None:
    await _check_spare(session, connection)
    session.add(connection.suspend(by))


async def remove(session: AsyncSession, connection: SsoConnection, by: Principal) -> None:
    """Take it away with all that hangs on it, and end the sessions it began; identities are kept."""
    await _check_spare(session, connection)
    logins = select(SsoLogin.login_id).where(SsoLogin.connection_id == connection.id)
    for login_id in (await session.exec(logins)).all():
        login = await session.get_one(LoginSession, login_id)
        user = await session.get_one(User, login.user_id)
        session.add_all(login.end(user, [connection.organization_id]))
    for table in (SsoLogin, SsoEntry, SsoLogout, SsoDomain):
        await session.exec(delete(table).where(col(table.connection_id) == connection.id))
    session.add(connection.remove(by))
    await session.delete(connection)


async def _check_spare(session: AsyncSession, connection: SsoConnection) -> None:
    """Raise StillNeeded for the last way in where there is no other."""
    organization = await session.get_one(Organization, connection.organization_id)
    others = select(func.count()).where(
        SsoConnection.id != connection.id, col(SsoConnection.suspended).is_(False)
    )
    if organization.sso_only and not connection.suspended and (await session.exec(others)).one() == 0:
        raise StillNeeded(
            "Members come in through this connection alone. Let them in otherwise first, or add another one."
        )


async def require(session: AsyncSession, organization: Organization, break_glass: str, by: Principal) -> None:
    """Let members in through single sign-on alone, but for the owner of this membership id.

    Only once somebody came in that way: a connection nobody has used yet may well not work.
    """
    used = select(func.count()).where(col(SsoIdentity.last_seen_at).is_not(None))
    open_ones = select(func.count()).where(col(SsoConnection.suspended).is_(False))
    if not (await session.exec(used)).one() or not (await session.exec(open_ones)).one():
        raise Invalid("First sign in through a connection once, to see that it works.", field="break_glass")
    keeper = await session.get(Membership, break_glass)
    if keeper is None or keeper.role is not Role.OWNER or keeper.suspended:
        raise Invalid("Choose an owner who may still come in when the provider fails.", field="break_glass")
    for membership in (await session.exec(select(Membership))).all():
        if membership.break_glass != (membership.id == keeper.id):
            session.add(membership.hand_glass(membership.id == keeper.id, by))
    if not organization.sso_only:
        session.add(organization.require_sso(True, by))


async def release(session: AsyncSession, organization: Organization, by: Principal) -> None:
    """Let members in by their own proofs again."""
    if organization.sso_only:
        session.add(organization.require_sso(False, by))


async def verify(installation: Installation, session: AsyncSession, domain: SsoDomain, by: Principal) -> None:
    """Look for the proof of a domain; raises Invalid where there is none, Unavailable without an answer."""
    try:
        found = await installation.names.txt(domain.record_name)
    except NamesError as error:
        raise Unavailable(str(error)) from None
    event = domain.verify(found, by)
    await _check_free(session, domain)
    session.add(event)


async def hold_for(installation: Installation, slug: str, name: str) -> None:
    """Take a domain an organization claims for proven, on the operator's word; raises Missing."""
    async with installation.work() as session:
        organization = (await session.exec(select(Organization).where(Organization.slug == slug))).first()
        if organization is None:
            raise Missing(f"There is no organization {slug}.")
        scope(session, organization.id)
        domain = (await session.exec(select(SsoDomain).where(SsoDomain.domain == name.lower()))).first()
        if domain is None:
            raise Missing(f"{slug} does not claim {name}. Add it under Settings, Single sign-on.")
        await _check_free(session, domain)
        session.add(domain.hold(Principal.system(organization.id), how="operator"))


async def _check_free(session: AsyncSession, domain: SsoDomain) -> None:
    with across_organizations(session):
        holder = select(SsoDomain.id).where(SsoDomain.held == domain.domain, SsoDomain.id != domain.id)
        if (await session.exec(holder)).first():
            raise Refused("Another organization of this installation has proven this domain as its own.")


async def owners(session: AsyncSession) -> list[tuple[Membership, User]]:
    """Who could keep the broken glass."""
    statement = (
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.role == Role.OWNER, col(Membership.suspended).is_(False))
        .order_by(col(User.email))
    )
    return list(await session.exec(statement))


async def inside_now(session: AsyncSession, connections: Iterable[SsoConnection]) -> dict[str, int]:
    """How many sessions are open through each."""
    ids = [connection.id for connection in connections]
    statement = (
        select(SsoLogin.connection_id, func.count())
        .join(LoginSession, col(LoginSession.id) == col(SsoLogin.login_id))
        .where(
            col(SsoLogin.connection_id).in_(ids),
            col(LoginSession.ended_at).is_(None),
            LoginSession.expires_at > now(),
        )
        .group_by(SsoLogin.connection_id)
    )
    return dict((await session.exec(statement)).all())
