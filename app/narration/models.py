"""Clip, Take, Master, Artifact: what was spoken, for which sentence, and the episode made of it."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.database import addressable, inside, json_field
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
    object_id: str = Field(max_length=36)
    samples: int
    sample_rate: int
    engine: str
    engine_version: str
    voice: str
    voice_version: str
    rate: float
    rendered_for: str = Field(index=True, max_length=36)
    """The episode it was first rendered for."""
    counted_by: str | None = Field(default=None, max_length=36)
    """The narration job that reported it as synthesized."""

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate


class Take(Tenanted, table=True):
    """The clip that speaks exactly this content of a sentence."""

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
