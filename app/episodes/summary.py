"""One document on its way into a summary: which lines open it, carry it and close it."""

from collections.abc import Callable, Iterator, Sequence

from app.episodes.abbreviations import needing
from app.episodes.choosing import SHORTEST_START, Given, choose, repeats
from app.episodes.draft import DraftSegment, DraftSentence, Evidence, SegmentRole, Source
from app.episodes.hearing import heard
from app.episodes.hearing_words import PLANS
from app.episodes.outline import META, Kind, Line, Part
from app.episodes.phrases import connecting, phrases
from app.episodes.words import content_words, stem

MOST_PARTS = 10
"""Body segments of a summary; more than that and nobody remembers where they are."""
LEAST_WORDS = 32
"""A body segment's share of the words below which sections are told together."""
WEIGHTY, WEIGHTY_SHARE = 25, 0.02
"""Words, and share of all words, a section needs to be told at all."""
SENTENCE = 24
"""Words a section told with one sentence and its announcement takes."""
LONG_LINE = 36
"""Words of a sentence too long to be remembered as the last."""
OPENING, RECAP, TAKEAWAY = 0.12, 0.12, 0.07
"""Shares of the words for the segments around the body."""


class Summary:
    """Chooses the lines of one document's segments, and remembers what has been told."""

    def __init__(
        self, source: Source, parts: Sequence[Part], title: str, room: float, *, limit: float = float("inf")
    ) -> None:
        """`parts` as `prepared`; `room` is the words asked for, which decides how many sections are told.

        `limit` is how much a sentence may take as known that was not said.
        """
        self.source, self.title, self.room, self.limit = source, title, room, limit
        self.phrases = phrases(source.language)
        self.told: list[Line] = []
        self.given: set[str] = set(self._stems(title))
        """Words said and abbreviations introduced; what closes the script is chosen before its body."""
        self.abstract = [part for part in parts if part.kind is Kind.ABSTRACT]
        self.conclusion = [part for part in parts if part.kind is Kind.CONCLUSION]
        # A section none of whose sentences can stand alone cannot be entered.
        self.main = [
            part
            for part in parts
            if part.kind is Kind.BODY and any(line.alone is not None for line in part.lines)
        ]
        self.short = not self.main
        self.main = self.main or self.abstract or self.conclusion or list(parts)
        self.closing_room = min(room, sum(part.words for part in self.main))
        """Words that closing segments are measured by: no long request may empty a short text into them."""

    def opening(self, words: float) -> Iterator[DraftSegment]:
        """The first lines of the abstract, or of the text, read on for as long as there are words."""
        sentences: list[DraftSentence] = []
        for part in [*self.abstract, *self.main]:
            sentences = sentences or self._tell(part.lines, self._lead(part.lines, words * OPENING), on=True)
        if self.phrases and self.title and sentences:
            sentences.insert(0, connecting(self.phrases.opening, self.title))
        if sentences:
            yield DraftSegment(
                SegmentRole.HOOK, self.phrases.hook_title if self.phrases else self.title, tuple(sentences)
            )

    def _lead(self, lines: Sequence[Line], words: float) -> list[int]:
        given = Given(frozenset(self.given), self.limit)
        able = [place for place, line in enumerate(lines) if line.alone and line.words >= SHORTEST_START]
        able = [place for place in able if lines[place].needs <= given.words]
        able = [place for place in able if not repeats(lines[place], self.told)]
        if not able:
            return []
        least = min(able, key=lambda place: (lines[place].unknown(given.words), place))
        start = next((place for place in able if given.allows(lines[place])), least)
        end, left, said = start, words, given.words
        while end == start or (end < len(lines) and self._goes_on(lines[end - 1], lines[end], left, said)):
            left -= lines[end].words
            said |= lines[end].keys | lines[end].gives
            end += 1
        return list(range(start, end))

    def _goes_on(self, before: Line, line: Line, left: float, said: frozenset[str]) -> bool:
        return (
            line.reads_on(before)
            and line.words <= left
            and line.needs <= said
            and line.unknown(said, before.keys, behind=True) <= self.limit
        )

    def takeaway(self, words: float) -> Iterator[DraftSegment]:
        """The last word of the conclusion, or the most central line of abstract and introduction."""
        if not self.short:
            last = self.conclusion[-1].lines[-5:] if self.conclusion else []
            able = any(line.alone and not repeats(line, self.told) for line in last)
            pool = last if able else self._claims()
            yield from self._closing(
                SegmentRole.TAKEAWAY,
                self._tell(pool, self._last_word(pool, min(words, self.closing_room) * TAKEAWAY)),
            )

    def _last_word(self, pool: Sequence[Line], words: float) -> list[int]:
        """The one line worth most; a knapsack would rather fill its budget with two lesser ones."""
        if words >= 2 * LONG_LINE:
            return choose(pool, int(words), self.told, _central, self._in_the_end())
        given = self._in_the_end()
        able = [
            place
            for place, line in enumerate(pool)
            if line.alone
            and SHORTEST_START <= line.words <= LONG_LINE
            and line.needs <= given.words
            and not repeats(line, self.told)
        ]
        able = [place for place in able if given.allows(pool[place])] or able
        return [max(able, key=lambda place: (_central(pool[place]), -place))] if able else []

    def _in_the_end(self) -> Given:
        """What has been said when the script closes: at least what its sections are called."""
        titles = " ".join(part.title for part in self.main)
        return Given(frozenset(self.given) | self._stems(titles), self.limit)

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(stem(word) for word in content_words(text, self.source.language))

    def recap(self, words: float) -> Iterator[DraftSegment]:
        """What abstract and introduction claim and the conclusion says; the conclusion has first call."""
        if self.short:
            return
        left = min(words, self.closing_room) * RECAP * (1.0 if self.conclusion or self.abstract else 0.6)
        picked: list[list[DraftSentence]] = []
        for pool in [*(part.lines for part in self.conclusion), self._claims()]:
            if left >= 12:
                picked.insert(0, self._pick(pool, left, _central, self._in_the_end()))
                left -= sum(len(sentence.text.split()) for sentence in picked[0])
        yield from self._closing(SegmentRole.RECAP, [sentence for some in picked for sentence in some])

    def _claims(self) -> list[Line]:
        """Where authors say what it all comes to, when not in a conclusion."""
        # A paper of one section tells that section in its body.
        parts = [*self.abstract, *self.main[: 1 if len(self.main) > 1 or not self.abstract else 0]]
        lines = [line for part in parts for line in part.lines[1 if part in self.abstract else 2 :]]
        able = any(line.alone and not repeats(line, self.told) for line in lines)
        return lines if able else [line for part in self.main for line in part.lines]

    def _closing(self, role: SegmentRole, sentences: list[DraftSentence]) -> Iterator[DraftSegment]:
        if not sentences:
            return
        announced, title = self._closing_words(role)
        if announced:
            sentences.insert(0, connecting(announced))
        yield DraftSegment(role, title, tuple(sentences))

    def _closing_words(self, role: SegmentRole) -> tuple[str, str]:
        """How the segment is announced, and its title; only a conclusion sums up, or says what to keep."""
        spoken = self.phrases
        if not spoken:
            return "", self.title
        if role is SegmentRole.TAKEAWAY:
            return spoken.takeaway if self.conclusion else spoken.last, spoken.takeaway_title
        if self.conclusion:
            return spoken.summed_up, spoken.recap_title
        return spoken.more, spoken.more_title

    def body(self, words: float) -> Iterator[DraftSegment]:
        """A segment for each section of weight, in the document's order, by the root of its length."""
        shares = 1 - OPENING if self.short else 1 - OPENING - RECAP - TAKEAWAY
        groups = _grouped(_weighty(self.main, self.room * shares), self.room * shares)
        left, number = words * shares, 0
        weight = sum(part.words**0.5 for group in groups for part in group)
        for group in groups:
            sentences: list[DraftSentence] = []
            titles: list[str] = []
            for part in group:
                # What one section leaves of its share goes to the next ones.
                picked = self._pick(part.lines, left * part.words**0.5 / weight)
                weight -= part.words**0.5
                left -= sum(len(sentence.text.split()) for sentence in picked)
                sentences += [*self._announced(part.title, number, bool(titles)), *picked] if picked else []
                titles += [part.title] if picked and part.title else []
            if sentences:
                number += 1
                title = " · ".join(titles[:3]) or self._part_title(number, len(groups))
                yield DraftSegment(SegmentRole.BODY, title, tuple(sentences))

    def _announced(self, title: str, number: int, within: bool) -> list[DraftSentence]:
        if not title or not self.phrases:
            return []
        inside = self.phrases.within[number % len(self.phrases.within)]
        pattern = inside if within else self.phrases.announcement(number)
        return [connecting(pattern, title, self.source.language)]

    def _part_title(self, number: int, count: int) -> str:
        return self.phrases.part_title.format(number=number) if self.phrases and count > 1 else self.title

    def _pick(
        self,
        lines: Sequence[Line],
        words: float,
        worth: Callable[[Line], float] | None = None,
        given: Given | None = None,
    ) -> list[DraftSentence]:
        """Told in order, what is introduced is known from there on; not so where `given` is another."""
        here = given or Given(frozenset(self.given), self.limit)
        return self._tell(lines, choose(lines, int(words), self.told, worth, here), on=given is None)

    def _tell(self, lines: Sequence[Line], places: Sequence[int], *, on: bool = False) -> list[DraftSentence]:
        """`on` where the script is told in order, so that what is introduced is known from there on."""
        self.told += [lines[place] for place in places]
        self.given.update(*(lines[place].gives | lines[place].keys for place in places if on))
        before = [None, *(lines[place] for place in places)]
        return [
            claim(lines[place], after=lines[place].reads_on(last))
            for place, last in zip(places, before, strict=False)
        ]


