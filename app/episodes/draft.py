"""What a writer takes and gives: passages of the sources in, a draft of cited sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

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


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of a script. A sentence that is not a claim (a connecting sentence) needs no evidence."""

    text: str
    claim: bool
    evidence: tuple[Evidence, ...] = ()


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


class Writer(Protocol):
    """Turns sources into a draft. Deterministic writers give the same draft for the same input."""

    name: str
    version: str

    def write(self, sources: Sequence[Source], request: WriteRequest) -> Draft:
        """Raise WritingError when the sources hold nothing that can be told."""
        ...


class WritingError(Exception):
    """Says, for a person, why no script could be written and what to do."""
