"""What a writer takes and gives: passages of the sources in, a draft of cited sentences out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from app.documents.pages import Box, Place, Role


class SegmentRole(StrEnum):
    """The part a segment plays in an episode."""

    HOOK = "hook"
    BODY = "body"
    RECAP = "recap"
    TAKEAWAY = "takeaway"


class Mode(StrEnum):
    """Summary tells the document in the minutes asked for; verbatim reads all of it, cleaned."""

    SUMMARY = "summary"
    VERBATIM = "verbatim"


class Host(StrEnum):
    """Which of an episode's hosts speaks a sentence; an episode with one host has only the first."""

    A = "a"
    B = "b"


class Style(StrEnum):
    """How a writer that has words of its own tells a document."""

    EVERYDAY = "everyday"
    ACADEMIC = "academic"
    ENERGETIC = "energetic"
    AUTHORITATIVE = "authoritative"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A located passage that supports a sentence: a page of a document, the quote, and a box a line."""

    document_id: str
    page: int
    quote: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One source sentence as a writer sees it, in reading order of its document."""

    document_id: str
    text: str
    places: tuple[Place, ...]
    role: Role
    section: str
    """Heading it stands under, as printed, or ''."""
    paragraph: int
    """Index of its block: sentences of one paragraph share it."""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One document given to a writer."""

    document_id: str
    title: str
    language: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """What the editor asked for; `minutes` is ignored in verbatim mode."""

    mode: Mode = Mode.SUMMARY
    minutes: float = 3.0
    words_per_minute: float = 150.0
    """Of the voice that will narrate, so that minutes come out right."""
    style: Style | None = None
    """None: the writer's own."""
    language: str = ""
    """BCP 47; empty: that of the first document."""
    hosts: int = 1
    """A writer with words of its own tells for so many; others leave the turns to `hosting`."""
    domain: str = ""
    """Field or interest of the listeners."""
    organization: str = ""
    """Slug of whose episode it is: its own prompts are used where it has some."""


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of a script. A sentence that is not a claim (a connecting sentence) needs no evidence."""

    text: str
    claim: bool
    evidence: tuple[Evidence, ...] = ()
    host: Host = Host.A


@dataclass(frozen=True, slots=True)
class DraftSegment:
    """One segment, a chapter candidate; `title` is what the chapter is called."""

    role: SegmentRole
    title: str
    sentences: tuple[DraftSentence, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole script; `title` names the episode."""

    title: str
    segments: tuple[DraftSegment, ...]
    language: str = ""
    """BCP 47; empty: that of the first document."""
    translated: bool = False
    """Whether it is told in another language than that of a document it cites."""
    made_with: Mapping[str, Any] = field(default_factory=dict)
    """What the writer used, as plain data for the record: model, prompts, settings, counts."""


Tell = Callable[[float, str], Awaitable[None]]
"""Takes how much of the writing is done, 0 to 1, and what is being done now."""


class Writer(Protocol):
    """Turns sources into a draft. Deterministic writers give the same draft for the same input."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    async def draft(self, sources: Sequence[Source], request: WriteRequest, tell: Tell) -> Draft:
        """Raise WritingError when nothing can be told, or an error with `again` when another try may help."""
        ...


class WritingError(Exception):
    """Says, for a person, why no script could be written and what to do."""
