"""Clips become one episode: joined, brought to its loudness, limited, encoded, and measured as decoded."""

import asyncio
import os
import tempfile
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from app.narration.chapters import Tags, chapters_of, tag
from app.narration.frames import Run, first_frame, write_frames
from app.narration.reel import FRAME as FRAME
from app.narration.reel import SAMPLE_RATE as SAMPLE_RATE
from app.narration.reel import Chunk, Reel
from app.narration.reel import MasteringError as MasteringError
from app.narration.reel import Part as Part
from app.narration.reel import Target as Target
from app.outside import ffmpeg
from app.outside.ffmpeg import FfmpegError

PCM = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0")
ENCODER = (
    "-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7", "-reservoir", "0",
    "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3",
)  # fmt: skip
"""LAME at its default takes 2.3 times as long; of mono speech at 64 kb/s its noise lies no further below the
masking threshold (in the mean -8.4 dB, at level 7 without reservoir -10.6 dB)."""
ENCODER_LOSS_DB = 0.45
"""LAME scales low bit rates down by 5 %."""
MP3_MARGIN_DB = 1.5
"""Encoding raises the peaks that the limiter has set."""
LIMITER_RATE = 2 * SAMPLE_RATE
"""On ten minutes of speech, four times the rate changed the true peak of the result by 0.02 dB."""
REHEARSAL_SAMPLES = 60 * SAMPLE_RATE
TOLERANCE_LU = 0.3
"""Further off, an episode is encoded once more."""
ACCEPTED_LU = 0.5
"""Further off, nothing of an earlier master is taken over."""
SECONDS_AT_LEAST = 60.0
SAMPLES_A_SECOND = 40 * SAMPLE_RATE
"""An ffmpeg run slower than 40 times real time hangs."""
EPISODE = "episode.mp3"
LONGEST = 12 * 3600 * SAMPLE_RATE
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

    def corrected(self, measured: "Measured", target: Target) -> "Chain":
        """This chain where its result is on target, else one that makes up for what was measured."""
        missing = target.lufs - measured.lufs
        excess = measured.true_peak_dbtp - target.true_peak_dbtp
        return Chain(
            self.gain_db + (missing if abs(missing) > TOLERANCE_LU else 0.0),
            self.limit_dbfs - (excess + MP3_MARGIN_DB / 2 if excess > 0 else 0.0),
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a player will decode."""

    lufs: float
    lra: float
    true_peak_dbtp: float

    def meets(self, target: Target) -> bool:
        return abs(self.lufs - target.lufs) <= ACCEPTED_LU and self.true_peak_dbtp <= target.true_peak_dbtp


@dataclass(frozen=True, slots=True)
class Kept:
    """A chunk as it stands in a master: where its frames are, and how to know whether they still fit."""

    key: str
    first_frame: int
    frames: int
    offsets: tuple[tuple[int, int], ...]
    """Of its parts, from its own beginning."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A master made before, whose chunks are taken over where nothing in them changed."""

    path: Path
    chain: Chain
    chunks: tuple[Kept, ...]

    @classmethod
    def recall(cls, path: Path, memory: Mapping[str, Any]) -> "Earlier":
        """From the memory of its report, as it comes back from JSON."""
        chunks = (
            Kept(**{**chunk, "offsets": tuple((start, end) for start, end in chunk["offsets"])})
            for chunk in memory["chunks"]
        )
        return cls(path, Chain(**memory["chain"]), tuple(chunks))


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
    chain: Chain
    corrected: bool
    chunks: tuple[Kept, ...]
    reused: int
    """How many chunks were taken over from the earlier master."""

    @property
    def memory(self) -> dict[str, Any]:
        """What the next master needs to know of this one, ready for JSON."""
        return {"chain": asdict(self.chain), "chunks": [asdict(chunk) for chunk in self.chunks]}


async def master(
    parts: Sequence[Part], out: Path, target: Target, tags: Tags, earlier: Earlier | None = None
) -> MasterReport:
    """Write an MP3 to `out`; memory does not grow with its length. MasteringError when it cannot be made.

    Of an `earlier` master of the episode, chunks are taken over where nothing in them changed.
    """
    if not parts:
        raise MasteringError("there is nothing to master", again=False)
    starts = [part for part, _ in tags.chapters]
    reel = Reel(parts, target, starts)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="mastering-") as name:
        folder = Path(name)
        try:
            report = await _touch_up(reel, folder, earlier) if earlier else None
            if report is None:
                reel = Reel(parts, target, starts)
                report = await _make(reel, folder)
        except FfmpegError as error:
            raise MasteringError(str(error), again=error.again) from error
        chapters = chapters_of(tags.chapters, reel.offsets, reel.duration)
        await asyncio.to_thread(tag, folder / EPISODE, tags, chapters, SAMPLE_RATE)
        await asyncio.to_thread((folder / EPISODE).replace, out)
    return replace(report, bytes=(await asyncio.to_thread(out.stat)).st_size)


