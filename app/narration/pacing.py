"""Pacing presets: how fast a voice speaks and how long it pauses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PacingPreset:
    """Rate 1.0 is the voice's own pace; pauses are milliseconds of silence after a sentence, before the next
    sentence, paragraph or segment."""

    name: str
    rate: float = 1.0
    sentence_ms: int = 350
    paragraph_ms: int = 700
    segment_ms: int = 1200


PRESETS: dict[str, PacingPreset] = {preset.name: preset for preset in (PacingPreset("neutral"),)}
DEFAULT_PRESET = PRESETS["neutral"]


def samples(milliseconds: int, sample_rate: int) -> int:
    return milliseconds * sample_rate // 1000
