"""Segments and sentences as the API shows them."""

from dataclasses import dataclass, field
from typing import Any

from app.episodes.models import Segment
from app.episodes.sentences import Sentence
from app.episodes.states import ReviewState


@dataclass
class EvidenceShown:
    """Boxes are [x0, y0, x1, y1] in points from the top left of the page as displayed; pages from 1."""

    document_id: str
    page: int
    quote: str
    boxes: list[list[float]]


@dataclass
class PickupShown:
    """A take a person has to listen to; `heard` is empty where nobody listened, or nothing was spoken."""

    id: str
    message: str
    expected: str
    heard: str
    spoken: bool
    """Whether there is something to listen to."""


@dataclass
class ChangeShown:
    """What a new version of a document took from it; its present evidence is what stands there now."""

    document_id: str
    from_version: int
    to_version: int
    was: list[EvidenceShown]


@dataclass
class SentenceShown:
    id: str
    text: str
    spoken: str
    claim: bool
    state: str
    content_hash: str
    support: float | None
    """0 to 1; null for what is not scored: no claim, or a claim in another language than its page."""
    findings: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[EvidenceShown] = field(default_factory=list)
    pickup: PickupShown | None = None
    change: ChangeShown | None = None


@dataclass
class SegmentShown:
    id: str
    title: str
    role: str
    state: str
    content_hash: str
    sentences: list[SentenceShown]


def segment_shown(segment: Segment) -> SegmentShown:
    return SegmentShown(
        id=segment.id,
        title=segment.title,
        role=segment.role,
        state=segment.state,
        content_hash=segment.content_hash,
        sentences=[sentence_shown(sentence) for sentence in segment.sentences],
    )


def sentence_shown(sentence: Sentence) -> SentenceShown:
    return SentenceShown(
        id=sentence.id,
        text=sentence.text,
        spoken=sentence.spoken,
        claim=sentence.claim,
        state=sentence.state,
        content_hash=sentence.computed_hash(),
        support=sentence.support if sentence.support is None else round(sentence.support, 4),
        findings=sentence.findings,
        evidence=[
            EvidenceShown(row.document_id, row.page, row.quote, row.boxes) for row in sentence.evidence
        ],
        pickup=pickup_shown(sentence),
        change=change_shown(sentence),
    )


def change_shown(sentence: Sentence) -> ChangeShown | None:
    """What is to be looked at again since a new version of a document, if anything."""
    row = sentence.change
    if row is None or sentence.state is ReviewState.APPROVED:
        return None
    was = [EvidenceShown(row.document_id, each["page"], each["quote"], each["boxes"]) for each in row.was]
    return ChangeShown(row.document_id, row.from_number, row.to_number, was)


def pickup_shown(sentence: Sentence) -> PickupShown | None:
    """What a person has to listen to, if anything."""
    row = sentence.pickup
    return PickupShown(row.id, row.message, row.expected, row.heard, bool(row.clip_id)) if row else None
