"""Abbreviations a listener has to be told before they are used."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from app.episodes.outline import Line, Part

INTRODUCED = re.compile(r"((?:[\w’'-]+ ){1,8})\((?:the |or |i\.e\.,? )?([A-Z][A-Za-z]*[A-Z])s?[;,)]")
"""Words, and behind them in brackets what they are called from there on."""
ABBREVIATION = re.compile(r"(?<![\w.-])([A-Z][A-Za-z]*[A-Z])s?(?![\w])")
PREFERRED = 1.1
"""What a sentence that introduces an abbreviation is worth more."""


def introduced(text: str) -> frozenset[str]:
    """The abbreviations a text introduces: the words before the bracket begin with their letters."""
    return frozenset(short for words, short in INTRODUCED.findall(text) if _stands_for(short, words.split()))


def _stands_for(short: str, words: Sequence[str]) -> bool:
    initials = "".join(piece[0] for word in words for piece in re.split(r"[-’']", word) if piece).lower()
    letters = iter(initials[-2 * len(short) :])
    hits = sum(letter in letters for letter in short.lower())
    return hits >= min(2, len(short))


def needing(parts: Iterable[Part], texts: Iterable[str], title: str) -> list[Part]:
    """The parts with what each line introduces and needs, of all that `texts`, the document, introduces.

    What the title names is known.
    """
    known = frozenset[str]().union(*map(introduced, texts)) - frozenset(ABBREVIATION.findall(title))
    return [dataclasses.replace(part, lines=[_needing(line, known) for line in part.lines]) for part in parts]


def _needing(line: Line, known: frozenset[str]) -> Line:
    gives = introduced(line.full) & known
    needs = (frozenset(ABBREVIATION.findall(line.full)) & known) - gives
    score = min(1.0, line.score * PREFERRED) if gives else line.score
    return dataclasses.replace(line, gives=gives, needs=needs, score=score)