async def _make(reel: Reel, folder: Path) -> MasterReport:
    """Measure, rehearse, encode, measure what came out, and correct it once."""
    target = reel.target
    raw = await ffmpeg.loudness(*PCM, feed=reel.play(), seconds=seconds_for(reel))
    gain = target.lufs - raw.lufs + ENCODER_LOSS_DB
    chain = await _rehearse(reel, Chain(gain, target.true_peak_dbtp - MP3_MARGIN_DB), folder)
    await _assemble(reel, chain, folder)
    measured = await _measure(reel, folder)
    better = chain.corrected(measured, target)
    if better == chain:
        return _report(reel, chain, measured)
    await _assemble(reel, better, folder)
    return replace(_report(reel, better, await _measure(reel, folder)), corrected=True)


async def _touch_up(reel: Reel, folder: Path, earlier: Earlier) -> MasterReport | None:
    """Encode only what the earlier master does not have; None when it is damaged or the result off target."""
    try:
        reused = await _assemble(reel, earlier.chain, folder, earlier)
        measured = await _measure(reel, folder)
    except MasteringError:
        return None
    if not measured.meets(reel.target):
        return None
    return replace(_report(reel, earlier.chain, measured), reused=reused)


async def _assemble(reel: Reel, chain: Chain, folder: Path, earlier: Earlier | None = None) -> int:
    """Write the episode without tags into the folder; the number of chunks taken from the earlier master."""
    kept = {chunk.key: chunk for chunk in earlier.chunks if chunk.key} if earlier else {}
    start = await asyncio.to_thread(first_frame, earlier.path) if earlier else 0
    free = asyncio.Semaphore(ENCODERS)

    async def run(number: int, chunk: Chunk) -> Run:
        same = kept.get(chunk_key(chunk, chain))
        if earlier and same:
            chunk.offsets, chunk.frames = same.offsets, same.frames
            return Run(earlier.path, start, same.first_frame, same.frames)
        async with free:
            path = folder / f"chunk-{number}.mp3"
            await _encode(chunk, chain, path)
            return Run(path, 0, 0, chunk.frames)

    runs = await together(run(number, chunk) for number, chunk in enumerate(reel.chunks))
    await asyncio.to_thread(write_frames, folder / EPISODE, runs)
    return sum(earlier is not None and run.path == earlier.path for run in runs)


async def _rehearse(reel: Reel, chain: Chain, folder: Path) -> Chain:
    """Encode about a minute spread over a long episode: what the limiter takes is added beforehand."""
    stride = reel.duration // REHEARSAL_SAMPLES
    if stride <= 2:
        return chain
    excerpt = Chunk(reel.parts[stride // 2 :: stride], 0, reel.target.lead_in, reel.target.tail)
    before = await ffmpeg.loudness(*PCM, feed=excerpt.play())
    await _encode(excerpt, chain, folder / "rehearsal.mp3")
    after = await ffmpeg.loudness("-i", str(folder / "rehearsal.mp3"))
    return replace(chain, gain_db=chain.gain_db + before.lufs + chain.gain_db - ENCODER_LOSS_DB - after.lufs)


async def _encode(chunk: Chunk, chain: Chain, path: Path) -> None:
    seconds = SECONDS_AT_LEAST + (chunk.frames * FRAME or LONGEST) / SAMPLES_A_SECOND
    await ffmpeg.run(*PCM, "-af", chain.filters, *ENCODER, str(path), feed=chunk.play(), seconds=seconds)


async def _measure(reel: Reel, folder: Path) -> Measured:
    """Decode the episode as a player does; MasteringError when it is not as long as its parts are."""
    source, seconds = ("-i", str(folder / EPISODE)), seconds_for(reel)
    loudness, true_peak = await asyncio.gather(
        ffmpeg.loudness(*source, seconds=seconds),
        ffmpeg.true_peak(*source, sample_rate=SAMPLE_RATE, seconds=seconds),
    )
    if loudness.samples != reel.duration:
        raise MasteringError(f"the file plays {loudness.samples} samples, not {reel.duration}", again=True)
    return Measured(loudness.lufs, loudness.lra, true_peak)


def _report(reel: Reel, chain: Chain, measured: Measured) -> MasterReport:
    kept: list[Kept] = []
    first = 0
    for chunk in reel.chunks:
        kept.append(Kept(chunk_key(chunk, chain), first, chunk.frames, chunk.offsets))
        first += chunk.frames
    return MasterReport(
        lufs=measured.lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
        lra=measured.lra,
        duration=reel.duration,
        sample_rate=SAMPLE_RATE,
        bytes=0,
        offsets=reel.offsets,
        chain=chain,
        corrected=False,
        chunks=tuple(kept),
        reused=0,
    )


def chunk_key(chunk: Chunk, chain: Chain) -> str:
    return chunk.key(chain.filters, *ENCODER)


def seconds_for(reel: Reel) -> float:
    """How long one ffmpeg run over all of it may take; an unplayed reel is taken as long."""
    return SECONDS_AT_LEAST + (reel.duration or LONGEST) / SAMPLES_A_SECOND


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results in order; the first error, once all others have ended too."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
