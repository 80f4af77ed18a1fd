"""The extractive writer: a script made only of the source's own sentences, the same for the same input."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.episodes.choosing import SHORTEST_START, choose, repeats
from app.episodes.draft import (
    Draft,
    DraftSegment,
    DraftSentence,
    Evidence,
    Mode,
    SegmentRole,
    Source,
    WriteRequest,
    WritingError,
)
from app.episodes.length import narrated_seconds
from app.episodes.outline import WEIGHTY, Kind, Line, Part, outline
from app.episodes.phrases import Phrases, connecting, phrases

MOST_PARTS = 10
"""Body segments of a summary; more than that and nobody remembers where they are."""
LEAST_WORDS = 32
"""A body segment's share of the words below which sections are told together."""
OPENING, RECAP, TAKEAWAY = 0.12, 0.12, 0.07
"""Shares of the words for the segments around the body."""
JUNK_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*|paper|manuscript|.*\.(?:pdf|docx?|tex|dvi|indd))\b.*|^[\W\d_]*$",
    re.IGNORECASE,
)


LONGEST_TITLE = 25


class ExtractiveWriter:
    """Tells documents in their own sentences, cleaned for listening. Deterministic and without a network."""

    name = "extractive"
    version = "1"

    def write(self, sources: Sequence[Source], request: WriteRequest) -> Draft:
        """A draft in the first source's language; WritingError when nothing in the sources can be told."""
        told = [(source, outline(source)) for source in sources]
        told = [(source, parts) for source, parts in told if parts]
        if not told:
            raise WritingError(
                "No sentence of this document can be read aloud. It may hold only pictures, tables or formulas; "
                "check its pages, or upload a version with text."
            )
        if request.mode is Mode.VERBATIM:
            return _verbatim(told)
        return _to_length(told, request)


def _to_length(told: Sequence[tuple[Source, list[Part]]], request: WriteRequest) -> Draft:
    """The draft whose narration comes nearest the requested minutes, found by adjusting the budget of words."""
    wanted = request.minutes * 60
    words = request.minutes * request.words_per_minute
    low, high = 0.4, 1.8
    best: tuple[float, Draft] | None = None
    for _ in range(8):
        scale = (low + high) / 2
        draft = _summary(told, words * scale)
        seconds = narrated_seconds(draft, request.words_per_minute, told[0][0].language)
        if best is None or abs(seconds - wanted) < best[0]:
            best = (abs(seconds - wanted), draft)
        if abs(seconds - wanted) < 0.02 * wanted:
            break
        low, high = (scale, high) if seconds < wanted else (low, scale)
    assert best is not None
    return best[1]


def _title(source: Source, parts: Sequence[Part]) -> str:
    title = re.sub(r"\s+", " ", source.title).strip()
    if JUNK_TITLE.match(title) or not title or len(title.split()) > LONGEST_TITLE:
        return ""
    return title.rstrip(".")


def _summary(told: Sequence[tuple[Source, list[Part]]], words: float) -> Draft:
    segments: list[DraftSegment] = []
    endings: list[DraftSegment] = []
    for number, (source, parts) in enumerate(told):
        said = _Script(source, parts, phrases(source.language))
        share = words / len(told)
        opening = said.opening(share * OPENING)
        takeaway = said.takeaway(share * TAKEAWAY)
        recap = said.recap(share * RECAP)
        left = share * (1 - OPENING - RECAP - TAKEAWAY)
        segments += [*opening, *said.body(left)]
        endings += recap + (takeaway if number == 0 else [])
    endings.sort(key=lambda segment: segment.role is SegmentRole.TAKEAWAY)
    first, parts = told[0]
    return Draft(_title(first, parts) or segments[0].title, tuple(segments + endings))


