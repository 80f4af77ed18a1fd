"""The extractive writer: a script made only of the source's own sentences, the same for the same input."""

import asyncio
import re
from collections.abc import Iterator, Sequence

from app.episodes.domain import leaning
from app.episodes.draft import (
    Draft,
    DraftSegment,
    DraftSentence,
    Mode,
    SegmentRole,
    Source,
    Tell,
    WriteRequest,
    WritingError,
)
from app.episodes.length import PROMISED, narrated_seconds
from app.episodes.outline import Kind, Line, Part, outline
from app.episodes.phrases import connecting, phrases
from app.episodes.summary import Summary, claim, prepared
from app.episodes.untold import nothing_told

JUNK_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*|paper|manuscript|.*\.(?:pdf|docx?|tex|dvi|indd))\b.*|"
    r"^[\W\d_]*$",
    re.I,
)
SECONDS_MAX = 300.0
LONGEST_TITLE = 25
"""Words; a longer 'title' is the beginning of the text."""
TRIES, NEAR = 10, 0.02
"""Steps of the search for the requested length, and the error that ends it."""

LOW, HIGH = 0.3, 3.5
"""The budgets tried, in shares of the words asked for."""
LEVELS = (
    (0.3, True), (0.5, True), (0.8, True), (1.5, True),
    (0.8, False), (1.5, False), (3.0, False), (float("inf"), False),
)  # fmt: skip
"""How much a sentence may take as known that was not said, and whether lines are heard strictly.

Tried in turn, until there is enough to tell.
"""

ENOUGH = 0.7
"""How much of what a summary may be off is good enough."""

Outlined = Sequence[tuple[Source, list[Part]]]


class ExtractiveWriter:
    """Tells documents in their own sentences, cleaned for listening. Deterministic and without a network.

    Sentences are worth what position, cue words (Edmundson 1969), length and TextRank centrality (Mihalcea
    and Tarau 2004) give them; each section's are chosen as a knapsack over runs of consecutive sentences.
    """

    name = "extractive"
    version = "1"

    async def draft(self, sources: Sequence[Source], request: WriteRequest, tell: Tell) -> Draft:
        """As `write`, in a thread; WritingError when it takes too long."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(self.write, sources, request), SECONDS_MAX)
        except TimeoutError:
            raise WritingError("This document is too long for the extractive writer.") from None

    def write(self, sources: Sequence[Source], request: WriteRequest) -> Draft:
        """A draft in the sources' languages; WritingError when nothing in them can be told."""
        told = [
            (source, leaning(parts, request.domain, source.language))
            for source in sources
            if (parts := outline(source))
        ]
        verbatim = request.mode is Mode.VERBATIM
        segments = (_verbatim(told) if verbatim else _to_length(told, request)) if told else []
        if not segments:
            raise WritingError(nothing_told(sources))
        return Draft(title_of(told[0][0]) or segments[0].title, tuple(segments))


def title_of(source: Source) -> str:
    """The document's title as it can be said, or '' where it has none."""
    title = re.sub(r"\s+", " ", source.title).strip().rstrip(".")
    return "" if JUNK_TITLE.match(title) or len(title.split()) > LONGEST_TITLE else title


def _to_length(told: Outlined, request: WriteRequest) -> list[DraftSegment]:
    """The segments nearest the requested minutes; heard less strictly where only that gives enough."""
    most = PROMISED * request.minutes * 60
    off, best = float("inf"), []
    for limit, strict in LEVELS:
        ready = [
            (source, prepared(source, parts, title_of(source), strict=strict, limited=limit < float("inf")))
            for source, parts in told
        ]
        less_off, other = _nearest(ready, request, limit)
        if less_off < off:
            off, best = less_off, other
        if off <= (ENOUGH * most if strict else most):
            break
    return best


def _nearest(told: Outlined, request: WriteRequest, limit: float) -> tuple[float, list[DraftSegment]]:
    """The seconds the nearest narration is off and its segments, by halving the span of budgets."""
    wanted = request.minutes * 60
    low, high, nearest = LOW, HIGH, float("inf")
    scale, best = HIGH, list[DraftSegment]()
    for _ in range(TRIES):
        segments = _summary(told, request, scale, limit)
        seconds = narrated_seconds(segments, request.words_per_minute, told[0][0].language)
        if abs(seconds - wanted) < nearest:
            nearest, best = abs(seconds - wanted), segments
        if nearest < NEAR * wanted or (scale == HIGH and seconds < wanted):
            break
        low, high = (scale, high) if seconds < wanted else (low, scale)
        scale = (low + high) / 2
    return nearest, best


def _summary(told: Outlined, request: WriteRequest, scale: float, limit: float) -> list[DraftSegment]:
    """Each document opens and is told in turn; all are recapped together, and the first has the last word."""
    segments: list[DraftSegment] = []
    recaps: list[DraftSegment] = []
    takeaways: list[DraftSegment] = []
    words = request.minutes * request.words_per_minute / len(told)
    for source, parts in told:
        summary = Summary(source, parts, title_of(source), words, limit=limit)
        opening = list(summary.opening(words * scale))
        takeaways += summary.takeaway(words * scale)
        recaps += summary.recap(words * scale)
        segments += [*opening, *summary.body(words * scale)]
    return [*segments, *recaps, *takeaways[:1]]


def _verbatim(told: Outlined) -> list[DraftSegment]:
    segments: list[DraftSegment] = []
    for source, parts in told:
        spoken = phrases(source.language) is not None
        for part in parts:
            if part.kind is Kind.BACK or not (sentences := list(_read_out(part))):
                continue
            if part.title and spoken:
                sentences.insert(0, connecting(part.title if part.title[-1] in "?!" else f"{part.title}."))
            role = SegmentRole.HOOK if part.kind is Kind.ABSTRACT else SegmentRole.BODY
            segments.append(
                DraftSegment(role, part.title or title_of(source) or str(len(segments) + 1), tuple(sentences))
            )
    return segments


def _read_out(part: Part) -> Iterator[DraftSentence]:
    """All lines in order, but those that lean on a sentence that could not be told."""
    told: Line | None = None
    for line in part.lines:
        after = line.reads_on(told)
        if after or line.alone is not None:
            yield claim(line, after=after)
            told = line
