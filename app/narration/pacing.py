"""Pacing presets: how fast a voice speaks and how long it pauses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PacingPreset:
    """Rate 1.0 is the voice's own pace; pauses are the silence after a sentence, in milliseconds."""

    name: str
    rate: float = 1.0
    sentence_ms: int = 380
    paragraph_ms: int = 700
    segment_ms: int = 1300

    def pause_ms(self, *, ends_paragraph: bool = False, ends_segment: bool = False) -> int:
        """The longest of the pauses that are due."""
        if ends_segment:
            return self.segment_ms
        return self.paragraph_ms if ends_paragraph else self.sentence_ms


DEFAULT_PRESET = PacingPreset("neutral")
PRESETS: dict[str, PacingPreset] = {
    preset.name: preset
    for preset in (
        DEFAULT_PRESET,
        PacingPreset("slow_authoritative", rate=0.9, sentence_ms=520, paragraph_ms=950, segment_ms=1700),
        PacingPreset("academic", rate=0.95, sentence_ms=450, paragraph_ms=850, segment_ms=1500),
        PacingPreset("energetic_academic", rate=1.06, sentence_ms=340, paragraph_ms=620, segment_ms=1100),
        PacingPreset("energetic", rate=1.12, sentence_ms=280, paragraph_ms=500, segment_ms=900),
    )
}


def samples(milliseconds: int, sample_rate: int) -> int:
    """How many samples last that long, rounded to the nearest."""
    return round(milliseconds * sample_rate / 1000)
