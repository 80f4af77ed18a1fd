"""Pickup: an approved sentence whose sound waits for a person."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.audit import AuditEvent
from app.database import addressable, inside, moment
from app.ids import now
from app.permissions import Principal
from app.tenancy import Tenanted

ACCEPTED, RECORDED = "accepted", "recorded"
"""How a pickup was settled: somebody listened and let it stand, or a later take is good."""


class Pickup(Tenanted, table=True):
    """What was wrong with one take of exactly this content; `clip_id` is empty where nothing was spoken."""

    __tablename__ = "pickup"
    __table_args__ = (
        addressable(),
        inside("sentence"),
        UniqueConstraint("sentence_id", "content_hash", "clip_id"),
    )

    sentence_id: str = Field(index=True, max_length=36)
    content_hash: str
    clip_id: str = Field(default="", max_length=36)
    message: str = ""
    """What is wrong, in words for a person."""
    expected: str = ""
    """What should be said."""
    heard: str = ""
    """What the recognizer heard; empty where it heard nothing, or did not listen."""
    settled_at: datetime | None = moment()
    settlement: str = ""

    def settle(self, settlement: str, by: Principal) -> AuditEvent:
        """It waits no longer."""
        self.settled_at, self.settlement = now(), settlement
        return AuditEvent.of(self, settlement, by, sentence_id=self.sentence_id, clip_id=self.clip_id)
