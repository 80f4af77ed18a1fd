"""Inviting people by mail, and what opening and accepting the link in it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.entering import Entry
from app.accounts.models import LoginSession, SignInLink, User, digest
from app.accounts.signing_in import with_link
from app.accounts.tries import Visitor
from app.audit import AuditEvent
from app.installation import Installation
from app.mail.letters import post_mail
from app.members.invitations import DAYS, Invitation, InvitationSpent, NotTheirs
from app.members.people import check_workspaces
from app.organizations.models import Membership, Organization, Workspace, WorkspaceMembership
from app.permissions import Principal, Role
from app.problems import Forbidden, Invalid
from app.tenancy import across_organizations, scope

TEXT = """{who} invites you to {organization} on Thinking in Code, as {role}.

Follow this link within {days} days to join:
{link}

If you did not expect this, ignore it; nothing happens then.
"""
NEW_SECONDS = 60
SSO_ONLY = "This organization lets people in through its single sign-on."


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody who opens the link is shown."""

    organization: str
    email: str
    role: Role
    standing: str
    """new: nobody has this address; known: whose it is must sign in; theirs: they are; other: somebody is."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who opens the link: a person with their session, or nobody yet."""

    user: User | None = None
    login: LoginSession | None = None

    def proves(self, row: Invitation) -> bool:
        """Whether they are who was invited; another organization's directory proves nothing here."""
        within = self.login.within_id if self.login else None
        return (
            self.user is not None and self.user.email == row.email and within in (None, row.organization_id)
        )


async def invite(
    session: AsyncSession, by: Principal, origin: str, email: str, role: Role, workspace_ids: Iterable[str]
) -> Invitation:
    """Write to somebody. Invalid for a member, for who was invited already, and under single sign-on."""
    if (await session.get_one(Organization, by.organization_id)).sso_only:
        raise Invalid(f"{SSO_ONLY} Add people there.", field="email")
    rooms = set(workspace_ids)
    await check_workspaces(session, rooms)
    row, token, event = Invitation.to(by, email, role, rooms)
    there = select(Membership.id).join(User, col(User.id) == col(Membership.user_id))
    if (await session.exec(there.where(User.email == row.email))).first():
        raise Invalid(f"{row.email} is a member already.", field="email")
    if any(other.email == row.email for other in await waiting(session)):
        raise Invalid(f"{row.email} was invited already; send that invitation again.", field="email")
    session.add_all([row, event])
    await _write(session, row, token, by, origin)
    return row


async def waiting(session: AsyncSession) -> list[Invitation]:
    """Invitations neither accepted nor revoked, latest first; some may have expired."""
    query = select(Invitation).where(
        col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(Invitation.id).desc()))).all())


async def send_again(session: AsyncSession, row: Invitation, by: Principal, origin: str) -> None:
    token, event = row.renew(by)
    session.add(event)
    await _write(session, row, token, by, origin)


async def _write(session: AsyncSession, row: Invitation, token: str, by: Principal, origin: str) -> None:
    organization = await session.get_one(Organization, row.organization_id)
    link = f"{origin}/invitations/{token}"
    facts = {"who": by.label, "organization": organization.name, "role": row.role, "days": DAYS, "link": link}
    subject = f"Join {organization.name} on Thinking in Code"
    text = TEXT.format(**facts)
    post_mail(session, by=by, to=row.email, subject=subject, text=text, within=timedelta(days=DAYS))


async def offered(installation: Installation, token: str, reader: Reader) -> Offer:
    """What the link offers to who opens it; looking does not spend it. Raises InvitationSpent."""
    async with installation.work(writes=False) as session:
        row, organization = await _found(session, token)
        known = await _person(session, row.email)
    if reader.user is not None:
        standing = "theirs" if reader.proves(row) else "other"
    else:
        standing = "known" if known else "new"
    return Offer(organization.name, row.email, row.role, standing)


async def accept(installation: Installation, token: str, reader: Reader, visitor: Visitor) -> Entry:
    """Make the person a member; who has no account yet gets one, and is in.

    The link proves that its reader has the mailbox, which is enough to found an account and not to enter one
    that may ask for more: whose it is must sign in first, and the Entry leads there, without a secret.
    """
    async with installation.work(request_id=visitor.request_id) as session:
        row, organization = await _found(session, token, lock=True)
        person = reader.user or await _person(session, row.email)
        if reader.user is None and person is not None:
            return Entry("", f"/sign-in?next=/invitations/{token}")
        if reader.user is not None and not reader.proves(row):
            raise NotTheirs
        scope(session, organization.id)
        if person is None:
            person = User.known_as(row.email)
            session.add(person)
            await session.flush()
        event = row.accept(person)
        session.add(event)
        await _join(session, row, person)
        if reader.user is not None:
            return Entry("", f"/{organization.slug}/")
        link, secret = SignInLink.for_user(person, NEW_SECONDS, "/account/password")
        session.add(link)
    return await with_link(installation, secret, visitor)


async def _found(session: AsyncSession, token: str, *, lock: bool = False) -> tuple[Invitation, Organization]:
    query = select(Invitation).where(Invitation.token_hash == digest(token))
    with across_organizations(session):
        row = (await session.exec(query.with_for_update() if lock else query)).first()
    if row is None or not row.usable:
        raise InvitationSpent
    organization = await session.get_one(Organization, row.organization_id)
    if organization.closed or organization.sso_only:
        raise Forbidden(organization.closed or SSO_ONLY)
    return row, organization


async def _person(session: AsyncSession, email: str) -> User | None:
    return (await session.exec(select(User).where(User.email == email))).first()


async def _join(session: AsyncSession, row: Invitation, person: User) -> None:
    """A member by the invitation; somebody who became one meanwhile stays what they are."""
    known = select(Membership.id).where(Membership.user_id == person.id)
    if (await session.exec(known)).first():
        return
    member = Membership(organization_id=row.organization_id, user_id=person.id, role=row.role)
    rooms = await session.exec(select(Workspace.id).where(col(Workspace.id).in_(row.workspace_ids)))
    entries = [WorkspaceMembership(workspace_id=room, membership_id=member.id) for room in rooms.all()]
    by = Principal("user", person.id, person.email, row.organization_id)
    facts = {"user": person.id, "role": row.role, "workspaces": [entry.workspace_id for entry in entries]}
    session.add_all([member, *entries, AuditEvent.of(member, "joined", by, **facts)])