class _Script:
    """One document on its way into a summary; remembers what has been told."""

    def __init__(self, source: Source, parts: list[Part], words: Phrases | None) -> None:
        self.source, self.parts, self.phrases = source, parts, words
        self.title = _title(source, parts)
        self.told: list[Line] = []
        self.abstract = [part for part in parts if part.kind is Kind.ABSTRACT]
        self.conclusion = [part for part in parts if part.kind is Kind.CONCLUSION]
        body = [part for part in parts if part.kind is Kind.BODY]
        self.short = not body and not self.conclusion
        self.main = body or self.abstract or self.conclusion or parts

    def opening(self, words: float) -> list[DraftSegment]:
        sentences = self._tell(*self._lead((self.abstract or self.main)[0].lines, words))
        if self.phrases and self.title and sentences:
            sentences.insert(0, _connecting(self.phrases.opening.format(title=self.title)))
        title = self.phrases.hook_title if self.phrases else self.title
        return [DraftSegment(SegmentRole.HOOK, title, tuple(sentences))] if sentences else []

    def takeaway(self, words: float) -> list[DraftSegment]:
        if self.short:
            return []
        pool = self.conclusion[-1].lines[-5:] if self.conclusion else self._summing_up()
        return self._close(SegmentRole.TAKEAWAY, self._pick(pool, words))

    def recap(self, words: float) -> list[DraftSegment]:
        if self.short:
            return []
        pools = [part.lines for part in self.conclusion] + [self._summing_up()]
        picked: list[list[DraftSentence]] = []
        for pool in pools:
            if words >= 12:
                picked.append(self._pick(pool, words))
                words -= sum(len(sentence.text.split()) for sentence in picked[-1])
        return self._close(SegmentRole.RECAP, [sentence for some in reversed(picked) for sentence in some])

    def _summing_up(self) -> list[Line]:
        """Where authors say what it all comes to, when not in a conclusion: abstract, introduction, last section."""
        parts = [*self.abstract, self.main[0]]
        return [
            line
            for part in dict.fromkeys(map(id, parts))
            for line in next(p for p in parts if id(p) == part).lines
        ]

    def _lead(self, lines: list[Line], words: float) -> tuple[list[Line], list[int]]:
        """The first lines that can open, read on for as long as there are words."""
        start = next(
            (place for place, line in enumerate(lines) if line.alone and line.words >= SHORTEST_START), None
        )
        if start is None:
            return lines, []
        end, left = start + 1, words - lines[start].words
        while (
            end < len(lines)
            and lines[end].follows
            and lines[end].words <= left
            and not repeats(lines[end], self.told)
        ):
            left -= lines[end].words
            end += 1
        return lines, list(range(start, end))

    def _close(self, role: SegmentRole, sentences: list[DraftSentence]) -> list[DraftSegment]:
        if not sentences:
            return []
        recap = role is SegmentRole.RECAP
        if self.phrases:
            sentences.insert(0, _connecting(self.phrases.recap if recap else self.phrases.takeaway))
        titles = (
            (self.phrases.recap_title, self.phrases.takeaway_title)
            if self.phrases
            else (self.title, self.title)
        )
        return [DraftSegment(role, titles[0] if recap else titles[1], tuple(sentences))]

    def body(self, words: float) -> Iterator[DraftSegment]:
        least = max(WEIGHTY, 0.02 * sum(part.words for part in self.main))
        groups = _grouped([part for part in self.main if part.words >= least] or self.main, words)
        weights = [sum(part.words for part in group) ** 0.5 for group in groups]
        told = 0
        for group, weight in zip(groups, weights, strict=True):
            for segment in self._segment(group, words * weight / sum(weights), told, len(groups)):
                told += 1
                yield segment

    def _segment(self, group: list[Part], budget: float, number: int, count: int) -> Iterator[DraftSegment]:
        parts = sum(part.words**0.5 for part in group)
        sentences: list[DraftSentence] = []
        titles: list[str] = []
        for part in group:
            picked = self._pick(part.lines, budget * part.words**0.5 / parts)
            if picked and part.title:
                sentences += self._announced(part.title, number, inside=bool(titles))
                titles.append(part.title)
            sentences += picked
        if sentences:
            yield DraftSegment(
                SegmentRole.BODY, _joined(titles) or self._part_title(number, count), tuple(sentences)
            )

    def _announced(self, title: str, number: int, *, inside: bool) -> list[DraftSentence]:
        if not self.phrases:
            return []
        choices = self.phrases.within if inside else self.phrases.next if number else self.phrases.first
        return [_connecting(connecting(choices[(number - 1) % len(choices)], title, self.source.language))]

    def _part_title(self, number: int, count: int) -> str:
        return self.phrases.part_title.format(number=number + 1) if self.phrases and count > 1 else self.title

    def _pick(self, lines: Sequence[Line], words: float) -> list[DraftSentence]:
        return self._tell(lines, choose(lines, int(words), self.told))

    def _tell(self, lines: Sequence[Line], places: list[int]) -> list[DraftSentence]:
        self.told += [lines[place] for place in places]
        return [_claim(lines[place], after=place - 1 in places and lines[place].follows) for place in places]


def _grouped(parts: list[Part], words: float) -> list[list[Part]]:
    """Neighbouring sections told together until each group has enough words and there are not too many."""
    groups = [[part] for part in parts]
    most = max(1, min(MOST_PARTS, int(words // LEAST_WORDS)))
    while len(groups) > most:
        sizes = [sum(part.words for part in group) for group in groups]
        place = min(range(len(groups) - 1), key=lambda index: (sizes[index] + sizes[index + 1], index))
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return groups


def _joined(titles: list[str]) -> str:
    titles = [title for title in titles if title]
    return titles[0] if len(titles) == 1 else " · ".join(titles[:3])


def _claim(line: Line, *, after: bool) -> DraftSentence:
    text = line.full if after or line.alone is None else line.alone
    places = line.passage.places
    evidence = tuple(
        Evidence(line.passage.document_id, place.page, place.quote, place.boxes) for place in places
    )
    return DraftSentence(text, True, evidence)


def _connecting(text: str) -> DraftSentence:
    return DraftSentence(re.sub(r"([?!])([”»“])\.$", r"\1\2", text), False)


def _verbatim(told: Sequence[tuple[Source, list[Part]]]) -> Draft:
    segments: list[DraftSegment] = []
    for source, parts in told:
        words = phrases(source.language)
        for number, part in enumerate(
            part for part in parts if part.kind is not Kind.BACK or len(parts) == 1
        ):
            sentences = list(_read_out(part))
            if not sentences:
                continue
            title = part.title or _title(source, parts)
            if part.title and words:
                sentences.insert(0, _connecting(part.title if part.title[-1] in "?!" else part.title + "."))
            role = SegmentRole.HOOK if part.kind is Kind.ABSTRACT else SegmentRole.BODY
            segments.append(DraftSegment(role, title or f"{number + 1}", tuple(sentences)))
    if not segments:
        raise WritingError("Nothing but acknowledgements and references could be read aloud.")
    return Draft(_title(told[0][0], told[0][1]) or segments[0].title, tuple(segments))


def _read_out(part: Part) -> Iterator[DraftSentence]:
    told = False
    for line in part.lines:
        after = told and line.follows
        told = after or line.alone is not None
        if told:
            yield _claim(replace(line), after=after)
