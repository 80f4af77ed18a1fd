"""ffmpeg as a child process: fed and drained at once, bounded in time, with an error a person can read."""

import asyncio
import contextlib
import os
import re
import subprocess
from collections.abc import AsyncIterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from app.outside.speech import Samples
from app.settings import settings

LOG_BYTES = 64 * 1024
"""The end of what ffmpeg writes to standard error: where its summaries and its last words stand."""
CHUNK_BYTES = 64 * 1024
SILENCE_LUFS = -70.0
"""What EBU R128 calls silence, and a meter shows when it has heard nothing else."""


class FfmpegError(Exception):
    """ffmpeg is missing, failed or took too long; `again` says whether another try makes sense."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Finished:
    """What a successful run wrote to standard output, and the end of its log."""

    output: bytes
    log: str


@cache
def executable() -> Path:
    """The ffmpeg of the settings, else the static one that comes in a wheel."""
    if settings().ffmpeg:
        path = Path(settings().ffmpeg)
    else:
        import imageio_ffmpeg

        path = Path(imageio_ffmpeg.get_ffmpeg_exe())
    if not os.access(path, os.X_OK):
        raise FfmpegError(f"ffmpeg is not at {path}; set TIC_FFMPEG to its path", again=False)
    return path


async def run(*arguments: str, feed: AsyncIterable[bytes] | None = None, seconds: float = 600.0) -> Finished:
    """Run ffmpeg with `feed` as its standard input; it is killed when time is up or the task is cancelled.

    Files it writes are replaced: left to itself, ffmpeg keeps one that is there and ends as if all were well.
    """
    process = await asyncio.create_subprocess_exec(
        executable(), "-nostdin", "-hide_banner", "-nostats", "-y", *arguments,
        stdin=asyncio.subprocess.PIPE if feed is not None else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async with asyncio.timeout(seconds):
            _, output, log, code = await asyncio.gather(
                _feed(process.stdin, feed), process.stdout.read(), _tail(process.stderr), process.wait()
            )
    except TimeoutError:
        raise FfmpegError(f"ffmpeg did not finish within {seconds:.0f} s", again=True) from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if code:
        raise FfmpegError(f"ffmpeg ended with {code}: {_last_words(log)}", again=code < 0)
    return Finished(output, log)


def resampled(samples: Samples, sample_rate: int, to: int) -> Samples:
    """The same sound with so many samples a second. Blocks."""
    if sample_rate == to:
        return samples
    return filtered(samples, sample_rate, f"aresample={to}", rate=to)


def filtered(
    samples: Samples, sample_rate: int, filters: str, *, rate: int = 0, seconds: float = 60.0
) -> Samples:
    """Mono samples through a filter chain that keeps their rate, or gives `rate`. Blocks: for threads."""
    pcm, out = (("-f", "s16le", "-ar", str(each), "-ac", "1") for each in (sample_rate, rate or sample_rate))
    command = [str(executable()), "-v", "error", *pcm, "-i", "pipe:0", "-af", filters, *out, "pipe:1"]
    try:
        done = subprocess.run(command, input=samples.tobytes(), capture_output=True, timeout=seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise FfmpegError(f"ffmpeg did not finish within {seconds:.0f} s", again=True) from None
    if done.returncode:
        words = _last_words(done.stderr.decode(errors="replace"))
        raise FfmpegError(f"ffmpeg ended with {done.returncode}: {words}", again=done.returncode < 0)
    return np.frombuffer(done.stdout, np.int16)


@dataclass(frozen=True, slots=True)
class Loudness:
    """EBU R128 of some sound, and how many samples of it there were."""

    lufs: float
    lra: float
    samples: int


async def loudness(
    *source: str, feed: AsyncIterable[bytes] | None = None, seconds: float = 600.0
) -> Loudness:
    """Measure what the input options name. FfmpegError when it is silent, or shorter than 0.4 s."""
    meter = ("-af", "ebur128=framelog=quiet", "-progress", "pipe:1", "-f", "null", "-")
    finished = await run(*source, *meter, feed=feed, seconds=seconds)
    summary = finished.log.rpartition("Summary:")[2]
    lufs, lra = (_last(rf"{word}: +(-?[\d.]+) ", summary) for word in ("I", "LRA"))
    if lufs <= SILENCE_LUFS:
        raise FfmpegError("there is no sound loud enough to measure", again=False)
    microseconds = _last(r"out_time_us=(\d+)\n", finished.output.decode())
    rate = _last(r"Audio: .*?(\d+) Hz", finished.log)
    return Loudness(lufs, lra, round(microseconds * rate / 1_000_000))


async def loudness_course(
    *source: str, feed: AsyncIterable[bytes] | None = None, seconds: float = 600.0
) -> tuple[list[float], list[float]]:
    """LUFS over the last 0.4 s and over the last 3 s, every 0.1 s, for sound that silence went before."""
    meter = "adelay=300,ebur128=metadata=1:framelog=quiet,ametadata=mode=print:file=-"
    finished = await run(*source, "-v", "error", "-af", meter, "-f", "null", "-", feed=feed, seconds=seconds)
    told = finished.output.decode()
    momentary, short = (
        [float(level) for level in re.findall(rf"\.{name}=(-?[\d.]+)", told)] for name in "MS"
    )
    return momentary[3:], short[29:]


async def true_peak(
    *source: str, sample_rate: int, feed: AsyncIterable[bytes] | None = None, seconds: float = 600.0
) -> float:
    """dBTP of what the input options name, at four times its sample rate; silence is -inf.

    Half the time of ebur128's own meter, and it can run beside the one for loudness.
    """
    meter = ("-af", f"aresample={4 * sample_rate},astats=measure_perchannel=none:measure_overall=Peak_level")
    finished = await run(*source, *meter, "-f", "null", "-", feed=feed, seconds=seconds)
    return _last(r"Peak level dB: (-?[\d.]+|-inf)", finished.log)


def _last(pattern: str, text: str) -> float:
    """The last number the pattern finds."""
    found = re.findall(pattern, text)
    if not found:
        raise FfmpegError(f"ffmpeg did not tell {pattern!r}", again=True)
    return float(found[-1])


async def _feed(pipe: asyncio.StreamWriter | None, chunks: AsyncIterable[bytes] | None) -> None:
    """A pipe ffmpeg closes early is no error of ours: its exit code tells."""
    if pipe is None or chunks is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        async for chunk in chunks:
            pipe.write(chunk)
            await pipe.drain()
    pipe.close()


async def _tail(pipe: asyncio.StreamReader) -> str:
    kept = b""
    while chunk := await pipe.read(CHUNK_BYTES):
        kept = (kept + chunk)[-LOG_BYTES:]
    return kept.decode(errors="replace")


def _last_words(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return " / ".join(lines[-2:])[-300:] or "it said nothing"
