"""What a script says twice: how much of each sentence was said before, and whether it says anything new."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.episodes.checking import check
from app.episodes.draft import Evidence
from app.episodes.finding import Finding, Severity
from app.episodes.support import content_keys

REPETITION = "repetition"
"""Name of the check."""
MUCH = 0.8
"""Share of a sentence's words an earlier one must hold for the two to say the same."""
LEAST = 4
"""Content words below which two sentences are alike by chance."""
COMPARED = 3
"""Of the earlier sentences those with most words in common."""
QUOTED = 160
"""Characters of the earlier sentence that are quoted."""


@dataclass(frozen=True, slots=True)
class Echo:
    """How much of a sentence one earlier sentence holds; `earlier` is its place, None where none has any."""

    share: float = 0.0
    earlier: int | None = None
    again: bool = False
    """It says nothing the earlier one did not say."""


def echoes(texts: Sequence[str]) -> list[Echo]:
    """For each sentence in order, the earlier one that holds most of its words, 0 to 1 (containment).

    A sentence is said again when an earlier one would be evidence enough for it: MUCH of its words are there,
    and no check finds another number, name, unit, negation or comparison.
    """
    places: dict[str, list[int]] = {}
    found = []
    for number, text in enumerate(texts):
        keys = content_keys(text)
        common = Counter(place for key in keys for place in places.get(key, ()))
        nearest = sorted(common, key=lambda place: (-common[place], place))[:COMPARED]
        again = [place for place in nearest if _says(texts[place], text, common[place], len(keys))]
        for best in (again or nearest)[:1]:
            found.append(Echo(round(common[best] / len(keys), 4), best, bool(again)))
        if not nearest:
            found.append(Echo())
        for key in keys:
            places.setdefault(key, []).append(number)
    return found


def repetitions(texts: Sequence[str]) -> list[Finding | None]:
    """A finding for each sentence that says again what an earlier one said, None for the others."""
    return [
        _finding(texts[echo.earlier]) if echo.again and echo.earlier is not None else None
        for echo in echoes(texts)
    ]


def _says(earlier: str, text: str, common: int, count: int) -> bool:
    if count < LEAST or common < MUCH * count:
        return False
    found = check(text, True, [Evidence("", 1, earlier, ())])
    return all(finding.severity is not Severity.BLOCK for finding in found)


def _finding(earlier: str) -> Finding:
    quoted = earlier if len(earlier) <= QUOTED else earlier[:QUOTED].rsplit(" ", 1)[0] + "…"
    message = f"This was said before: “{quoted}”"
    return Finding(REPETITION, Severity.ADVISE, "Said before", message, -1, -1)
