"""Who a person of an identity provider is here, whether they may come in, and as what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User, normalized_email
from app.accounts.owning import other_owners
from app.audit import AuditEvent
from app.organizations.models import Membership, WorkspaceMembership
from app.organizations.teams import Team, admit, dismiss
from app.outside.id_token import second_factor
from app.permissions import Principal, Role
from app.problems import Invalid, Refused
from app.scim.models import ScimUser, name_key
from app.sso.entries import SsoIdentity
from app.sso.groups import groups_of, role_for, teams_for
from app.sso.models import SsoConnection, SsoDomain


class SsoRefused(Refused):
    """Somebody whom the provider, or what it says of them, does not let in."""

    status = 403
    problem = "sign-in-refused"
    title = "You were not signed in"


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a provider says of a person, as far as we listen."""

    subject: str
    email: str
    email_verified: bool
    name: str
    groups: tuple[str, ...]
    sid: str
    oid: str
    """What Entra calls a person in every application; a subject is of one application there."""
    mfa: bool
    proved_at: datetime | None

    @classmethod
    def of(cls, claims: Mapping[str, Any], connection: SsoConnection) -> "Claimed":
        """From verified claims."""
        named = claims.get("name") or claims.get("preferred_username")
        proved = claims.get("auth_time")
        if isinstance(proved, bool) or not isinstance(proved, int | float):
            proved = None
        return cls(
            subject=claims["sub"],
            email=normalized_email(_text(claims.get("email"))),
            # Some providers write it as a word.
            email_verified=claims.get("email_verified") in (True, "true"),
            name=_text(named),
            groups=tuple(groups_of(claims, connection.group_claim)),
            sid=_text(claims.get("sid"))[:255],
            oid=_text(claims.get("oid")),
            mfa=second_factor(claims.get("amr")),
            proved_at=datetime.fromtimestamp(proved, UTC) if proved else None,
        )


def _text(value: Any) -> str:
    """What a person may be called: no control characters, not endless."""
    return "".join(c for c in value if c.isprintable()).strip()[:200] if isinstance(value, str) else ""


async def admitted(
    session: AsyncSession, connection: SsoConnection, claimed: Claimed, linking: str | None
) -> tuple[User, SsoIdentity]:
    """The user and their identity, a member from now on; raises SsoRefused.

    `linking` is the id of the user who asked, signed in, that this identity be theirs.
    """
    statement = select(SsoIdentity).where(
        SsoIdentity.issuer == connection.issuer, SsoIdentity.subject == claimed.subject
    )
    identity = (await session.exec(statement.with_for_update())).first()
    if identity and linking and identity.user_id != linking:
        raise SsoRefused("This identity belongs to another account of the organization already.")
    known = identity.user_id if identity else linking
    user = await session.get(User, known) if known else None
    how = "signed in" if linking else "first sign-in"
    if user is None:
        user, how = await _newcomer(session, connection, claimed)
    if user.disabled:
        raise SsoRefused("This account is disabled.")
    session.add(user)
    await session.flush()
    membership = await _membership(session, connection, claimed, user, known_here=linking is None)
    await _keep_teams(session, connection, claimed, membership, user)
    if identity is None:
        identity = SsoIdentity(
            organization_id=connection.organization_id,
            issuer=connection.issuer,
            subject=claimed.subject,
            user_id=user.id,
        )
        session.add_all([identity, identity.link(_as(connection, user), how)])
    return user, identity


async def _newcomer(session: AsyncSession, connection: SsoConnection, claimed: Claimed) -> tuple[User, str]:
    """The account for somebody whose identity is new here, and how that was decided.

    An address finds an account only where the organization has proven that the domain is its own and the
    provider that the address is theirs. Anybody else's account is never taken over, only avoided.
    """
    found = None
    if claimed.email:
        found = (await session.exec(select(User).where(User.email == claimed.email))).first()
    if await _proven(session, connection, claimed):
        return found or _addressed(claimed), "proven address"
    if hired := await _hired(session, claimed):
        return hired, "provisioned"
    if found and await _member(session, found.id):
        raise SsoRefused(
            f"There is an account with the address {claimed.email} already. Sign in to it as before, then "
            f"choose “Use {connection.name}” on the page of your account."
        )
    return User.told_of(claimed.email or claimed.name or claimed.subject, claimed.name), "first sign-in"


