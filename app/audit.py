"""The record: one event per change of state, in the same transaction, chained per organization."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, event, select
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel

from app.database import json_field, moment
from app.ids import now
from app.permissions import Principal
from app.tenancy import Tenanted, organization_of
from app.whence import AGENT_MAX, whence

GENESIS = "0" * 64
VERSION = 2
"""Of the digest: 2 covers from where something was done; rows of version 1 do not say it."""


class AuditEvent(Tenanted, table=True):
    """Who did what, when, to what. People are named by id, so removing a person breaks no chain."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("organization_id", "number"),
        Index(None, "organization_id", "actor_id"),
    )

    number: int = Field(default=0)
    """Position in the organization's chain, from 1."""
    at: datetime = moment(default_now=True)
    action: str = Field(index=True)
    """subject.verb in the past tense, such as 'segment.rejected'."""
    actor_kind: str
    actor_id: str = ""
    subject_type: str
    subject_id: str = Field(index=True)
    project_id: str = Field(default="", index=True)
    details: dict[str, Any] = json_field(dict)
    request_id: str = ""
    """Of the request, or of the job, in which it was done."""
    address: str = Field(default="", max_length=64)
    user_agent: str = Field(default="", max_length=AGENT_MAX)
    """What the client called itself, or the command that was given."""
    version: int = VERSION
    previous_hash: str = ""
    hash: str = ""

    @classmethod
    def of(cls, subject: SQLModel, action: str, by: Principal, **details: Any) -> "AuditEvent":
        """The event of `action` (a past participle) on a row; add it to the session that changes the row."""
        name = str(type(subject).__tablename__)
        return cls(
            organization_id=by.organization_id,
            action=f"{name}.{action}",
            actor_kind=by.kind,
            actor_id=by.id,
            subject_type=name,
            subject_id=getattr(subject, "id", ""),
            project_id=getattr(subject, "project_id", None) or "",
            details=details,
        )

    def digest(self) -> str:
        """SHA-256 over the previous hash and every stored fact, as canonical JSON."""
        facts: dict[str, Any] = {
            "organization": self.organization_id,
            "number": self.number,
            "at": self.at.isoformat(timespec="microseconds"),
            "action": self.action,
            "actor": [self.actor_kind, self.actor_id],
            "subject": [self.subject_type, self.subject_id, self.project_id],
            "details": self.details,
            "request": self.request_id,
            "previous": self.previous_hash,
        }
        if self.version > 1 or self.address or self.user_agent:
            facts |= {"version": self.version, "from": [self.address, self.user_agent]}
        return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class AuditHead(Tenanted, table=True):
    """The end of an organization's chain; its row lock serializes writers."""

    __tablename__ = "audit_head"
    __table_args__ = (UniqueConstraint("organization_id"),)

    number: int = 0
    hash: str = GENESIS


class AuditRelease(Tenanted, table=True):
    """Leave to delete the events of an organization that is being removed altogether.

    The database refuses it otherwise. The row goes with the organization; why stays with the operator.
    """

    __tablename__ = "audit_release"
    __table_args__ = (UniqueConstraint("organization_id"),)

    reason: str = Field(max_length=500)


class AuditDelivery(Tenanted, table=True):
    """How far the sink outside has an organization's events."""

    __tablename__ = "audit_delivery"
    __table_args__ = (UniqueConstraint("organization_id"),)

    number: int = 0
    """Of the last event the sink took."""
    failures: int = 0
    """In a row."""
    due_at: datetime = moment(default_now=True)
    """Not before then is it tried again, nor by anybody else meanwhile."""
    reason: str = Field(default="", max_length=500)


@event.listens_for(Session, "before_flush")
def _chain(session: Session, context: object, instances: object) -> None:
    """Number and chain the events about to be written, so that no caller can forget it."""
    place = whence()
    fresh = [row for row in session.new if isinstance(row, AuditEvent) and not row.hash]
    for organization_id in sorted({row.organization_id or organization_of(session) for row in fresh}):
        head = _head(session, organization_id)
        for row in fresh:
            if (row.organization_id or organization_id) != organization_id:
                continue
            row.organization_id = organization_id
            row.request_id = row.request_id or session.info.get("request_id", "") or place.request_id
            row.address, row.user_agent = row.address or place.address, row.user_agent or place.agent
            row.at = row.at or now()
            row.number, row.previous_hash = head.number + 1, head.hash
            row.hash = row.digest()
            head.number, head.hash = row.number, row.hash


def _head(session: Session, organization_id: str) -> AuditHead:
    for row in session.new:
        if isinstance(row, AuditHead) and row.organization_id == organization_id:
            return row
    found = session.execute(
        select(AuditHead).where(AuditHead.organization_id == organization_id).with_for_update()  # type: ignore[arg-type]
    ).scalar_one_or_none()
    if found is None:
        found = AuditHead(organization_id=organization_id)
        session.add(found)
    return found


def broken_link(events: Iterable[AuditEvent]) -> int | None:
    """The number of the first event that does not fit its chain, or None; events from number 1, in order."""
    chain = Chain()
    return next((chain.number + 1 for row in events if not chain.follow(row)), None)


class Chain:
    """Follows the events of one organization in order, without keeping them."""

    def __init__(self) -> None:
        self.number, self.hash = 0, GENESIS

    def follow(self, row: AuditEvent) -> bool:
        """Whether the event is the next one and as it was written; only then the chain goes on."""
        fits = row.number == self.number + 1 and row.previous_hash == self.hash and row.hash == row.digest()
        if fits:
            self.number, self.hash = row.number, row.hash
        return fits
