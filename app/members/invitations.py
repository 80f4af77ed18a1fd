"""Invitation: a link by mail that makes its reader a member, once and for a limited time."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Field

from app.accounts.models import User, digest
from app.audit import AuditEvent
from app.database import addressable, json_field, moment, word
from app.ids import now
from app.organizations.models import check_may_give
from app.permissions import Principal, Role
from app.problems import Refused
from app.tenancy import Tenanted

DAYS = 7


class InvitationSpent(Refused):
    """It was accepted, revoked, replaced, has expired or never was: these are never told apart."""

    status = 410
    problem = "invitation-spent"
    title = "This invitation no longer works"

    def __init__(self) -> None:
        super().__init__(
            "An invitation works once and for a limited time. Ask whoever invited you for a new one."
        )


class NotTheirs(Refused):
    """Somebody is signed in with another address than the one that was invited."""

    status = 403
    problem = "not-theirs"
    title = "This invitation is for somebody else"

    def __init__(self) -> None:
        super().__init__("You are signed in with another address. Sign out, then open the link again.")


class Invitation(Tenanted, table=True):
    """To one address, with a role. Its secret is in the mail; here is only the digest."""

    __tablename__ = "invitation"
    __table_args__ = (addressable(),)

    email: str = Field(index=True, max_length=254)
    role: Role = Field(sa_type=word(Role))
    workspace_ids: list[str] = json_field(list)
    """Where it lets in; those gone meanwhile are left out."""
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime = moment(default_now=True)
    accepted_at: datetime | None = moment()
    revoked_at: datetime | None = moment()

    @classmethod
    def to(
        cls, by: Principal, email: str, role: Role, workspace_ids: Iterable[str]
    ) -> tuple["Invitation", str, AuditEvent]:
        """A new invitation, the secret for its link, told this once, and its event."""
        check_may_give(by, role)
        token = secrets.token_urlsafe(32)
        row = cls(
            organization_id=by.organization_id,
            email=User.known_as(email).email,
            role=role,
            workspace_ids=sorted(workspace_ids),
            token_hash=digest(token),
            expires_at=now() + timedelta(days=DAYS),
        )
        return row, token, AuditEvent.of(row, "made", by, role=role, workspaces=row.workspace_ids)

    @property
    def waiting(self) -> bool:
        """Neither accepted nor revoked; it may have expired."""
        return self.accepted_at is None and self.revoked_at is None

    @property
    def expired(self) -> bool:
        return now() >= self.expires_at

    @property
    def usable(self) -> bool:
        return self.waiting and not self.expired

    def renew(self, by: Principal) -> tuple[str, AuditEvent]:
        """Another secret for another mail; the link sent before is dead."""
        if not self.waiting:
            raise Refused("This invitation was accepted or revoked already.")
        check_may_give(by, self.role)
        token = secrets.token_urlsafe(32)
        self.token_hash, self.expires_at = digest(token), now() + timedelta(days=DAYS)
        return token, AuditEvent.of(self, "sent_again", by)

    def revoke(self, by: Principal) -> AuditEvent:
        if not self.waiting:
            raise Refused("This invitation was accepted or revoked already.")
        self.revoked_at = now()
        return AuditEvent.of(self, "revoked", by)

    def accept(self, user: User) -> AuditEvent:
        """Spend it; raises InvitationSpent when it cannot be used, NotTheirs for another person."""
        if not self.usable or user.disabled:
            raise InvitationSpent
        if user.email != self.email:
            raise NotTheirs
        self.accepted_at = now()
        by = Principal("user", user.id, user.email, self.organization_id)
        return AuditEvent.of(self, "accepted", by, role=self.role)
