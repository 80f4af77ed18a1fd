"""The parts of a document a script can follow: its top sections with the sentences that can be told."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from app.documents.pages import Role
from app.episodes.assumptions import Assumed, missing
from app.episodes.checking import check
from app.episodes.cleaning import cleaned
from app.episodes.draft import Evidence, Passage, Source
from app.episodes.ranking import centrality, length_band
from app.episodes.standing import standalone
from app.episodes.tellable import MATH, tellable
from app.episodes.words import content_words, stem, tokens


class Kind(StrEnum):
    """What a section is for; a writer opens with the abstract and closes with the conclusion."""

    ABSTRACT = "abstract"
    BODY = "body"
    CONCLUSION = "conclusion"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Line:
    """A source sentence that can be told: `full` behind the sentence before it, `alone` anywhere or None."""

    passage: Passage
    full: str
    alone: str | None
    number: int
    """Counted through the document."""
    follows: bool
    """The sentence printed before it can be told too."""
    score: float
    """What telling it in its place is worth, 0 to 1."""
    rank: float
    """How much it is about the whole: central to the document and near its title (Edmundson), 0 to 1."""
    words: int
    keys: frozenset[str]
    """Its content words, to see repetition."""
    opens: bool = False
    """It is the first sentence printed under its heading."""
    gives: frozenset[str] = frozenset()
    """Abbreviations it introduces."""
    needs: frozenset[str] = frozenset()
    """Abbreviations it uses that the document introduces elsewhere."""
    asks: tuple[Assumed, ...] = ()
    """What it takes as known beyond the titles it stands under."""
    doubt: float = 0.0
    """Whether it is a sentence at all, on the scale of what it takes as known."""

    def reads_on(self, before: "Line | None") -> bool:
        """Whether it can be told right behind `before` as it was printed."""
        return before is not None and self.follows and before.number + 1 == self.number

    def unknown(self, said: Set[str], near: Set[str] = frozenset(), *, behind: bool = False) -> float:
        """How much of what it takes as known was not said, be it ever or just before, to tell it `behind`."""
        return self.doubt + (missing(self.asks, said, near, behind=behind) if self.asks else 0.0)


@dataclass(slots=True)
class Part:
    """A top section: its title as it is said and its lines in order."""

    title: str
    kind: Kind
    lines: list[Line] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Of all lines."""
        return sum(line.words for line in self.lines)


KINDS = (
    (Kind.ABSTRACT, r"(?:executive )?summary|abstract|synopsis|zusammenfassung|kurzfassung|résumé|resumen"),
    (
        Kind.CONCLUSION,
        r"(?:.{0,30}\band )?(?:conclu\w+|concluding remarks)\b.*|closing remarks|summary and .*|fazit.*|"
        r"schluss\w*|"
        r"zusammenfassung und .*|conclusiones.*",
    ),
    (
        Kind.BACK,
        r"acknowledge?ments?.*|danksagung|remerciements|agradecimientos|references|bibliography|literatur\w*|"
        r"références|referencias|key ?words?|index terms|schlüsselwörter|mots[- ]clés|palabras clave|"
        r"(?:author )?contributions?(?: of authors)?|contributors|competing interests?|conflicts? of "
        r"interest.*|"
        r"declaration.*|funding.*|(?:data |code |data and code )?availability.*|supplement\w*.*|"
        r"supporting information|about the authors?|licen[sc]e|orcid.*|(?:table of )?contents|"
        r"inhaltsverzeichnis|"
        r"list of (?:figures|tables)|index|glossary|nomenclature|abbreviations|ethics.*|bildquellen.*|"
        r"\w*verzeichnis|"
        r"further reading|biograph\w+.*|(?:appendix \w+ )?gnu (?:\w+ )*licen[sc]e",
    ),
)
NUMBERING = re.compile(
    r"^(?:(?:chapter|section|kapitel|abschnitt|part|appendix)\s+)?"
    r"(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.(?:\d+\.?)*)\s+(?=\S)",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"^(?:abstract|introduction|summary|zusammenfassung|einleitung|résumé|resumen|introducción)\b", re.I
)
ABSTRACT, LONGEST_ABSTRACT = 100, 400
"""Words an abstract has at least, and those with which it is more than one."""
OFTEN = 3
"""Times a heading stands among others that is none of a section's own."""
MOST_BEFORE = 5
"""Headings that may stand above an abstract: names, places, a running title."""
SAYABLE = re.compile(r"[^\W\d_]{3,}|[\u3040-\u9fff\uac00-\ud7af]")
CUES = re.compile(
    r"\bwe (?:show|present|propose|introduce|demonstrate|find|found|develop|argue|conclude|provide|report)\b|"
    r"\b(?:this|in this|our) (?:paper|work|article|package|study|approach)\b|\bresults? (?:show|suggest|"
    r"indicate)|"
    r"\b(?:important(?:ly)?|key|main|goal|aim|purpose|novel|significant(?:ly)?|contribution|allows?|"
    r"enables?)\b",
    re.IGNORECASE,
)
"""Words that announce what matters (Edmundson 1969)."""
META = re.compile(
    r"\b(?:we|I)(?:’ll| will| now| shall| can| then| first| next| also| briefly)* "
    r"(?:describe|discuss|outline|look at|turn to|revisit|recall|continue)\b|\bin what follows\b|\bomitted\b",
    re.IGNORECASE,
)
"""Sentences about the text, not about its subject."""


