"""The parts of a document a script can follow: its top sections with the sentences that can be told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.documents.pages import Role
from app.episodes.cleaning import cleaned
from app.episodes.checking import check
from app.episodes.draft import Evidence, Passage, Source
from app.episodes.ranking import centrality, length_band
from app.episodes.standing import standalone, tellable
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
    follows: bool
    """The line before it in its part is the sentence printed before it."""
    score: float
    words: int
    keys: frozenset[str]


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
    (Kind.ABSTRACT, r"abstract|zusammenfassung|kurzfassung|résumé|resumen|synopsis|executive summary|summary"),
    (Kind.CONCLUSION, r"(?:discussion and |summary and |.{0,20}\band )?(?:conclu\w+|concluding remarks)\b.*|summary(?: and .*)?|fazit.*|schluss\w*|"
                      r"zusammenfassung und .*|conclusiones.*|closing remarks"),
    (Kind.BACK, r"acknowledge?ments?.*|danksagung|remerciements|agradecimientos|references|bibliography|literatur\w*|références|referencias|"
                r"key ?words|index terms|schlüsselwörter|author contributions?|contributions? of authors|contributors|competing interests?|conflicts? of interest.*|declaration.*|funding.*|"
                r"data (?:and code )?availability.*|code availability.*|supplement\w*.*|supporting information|about the authors?|license|orcid.*|table of contents|contents|inhaltsverzeichnis|"
                r"list of (?:figures|tables)|index|glossary|nomenclature|abbreviations|ethics.*|availability|bildquellen.*|\w*verzeichnis|further reading|biograph\w+.*"),
)  # fmt: skip
NUMBERING = re.compile(
    r"^(?:(?:chapter|section|kapitel|abschnitt|part|appendix)\s+)?(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.(?:\d+\.?)*)\s+(?=\S)",
    re.IGNORECASE,
)
CUES = re.compile(
    r"\b(?:we (?:show|present|propose|introduce|describe|demonstrate|find|found|develop|argue|conclude|provide|report)|this (?:paper|work|article|package|study)|in this (?:paper|work|article|study)|"
    r"results? (?:show|suggest|indicate)|important(?:ly)?|key|main|goal|aim|purpose|novel|significant(?:ly)?|contribution|allows?|enables?|because|is an?|are)\b",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"^(?:abstract|introduction|summary|zusammenfassung|einleitung|résumé|resumen|introducción)\b",
    re.IGNORECASE,
)
SAYABLE = re.compile(r"[^\W\d_]{3,}|[\u3040-\u9fff\uac00-\ud7af]")
META = re.compile(
    r"\b(?:we|I)(?:’ll| will| now| shall| can| then| first| next| also)* (?:now |then |first |next |also |briefly )?(?:describe|discuss|outline|look at|turn to|revisit|recall)\b|\bin what follows\b",
    re.IGNORECASE,
)
WEIGHTY = 25
"""Words a section needs to be told on its own."""


def outline(source: Source) -> list[Part]:
    """Parts with lines in reading order. Captions and footnotes are left to the eye."""
    level = _top_level(source.passages)
    parts: list[Part] = []
    part = Part("", Kind.BODY)
    lines: list[tuple[Part, Passage, str]] = []
    running: list[tuple[Part, Passage]] = []
    for passage in source.passages:
        title = heading(passage.text) if passage.role is Role.HEADING else ""
        if title and (passage.level <= level or _kind(title) in {Kind.ABSTRACT, Kind.BACK}):
            if SAYABLE.search(title) and not _same_title(title, source.title):
                part = Part(title, _kind(title))
                parts.append(part)
        elif passage.role is Role.BODY:
            if not parts:
                parts.append(part)
            running.append((part, passage))
    for owner, passage in running:
        text = cleaned(passage.text)
        told = tellable(passage.text, text) and not _changed(passage, text)
        lines.append((owner, passage, text if told else ""))
    _fill(lines, source.language)
    return _with_abstract([part for part in _without_front(parts) if part.lines])


def _changed(passage: Passage, text: str) -> bool:
    """Whether cleaning went wrong: what is left must pass the checks it will be reviewed with."""
    evidence = [Evidence(passage.document_id, place.page, place.quote, place.boxes) for place in passage.places]
    return text != passage.text and bool(check(text, True, evidence))


def heading(text: str) -> str:
    """A heading as it is said: without number, without shouting."""
    text = NUMBERING.sub("", text.strip()).strip(" .:—–-•")
    letters = [character for character in text if character.isalpha()]
    if (
        letters
        and sum(character.isupper() for character in letters) > 0.8 * len(letters)
        and len(letters) > 5
    ):
        text = text.capitalize()
    return text


def _kind(title: str) -> Kind:
    for kind, pattern in KINDS:
        if re.fullmatch(pattern, title, re.IGNORECASE):
            return kind
    return Kind.BODY


def _top_level(passages: Iterable[Passage]) -> int:
    """The level of heading that gives a handful of parts: 1, unless only the document's title has it."""
    levels = [passage.level for passage in passages if passage.role is Role.HEADING]
    for level in (1, 2):
        if sum(1 for each in levels if each <= level) >= 3:
            return level
    return 3


def _same_title(one: str, other: str) -> bool:
    here, there = ([token.key for token in tokens(text)] for text in (one, other))
    return bool(here) and (here == there or (len(here) > 3 and " ".join(here) in " ".join(there)))


def _without_front(parts: list[Part]) -> list[Part]:
    """Headings above the abstract or the introduction are names and places; their text counts as before any heading."""
    starts = [place for place, part in enumerate(parts) if FIRST.match(part.title)]
    first = starts[0] if starts and starts[0] <= 3 else 0
    for part in parts[:first]:
        part.title, part.kind = "", Kind.BODY
    return parts


def _with_abstract(parts: list[Part]) -> list[Part]:
    """What stands before the first heading is the abstract if no section is; else it is left out."""
    front = [part for part in parts if not part.title]
    if not front or len(front) == len(parts):
        return parts
    if any(part.kind is Kind.ABSTRACT for part in parts):
        return [part for part in parts if part.title]
    for part in front:
        part.kind = Kind.ABSTRACT
    return parts


def _fill(lines: Sequence[tuple[Part, Passage, str]], language: str) -> None:
    ranks = centrality([text for _, _, text in lines if text], language)
    rank = iter(ranks)
    before: tuple[Part, Passage] | None = None
    position: dict[int, int] = {}
    for part, passage, text in lines:
        if not text:
            before = None
            continue
        follows = (
            before is not None
            and before[0] is part
            and before[1].section == passage.section
            and 0 <= passage.paragraph - before[1].paragraph <= 1
        )
        position[id(part)] = position.get(id(part), -1) + 1
        opens = before is None or before[1].paragraph != passage.paragraph
        count = len(tokens(text))
        place = 1 / (1 + 0.3 * position[id(part)]) + (0.2 if opens else 0.0)
        score = (
            0.4 * next(rank) + 0.35 * place + 0.15 * length_band(count) + (0.1 if CUES.search(text) else 0.0)
        )
        keys = frozenset(stem(word) for word in content_words(text, language))
        part.lines.append(Line(passage, text, standalone(text, language), follows, score, count, keys))
        before = (part, passage)
