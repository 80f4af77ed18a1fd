"""Ways to make a true sentence false, and ways to change it that keep it true. All seeded."""

import re
from collections.abc import Sequence
from random import Random

from app.review.mutations import NUMBER, Mutation, comparator, entity, negation, number, swapped

UNITS = {
    "ms": "s", "s": "ms", "km": "m", "m": "km", "kg": "g", "GB": "MB", "MB": "GB", "KB": "MB",
    "GHz": "MHz", "MHz": "GHz",
    "%": " ms", "percent": "million", "seconds": "minutes", "minutes": "hours", "hours": "days",
    "days": "weeks",
    "weeks": "months", "months": "years", "years": "months", "bit": "byte", "bits": "bytes",
    "million": "billion",
    "billion": "million", "thousand": "million", "times": "percent",
}  # fmt: skip
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


def quantifier(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return swapped(text, chance, QUANTITIES)


def cause(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return swapped(text, chance, CAUSES)


def wrong_page(text: str, chance: Random, others: Sequence[str]) -> str | None:
    """The sentence stays; its evidence is another passage (see `Case`)."""
    return text if len(others) > 1 else None


FALSE: dict[str, Mutation] = {
    "number": number, "unit": unit, "sign": sign, "negation": negation, "comparator": comparator,
    "entity": entity,
    "wrong page": wrong_page, "quantifier": quantifier, "cause": cause,
}  # fmt: skip