def outline(source: Source) -> list[Part]:
    """Parts with lines in reading order. Captions and footnotes are left to the eye."""
    level = _top_level(source)
    recurring = _recurring(source, level)
    parts = [Part("", Kind.BODY)]
    found: list[tuple[Part, Passage, str]] = []
    for passage in source.passages:
        if passage.role is Role.HEADING:
            begun = any(FIRST.match(part.title) for part in parts) or len(parts) > MOST_BEFORE
            part = _opened(passage, level, source.title, begun)
            parts += [part] if part and part.title not in {*recurring, parts[-1].title} else []
        elif passage.role is Role.BODY:
            found.append((parts[-1], passage, _told(passage)))
    _fill(
        found, source.language, frozenset(stem(word) for word in content_words(source.title, source.language))
    )
    _without_front(parts)
    return _unheaded(_with_abstract([part for part in parts if part.lines]))


def heading(text: str) -> str:
    """A heading as it is said: without number, without shouting."""
    text = NUMBERING.sub("", text.strip()).strip(" .:—–-•")
    if sign := MATH.search(text):
        # What comes before the formula, as in "One factor: y ~ x", or nothing.
        text = text[: text.rfind(":", 0, sign.start()) + 1].strip(" :")
    letters = [character for character in text if character.isalpha()]
    if len(letters) > 5 and sum(character.isupper() for character in letters) > 0.8 * len(letters):
        text = text.capitalize()
    return text


def _opened(passage: Passage, level: int, document: str, begun: bool) -> Part | None:
    """The part a heading opens, if it is a top one and not the document's title.

    `begun` says that the text has: a summary in it closes what it stands in.
    """
    title = heading(passage.text)
    kind = _kind(title)
    if kind is Kind.ABSTRACT and (begun or (passage.level > level and passage.places[0].page > 2)):
        kind = Kind.CONCLUSION
    top = passage.level <= level or kind in {Kind.ABSTRACT, Kind.BACK}
    return Part(title, kind) if top and SAYABLE.search(title) and not _same_title(title, document) else None


def _told(passage: Passage) -> str:
    """The passage cleaned for listening, or '': what is left must pass the checks of its review."""
    text = cleaned(passage.text)
    if not tellable(passage.text, text):
        return ""
    evidence = [
        Evidence(passage.document_id, place.page, place.quote, place.boxes) for place in passage.places
    ]
    return "" if text != passage.text and check(text, True, evidence) else text


def _kind(title: str) -> Kind:
    return next((kind for kind, pattern in KINDS if re.fullmatch(pattern, title, re.IGNORECASE)), Kind.BODY)


