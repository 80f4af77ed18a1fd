"""ScriptRevision: what a script was at each step."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.database import addressable, inside, json_field
from app.tenancy import Tenanted


class ScriptRevision(Tenanted, table=True):
    """The whole script as it stood, immutable."""

    __tablename__ = "script_revision"
    __table_args__ = (addressable(), inside("episode"), UniqueConstraint("episode_id", "number"))

    episode_id: str = Field(index=True, max_length=36)
    number: int
    actor_kind: str
    actor_id: str
    cause: str
    """What made it: drafted, edited, left_out."""
    writer: str = ""
    """Name and version of the writer, where a writer made it."""
    script: dict[str, Any] = json_field(dict)
    """As `snapshot` gives it, and under `made_with` what a language model wrote it with."""
    measures: dict[str, Any] = json_field(dict)
    """Support, findings, length, repetition and readability of it, as in the quality report."""
