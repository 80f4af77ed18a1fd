"""Clips become one episode: joined, brought to its loudness, limited, encoded, and measured as decoded."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.narration.chapters import Tags
from app.outside.speech import Samples

SAMPLE_RATE = 24_000


class MasteringError(Exception):
    """Says, for a person, why no master was made; `again` alone decides whether to retry."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence's clip. `load` is awaited when its turn comes, and nothing of it is kept."""

    load: Callable[[], Awaitable[Samples]]
    """Mono, 24 kHz."""
    pause_after: int
    """Samples of silence; the pause after the last part is the target's tail."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a master must measure, and the silence around it in samples."""

    lufs: float = -16.0
    true_peak_dbtp: float = -1.0
    lead_in: int = SAMPLE_RATE * 3 // 10
    tail: int = SAMPLE_RATE // 2


@dataclass(frozen=True, slots=True)
class MasterReport:
    """Measured on the decoded file; `offsets` are (start, end) samples of each part when decoded gapless."""

    lufs: float
    true_peak_dbtp: float
    lra: float
    duration: int
    sample_rate: int
    bytes: int
    offsets: tuple[tuple[int, int], ...]
    gain_db: float
    corrected: bool


async def master(parts: Sequence[Part], out: Path, target: Target, tags: Tags) -> MasterReport:
    """Write an MP3 to `out`; memory does not grow with its length. MasteringError when it cannot be made."""
    raise NotImplementedError
