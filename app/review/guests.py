"""GuestLink: a way in for an expert without an account: one episode, for a while, to comment or approve."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import digest
from app.audit import AuditEvent
from app.database import addressable, inside, moment
from app.episodes.models import Episode
from app.ids import now
from app.organizations.models import Organization
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid, Missing, Refused
from app.tenancy import InWorkspace, across_organizations

DAYS, DAYS_MAX = 14, 90
NAME_MAX = 100


class GuestLink(InWorkspace, table=True):
    """Whoever holds the secret is this guest, in this one episode, until it expires or is revoked."""

    __tablename__ = "guest_link"
    __table_args__ = (addressable(), inside("episode"))

    episode_id: str = Field(index=True, max_length=36)
    name: str = Field(max_length=NAME_MAX)
    """Of the guest, as the record names them."""
    token_hash: str = Field(unique=True, max_length=64)
    may_approve: bool = False
    """Whether the guest's yes is taken; whether it counts is for the policy to say."""
    given_by: str
    """Label of the member who vouches for the guest."""
    expires_at: datetime = moment(default_now=True)
    revoked_at: datetime | None = moment()

    @classmethod
    def give(
        cls, episode: Episode, name: str, days: int, by: Principal, *, may_approve: bool
    ) -> tuple["GuestLink", str, AuditEvent]:
        """A new link, the secret it carries, which is told this once, and the event."""
        name = plain(name)
        if not name or len(name) > NAME_MAX:
            raise Invalid("Say who the guest is: a name of up to 100 characters.", field="name")
        if not 1 <= days <= DAYS_MAX:
            raise Invalid(f"A guest's link works for 1 to {DAYS_MAX} days.", field="days")
        secret = secrets.token_urlsafe(32)
        row = cls(
            organization_id=episode.organization_id,
            workspace_id=episode.workspace_id,
            episode_id=episode.id,
            name=name,
            token_hash=digest(secret),
            may_approve=may_approve,
            given_by=by.label,
            expires_at=now() + timedelta(days=days),
        )
        facts = {"episode_id": episode.id, "name": name, "days": days, "may_approve": may_approve}
        event = AuditEvent.of(row, "given", by, **facts)
        event.project_id = episode.project_id
        return row, secret, event

    @property
    def open(self) -> bool:
        return self.revoked_at is None and now() < self.expires_at

    def revoke(self, by: Principal) -> AuditEvent:
        """End it at once; what the guest said and approved stays, with their name."""
        if self.revoked_at is not None:
            raise Refused("This link was revoked already.")
        self.revoked_at = now()
        return AuditEvent.of(self, "revoked", by, episode_id=self.episode_id, name=self.name)

    @property
    def guest(self) -> Principal:
        """The guest as an actor. No permission at all: every other address is shut."""
        label = f"guest {self.name} by link {self.id[-8:]} of {self.given_by}"
        return Principal("guest", self.id, label, self.organization_id, (self.workspace_id,))


async def guest_link(session: AsyncSession, token: str) -> GuestLink:
    """The open link of a secret. Missing when it is unknown, has expired or was revoked: never told apart."""
    with across_organizations(session):
        query = select(GuestLink).where(GuestLink.token_hash == digest(token))
        row = (await session.exec(query)).first()
        organization = await session.get(Organization, row.organization_id) if row else None
    if row is None or not row.open or organization is None or organization.closed:
        raise Missing("This link does not work, or no longer. Ask whoever sent it to you for a new one.")
    return row


async def guests_of(session: AsyncSession, episode: Episode) -> list[GuestLink]:
    """Latest first."""
    query = select(GuestLink).where(GuestLink.episode_id == episode.id)
    return list((await session.exec(query.order_by(col(GuestLink.id).desc()))).all())