def _top_level(source: Source) -> int:
    """The level of heading that gives a handful of parts to tell.

    The document's title, which a cover may print once more, and what stands behind the text are none.
    """
    headings = [(heading(each.text), each.level) for each in source.passages if each.role is Role.HEADING]
    levels = [
        level
        for title, level in headings
        if _kind(title) is not Kind.BACK and not _same_title(title, source.title)
    ]
    for level in (1, 2):
        if sum(1 for each in levels if each <= level) >= 3:
            return level
    return 3


def _recurring(source: Source, level: int) -> set[str]:
    """Top headings that come again and again among others: they tell no section from the next."""
    titles = [
        heading(each.text) for each in source.passages if each.role is Role.HEADING and each.level <= level
    ]
    count = Counter(title for title, _ in groupby(titles))
    often = {title for title in count if count[title] >= OFTEN and _kind(title) is Kind.BODY}
    return often if len(count) - len(often) >= OFTEN else set()


def _same_title(one: str, other: str) -> bool:
    here, there = ([token.key for token in tokens(text)] for text in (one, other))
    return bool(here) and (here == there or (len(here) > 3 and " ".join(here) in " ".join(there)))


def _without_front(parts: list[Part]) -> None:
    """Headings above abstract or introduction are names and places: their text counts as having none."""
    first = next((place for place, part in enumerate(parts) if FIRST.match(part.title)), 0)
    for part in parts[: first if first < MOST_BEFORE else 0]:
        part.title, part.kind = "", Kind.BODY


def _with_abstract(parts: list[Part]) -> list[Part]:
    """What stands before the first heading is the abstract if no section is; else it is left out."""
    titled = [part for part in parts if part.title]
    if not titled or any(part.kind is Kind.ABSTRACT for part in titled):
        return titled or parts
    for part in parts:
        part.kind = part.kind if part.title else Kind.ABSTRACT
    return parts


def _unheaded(parts: list[Part]) -> list[Part]:
    """An abstract too long to be one goes on as text without a heading of its own."""
    split: list[Part] = []
    for part in parts:
        split.append(part)
        if part.kind is not Kind.ABSTRACT or part.words <= LONGEST_ABSTRACT:
            continue
        said, end = part.lines[0].words, 1
        while said < ABSTRACT or part.lines[end].passage.paragraph == part.lines[end - 1].passage.paragraph:
            said, end = said + part.lines[end].words, end + 1
            if end == len(part.lines):
                break
        if end < len(part.lines):
            split.append(Part("", Kind.BODY, part.lines[end:]))
            part.lines = part.lines[:end]
    return split


def _fill(found: Sequence[tuple[Part, Passage, str]], language: str, title: frozenset[str]) -> None:
    ranks = iter(centrality([text for _, _, text in found if text], language))
    before: tuple[Part, Passage] | None = None
    section: tuple[Part, str] | None = None
    for number, (part, passage, text) in enumerate(found):
        opens = section is None or section[0] is not part or section[1] != passage.section
        section = (part, passage.section)
        if not text:
            before = None
            continue
        gap = passage.paragraph - before[1].paragraph if before else -1
        follows = (
            before is not None
            and before[0] is part
            and before[1].section == passage.section
            and 0 <= gap <= 1
        )
        rank, count = next(ranks), len(tokens(text))
        place = 1 / (1 + 0.3 * len(part.lines)) + (0.0 if gap == 0 else 0.2)
        score = (
            0.3 * rank
            + 0.45 * min(1.0, place)
            + 0.15 * length_band(count)
            + (0.1 if CUES.search(text) else 0.0)
        )
        if passage.text.rstrip().endswith(":") or (META.search(text) and part.kind is Kind.BODY):
            score *= 0.6
        keys = frozenset(stem(word) for word in content_words(text, language))
        alone = standalone(text, language)
        rank = 0.65 * rank + 0.35 * min(1.0, 2 * len(keys & title) / max(1, len(title)))
        part.lines.append(Line(passage, text, alone, number, follows, score, rank, count, keys, opens))
        before = (part, passage)
