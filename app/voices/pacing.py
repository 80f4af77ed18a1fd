"""Pacing presets: how fast a voice speaks, how long it pauses, and where it slows down."""

import re
from dataclasses import dataclass

from app.episodes.draft import SegmentRole

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
DENSE = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    billion trillion percent point half third quarter plus minus times over equals squared cubed power root
    sum alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega
    logarithm exponential integral derivative
"""
DENSE_WORDS = frozenset(DENSE.split())
"""Words of a spoken form that a listener has to count or calculate with."""
FULLY_DENSE = 0.4
"""Share of such words at which a preset slows down as much as it ever does."""
STEP = 0.02
"""Rates are rounded to it, so that rewording hardly ever changes the pace of a sentence."""


@dataclass(frozen=True, slots=True)
class PacingPreset:
    """Rate 1.0 is the voice's own pace; pauses are the silence after a sentence, in milliseconds."""

    name: str
    rate: float = 1.0
    sentence_ms: int = 380
    paragraph_ms: int = 700
    segment_ms: int = 1300
    slow_down: float = 0.1
    """By how much of its rate it slows down for text that is nothing but numbers and symbols."""
    hook: float = 0.98
    """Of the rate, for the opening; what is to weigh more is spoken slower."""
    recap: float = 1.0
    takeaway: float = 0.96

    def pause_ms(self, *, ends_paragraph: bool = False, ends_segment: bool = False) -> int:
        """The longest of the pauses that are due."""
        if ends_segment:
            return self.segment_ms
        return self.paragraph_ms if ends_paragraph else self.sentence_ms

    def rate_for(self, spoken: str, role: SegmentRole = SegmentRole.BODY) -> float:
        """The rate of one sentence, given its spoken form: slower where it is dense."""
        dense = min(1.0, density(spoken) / FULLY_DENSE)
        weight = 1.0 if role is SegmentRole.BODY else float(getattr(self, role.value))
        rate = self.rate * weight * (1 - self.slow_down * dense)
        return round(round(rate / STEP) * STEP, 2)


DEFAULT_PRESET = PacingPreset("neutral")
PRESETS: dict[str, PacingPreset] = {
    preset.name: preset
    for preset in (
        DEFAULT_PRESET,
        PacingPreset("slow_authoritative", 0.9, sentence_ms=520, paragraph_ms=950, segment_ms=1700),
        PacingPreset("academic", 0.95, sentence_ms=450, paragraph_ms=850, segment_ms=1500, slow_down=0.14),
        # Fast, and slows down most of all where a listener has to calculate.
        PacingPreset(
            "energetic_academic", 1.06, sentence_ms=340, paragraph_ms=620, segment_ms=1100, slow_down=0.16
        ),
        PacingPreset("energetic", 1.12, sentence_ms=280, paragraph_ms=500, segment_ms=900, slow_down=0.06),
    )
}


def density(spoken: str) -> float:
    """Share of words that are numbers, symbols or single letters: 0 for plain prose."""
    words = [word.lower() for word in WORD.findall(spoken)]
    dense = sum(
        word in DENSE_WORDS or any(map(str.isdigit, word)) or (len(word) == 1 and word not in "ai")
        for word in words
    )
    return dense / len(words) if words else 0.0


def samples(milliseconds: int, sample_rate: int) -> int:
    """How many samples last that long, rounded to the nearest."""
    return round(milliseconds * sample_rate / 1000)
