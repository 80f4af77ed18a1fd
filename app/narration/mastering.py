"""Clips become one episode: joined, brought to its loudness, limited, encoded, and measured as decoded."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from app.narration.chapters import Tags, chapters_of, tag
from app.narration.encoding import (
    MP3,
    MP3_LOSS_DB,
    MP3_MARGIN_DB,
    Chain,
    encode,
    measure_clips,
    meets,
    side_by_side,
)
from app.narration.frames import Run, first_frame, write_frames
from app.narration.loudness import SILENCE, Levels, together
from app.narration.reel import FRAME as FRAME
from app.narration.reel import SAMPLE_RATE as SAMPLE_RATE
from app.narration.reel import Chunk, Reel
from app.narration.reel import MasteringError as MasteringError
from app.narration.reel import Part as Part
from app.narration.reel import Target as Target
from app.outside.ffmpeg import FfmpegError

EPISODE = "episode.mp3"
REHEARSAL_SAMPLES = 60 * SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Kept:
    """A chunk as it stands in a master: where its frames are, what they measure, whether they still fit."""

    key: str
    first_frame: int
    frames: int
    offsets: tuple[tuple[int, int], ...]
    """Of its parts, from its own beginning."""
    levels: Levels

    @classmethod
    def recall(cls, memory: Mapping[str, Any]) -> "Kept":
        """As it comes back from JSON."""
        offsets = tuple((start, end) for start, end in memory["offsets"])
        return cls(**{**memory, "offsets": offsets, "levels": Levels.recall(memory["levels"])})


@dataclass(frozen=True, slots=True)
class Earlier:
    """A master made before, whose chunks are taken over where nothing in them changed."""

    path: Path
    chain: Chain
    chunks: tuple[Kept, ...]
    gains: Mapping[str, float] = field(default_factory=dict)
    """Of its voices, by which each was made as loud as the others."""

    @classmethod
    def recall(cls, path: Path, memory: Mapping[str, Any]) -> "Earlier":
        """From the memory of its report, as it comes back from JSON."""
        chunks = tuple(Kept.recall(chunk) for chunk in memory["chunks"])
        return cls(path, Chain(**memory["chain"]), chunks, memory.get("gains", {}))


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
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="mastering-") as name:
        folder = Path(name)
        try:
            report = await _touch_up(Reel(parts, target, starts), folder, earlier) if earlier else None
            report = report or await _make(Reel(parts, target, starts), folder)
        except FfmpegError as error:
            raise MasteringError(str(error), again=error.again) from error
        chapters = chapters_of(tags.chapters, report.offsets, report.duration)
        await asyncio.to_thread(tag, folder / EPISODE, tags, chapters, SAMPLE_RATE)
        await asyncio.to_thread((folder / EPISODE).replace, out)
    return replace(report, bytes=(await asyncio.to_thread(out.stat)).st_size)


async def _make(reel: Reel, folder: Path) -> MasterReport:
    """Measure, rehearse, encode, measure what came out, and correct it once."""
    raw = together(await side_by_side(measure_clips(chunk) for chunk in reel.chunks))
    if raw.lufs <= SILENCE / 10:
        raise MasteringError("there is no sound loud enough to measure", again=False)
    target = reel.target
    gain = target.lufs - raw.lufs + MP3_LOSS_DB
    chain = await _rehearse(reel, Chain(gain, target.true_peak_dbtp - MP3_MARGIN_DB), folder)
    report = await _assemble(reel, chain, folder)
    better = chain.corrected(together(chunk.levels for chunk in report.chunks), target)
    if better == chain:
        return report
    return replace(await _assemble(reel, better, folder), corrected=True)


async def _touch_up(reel: Reel, folder: Path, earlier: Earlier) -> MasterReport | None:
    """Encode only what the earlier master does not have; None when it is damaged or the result off target."""
    try:
        report = await _assemble(reel, earlier.chain, folder, earlier)
    except MasteringError:
        return None
    on_target = meets(together(chunk.levels for chunk in report.chunks), reel.target)
    return report if on_target else None


async def _assemble(reel: Reel, chain: Chain, folder: Path, earlier: Earlier | None = None) -> MasterReport:
    """Write the episode without tags into the folder."""
    kept = {chunk.key: chunk for chunk in earlier.chunks if chunk.key} if earlier else {}
    start = await asyncio.to_thread(first_frame, earlier.path) if earlier else 0

    async def run(number: int, chunk: Chunk) -> tuple[Run, Levels]:
        same = kept.get(chunk_key(chunk, chain))
        if earlier and same:
            chunk.offsets, chunk.frames = same.offsets, same.frames
            return Run(earlier.path, start, same.first_frame, same.frames), same.levels
        path = folder / f"chunk-{number}.mp3"
        levels = await encode(chunk, chain, path)
        return Run(path, 0, 0, chunk.frames), levels

    made = await side_by_side(run(number, chunk) for number, chunk in enumerate(reel.chunks))
    runs = [run for run, _ in made]
    await asyncio.to_thread(write_frames, folder / EPISODE, runs)
    reused = sum(earlier is not None and run.path == earlier.path for run in runs)
    return _report(reel, chain, [levels for _, levels in made], reused)


async def _rehearse(reel: Reel, chain: Chain, folder: Path) -> Chain:
    """Encode about a minute spread over a long episode: what the limiter takes is added beforehand."""
    stride = reel.duration // REHEARSAL_SAMPLES
    if stride <= 2:
        return chain
    excerpt = Chunk(reel.parts[stride // 2 :: stride], 0, reel.target.lead_in, reel.target.tail)
    before = await measure_clips(excerpt)
    after = await encode(excerpt, chain, folder / "rehearsal.mp3")
    return replace(chain, gain_db=chain.gain_db + before.lufs + chain.gain_db - MP3_LOSS_DB - after.lufs)


def _report(reel: Reel, chain: Chain, levels: Sequence[Levels], reused: int) -> MasterReport:
    kept: list[Kept] = []
    first = 0
    for chunk, measured in zip(reel.chunks, levels, strict=True):
        kept.append(Kept(chunk_key(chunk, chain), first, chunk.frames, chunk.offsets, measured))
        first += chunk.frames
    whole = together(levels)
    return MasterReport(
        lufs=whole.lufs,
        true_peak_dbtp=whole.true_peak_dbtp,
        lra=whole.lra,
        duration=reel.duration,
        sample_rate=SAMPLE_RATE,
        bytes=0,
        offsets=reel.offsets,
        chain=chain,
        corrected=False,
        chunks=tuple(kept),
        reused=reused,
    )


def chunk_key(chunk: Chunk, chain: Chain) -> str:
    return chunk.key(chain.filters, *MP3)
