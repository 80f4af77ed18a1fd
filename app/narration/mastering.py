"""Clips become one episode: joined, brought to its loudness, limited, encoded, and measured as decoded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.narration.chapters import Tags, chapters_of, tag
from app.outside import ffmpeg
from app.outside.ffmpeg import FfmpegError, Loudness
from app.outside.speech import Samples

SAMPLE_RATE = 24_000
BITRATE = "64k"
COMPRESSION_LEVEL = "7"
"""LAME's default takes 2.3 times as long; at 64 kb/s mono speech its noise is no further below the masking
threshold (mean -8.4 dB against -10.6)."""
MP3_MARGIN_DB = 1.5
"""Encoding raises peaks the limiter has set."""
REHEARSAL_SAMPLES = 60 * SAMPLE_RATE
TOLERANCE_LU = 0.3
SECONDS_AT_LEAST = 60.0
SAMPLES_A_SECOND = 40 * SAMPLE_RATE
"""An ffmpeg run slower than 40 times real time hangs."""
LONGEST = 12 * 3600 * SAMPLE_RATE
PCM = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0")
FRAME = 576
"""Samples of an MP3 frame at 24 kHz. A master is whole frames long: of some other lengths the end cannot be
marked, and a decoder plays up to 46 samples too many."""


class MasteringError(Exception):
    """Says, for a person, why no master was made; `again` alone decides whether to retry."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence's clip. `load` is awaited several times, when its turn comes; nothing of it is kept."""

    load: Callable[[], Awaitable[Samples]]
    """Mono, 24 kHz."""
    pause_after: int
    """Samples of silence; after the last part the target's tail takes its place, filled to a whole frame."""


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
    if not parts:
        raise MasteringError("there is nothing to master", again=False)
    reel = Reel(parts, target)
    done = False
    try:
        report = await _master(reel, out, target, tags)
        done = True
    except FfmpegError as error:
        raise MasteringError(str(error), again=error.again) from error
    finally:
        if not done:
            await asyncio.to_thread(out.unlink, missing_ok=True)
    return report


async def _master(reel: "Reel", out: Path, target: Target, tags: Tags) -> MasterReport:
    raw = await _measure(reel)
    chain = await _rehearse(reel, Chain(target.lufs - raw.lufs, target.true_peak_dbtp - MP3_MARGIN_DB), out)
    measured = await _encode(reel, chain, out)
    better = chain.corrected(measured, target)
    if better != chain:
        measured = await _encode(reel, better, out)
    chapters = chapters_of(tags.chapters, reel.offsets, reel.duration)
    await asyncio.to_thread(tag, out, tags, chapters, SAMPLE_RATE)
    return MasterReport(
        lufs=measured.lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
        lra=measured.lra,
        duration=reel.duration,
        sample_rate=SAMPLE_RATE,
        bytes=(await asyncio.to_thread(out.stat)).st_size,
        offsets=tuple(reel.offsets),
        gain_db=better.gain_db,
        corrected=better != chain,
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """What happens to the samples before they are encoded."""

    gain_db: float
    limit_dbfs: float

    @property
    def filters(self) -> str:
        """Limited at four times the rate, where peaks between samples show. Offsets stay."""
        limit = 10 ** (self.limit_dbfs / 20)
        return (
            f"volume={self.gain_db:.3f}dB,aresample={4 * SAMPLE_RATE},"
            f"alimiter=limit={limit:.5f}:level=disabled:latency=enabled,aresample={SAMPLE_RATE}"
        )

    def corrected(self, measured: Loudness, target: Target) -> "Chain":
        """This chain where its result is on target, else one that makes up for what was measured."""
        missing = target.lufs - measured.lufs
        excess = measured.true_peak_dbtp - target.true_peak_dbtp
        return Chain(
            self.gain_db + (missing if abs(missing) > TOLERANCE_LU else 0.0),
            self.limit_dbfs - (excess + MP3_MARGIN_DB / 2 if excess > 0 else 0.0),
        )


class Reel:
    """The parts in a row with their silences. Where each begins is known once it has been played."""

    def __init__(self, parts: Sequence[Part], target: Target) -> None:
        self.parts = parts
        self.target = target
        self.offsets: list[tuple[int, int]] = []
        self.duration = 0

    async def play(self) -> AsyncIterator[bytes]:
        """The whole episode, 16-bit mono; MasteringError when a clip is not what it was the time before."""
        position = self.target.lead_in
        yield silence(position)
        offsets: list[tuple[int, int]] = []
        for number, part in enumerate(self.parts, start=1):
            samples = await part.load()
            if samples.dtype != np.int16 or samples.ndim != 1 or not len(samples):
                raise MasteringError(f"clip {number} holds no 16-bit mono samples", again=False)
            offsets.append((position, position + len(samples)))
            position += len(samples)
            pause = part.pause_after if number < len(self.parts) else self._tail(position)
            yield samples.tobytes()
            yield silence(pause)
            position += pause
        if self.offsets and offsets != self.offsets:
            raise MasteringError("a clip changed while it was being mastered", again=True)
        self.offsets, self.duration = offsets, position

    def _tail(self, position: int) -> int:
        return self.target.tail + -(position + self.target.tail) % FRAME

    def excerpt(self) -> "Reel | None":
        """About a minute spread over the episode; None when that would be most of it."""
        stride = self.duration // REHEARSAL_SAMPLES
        return Reel(self.parts[stride // 2 :: stride], self.target) if stride > 2 else None


async def _rehearse(reel: Reel, chain: Chain, out: Path) -> Chain:
    """Encode an excerpt first: what limiter and encoder take from its loudness is then added beforehand."""
    excerpt = reel.excerpt()
    if excerpt is None:
        return chain
    before = await _measure(excerpt)
    after = await _encode(excerpt, chain, out)
    return replace(chain, gain_db=chain.gain_db + before.lufs + chain.gain_db - after.lufs)


async def _measure(reel: Reel) -> Loudness:
    return await ffmpeg.loudness(*PCM, feed=reel.play(), seconds=seconds_for(reel))


async def _encode(reel: Reel, chain: Chain, out: Path) -> Loudness:
    """Encode to `out` and measure what a player will decode from it."""
    seconds = seconds_for(reel)
    encoder = (
        "-c:a",
        "libmp3lame",
        "-b:a",
        BITRATE,
        "-compression_level",
        COMPRESSION_LEVEL,
        "-reservoir",
        "0",
    )
    plain = ("-map_metadata", "-1", "-id3v2_version", "0", "-f", "mp3", "-y", str(out))
    await ffmpeg.run(*PCM, "-af", chain.filters, *encoder, *plain, feed=reel.play(), seconds=seconds)
    measured = await ffmpeg.loudness("-i", str(out), seconds=seconds)
    if measured.samples != reel.duration:
        raise MasteringError(
            f"the file plays {measured.samples} samples instead of {reel.duration}", again=True
        )
    return measured


def seconds_for(reel: Reel) -> float:
    """How long one ffmpeg run may take; an unplayed reel is taken as long."""
    return SECONDS_AT_LEAST + (reel.duration or LONGEST) / SAMPLES_A_SECOND


def silence(samples: int) -> bytes:
    return bytes(2 * samples)
