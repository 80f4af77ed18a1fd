"""How a person wants something spoken: fields that episodes, segments and sentences share."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from app.audit import AuditEvent
from app.database import word
from app.permissions import Principal


class Emphasis(StrEnum):
    """Weight given to the words: strong ones are spoken slower, light ones faster."""

    NONE = ""
    STRONG = "strong"
    LIGHT = "light"


class Manner(SQLModel):
    """Empty means: as whatever holds it, and in the end as the project and the organization say.

    No part of what is approved, which is words and evidence.
    """

    voice: str = Field(default="", max_length=120)
    """engine:voice."""
    pacing: str = Field(default="", max_length=40)
    """Name of a pacing preset."""
    emphasis: Emphasis = Field(default=Emphasis.NONE, sa_type=word(Emphasis))

    def direct(self, by: Principal, voice: str, pacing: str, emphasis: Emphasis) -> AuditEvent | None:
        """Say how it is to be spoken; None when it is so already."""
        before = {"voice": self.voice, "pacing": self.pacing, "emphasis": self.emphasis}
        after = {"voice": voice, "pacing": pacing, "emphasis": emphasis}
        if before == after:
            return None
        self.voice, self.pacing, self.emphasis = voice, pacing, emphasis
        return AuditEvent.of(self, "directed", by, before=before, after=after)
