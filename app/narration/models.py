"""Clip, Proof, Take, Master, Artifact: what was spoken, how well, for what, and what was made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.database import addressable, inside, json_field, moment
from app.tenancy import InWorkspace, Tenanted


class Clip(Tenanted, table=True):
    """One rendering of a spoken form, found by the hash of everything that decides how it sounds."""

    __tablename__ = "clip"
    __table_args__ = (
        addressable(),
        inside("stored_object", "object_id"),
        UniqueConstraint("organization_id", "key"),
    )

    key: str = Field(max_length=64)
    """Of its first take what decides how it sounds; of a later one, that and its number."""
    base: str = Field(index=True, max_length=64)
    """The key of the first take: what speaks the same words in the same way has the same."""
    number: int = 1
    """Of the take."""
    object_id: str = Field(max_length=36)
    samples: int
    sample_rate: int
    engine: str
    engine_version: str
    voice: str
    voice_version: str
    rate: float
    imported_by: str = Field(default="", max_length=300)
    """Who recorded it elsewhere and uploaded it; empty for what an engine spoke."""
    rendered_for: str = Field(index=True, max_length=36)
    """The episode it was first rendered for."""
    counted_by: str | None = Field(default=None, max_length=36)
    """The narration job that reported it as synthesized."""

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate

    def speaks(self, base: str) -> bool:
        """Whether it may be heard where this is asked for: a person's own recording stays, however voices
        and paces change."""
        return bool(self.imported_by) or self.base == base


class Asking(Tenanted, table=True):
    """Who asks the voice for a clip now, so that nobody else does; it counts while that attempt is alive."""

    __tablename__ = "asking"
    __table_args__ = (inside("job", ondelete="CASCADE"), UniqueConstraint("organization_id", "key"))

    key: str = Field(max_length=64)
    """Of the clip."""
    job_id: str = Field(index=True, max_length=36)
    fence: int


class Proof(Tenanted, table=True):
    """What a clip was found to be: measured, and heard by the recognizer where one could listen."""

    __tablename__ = "proof"
    __table_args__ = (addressable(), inside("clip"), UniqueConstraint("clip_id"))

    clip_id: str = Field(max_length=36)
    recognizer: str = ""
    """Its name and version; empty: nobody listened."""
    skipped: str = ""
    """Why nobody listened, in words for a person."""
    heard: str = ""
    error: float = 0.0
    """Share of the sounds that differ from what should be said."""
    problems: list[str] = json_field(list)
    """Sentences for a person; empty when it is good."""


class Take(Tenanted, table=True):
    """A clip that speaks exactly this content of a sentence. The one chosen last is heard."""

    __tablename__ = "take"
    __table_args__ = (
        addressable(),
        # A sentence that leaves the script takes these along; the clip stays for whoever says the same.
        inside("sentence", ondelete="CASCADE"),
        inside("clip"),
        UniqueConstraint("sentence_id", "content_hash", "clip_id"),
    )

    sentence_id: str = Field(index=True, max_length=36)
    content_hash: str
    clip_id: str = Field(max_length=36)
    chosen_at: datetime = moment(default_now=True)


class Master(Tenanted, table=True):
    """One mastered episode. `cues`: {sentence_id, start, end, text} in samples; `report`: as measured."""

    __tablename__ = "master"
    __table_args__ = (addressable(), inside("episode"), inside("job"), UniqueConstraint("job_id"))

    episode_id: str = Field(index=True, max_length=36)
    job_id: str = Field(max_length=36)
    revision: int
    content_hash: str
    """Of every spoken sentence in order: tells whether the script has changed since."""
    sample_rate: int
    samples: int
    cues: list[dict[str, Any]] = json_field(list)
    chapters: list[dict[str, Any]] = json_field(list)
    report: dict[str, Any] = json_field(dict)
    memory: dict[str, Any] = json_field(dict)
    """What the next master can take over: how the sound was levelled, and every chunk by its key."""

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate


class Artifact(InWorkspace, table=True):
    """A file somebody can take away: audio, captions, transcript, script, quality report, manifest."""

    __tablename__ = "artifact"
    __table_args__ = (
        addressable(),
        inside("episode"),
        inside("master"),
        inside("stored_object", "object_id"),
        UniqueConstraint("master_id", "kind"),
    )

    episode_id: str = Field(index=True, max_length=36)
    master_id: str = Field(index=True, max_length=36)
    object_id: str = Field(max_length=36)
    kind: str
    name: str
    media_type: str
    bytes: int
    sha256: str
