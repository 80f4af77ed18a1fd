"""Ways to make a true sentence false by one word, each by chance: what a reviewer should notice."""

import re
from collections.abc import Callable, Sequence
from random import Random

Mutation = Callable[[str, Random, Sequence[str]], str | None]
"""Sentence, chance and the document's other sentences to a changed sentence; None where it does not apply."""

NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
COMPARISONS = (
    "more less|higher lower|larger smaller|faster slower|better worse|increase decrease|increases decreases|"
    "increased decreased|before after|above below|greater smaller|most least|longer shorter|easier "
    "harder|maximum minimum|"
    "simple complex|first last|large small|high low|easy difficult|strong weak|early late|up down|fast "
    "slow|best worst|"
    "improve worsen|long short|over under|positive negative|same different|similar different|many few|"
    "common rare"
)
SWAPS = {
    here: there
    for pair in COMPARISONS.split("|")
    for here, there in (tuple(pair.split()), tuple(reversed(pair.split())))
}
VERBS = re.compile(
    r"\b(is|are|was|were|can|could|will|would|has|have|does|do|may|might|should)\b(?! not)(?!n)"
)
NAME = re.compile(r"(?<=[a-z,] )([A-Z][\w-]{2,}(?:\.jl)?)\b")


def number(text: str, chance: Random, _: Sequence[str]) -> str | None:
    places = list(NUMBER.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    digits = list(place[0])
    at = chance.choice([i for i, digit in enumerate(digits) if digit.isdigit()])
    digits[at] = chance.choice([digit for digit in "123456789" if digit != digits[at]])
    return text[: place.start()] + "".join(digits) + text[place.end() :]


def negation(text: str, chance: Random, _: Sequence[str]) -> str | None:
    if re.search(r"\b(?:not|never|no)\b", text) and chance.random() < 0.6:
        return re.sub(r"\s+", " ", re.sub(r"\b(?:not|never|no)\b", "", text, count=1))
    places = list(VERBS.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    return text[: place.end()] + " not" + text[place.end() :]


def comparator(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return swapped(text, chance, SWAPS)


def entity(text: str, chance: Random, others: Sequence[str]) -> str | None:
    places = list(NAME.finditer(text))
    names = sorted(
        {found[1] for other in others for found in NAME.finditer(other)} - set(re.findall(r"[\w.-]+", text))
    )
    names = [name for name in names if name.lower() not in text.lower()]
    if not places or not names:
        return None
    place = chance.choice(places)
    return text[: place.start()] + chance.choice(names) + text[place.end() :]


def swapped(text: str, chance: Random, table: dict[str, str]) -> str | None:
    """With one word or phrase of the table exchanged for what the table says."""
    words = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    places = list(re.finditer(rf"\b(?:{words})\b", text))
    if not places:
        return None
    place = chance.choice(places)
    return re.sub(r"\s+", " ", text[: place.start()] + table[place[0]] + text[place.end() :])
