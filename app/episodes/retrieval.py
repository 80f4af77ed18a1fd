"""Finding evidence for a sentence, wherever it came from: the source sentences that say it, and where."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.documents.pages import Role
from app.episodes.draft import Evidence, Passage
from app.episodes.names import names
from app.episodes.support import support_score
from app.episodes.words import CJK, STOP, stem, tokens

K1, B = 1.2, 0.75
"""How soon a word's repetition stops counting, and how much a long source sentence is held back."""
NUMBER, NAME = 2.0, 1.5
"""What numbers and names weigh against other words: they tell one result, or one method, from the next."""
CANDIDATES = 8
ENOUGH = 0.6
"""A passage must hold this share of the sentence's words; below it, no passage is better than a wrong one."""
PLENTY, MORE = 0.85, 0.15
"""Support from which one source sentence is enough, and what a second must add to be cited too."""
PAIRED = 3
"""Of how many of the best candidates the neighbours are looked at."""
MEANING = 0.7
"""What likeness of meaning weighs against shared words, where both are known; measured, as ALIKE is."""
ALIKE = 0.5
"""From this fused score on meaning alone is enough: 1 in 100 sentences of other papers reach it."""
CONTEXT = 32
"""Characters of prefix and suffix."""
WIDE = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Found:
    """A quote and where it stands: page and boxes, and prefix and suffix as in W3C's TextQuoteSelector.

    prefix + quote + suffix stand like this in `quotable_text` of the quote's document.
    """

    evidence: Evidence
    prefix: str
    suffix: str