async def _hired(session: AsyncSession, claimed: Claimed) -> User | None:
    """Who the organization's directory made for exactly this person, and who has no identity yet.

    By the directory's own id of them, else by a userName that is an address the provider has verified. Only
    accounts of the directory's own making: they open nothing but this organization.
    """
    said: Any = col(ScimUser.external_id).in_([one for one in (claimed.subject, claimed.oid) if one])
    if claimed.email_verified and claimed.email:
        said = said | (col(ScimUser.user_name_key) == name_key(claimed.email))
    statement = (
        select(User)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .join(ScimUser, col(ScimUser.membership_id) == col(Membership.id))
        .where(said, col(User.id).not_in(select(SsoIdentity.user_id)))
    )
    found = [user for user in await session.exec(statement) if not user.reachable]
    return found[0] if len(found) == 1 else None


def _addressed(claimed: Claimed) -> User:
    try:
        return User.known_as(claimed.email, claimed.name)
    except Invalid:
        return User.told_of(claimed.email, claimed.name)


async def _proven(session: AsyncSession, connection: SsoConnection, claimed: Claimed) -> bool:
    domain = claimed.email.rpartition("@")[2]
    if not claimed.email_verified or not domain:
        return False
    statement = select(SsoDomain).where(SsoDomain.held == domain, SsoDomain.connection_id == connection.id)
    return (await session.exec(statement)).first() is not None


async def _member(session: AsyncSession, user_id: str) -> Membership | None:
    return (await session.exec(select(Membership).where(Membership.user_id == user_id))).first()


async def _membership(
    session: AsyncSession, connection: SsoConnection, claimed: Claimed, user: User, *, known_here: bool
) -> Membership:
    """What the person is in the organization from now on; raises SsoRefused for who is nothing."""
    membership = await _member(session, user.id)
    mapped = role_for(connection.mapping, claimed.groups)
    if membership is None:
        if not connection.just_in_time or not known_here:
            raise SsoRefused("You are no member of this organization yet. Ask one of its administrators.")
        role = mapped or connection.default_role
        if role is None:
            raise SsoRefused("You are in none of the groups this organization lets in.")
        membership = _join(session, connection, user, role)
        await session.flush()
        return membership
    if membership.suspended:
        raise SsoRefused("Your membership is suspended.")
    if connection.mapping and not membership.break_glass:
        role = mapped or connection.default_role
        if role is None:
            raise SsoRefused("You are in none of the groups this organization lets in.")
        await _change_role(session, connection, membership, user, role)
    return membership


async def _keep_teams(
    session: AsyncSession, connection: SsoConnection, claimed: Claimed, membership: Membership, user: User
) -> None:
    """In the teams their groups lead to, and out of the others that groups lead to; no other is touched."""
    for team_id, wanted in teams_for(connection.into_teams, claimed.groups).items():
        if team := await session.get(Team, team_id):
            change = admit if wanted else dismiss
            await change(session, team, membership, _as(connection, user))


def _join(session: AsyncSession, connection: SsoConnection, user: User, role: Role) -> Membership:
    membership = Membership(organization_id=connection.organization_id, user_id=user.id, role=role)
    session.add(membership)
    if connection.workspace_id:
        session.add(
            WorkspaceMembership(
                organization_id=connection.organization_id,
                workspace_id=connection.workspace_id,
                membership_id=membership.id,
            )
        )
    by = _as(connection, user)
    session.add(AuditEvent.of(membership, "created", by, role=role, connection_id=connection.id))
    return membership


async def _change_role(
    session: AsyncSession, connection: SsoConnection, membership: Membership, user: User, role: Role
) -> None:
    """Follow the groups, but never take the last owner away."""
    if membership.role == role:
        return
    if membership.role is Role.OWNER and not await other_owners(session, membership):
        return
    before, membership.role = membership.role, role
    by = _as(connection, user)
    session.add(
        AuditEvent.of(membership, "role_changed", by, before=before, after=role, connection_id=connection.id)
    )


def _as(connection: SsoConnection, user: User) -> Principal:
    return Principal("user", user.id, user.label, connection.organization_id)
