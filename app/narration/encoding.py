"""One chunk through ffmpeg: measured, levelled, limited, encoded, and measured as a player decodes it."""

import asyncio
import os
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.narration.loudness import Levels
from app.narration.reel import SAMPLE_RATE, Chunk, Target
from app.outside import ffmpeg

PCM = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0")
MP3 = (
    "-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7", "-reservoir", "0",
    "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3",
)  # fmt: skip
"""LAME at its default takes 2.3 times as long; of mono speech at 64 kb/s its noise lies no further below the
masking threshold (in the mean -8.4 dB, at level 7 without reservoir -10.6 dB)."""
MP3_LOSS_DB = 0.45
"""LAME scales low bit rates down by 5 %."""
MP3_MARGIN_DB = 1.5
"""Encoding raises the peaks that the limiter has set."""
LIMITER_RATE = 2 * SAMPLE_RATE
"""On ten minutes of speech, four times the rate changed the true peak of the result by 0.02 dB."""
TOLERANCE_LU = 0.3
"""Further off, an episode is encoded once more."""
ACCEPTED_LU = 0.5
"""Further off, a master is not on target."""
SECONDS_AT_LEAST = 60.0
SAMPLES_A_SECOND = 20 * SAMPLE_RATE
"""An ffmpeg run slower than 20 times real time hangs."""
LONGEST = 2 * 3600 * SAMPLE_RATE
ENCODERS = min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chain:
    """What happens to the samples before they are encoded."""

    gain_db: float
    limit_dbfs: float

    @property
    def filters(self) -> str:
        """Limited at twice the rate, where peaks between samples show; without delay, so offsets stay."""
        limit = 10 ** (self.limit_dbfs / 20)
        return (
            f"volume={self.gain_db:.3f}dB,aresample={LIMITER_RATE},"
            f"alimiter=limit={limit:.5f}:level=disabled:latency=enabled,aresample={SAMPLE_RATE}"
        )

    def corrected(self, measured: Levels, target: Target) -> "Chain":
        """This chain where its result is on target, else one that makes up for what was measured."""
        missing = target.lufs - measured.lufs
        excess = measured.true_peak_dbtp - target.true_peak_dbtp
        return Chain(
            self.gain_db + (missing if abs(missing) > TOLERANCE_LU else 0.0),
            self.limit_dbfs - (excess + MP3_MARGIN_DB / 2 if excess > 0 else 0.0),
        )


def meets(measured: Levels, target: Target) -> bool:
    return (
        abs(measured.lufs - target.lufs) <= ACCEPTED_LU and measured.true_peak_dbtp <= target.true_peak_dbtp
    )


async def measure_clips(chunk: Chunk) -> Levels:
    """Of the clips as they are; their true peak is not looked for."""
    course = await ffmpeg.loudness_course(*PCM, feed=chunk.play(), seconds=seconds_for(chunk.samples))
    return Levels.of(*course, float("-inf"))


async def encode(chunk: Chunk, chain: Chain, path: Path) -> Levels:
    """Write the frames of a chunk, without header, and measure what is decoded from them."""
    seconds = seconds_for(chunk.samples)
    await ffmpeg.run(*PCM, "-af", chain.filters, *MP3, str(path), feed=chunk.play(), seconds=seconds)
    return await measure_file(path, SAMPLE_RATE, seconds)


async def measure_file(path: Path, sample_rate: int, seconds: float) -> Levels:
    course, peak = await asyncio.gather(
        ffmpeg.loudness_course("-i", str(path), seconds=seconds),
        ffmpeg.true_peak("-i", str(path), sample_rate=sample_rate, seconds=seconds),
    )
    return Levels.of(*course, peak)


def seconds_for(samples: int) -> float:
    """How long one ffmpeg run may take; where the length is not known yet, as for very long."""
    return SECONDS_AT_LEAST + (samples or LONGEST) / SAMPLES_A_SECOND


async def side_by_side(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results in order, one a core at a time; the first error, once all others have ended."""
    free = asyncio.Semaphore(ENCODERS)

    async def one(each: Coroutine[Any, Any, T]) -> T:
        async with free:
            return await each

    tasks = [asyncio.ensure_future(one(each)) for each in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
