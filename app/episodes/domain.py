"""The extractive writer leans toward what its listeners care about."""

from collections.abc import Sequence
from dataclasses import replace

from app.episodes.outline import Part
from app.episodes.words import content_words, stem

PULL = 0.6
"""What a sentence full of the domain's words gains, on a scale where the best are worth 1 without it."""
FULL = 2
"""Words of the domain a sentence needs to gain all of it, where the domain has that many."""


def leaning(parts: Sequence[Part], domain: str, language: str) -> list[Part]:
    """The parts with every line worth more the more of the domain's words it holds."""
    wanted = frozenset(stem(word) for word in content_words(domain, language))
    if not wanted:
        return list(parts)
    full = min(FULL, len(wanted))

    def gain(keys: frozenset[str]) -> float:
        return PULL * min(1.0, len(keys & wanted) / full)

    return [
        replace(
            part,
            lines=[
                replace(line, score=line.score + gain(line.keys), rank=line.rank + gain(line.keys))
                for line in part.lines
            ],
        )
        for part in parts
    ]
