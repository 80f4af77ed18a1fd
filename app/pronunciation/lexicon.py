"""A lexicon applied to a spoken form: which words fire, and what the engine is given instead of them."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from app.pronunciation.models import Entry, Match, Says

Sounded = Callable[[str, str], str]
"""An engine's way to write a word with its phonemes."""
WILD = {"*": r"([^\W\d_]{0,30})", "#": r"(\d{1,15})"}
"""Bounded, so that two of them cost at most a thousand steps at any place of a sentence."""
PARTS = re.compile(r"([*#])")
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGITS = {str(digit): name for digit, name in enumerate(NAMES)}
BRACKETS = str.maketrans("[]", "()")


class Lexicon:
    """Entries with their ranks; the nearest, then the longest, speaks where several could."""

    def __init__(self, entries: Iterable[tuple[int, Entry]] = ()) -> None:
        def order(ranked: tuple[int, Entry]) -> tuple[int, bool, int, str]:
            rank, entry = ranked
            return -rank, entry.match is Match.PATTERN, -len(entry.grapheme), entry.grapheme

        self.entries = [entry for _, entry in sorted(entries, key=order)]

    def _found(self, text: str) -> re.Pattern[str] | None:
        """Finds those entries that can be in this text: each an alternative, in a group of its name."""
        lowered = text.lower()
        can = [number for number, needle in enumerate(self._needles) if needle in lowered]
        if not can:
            return None
        each = (f"(?P<e{number}>{expression(self.entries[number])})" for number in can)
        return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")

    @cached_property
    def _needles(self) -> list[str]:
        """Of each entry a part that must be there for it to fire, which is quickly looked for."""
        return [max(_literals(entry), key=len).lower() for entry in self.entries]

    def fires(self, spoken: str) -> bool:
        text = spoken.translate(BRACKETS)
        found = self._found(text)
        return found is not None and found.search(text) is not None

    def words(self, spoken: str, sounded: Sounded) -> str:
        """The spoken form as the engine gets it; what was put in is not looked at again.

        Square brackets become round ones first: to engines they announce phonemes.
        """
        text = spoken.translate(BRACKETS)
        found = self._found(text)
        return found.sub(lambda each: self._said(each, sounded), text) if found else text

    def _said(self, found: re.Match[str], sounded: Sounded) -> str:
        # The group that closed last is the entry's own, which holds those of its wildcards.
        name = found.lastgroup or ""
        entry, word = self.entries[int(name[1:])], found.group()
        if entry.says is Says.LETTERS:
            return " ".join(DIGITS.get(sign, sign.upper()) for sign in word if sign.isalnum())
        if entry.says is Says.PHONEMES:
            return sounded(word, entry.value)
        return _filled(entry, found, name) if entry.match is Match.PATTERN else entry.value


def _filled(entry: Entry, found: re.Match[str], name: str) -> str:
    """The alias, what each * and # stood for put into its own in order."""
    first = found.re.groupindex[name]
    count = sum(sign in WILD for sign in entry.grapheme)
    stood = [found.group(first + 1 + number) for number in range(count)]
    parts = PARTS.split(entry.value)
    return "".join((stood.pop(0) if stood else "") if part in WILD else part for part in parts)


def _literals(entry: Entry) -> list[str]:
    return re.split(r"[*#]", entry.grapheme) if entry.match is Match.PATTERN else [entry.grapheme]


def expression(entry: Entry) -> str:
    """What finds an entry: literal signs, and the two wildcards of a pattern; nothing else of a regex."""
    parts = PARTS.split(entry.grapheme) if entry.match is Match.PATTERN else [entry.grapheme]
    found = "".join(WILD.get(part) or re.escape(part) for part in parts)
    return found if entry.case_matters else f"(?i:{found})"
