"""The same episode in other formats: M4A, Opus and WAV, each measured as decoded like the MP3."""

import asyncio
import base64
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import mutagen.flac
import mutagen.mp4
import mutagen.oggopus

from app.narration.chapters import ISO_639_2, Chapter, Tags, chapters_of
from app.narration.encoding import MP3_LOSS_DB, PCM, Chain, measure_file, seconds_for
from app.narration.loudness import Levels
from app.narration.reel import SAMPLE_RATE, MasteringError, Part, Reel, Target
from app.outside import ffmpeg
from app.outside.ffmpeg import FfmpegError

flac: Any = mutagen.flac  # its classes carry no types
mp4: Any = mutagen.mp4
oggopus: Any = mutagen.oggopus


class Format(StrEnum):
    """Named by its file ending."""

    M4A = "m4a"
    OPUS = "opus"
    WAV = "wav"


MEDIA_TYPES = {Format.M4A: "audio/mp4", Format.OPUS: "audio/ogg", Format.WAV: "audio/wav"}
ENCODERS = {
    Format.M4A: ("-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart", "-f", "ipod"),
    Format.OPUS: ("-c:a", "libopus", "-b:a", "40k", "-f", "opus"),
    Format.WAV: ("-c:a", "pcm_s16le", "-f", "wav"),
}
DECODED_RATES = {Format.M4A: SAMPLE_RATE, Format.OPUS: 48_000, Format.WAV: SAMPLE_RATE}


class Made(Protocol):
    """What is known of the master: how it was levelled, and when its parts are heard."""

    @property
    def chain(self) -> Chain: ...

    @property
    def offsets(self) -> tuple[tuple[int, int], ...]: ...

    @property
    def duration(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rendition:
    """Measured on the decoded file, whose times are those of the MP3."""

    format: Format
    lufs: float
    true_peak_dbtp: float
    bytes: int


async def render(
    parts: Sequence[Part], out: Path, format: Format, target: Target, tags: Tags, report: Made
) -> Rendition:
    """Encode the parts that `report` was made of through the same chain. MasteringError when they are not."""
    reel = Reel(parts, target, [part for part, _ in tags.chapters])
    # The chain makes up for what LAME takes away; these encoders take nothing.
    chain = replace(report.chain, gain_db=report.chain.gain_db - MP3_LOSS_DB)
    chapters = chapters_of(tags.chapters, report.offsets, report.duration)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="rendering-") as name:
        path, told = Path(name) / f"episode.{format}", Path(name) / "metadata.txt"
        await asyncio.to_thread(told.write_text, metadata(tags, chapters), "utf-8")
        try:
            measured = await _encode(reel, chain, format, tags, told, path)
            better = chain.corrected(measured, target)
            if better != chain:
                measured = await _encode(reel, better, format, tags, told, path)
            await asyncio.to_thread(COVERED[format], path, tags.cover)
        except FfmpegError as error:
            raise MasteringError(str(error), again=error.again) from error
        if reel.offsets != report.offsets:
            raise MasteringError("the clips are not those of the master", again=False)
        await asyncio.to_thread(path.replace, out)
    size = (await asyncio.to_thread(out.stat)).st_size
    return Rendition(format, measured.lufs, measured.true_peak_dbtp, size)


async def _encode(reel: Reel, chain: Chain, format: Format, tags: Tags, told: Path, path: Path) -> Levels:
    seconds = seconds_for(reel.duration)
    language = ISO_639_2.get(tags.language.split("-")[0].lower(), "und")
    extra = (
        "-i", str(told), "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1",
        "-metadata:s:a:0", f"language={language}",
    )  # fmt: skip
    await ffmpeg.run(
        *PCM, *extra, "-af", chain.filters, *ENCODERS[format], str(path), feed=reel.play(), seconds=seconds
    )
    return await measure_file(path, DECODED_RATES[format], seconds)


def _cover_mp4(path: Path, cover: bytes) -> None:
    if cover:
        file = mp4.MP4(path)
        file["covr"] = [mp4.MP4Cover(cover, mp4.MP4Cover.FORMAT_JPEG)]
        file.save()


def _cover_opus(path: Path, cover: bytes) -> None:
    if cover:
        picture = flac.Picture()
        picture.type, picture.mime, picture.data = FRONT_COVER, "image/jpeg", cover
        file = oggopus.OggOpus(path)
        file["metadata_block_picture"] = [base64.b64encode(picture.write()).decode()]
        file.save()


FRONT_COVER = 3
COVERED: dict[Format, Callable[[Path, bytes], None]] = {
    Format.M4A: _cover_mp4,
    Format.OPUS: _cover_opus,
    Format.WAV: lambda path, cover: None,
}


def metadata(tags: Tags, chapters: Sequence[Chapter]) -> str:
    """ffmpeg's metadata format: tags, then chapters in samples."""
    facts = {
        "title": tags.title,
        "album": tags.album,
        "artist": tags.artist,
        "date": tags.year,
        "language": tags.language,
        "comment": tags.comment,
    }
    lines = [";FFMETADATA1", *(f"{name}={escaped(fact)}" for name, fact in facts.items() if fact)]
    for chapter in chapters:
        lines += [
            "[CHAPTER]",
            f"TIMEBASE=1/{SAMPLE_RATE}",
            f"START={chapter.start}",
            f"END={chapter.end}",
            f"title={escaped(chapter.title)}",
        ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """With what means something to the format marked by a backslash."""
    return "".join(f"\\{letter}" if letter in "=;#\\\n" else letter for letter in text)
