"""Abbreviations a listener has to be told before they are used."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from app.episodes.outline import Line, Part

INTRODUCED = re.compile(r"((?:[\w’'-]+ ){1,8})\((?:the |or |i\.e\.,? )?([A-Z][A-Za-z]*[A-Z])s?[;,)]")
"""Words, and behind them in brackets what they are called from there on."""
SMALL = re.compile(r"((?:[\w’'-]+ ){3,6})\(([a-z]{3,5})s?[;,)]")
"""The same where a document sets them in small capitals, which reading gives as small letters."""
WORD = re.compile(r"(?<![\w.-])([a-z]{3,5})(?![\w])")
ABBREVIATION = re.compile(r"(?<![\w.-])([A-Z][A-Za-z]*[A-Z])s?(?![\w])")
PREFERRED = 1.1
"""What a sentence that introduces an abbreviation is worth more."""


def introduced(text: str) -> frozenset[str]:
    """The abbreviations a text introduces: the words before the bracket begin with their letters."""
    small = {short for words, short in SMALL.findall(text) if _spelled(words.split()).endswith(short)}
    large = {short for words, short in INTRODUCED.findall(text) if _stands_for(short, words.split())}
    return frozenset(small | large)


def _stands_for(short: str, words: Sequence[str]) -> bool:
    letters = iter(_spelled(words)[-2 * len(short) :])
    hits = sum(letter in letters for letter in short.lower())
    return hits >= min(2, len(short))


def _spelled(words: Sequence[str]) -> str:
    return "".join(piece[0] for word in words for piece in re.split(r"[-’']", word) if piece).lower()


def needing(parts: Iterable[Part], texts: Iterable[str], title: str) -> list[Part]:
    """The parts with what each line introduces and needs, of all that `texts`, the document, introduces.

    What the title names is known.
    """
    known = frozenset[str]().union(*map(introduced, texts)) - frozenset(ABBREVIATION.findall(title))
    return [dataclasses.replace(part, lines=[_needing(line, known) for line in part.lines]) for part in parts]


def _needing(line: Line, known: frozenset[str]) -> Line:
    gives = introduced(line.full) & known
    used = {*ABBREVIATION.findall(line.full), *WORD.findall(line.full)}
    needs = frozenset(used & known) - gives
    score = min(1.0, line.score * PREFERRED) if gives else line.score
    return dataclasses.replace(line, gives=gives, needs=needs, score=score)
