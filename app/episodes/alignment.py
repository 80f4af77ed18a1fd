"""A sentence laid beside its evidence word by word: what was kept, changed, added and left out."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from app.episodes.words import Token, tokens


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the sentence standing where the evidence has others; either side may be empty."""

    said: tuple[Token, ...]
    found: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of sentence and quote, their differences, and the share of the sentence that is kept."""

    said: tuple[Token, ...]
    found: tuple[Token, ...]
    changes: tuple[Change, ...]
    kept: float

    def instead_of(self, start: int, end: int) -> tuple[Token, ...]:
        """The quote's words standing where characters start to end of the sentence stand."""
        for change in self.changes:
            if any(token.start < end and token.end > start for token in change.said):
                return change.found
        return ()


def align(text: str, quote: str) -> Alignment:
    """Longest matching runs of words, case and accents compared as `words.folded` does."""
    said, found = tuple(tokens(text)), tuple(tokens(quote))
    matcher = SequenceMatcher(
        None, [token.key for token in said], [token.key for token in found], autojunk=False
    )
    changes, kept = [], 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            kept += b - a
        else:
            changes.append(Change(said[a:b], found[c:d]))
    return Alignment(said, found, tuple(changes), kept / len(said) if said else 0.0)
