"""Finding what belongs to a person: their organizations, their first page, their sessions."""

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.factors import Authenticator, Factors, Passkey, RecoveryCode
from app.accounts.models import LoginSession, User, digest
from app.ids import now
from app.organizations.models import FormerSlug, Membership, Organization, WorkspaceMembership
from app.organizations.teams import grants_of
from app.permissions import Principal, Role
from app.problems import Forbidden, Missing, SignInNeeded
from app.settings import Settings
from app.tenancy import across_organizations


async def signed_in(
    session: AsyncSession, token: str, settings: Settings
) -> tuple[LoginSession, User] | None:
    """The open login session of a secret and its user; None when unknown, over, or its user disabled."""
    statement = select(LoginSession, User).join(User, col(User.id) == col(LoginSession.user_id))
    row = (await session.exec(statement.where(LoginSession.token_hash == digest(token)))).first()
    if row is None or row[1].disabled or not row[0].open(now(), settings.session_idle_seconds):
        return None
    return row[0], row[1]


class SsoNeeded(SignInNeeded):
    """The organization lets people in through its identity provider, and this session came otherwise."""

    status = 403
    problem = "single-sign-on-needed"
    title = "Single sign-on is needed"
    door = "/sso"

    def __init__(self) -> None:
        super().__init__("This organization lets people in through its single sign-on.")


async def member(
    session: AsyncSession, user: User, login: LoginSession, slug: str
) -> tuple[Organization, Principal]:
    """An organization, by its present or a former slug, and the user as its actor.

    Missing for strangers and for a session another organization's identity provider began; Forbidden when the
    organization is suspended or being deleted; SsoNeeded where only its own provider opens.
    """
    former = select(FormerSlug.organization_id).where(FormerSlug.slug == slug)
    statement = (
        select(Membership, Organization)
        .join(Organization, col(Organization.id) == col(Membership.organization_id))
        .where(
            or_(col(Organization.slug) == slug, col(Organization.id).in_(former)),
            Membership.user_id == user.id,
            col(Membership.suspended).is_(False),
        )
    )
    with across_organizations(session):
        row = (await session.exec(statement)).first()
        if row is None or login.within_id not in (None, row[1].id):
            raise Missing
        membership, organization = row
        if organization.closed:
            raise Forbidden(organization.closed)
        if organization.sso_only and login.within_id is None and not membership.break_glass:
            raise SsoNeeded
        rooms = select(WorkspaceMembership.workspace_id).where(
            WorkspaceMembership.organization_id == membership.organization_id,
            WorkspaceMembership.membership_id == membership.id,
        )
        if membership.sees_every_workspace:
            return organization, membership.principal(user.label, ())
        seen, grants = tuple(await session.exec(rooms)), await grants_of(session, membership)
    return organization, membership.principal(user.label, seen, grants)


async def organizations_of(session: AsyncSession, user: User) -> list[str]:
    """Ids of the organizations the user belongs to, in one order, so that two sign-ins cannot deadlock."""
    statement = select(Membership.organization_id).where(Membership.user_id == user.id)
    with across_organizations(session):
        return sorted(await session.exec(statement))


async def home_of(session: AsyncSession, user: User, login: LoginSession | None = None) -> str:
    """The first page for a user: their oldest organization's that the session opens, or their own account."""
    statement = (
        select(Organization.slug)
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(
            Membership.user_id == user.id,
            col(Organization.suspended).is_(False),
            col(Membership.suspended).is_(False),
            col(Organization.deleting_at).is_(None),
        )
        .order_by(col(Membership.created_at), col(Membership.id))
    )
    if login and login.within_id:
        statement = statement.where(Organization.id == login.within_id)
    with across_organizations(session):
        slug = (await session.exec(statement)).first()
    return f"/{slug}/" if slug else "/account"


async def end_logins_within(session: AsyncSession, user: User, organization_id: str) -> int:
    """End the sessions the organization's providers began for somebody; how many."""
    statement = select(LoginSession).where(
        LoginSession.user_id == user.id,
        LoginSession.within_id == organization_id,
        col(LoginSession.ended_at).is_(None),
    )
    logins = (await session.exec(statement)).all()
    for login in logins:
        session.add_all(login.end(user, [organization_id]))
    return len(logins)


async def open_organizations(
    session: AsyncSession, user: User, login: LoginSession
) -> list[tuple[Organization, Role]]:
    """Those the session opens for the user, by name, with the role in each."""
    statement = (
        select(Organization, Membership.role)
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(Membership.user_id == user.id, col(Membership.suspended).is_(False))
        .order_by(Organization.name, Organization.id)
    )
    if login.within_id:
        statement = statement.where(Organization.id == login.within_id)
    with across_organizations(session):
        rows = (await session.exec(statement)).all()
    return [(organization, Role(role)) for organization, role in rows if not organization.closed]


async def open_logins(
    session: AsyncSession, user: User, login: LoginSession | None = None
) -> list[LoginSession]:
    """The user's sessions that have neither been ended nor expired, latest seen first.

    A session an organization's identity provider began knows only those of the same organization.
    """
    statement = select(LoginSession).where(
        LoginSession.user_id == user.id, col(LoginSession.ended_at).is_(None), LoginSession.expires_at > now()
    )
    if login and login.within_id:
        statement = statement.where(LoginSession.within_id == login.within_id)
    return list(await session.exec(statement.order_by(col(LoginSession.last_seen_at).desc())))


async def factors_of(session: AsyncSession, user: User) -> Factors:
    """What the user can prove themselves with, besides a password."""
    apps = select(Authenticator).where(
        Authenticator.user_id == user.id, col(Authenticator.confirmed_at).is_not(None)
    )
    passkeys = select(Passkey).where(Passkey.user_id == user.id).order_by(col(Passkey.id))
    left = select(func.count()).where(RecoveryCode.user_id == user.id, col(RecoveryCode.used_at).is_(None))
    return Factors(
        (await session.exec(apps)).first(),
        list(await session.exec(passkeys)),
        (await session.exec(left)).one(),
    )
