"""Names and acronyms of a sentence that its evidence does not have."""

import re
from collections.abc import Iterator

from app.episodes.alignment import Alignment
from app.episodes.finding import Finding, Severity
from app.episodes.words import STOP, Token, folded, listed, tokens

GERMAN = listed(
    """
    der die das und ist nicht ein eine einer mit von zu werden wird den dem
    """
)
BEGINS = re.compile(r"(?:^|[.!?:]|[“\"„«(])\s*$")
PRONOUNS = listed(
    """
    i i'm i've
    """
)


def unknown_names(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """A name, acronym or identifier of the sentence that the evidence lacks."""
    there = {token.key for token in alignment.found}
    initials = _initials(alignment.found)
    whole = re.sub(r"[\s\-‐‑–]+", "", quote).casefold()
    for token in names(text):
        if token.key in there or token.key.removesuffix("s") in there or token.text in initials:
            yield from _exchanged(text, quote, token, alignment)
            continue
        if len(token.key) > 3 and token.key in whole:
            continue
        instead = alignment.instead_of(token.start, token.end)
        if (
            _begins(text, token)
            and not _marked(token.text)
            and not any(_is_name(quote, other) for other in instead)
        ):
            continue
        others = [other for other in instead if other.text[:1].isupper() or _marked(other.text)]
        if len(others) == 1:
            other = others[0]
            message = f"The sentence says {token.text}, the page says {other.text}."
            yield Finding(
                "name",
                Severity.BLOCK,
                "Name differs",
                message,
                token.start,
                token.end,
                other.start,
                other.end,
                other.text,
            )
        else:
            message = f"{token.text} does not occur in the passage this sentence cites."
            yield Finding("name", Severity.BLOCK, "Name not on the page", message, token.start, token.end)


def _exchanged(text: str, quote: str, token: Token, alignment: Alignment) -> Iterator[Finding]:
    """Another name of the passage where the page has this one."""
    instead = alignment.instead_of(token.start, token.end)
    if alignment.kept >= 0.8 and len(instead) == 1 and _is_name(quote, instead[0]):
        other = instead[0]
        message = f"The sentence says {token.text}, the page says {other.text}."
        yield Finding(
            "name",
            Severity.BLOCK,
            "Name differs",
            message,
            token.start,
            token.end,
            other.start,
            other.end,
            other.text,
        )


def names(text: str) -> list[Token]:
    """Capitalized words, acronyms and identifiers; in German, where nouns have capitals, the last two."""
    words = tokens(text)
    german = sum(token.key in GERMAN for token in words) >= 2
    if german:
        return [token for token in words if _marked(token.text)]
    return [token for token in words if _is_name(text, token) or _may_be_name(text, token)]


def _may_be_name(text: str, token: Token) -> bool:
    """Capitalized only because a sentence begins, or a name."""
    return token.text[:1].isupper() and _begins(text, token) and token.key not in STOP["en"]


def _marked(word: str) -> bool:
    """Acronyms and identifiers: capitals after the first letter, or letters with digits."""
    has_capital = any(character.isupper() for character in word[1:])
    mixed = any(character.isdigit() for character in word) and any(character.isalpha() for character in word)
    return (has_capital and len(word) > 1) or mixed


def _is_name(text: str, token: Token) -> bool:
    word = token.text
    if not word[:1].isupper() or len(word) < 2 or token.key in PRONOUNS:
        return _marked(word)
    return not _begins(text, token)


def _begins(text: str, token: Token) -> bool:
    return bool(BEGINS.search(text[: token.start]))


def _initials(words: tuple[Token, ...]) -> set[str]:
    """Acronyms the passage spells out: 'Message Passing Interface' allows MPI."""
    found = set()
    capitals = [token for token in words if token.text[:1].isalpha()]
    for size in range(2, 7):
        for start in range(len(capitals) - size + 1):
            found.add("".join(folded(token.text)[0] for token in capitals[start : start + size]).upper())
    return found
