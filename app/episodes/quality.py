"""The quality report: support, findings, length, repetition and readability of a script, and coverage."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.pages import ReadDocument
from app.episodes.coverage import Coverage, coverage
from app.episodes.draft import Source, WriteRequest
from app.episodes.length import LETTERS_A_WORD, SEGMENT_PAUSE, SENTENCE_PAUSE, spoken_letters
from app.episodes.models import Episode, Segment
from app.episodes.readability import lix
from app.episodes.repetition import REPETITION, Echo, echoes
from app.episodes.sentences import Sentence
from app.episodes.sources import passages, read_documents
from app.episodes.words import tokens

VERSION = 2
"""Of the report's form."""


@dataclass(frozen=True, slots=True)
class SentenceQuality:
    """`said_before` is the share of its words that one earlier claim holds."""

    id: str
    text: str
    claim: bool
    support: float | None
    said_before: float
    words: int
    seconds: float
    """Estimated, with the pause behind it."""
    readability: float | None
    """LIX."""
    blocked: bool
    overridden: bool
    findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Measures:
    """Of a stretch of script; `support_mean`, `support_min` and `redundancy` are taken over its claims."""

    sentences: int
    claims: int
    claims_with_evidence: int
    support_mean: float | None
    support_min: float | None
    blocked: int
    """Sentences with a blocking finding nobody let through."""
    advised: int
    """Other sentences with a finding."""
    blocking_findings: int
    advising_findings: int
    overrides: int
    findings: dict[str, int]
    """How many of each check."""
    redundancy: float
    """Mean of the claims' `said_before`."""
    repetitions: int
    words: int
    seconds: float
    readability: float | None


@dataclass(frozen=True, slots=True)
class SegmentQuality:
    id: str
    title: str
    role: str
    measures: Measures
    sentences: list[SentenceQuality]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Of one revision of an episode; `audio` is what was measured of the sound, None before narration."""

    version: int
    episode_id: str
    title: str
    revision: int
    language: str
    episode: Measures
    segments: list[SegmentQuality]
    coverage: list[Coverage]
    audio: dict[str, Any] | None = None


async def report_of(session: AsyncSession, episode: Episode) -> QualityReport:
    """The report of a loaded episode as it stands now."""
    documents = await read_documents(session, episode.id)
    return await asyncio.to_thread(quality, episode, documents)


def quality(
    episode: Episode, documents: Mapping[str, ReadDocument], audio: dict[str, Any] | None = None
) -> QualityReport:
    """The report of a loaded episode; `documents` by id, in the order they were given."""
    measures, segments = measured(episode)
    evidence = [span.located() for row in episode.sentences if row.claim for span in row.evidence]
    return QualityReport(
        version=VERSION,
        episode_id=episode.id,
        title=episode.title,
        revision=episode.revision,
        language=episode.language,
        episode=measures,
        segments=segments,
        coverage=[
            coverage(
                Source(key, found.title, found.language, passages(key, found)), len(found.pages), evidence
            )
            for key, found in documents.items()
        ],
        audio=audio,
    )


def measured(episode: Episode) -> tuple[Measures, list[SegmentQuality]]:
    """Of a loaded episode as a whole, and of its segments: all that needs no document."""
    claims = [row for row in episode.sentences if row.claim]
    before = dict(zip((row.id for row in claims), echoes([row.text for row in claims]), strict=True))
    segments = [_segment(segment, before, episode.language) for segment in episode.segments]
    rows = [row for each in segments for row in each.sentences]
    return _measures(episode.sentences, rows, len(segments)), segments


def _segment(segment: Segment, before: Mapping[str, Echo], language: str) -> SegmentQuality:
    rows = [_sentence(row, before.get(row.id, Echo()), language) for row in segment.sentences]
    return SegmentQuality(segment.id, segment.title, segment.role, _measures(segment.sentences, rows), rows)


def _sentence(row: Sentence, before: Echo, language: str) -> SentenceQuality:
    pace = 60 / (WriteRequest().words_per_minute * LETTERS_A_WORD)
    return SentenceQuality(
        id=row.id,
        text=row.text,
        claim=row.claim,
        support=row.support if row.support is None else round(row.support, 4),
        said_before=before.share,
        words=len(tokens(row.text)),
        seconds=round(spoken_letters(row.text, language) * pace + SENTENCE_PAUSE, 1),
        readability=lix([row.text]),
        blocked=row.blocked,
        overridden=row.override is not None,
        findings=row.findings,
    )


def _measures(rows: Sequence[Sentence], shown: Sequence[SentenceQuality], segments: int = 1) -> Measures:
    claims = [each for each in shown if each.claim]
    findings = [finding for each in shown for finding in each.findings]
    kinds = Counter(finding["check"] for finding in findings)
    blocking = sum(finding["severity"] == "block" for finding in findings)
    supports = [each.support for each in claims if each.support is not None]
    pauses = segments * (SEGMENT_PAUSE - SENTENCE_PAUSE)
    return Measures(
        sentences=len(shown),
        claims=len(claims),
        claims_with_evidence=sum(1 for row in rows if row.claim and row.evidence),
        support_mean=round(sum(supports) / len(supports), 4) if supports else None,
        support_min=min(supports, default=None),
        blocked=sum(each.blocked for each in shown),
        advised=sum(bool(each.findings) and not each.blocked for each in shown),
        blocking_findings=blocking,
        advising_findings=len(findings) - blocking,
        overrides=sum(each.overridden for each in shown),
        findings=dict(sorted(kinds.items())),
        redundancy=round(sum(each.said_before for each in claims) / len(claims), 4) if claims else 0.0,
        repetitions=kinds[REPETITION],
        words=sum(each.words for each in shown),
        seconds=round(sum(each.seconds for each in shown) + pauses, 1),
        readability=lix([each.text for each in shown]),
    )
