"""What every clip is measured for, and what is wrong with one that should be recorded again."""

from dataclasses import dataclass

from app.outside.speech import Speech


@dataclass(frozen=True, slots=True)
class ClipReport:
    """Levels in dBFS, `problems` are sentences for a person, empty when it is good."""

    seconds: float
    words_per_minute: float
    peak_dbfs: float
    rms_dbfs: float
    dc_offset: float
    clipped: float
    longest_silence: float
    problems: tuple[str, ...]


def check_clip(speech: Speech, text: str, words_per_minute: float, rate: float = 1.0) -> ClipReport:
    """Compare a clip with the spoken form it was made from and the pace its voice is known for."""
    raise NotImplementedError