def prepared(
    source: Source, parts: Sequence[Part], title: str, *, strict: bool = True, limited: bool = True
) -> list[Part]:
    """The parts with the lines a listener can take in; `strict` as in `heard`.

    `limited` lets no abbreviation be told before what it stands for.
    """
    plain = [
        part for part in (heard(part, source.language, title, strict=strict) for part in parts) if part.lines
    ]
    able = any(line.alone for part in plain for line in part.lines)
    chosen = plain if able else list(parts)
    return needing(chosen, (passage.text for passage in source.passages), title) if limited else chosen


def _central(line: Line) -> float:
    """Worth of a line that sums up: central to the document rather than first in its section."""
    aside = PLANS.search(line.full) or META.search(line.full)
    return (0.7 * line.rank + 0.3 * line.score) * (0.4 if aside else 1.0)


def _weighty(parts: Sequence[Part], words: float) -> list[Part]:
    """The sections worth telling: not tiny, and when there are words for few, the longest, in order."""
    least = max(WEIGHTY, WEIGHTY_SHARE * sum(part.words for part in parts))
    able = [part for part in parts if part.words >= least] or list(parts)
    longest = sorted(able, key=lambda part: -part.words)[: max(1, int(words // SENTENCE))]
    return [part for part in able if any(part is each for each in longest)]


def _grouped(parts: Sequence[Part], words: float) -> list[list[Part]]:
    """Neighbouring sections told together until each group has enough words and there are not too many."""
    groups = [[part] for part in parts]
    most = max(1, min(MOST_PARTS, int(words // LEAST_WORDS)))
    while len(groups) > most:
        sizes = [sum(part.words for part in group) for group in groups]
        place = min(range(len(groups) - 1), key=lambda index: (sizes[index] + sizes[index + 1], index))
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return groups


def claim(line: Line, *, after: bool) -> DraftSentence:
    """The line with its evidence, as printed behind the sentence before it or as it stands alone."""
    text = line.full if after or line.alone is None else line.alone
    document, places = line.passage.document_id, line.passage.places
    return DraftSentence(
        text, True, tuple(Evidence(document, place.page, place.quote, place.boxes) for place in places)
    )
