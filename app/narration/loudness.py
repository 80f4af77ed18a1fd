"""Loudness that can be added up: how often each level occurs, so chunks are measured apart (EBU R128)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import log10
from typing import Any

SILENCE = -700
"""Levels are tenths of LUFS. What is no louder is silence."""
INTEGRATED_GATE = 100
RANGE_GATE = 200
"""How far below the mean of what is no silence a level still counts: 10 and 20 LU."""
LOW, HIGH = 0.10, 0.95
"""The range of loudness is from the 10th to the 95th percentile (EBU Tech 3342)."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Over 0.4 s (momentary) and 3 s (short), taken every 0.1 s; what is played after another simply adds up.

    Against one measurement of the whole it differs by where the tenths of a second begin.
    """

    momentary: Mapping[int, int]
    short: Mapping[int, int]
    true_peak_dbtp: float

    @property
    def lufs(self) -> float:
        """Integrated loudness; -70 where there is only silence."""
        heard = gated(self.momentary, INTEGRATED_GATE)
        return round(mean(heard) / 10, 2) if heard else SILENCE / 10

    @property
    def lra(self) -> float:
        """Range of loudness in LU."""
        heard = sorted(gated(self.short, RANGE_GATE).items())
        if not heard:
            return 0.0
        passed = list(accumulate(count for _, count in heard))
        low, high = (
            next(
                level for (level, _), count in zip(heard, passed, strict=True) if count >= share * passed[-1]
            )
            for share in (LOW, HIGH)
        )
        return (high - low) / 10

    @classmethod
    def of(cls, momentary: Iterable[float], short: Iterable[float], true_peak_dbtp: float) -> "Levels":
        """From two series of LUFS."""
        return cls(counted(momentary), counted(short), true_peak_dbtp)

    @classmethod
    def recall(cls, memory: Mapping[str, Any]) -> "Levels":
        """As it comes back from JSON, whose keys are text."""
        momentary, short = (
            {int(level): count for level, count in memory[name].items()} for name in ("momentary", "short")
        )
        return cls(momentary, short, memory["true_peak_dbtp"])


def together(parts: Iterable[Levels]) -> Levels:
    """Of all of them, one after another."""
    momentary: Counter[int] = Counter()
    short: Counter[int] = Counter()
    peak = float("-inf")
    for part in parts:
        momentary.update(part.momentary)
        short.update(part.short)
        peak = max(peak, part.true_peak_dbtp)
    return Levels(dict(momentary), dict(short), peak)


def counted(series: Iterable[float]) -> dict[int, int]:
    return dict(sorted(Counter(round(level * 10) for level in series).items()))


def gated(levels: Mapping[int, int], gate: int) -> dict[int, int]:
    """Without silence, then without what lies further below the mean of the rest than the gate."""
    heard = {level: count for level, count in levels.items() if level > SILENCE}
    if not heard:
        return {}
    floor = mean(heard) - gate
    return {level: count for level, count in heard.items() if level > floor}


def mean(levels: Mapping[int, int]) -> float:
    """Of the powers, as a level."""
    power = sum(10 ** (level / 100) * count for level, count in levels.items())
    return 100 * log10(power / sum(levels.values()))
