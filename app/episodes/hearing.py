"""Which lines a listener understands without the page: a summary tells no others."""

import dataclasses

from app.episodes.hearing_words import (
    BRACKETED_NUMBER,
    CITED,
    CODE,
    DOUBLED,
    ITEM,
    LABEL,
    LEANS,
    LISTED,
    LOST,
    NAMED,
    ORDINAL,
    POINTER,
    RELATIVE,
    RELEASES,
    SUBJECT,
    SYMBOL,
    TORN,
    VERB,
)
from app.episodes.outline import Line, Part
from app.episodes.words import content_words, stem


def heard(part: Part, language: str, title: str) -> Part:
    """The part with the lines that are clear by ear; one that points back can only be told behind another.

    What the document's `title` and the part's name needs no introduction.
    """
    english = language.split("-")[0].lower() in {"en", "und", ""}
    known = frozenset(stem(word) for word in content_words(f"{title} {part.title}", language))
    lines = [_heard(line, known) if english else line for line in part.lines if clear(line, english=english)]
    return dataclasses.replace(part, lines=lines)


def clear(line: Line, *, english: bool) -> bool:
    """Nothing in the line is for the eye: code, symbols, numbers of formulas, places in the document."""
    text = line.full
    if any(pattern.search(text) for pattern in (CODE, RELEASES, CITED, TORN, LABEL)) or _numbered(text):
        return False
    if not english:
        return True
    item = ITEM.match(line.passage.text) or LISTED.search(text)
    return not (
        SYMBOL.search(NAMED.sub("", text))
        or DOUBLED.search(text)
        or LOST.search(text)
        or POINTER.search(text)
        or (item and not VERB.search(RELATIVE.sub("", text)))
    )


def _heard(line: Line, known: frozenset[str]) -> Line:
    """Without 'Second,', whose first may not be told; not to be entered where it leans on a line before."""
    full = ORDINAL.sub("", line.full)
    full = full[0].upper() + full[1:]
    alone = line.alone
    if alone and (LEANS.search(alone) or _unnamed(alone, known)):
        alone = None
    return dataclasses.replace(line, full=full, alone=alone)


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