class SourceIndex:
    """The source sentences of some documents, ranked by BM25 (Robertson and Zaragoza 2009, eq. 3.15).

    Headings are never found: they support nothing. `language` only says which words are too common to search.
    """

    def __init__(self, passages: Sequence[Passage], language: str = "en") -> None:
        self.passages = tuple(passages)
        self.stop = STOP.get(language.split("-")[0].lower(), frozenset())
        self._texts, self._starts = _streams(passages)
        self._bags = [
            Counter(terms(row.text, self.stop) if row.role is not Role.HEADING else ()) for row in passages
        ]
        self._postings: dict[str, list[int]] = {}
        for number, bag in enumerate(self._bags):
            for term in bag:
                self._postings.setdefault(term, []).append(number)
        self._mean = sum(bag.total() for bag in self._bags) / max(1, sum(bool(bag) for bag in self._bags))

    def search(
        self,
        text: str,
        pages: Collection[int] = (),
        most: int = CANDIDATES,
        near: Mapping[int, float] | None = None,
    ) -> list[int]:
        """Numbers of the passages that fit best, best first; if `pages` are given, only what begins there.

        `near` has the cosine of passages whose meaning is close, as far as that is known.
        """
        scores = self.fused(text, pages, near) if near else self._by_words(text, pages)
        return sorted(scores, key=lambda number: (-scores[number], number))[:most]

    def fused(self, text: str, pages: Collection[int], near: Mapping[int, float]) -> dict[int, float]:
        """Words and meaning in one score, 0 to 1, by passage.

        A convex combination, which Bruch, Gai and Ingber (2023, "An Analysis of Fusion Functions for Hybrid
        Retrieval") found better than fusing ranks; BM25 is scaled by what a passage reaches that has every
        word once.
        """
        by_words = self._by_words(text, pages)
        weights = _weights(text, self.stop).items()
        whole = sum(weight * self._rarity(term) for term, weight in weights) or 1.0
        scores = {
            number: (1 - MEANING) * min(1.0, score / whole) + MEANING * max(0.0, near.get(number, 0.0))
            for number, score in by_words.items()
        }
        for number, likeness in near.items():
            if number not in scores and self._bags[number] and self.stands_on(number, pages):
                scores[number] = MEANING * max(0.0, likeness)
        return scores

    def _by_words(self, text: str, pages: Collection[int]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for term, weight in _weights(text, self.stop).items():
            rarity = self._rarity(term)
            for number in self._postings.get(term, []):
                if self.stands_on(number, pages):
                    fit = self._saturated(term, number)
                    scores[number] = scores.get(number, 0.0) + weight * rarity * fit
        return scores

    def _rarity(self, term: str) -> float:
        there = len(self._postings.get(term, []))
        return math.log(1 + (len(self.passages) - there + 0.5) / (there + 0.5))

    def _saturated(self, term: str, number: int) -> float:
        bag = self._bags[number]
        return bag[term] * (K1 + 1) / (bag[term] + K1 * (1 - B + B * bag.total() / self._mean))

    def stands_on(self, number: int, pages: Collection[int]) -> bool:
        """Whether the passage begins on one of the pages; no pages means anywhere."""
        return not pages or self.passages[number].places[0].page in pages

    def next_to(self, number: int, pages: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """The passage with the one before it and with the one behind it, as far as these are neighbours."""
        for pair in ((number - 1, number), (number, number + 1)):
            if pair[0] < 0 or pair[1] == len(self.passages):
                continue
            one, other = (self.passages[each] for each in pair)
            alike = (one.document_id, one.role) == (other.document_id, other.role)
            if alike and all(self.stands_on(each, pages) for each in pair):
                yield pair

    def support(self, text: str, numbers: Sequence[int]) -> float:
        """The sentence's support score with these passages as its evidence."""
        return support_score(text, [found.evidence for number in numbers for found in self.located(number)])

    def located(self, number: int) -> list[Found]:
        """The passage as quotes, one for each page it stands on."""
        passage = self.passages[number]
        text = self._texts[passage.document_id]
        found = []
        for start, place in zip(self._starts[number], passage.places, strict=True):
            evidence = Evidence(passage.document_id, place.page, place.quote, place.boxes)
            found.append(Found(evidence, *_around(text, start, len(place.quote))))
        return found


def find_evidence(
    text: str, index: SourceIndex, pages: Collection[int] = (), near: Mapping[int, float] | None = None
) -> list[Found]:
    """What supports the sentence best: a source sentence, two neighbours where one is too little, or none.

    What shares most of the sentence's words comes first; where nothing does, what means nearly the same.
    """
    numbers = index.search(text, pages, near=near)
    if not numbers:
        return []
    held = {number: index.support(text, [number]) for number in numbers}
    best = max(numbers, key=lambda number: held[number])
    chosen: tuple[int, ...] = (best,)
    support = held[best]
    if support < PLENTY:
        pairs = [pair for number in numbers[:PAIRED] for pair in index.next_to(number, pages)]
        both, pair = max(((index.support(text, pair), pair) for pair in pairs), default=(0.0, chosen))
        if both >= support + MORE:
            chosen, support = pair, both
    if support < ENOUGH and near and index.fused(text, pages, near)[numbers[0]] >= ALIKE:
        chosen, support = (numbers[0],), ENOUGH
    return [found for number in chosen for found in index.located(number)] if support >= ENOUGH else []


def quotable_text(passages: Sequence[Passage], document_id: str) -> str:
    """What prefixes and suffixes are cut from: the document's quotes in reading order, one space between."""
    return _streams(passages)[0].get(document_id, "")


def in_context(passages: Sequence[Passage], evidence: Sequence[Evidence]) -> list[Found]:
    """Each piece of evidence with the words around it; '' where it quotes no whole source sentence."""
    texts, starts = _streams(passages)
    known = {
        (row.document_id, place.page, place.quote): start
        for row, begun in zip(passages, starts, strict=True)
        for place, start in zip(row.places, begun, strict=True)
    }
    found = []
    for each in evidence:
        start = known.get((each.document_id, each.page, each.quote))
        around = ("", "") if start is None else _around(texts[each.document_id], start, len(each.quote))
        found.append(Found(each, *around))
    return found


def _around(text: str, start: int, length: int) -> tuple[str, str]:
    end = start + length
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def _streams(passages: Sequence[Passage]) -> tuple[dict[str, str], list[list[int]]]:
    """The quotable text of each document, and where in it every place of every passage begins."""
    quotes: dict[str, list[str]] = {}
    ends: dict[str, int] = {}
    starts: list[list[int]] = []
    for passage in passages:
        key = passage.document_id
        starts.append([])
        for place in passage.places:
            starts[-1].append(ends.get(key, 0))
            quotes.setdefault(key, []).append(place.quote)
            ends[key] = starts[-1][-1] + len(place.quote) + 1
    return {key: " ".join(parts) for key, parts in quotes.items()}, starts


def terms(text: str, stop: Collection[str] = ()) -> Iterator[str]:
    """What is searched for: stemmed words, numbers, and pairs of Chinese and Japanese characters."""
    words = tokens(text)
    yield from (stem(word.key) for word in words if word.key not in stop)
    for one, other in pairwise(words):
        if one.end == other.start and WIDE.match(one.text) and WIDE.match(other.text):
            yield one.key + other.key


def _weights(text: str, stop: Collection[str]) -> dict[str, float]:
    named = {stem(token.key) for token in names(text)}
    return {
        term: NUMBER if term[0].isdigit() else NAME if term in named else 1.0
        for term in dict.fromkeys(terms(text, stop))
    }
