"""Which lines a listener understands without the page: a summary tells no others."""

import dataclasses
from collections.abc import Sequence

from app.episodes.assumptions import assumed, finite
from app.episodes.hearing_words import (
    BRACKETED_NUMBER,
    BRACKETS,
    CASES,
    CITED,
    CITED_AS_NAME,
    CODE,
    DEFINITE,
    ERRAND,
    GERUND,
    ITEM,
    LABEL,
    LEANS,
    LIKE_A_VERB,
    LISTED,
    NAMED,
    NO_MAIN,
    ORDINAL,
    POINTER,
    RELATIVE,
    RELEASES,
    SHOWN_NOUN,
    SUBJECT,
    SUCH,
    SYMBOL,
    TORN,
    VERB,
)
from app.episodes.outline import Line, Part
from app.episodes.standing import standalone
from app.episodes.torn_words import CHANGE, CUT_OFF, DOUBLED, LOST
from app.episodes.words import content_words, stem

UNSURE = 0.35
"""What it costs that a line may have no verb of its own."""


def heard(part: Part, language: str, title: str, *, strict: bool = True) -> Part:
    """The part with the lines that are clear by ear; one that points back can only be told behind another.

    What the document's `title` and the part's name needs no introduction. `strict` lets no line point
    out of its paragraph or at what was not named, and enters a row of examples only where one begins.
    """
    english = language.split("-")[0].lower() in {"en", "und", ""}
    if not english:
        return dataclasses.replace(part, lines=[line for line in part.lines if clear(line, english=False)])
    known = frozenset(stem(word) for word in content_words(f"{title} {part.title}", language))
    lines: list[Line] = []
    for before, line in zip([None, *part.lines], part.lines, strict=False):
        if clear(line, english=True):
            told = _heard(line, known, first=before is None and line.opens)
            led = not strict or _led_to(told, before)
            lines.append(told if led else dataclasses.replace(told, follows=False))
    if strict and CASES.search(part.title):
        lines = _entered(lines)
    return dataclasses.replace(
        part, lines=lines if any(line.alone for line in lines) else _opened(lines, part)
    )


def _opened(lines: Sequence[Line], part: Part) -> list[Line]:
    """With one line to enter by, the first that can at all stand alone: better than a section left out."""
    before = {line.number: line.alone for line in part.lines}
    first = next((line for line in lines if before[line.number]), None)
    return [dataclasses.replace(line, alone=before[line.number]) if line is first else line for line in lines]


def clear(line: Line, *, english: bool) -> bool:
    """Nothing in the line is for the eye: code, symbols, numbers of formulas, places in the document."""
    text = line.full
    if CITED_AS_NAME.search(line.passage.text):
        return False
    if any(pattern.search(text) for pattern in (CODE, RELEASES, CITED, TORN, LABEL)) or _numbered(text):
        return False
    if not english:
        return True
    item = ITEM.match(line.passage.text) or LISTED.search(text)
    return not (
        SYMBOL.search(named := NAMED.sub("", text))
        or DOUBLED.search(text)
        or CHANGE.search(text)
        or LOST.search(text)
        or CUT_OFF.search(named)
        or POINTER.search(text)
        or (ITEM.match(line.passage.text) and ERRAND.search(text))
        or not _a_sentence(text, item=bool(item or GERUND.match(text)))
    )


def _a_sentence(text: str, *, item: bool) -> bool:
    """It has a verb; what looks like an item of a list, one that cannot be anything else."""
    if item:
        return bool(VERB.search(RELATIVE.sub("", text)))
    if NO_MAIN.search(BRACKETS.sub("", text)):
        return False
    return bool(VERB.search(text) or LIKE_A_VERB.search(text))


def _led_to(line: Line, before: Line | None) -> bool:
    """Whether what it points to can be in the sentence before it: named, and no display between."""
    if line.alone is not None or before is None:
        return True
    if line.passage.paragraph != before.passage.paragraph:
        return False
    said = {stem(word) for word in content_words(before.full, "en")}
    shown = (*SHOWN_NOUN.finditer(line.full), *DEFINITE.finditer(line.full))
    return all(stem(match[1].lower()) in said for match in shown)


def _entered(lines: Sequence[Line]) -> list[Line]:
    """Where case follows case, each is entered where it begins: later nobody knows which data is meant."""
    able = [line for line in lines if line.alone]
    begins = [line for line in able if line.opens] or able[:1]
    return [line if line in begins else dataclasses.replace(line, alone=None) for line in lines]


def _heard(line: Line, known: frozenset[str], *, first: bool) -> Line:
    """Without 'Second,', whose first may not be told; not to be entered where it leans on a line before.

    The first line of the part has only its title before it, which is said.
    """
    full = ORDINAL.sub("", line.full)
    full = full[0].upper() + full[1:]
    clearer = _with_known(full, known)
    alone = line.alone or (full if standalone(clearer) == clearer else None)
    if alone and not first and (LEANS.search(_with_known(alone, known)) or _unnamed(alone, known)):
        alone = None
    if alone and POINTER.search(alone):
        # 'However, suppose' has become 'Suppose'.
        alone = None
    asks = tuple(
        each for each in assumed(alone or full) if not each.head or each.near or each.head not in known
    )
    return dataclasses.replace(line, full=full, alone=alone, asks=asks, doubt=0.0 if finite(full) else UNSURE)


def _with_known(text: str, known: frozenset[str]) -> str:
    """The text with 'the' for each 'such' or 'these' that points to what the title names."""
    return SUCH.sub(lambda match: "the " if stem(match[1].lower()) in known else match[0], text)


def _unnamed(text: str, known: frozenset[str]) -> bool:
    """Whether its subject is 'the' thing nobody has named: no name of its own, none of the known words."""
    subject = SUBJECT.match(text)
    if not subject:
        return False
    words = (subject[1] or "").split()
    named = any(word[0].isupper() or stem(word.lower()) in known for word in words)
    return not named


def _numbered(text: str) -> bool:
    """A number in brackets is an equation's, unless it counts: (1) one thing, (2) another."""
    numbers = BRACKETED_NUMBER.findall(text)
    return bool(numbers) and (len(numbers) < 2 or numbers != [str(each + 1) for each in range(len(numbers))])
