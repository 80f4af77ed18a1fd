"""Chapters and tags of an episode: ID3 in the file, Podcasting 2.0 JSON beside it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen.id3

from app.episodes.models import Episode

frames: Any = mutagen.id3  # its classes carry no types

DISCLOSURE = "This episode is read by a synthetic voice."
NO_BYTE_OFFSET = 0xFFFFFFFF
"""In a CHAP frame: use the times, not byte offsets."""
UTF_8 = 3
ISO_639_2 = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "hi": "hin", "it": "ita", "ja": "jpn",
    "ko": "kor", "nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "zh": "zho",
}  # fmt: skip
"""ID3 names languages by three letters."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Start and end in samples of the master."""

    start: int
    end: int
    title: str


@dataclass(frozen=True, slots=True)
class Tags:
    """What the file says about itself. `chapters` names the part each chapter begins with: (index, title)."""

    title: str
    album: str = ""
    artist: str = ""
    language: str = "en"
    """BCP 47."""
    year: str = ""
    comment: str = DISCLOSURE
    cover: bytes = b""
    """A JPEG."""
    chapters: tuple[tuple[int, str], ...] = ()


def tags(episode: Episode) -> Tags:
    """Titles and chapters: a chapter begins with the first sentence of each segment."""
    starts, index = [], 0
    for segment in episode.segments:
        starts.append((index, segment.title))
        index += len(segment.sentences)
    return Tags(title=episode.title, language=episode.language, chapters=tuple(starts))


def chapters_of(
    marks: Sequence[tuple[int, str]], offsets: Sequence[tuple[int, int]], duration: int
) -> tuple[Chapter, ...]:
    """Each chapter begins with its first part and ends where the next one begins; the first begins at 0."""
    if not marks:
        return ()
    starts = [0 if number == 0 else offsets[part][0] for number, (part, _) in enumerate(marks)]
    ends = [*starts[1:], duration]
    return tuple(
        Chapter(start, end, title) for start, end, (_, title) in zip(starts, ends, marks, strict=True)
    )


def tag(path: Path, tags: Tags, chapters: Sequence[Chapter], sample_rate: int) -> None:
    """Write ID3v2.4 tags with CHAP and CTOC frames into an MP3, replacing those it has."""
    id3 = frames.ID3()
    texts = {"TIT2": tags.title, "TALB": tags.album, "TPE1": tags.artist, "TDRC": tags.year}
    for name, text in texts.items():
        if text:
            id3.add(frames.Frames[name](encoding=UTF_8, text=text))
    language = ISO_639_2.get(tags.language.split("-")[0].lower(), "und")
    id3.add(frames.TLAN(encoding=UTF_8, text=language))
    id3.add(frames.COMM(encoding=UTF_8, lang=language, desc="", text=tags.comment))
    id3.add(frames.TXXX(encoding=UTF_8, desc="SYNTHETIC_SPEECH", text="yes"))
    if tags.cover:
        kind = frames.PictureType.COVER_FRONT
        id3.add(frames.APIC(encoding=UTF_8, mime="image/jpeg", type=kind, desc="", data=tags.cover))
    for number, chapter in enumerate(chapters):
        id3.add(
            frames.CHAP(
                element_id=f"chapter{number}",
                start_time=chapter.start * 1000 // sample_rate,
                end_time=chapter.end * 1000 // sample_rate,
                start_offset=NO_BYTE_OFFSET,
                end_offset=NO_BYTE_OFFSET,
                sub_frames=[frames.TIT2(encoding=UTF_8, text=chapter.title)],
            )
        )
    if chapters:
        flags = frames.CTOCFlags.TOP_LEVEL | frames.CTOCFlags.ORDERED
        names = [f"chapter{number}" for number in range(len(chapters))]
        id3.add(frames.CTOC(element_id="contents", flags=flags, child_element_ids=names, sub_frames=[]))
    id3.save(path, v1=0, v2_version=4)


def chapters_json(chapters: Sequence[Chapter], sample_rate: int) -> str:
    """Podcasting 2.0 chapters, version 1.2.0; times in seconds."""
    told = [
        {
            "startTime": round(chapter.start / sample_rate, 3),
            "endTime": round(chapter.end / sample_rate, 3),
            "title": chapter.title,
        }
        for chapter in chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": told}, ensure_ascii=False, indent=2)
