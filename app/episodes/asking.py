"""What an editor asks for: the columns of an episode that say how it shall be told."""

from typing import Any

from sqlmodel import Field, SQLModel

from app.database import json_field, word
from app.episodes.draft import Mode

MINUTES, MINUTES_MIN, MINUTES_MAX = 3.0, 1.0, 60.0
HOSTS_MAX = 2
WORDS_MAX = 200
"""Characters of a domain or a topic."""
PAPERS, PAPERS_MAX = 3, 20
"""Papers chosen by a topic."""


class Asked(SQLModel):
    """Mixed into Episode; nothing of it changes once the script is written, but `choice`."""

    mode: Mode = Field(default=Mode.SUMMARY, sa_type=word(Mode))
    minutes: float = MINUTES
    """Asked for; ignored in verbatim mode."""
    writer: str = Field(default="extractive", max_length=32)
    """Name of the writer that was asked."""
    style: str = Field(default="", max_length=16)
    """Asked for; empty: the writer's own."""
    language_asked: str = Field(default="", max_length=16)
    """BCP 47; empty: that of the first document."""
    hosts: int = 1
    """Voices that share the telling: one or two."""
    domain: str = Field(default="", max_length=WORDS_MAX)
    """Field or interest of the listeners; what belongs to it is told first."""
    topic: str = Field(default="", max_length=WORDS_MAX)
    """What the papers were chosen by, of those that were given; empty: all are told."""
    papers: int = 0
    """At most so many are chosen by the topic; 0 without one."""
    choice: list[dict[str, Any]] = json_field(list)
    """The papers a topic was looked for in, best first: {document_id, title, share, chosen, reason}."""
