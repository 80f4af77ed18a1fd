"""Ways to make a true sentence false, and ways to change it that keep it true. All seeded."""

import re
from collections.abc import Callable, Sequence
from random import Random

Mutation = Callable[[str, Random, Sequence[str]], str | None]
"""Sentence, chance and the document's other sentences to a changed sentence; None where it does not apply."""

NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
UNITS = {
    "ms": "s", "s": "ms", "km": "m", "m": "km", "kg": "g", "GB": "MB", "MB": "GB", "KB": "MB",
    "GHz": "MHz", "MHz": "GHz",
    "%": " ms", "percent": "million", "seconds": "minutes", "minutes": "hours", "hours": "days",
    "days": "weeks",
    "weeks": "months", "months": "years", "years": "months", "bit": "byte", "bits": "bytes",
    "million": "billion",
    "billion": "million", "thousand": "million", "times": "percent",
}  # fmt: skip
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
QUANTITIES = {
    "some": "all", "many": "all", "most": "all", "several": "all", "few": "many", "often": "always",
    "usually": "always",
    "sometimes": "always", "typically": "always", "mostly": "entirely", "each": "some", "all": "some",
    "every": "some",
    "generally": "always", "partly": "fully", "always": "sometimes", "only": "", "mainly": "exclusively",
}  # fmt: skip
CAUSES = {
    "associated with": "caused by", "related to": "caused by", "correlated with": "driven by",
    "linked to": "caused by",
    "corresponds to": "causes", "depends on": "is caused by", "used for": "responsible for",
    "used in": "responsible for",
    "consistent with": "due to", "followed by": "leading to", "as well as": "because of",
    "based on": "caused by",
    "during": "because of", "while": "because", "together with": "because of",
}  # fmt: skip
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


def unit(text: str, chance: Random, _: Sequence[str]) -> str | None:
    names = "|".join(map(re.escape, UNITS))
    places = list(re.finditer(rf"(?<=\d)([\s-]?)({names})(?!\w)", text))
    if not places:
        return None
    place = chance.choice(places)
    return text[: place.start(2)] + UNITS[place[2]] + text[place.end() :]


def sign(text: str, chance: Random, _: Sequence[str]) -> str | None:
    places = [place for place in NUMBER.finditer(text) if text[: place.start()].endswith(" ")]
    if not places:
        return None
    place = chance.choice(places)
    return text[: place.start()] + "-" + text[place.start() :]


def negation(text: str, chance: Random, _: Sequence[str]) -> str | None:
    if re.search(r"\b(?:not|never|no)\b", text) and chance.random() < 0.6:
        return re.sub(r"\s+", " ", re.sub(r"\b(?:not|never|no)\b", "", text, count=1))
    places = list(VERBS.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    return text[: place.end()] + " not" + text[place.end() :]


def comparator(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return _swapped(text, chance, SWAPS)


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


def quantifier(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return _swapped(text, chance, QUANTITIES)


def cause(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return _swapped(text, chance, CAUSES)


def wrong_page(text: str, chance: Random, others: Sequence[str]) -> str | None:
    """The sentence stays; its evidence is another passage (see `Case`)."""
    return text if len(others) > 1 else None


def _swapped(text: str, chance: Random, table: dict[str, str]) -> str | None:
    words = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    places = list(re.finditer(rf"\b(?:{words})\b", text))
    if not places:
        return None
    place = chance.choice(places)
    return re.sub(r"\s+", " ", text[: place.start()] + table[place[0]] + text[place.end() :])


FALSE: dict[str, Mutation] = {
    "number": number, "unit": unit, "sign": sign, "negation": negation, "comparator": comparator,
    "entity": entity,
    "wrong page": wrong_page, "quantifier": quantifier, "cause": cause,
}  # fmt: skip
