"""Sounds and pictures people upload: decoded by a confined ffmpeg, and sounds edited with pydub."""

import asyncio
import contextlib
import sys
import warnings
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.outside.ffmpeg import FfmpegError, executable, loudness
from app.outside.speech import Samples

with warnings.catch_warnings():
    # It looks for programs of the system; ours comes in a wheel, and nothing but raw samples is given to it.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

SAMPLE_RATE = 24_000
SOUNDS = "wav,w64,aiff,caf,mp3,aac,mov,ogg,flac,matroska"
"""ffmpeg's names; playlists and whatever else names other files are not among them."""
PICTURES = "png_pipe,jpeg_pipe,webp_pipe"
UNREADABLE = "This file cannot be read. Sounds can be WAV, MP3, M4A, Ogg or FLAC; pictures PNG, JPEG or WebP."
MEMORY = 1 << 30
SECONDS = 20
QUIET_BELOW_PEAK_DB = 38.0
EDGE_MS = 60
"""Quiet kept before the first and after the last sound."""
LOUDNESS_LUFS = -26.0
"""As loud as the default voice speaks, so that what is imported can stand beside it."""
PEAK_DBFS = -1.0
STEP_MS = 10
COVER_PIXELS = 1400
COVER_BYTES = 4 << 20

_CONFINED = (
    "import os, resource, sys\n"
    "for name, most in (('AS', sys.argv[1]), ('CPU', sys.argv[2]), ('FSIZE', '0'), ('CORE', '0')):\n"
    "    resource.setrlimit(getattr(resource, 'RLIMIT_' + name), (int(most),) * 2)\n"
    "os.execv(sys.argv[3], sys.argv[3:])\n"
)


class NotDecoded(Exception):
    """Says, for a person, why a file that was uploaded could not be used."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono, 16 bit, 24 kHz."""

    samples: Samples
    sample_rate: int = SAMPLE_RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate


async def read_sound(path: Path, longest: float) -> Sound:
    """The sound of a file, mixed down to one channel. NotDecoded when it holds none or lasts longer."""
    limit = ("-t", f"{longest + 1:.3f}")
    out = ("-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "pipe:1")
    most = int((longest + 2) * SAMPLE_RATE) * 2
    content = await _confined(path, SOUNDS, (*limit, *out), most)
    sound = Sound(np.frombuffer(content[: len(content) // 2 * 2], np.int16))
    if sound.seconds > longest:
        raise NotDecoded(f"It is longer than {longest:.0f} seconds. Shorten it first.")
    return sound


async def read_cover(path: Path) -> bytes:
    """A square JPEG of a picture, cut at its longer sides. NotDecoded when it is none we know."""
    square = f"{COVER_PIXELS}:{COVER_PIXELS}"
    cut = f"scale={square}:force_original_aspect_ratio=increase,crop={square},format=yuvj420p"
    out = ("-frames:v", "1", "-vf", cut, "-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe", "pipe:1")
    return await _confined(path, PICTURES, ("-map_metadata", "-1", "-bitexact", *out), COVER_BYTES)


async def _confined(path: Path, formats: str, arguments: tuple[str, ...], most: int) -> bytes:
    """What ffmpeg writes for a hostile file: without network, other files, or more than its share.

    The file's name must have no ending, since ffmpeg believes it.
    """
    only = ("-protocol_whitelist", "file,pipe", "-format_whitelist", formats, "-threads", "1")
    command = (str(executable()), "-nostdin", "-v", "error", *only, "-i", str(path), "-threads", "1")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", "-c", _CONFINED, str(MEMORY), str(SECONDS), *command, *arguments,
        stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _answer(process, most)
            if len(answer) <= most:
                await process.wait()
    except TimeoutError:
        raise NotDecoded("It takes too long to read this file.") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if not answer:
        raise NotDecoded(UNREADABLE)
    return answer


async def _answer(process: Process, most: int) -> bytes:
    """What it writes until it ends; of more than `most` only the beginning."""
    assert process.stdout is not None
    answer = bytearray()
    while len(answer) <= most and (chunk := await process.stdout.read(1 << 16)):
        answer += chunk
    return bytes(answer)


def trimmed(sound: Sound) -> Sound:
    """Without the quiet at either end but for a breath; NotDecoded when all of it is quiet."""
    segment = _segment(sound)
    if segment.max_dBFS < -60:
        raise NotDecoded("It is silent.")
    threshold = segment.max_dBFS - QUIET_BELOW_PEAK_DB
    before = detect_leading_silence(segment, threshold, STEP_MS)
    after = detect_leading_silence(segment.reverse(), threshold, STEP_MS)
    return _sound(segment[max(0, before - EDGE_MS) : len(segment) - max(0, after - EDGE_MS)])


def faded(sound: Sound, fade_in_ms: int, fade_out_ms: int) -> Sound:
    """Risen from silence and fallen into it; fades longer than the sound share it."""
    segment = _segment(sound)
    longest = len(segment) // 2
    # pydub takes a fade of no length for one without an end.
    if fade_in_ms:
        segment = segment.fade_in(min(fade_in_ms, longest))
    if fade_out_ms:
        segment = segment.fade_out(min(fade_out_ms, longest))
    return _sound(segment)


async def matched(sound: Sound, lufs: float = LOUDNESS_LUFS) -> Sound:
    """As loud as asked, or as its peaks allow; what is too short to measure is levelled by its peak."""

    async def feed() -> AsyncIterator[bytes]:
        yield sound.samples.tobytes()

    pcm = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0")
    segment = _segment(sound)
    room = PEAK_DBFS - segment.max_dBFS
    try:
        gain = lufs - (await loudness(*pcm, feed=feed(), seconds=60.0)).lufs
    except FfmpegError:
        gain = room + lufs / 2
    return _sound(segment.apply_gain(min(gain, room)))


def _segment(sound: Sound) -> Any:
    return AudioSegment(data=sound.samples.tobytes(), sample_width=2, frame_rate=SAMPLE_RATE, channels=1)


def _sound(segment: Any) -> Sound:
    return Sound(np.frombuffer(segment.raw_data, np.int16))
