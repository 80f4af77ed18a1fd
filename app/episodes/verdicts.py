"""Approval, Rejection, Override: decisions of principals, each bound to what it decided on."""

from datetime import datetime
from typing import Any, Self

from sqlmodel import Field

from app.database import addressable, inside, moment
from app.ids import now
from app.permissions import Principal
from app.tenancy import Tenanted


class _Verdict(Tenanted):
    """By whom; withdrawn, never deleted, so that the history stays whole."""

    actor_kind: str
    actor_id: str
    actor_label: str
    actor_role: str = ""
    """Of the actor when deciding."""
    withdrawn_at: datetime | None = moment()

    @classmethod
    def of(cls, by: Principal, **decided: Any) -> Self:
        """What `by` decides."""
        return cls(
            organization_id=by.organization_id,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_label=by.label,
            actor_role=by.role or "",
            **decided,
        )

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    def withdraw(self) -> None:
        self.withdrawn_at = self.withdrawn_at or now()

    def stand_again(self) -> None:
        """Undo of what withdrew it."""
        self.withdrawn_at = None

    @property
    def actor(self) -> tuple[str, str]:
        """Kind and id: what makes principals distinct."""
        return self.actor_kind, self.actor_id

    def is_by(self, principal: Principal) -> bool:
        return self.actor == (principal.kind, principal.id)


class Approval(_Verdict, table=True):
    """One principal's yes to one sentence, worth nothing once the content hash differs."""

    __tablename__ = "approval"
    __table_args__ = (addressable(), inside("sentence"))

    sentence_id: str = Field(index=True, max_length=36)
    content_hash: str


class Rejection(_Verdict, table=True):
    """A segment, or one sentence of it, sent back with a reason."""

    __tablename__ = "rejection"
    __table_args__ = (addressable(), inside("segment"))

    segment_id: str = Field(index=True, max_length=36)
    sentence_id: str | None = Field(default=None, index=True, max_length=36)
    """None: the whole segment."""
    reason: str


class Override(_Verdict, table=True):
    """A named person lets a sentence through in spite of a blocking finding, and says why."""

    __tablename__ = "override"
    __table_args__ = (addressable(), inside("sentence"))

    sentence_id: str = Field(index=True, max_length=36)
    content_hash: str
    reason: str
