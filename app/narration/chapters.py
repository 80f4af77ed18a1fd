"""Chapters and tags of an episode: ID3 in the file, Podcasting 2.0 JSON beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DISCLOSURE = (
    "The voice in this episode is synthetic. Every sentence was approved by a person before it was voiced."
)


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
    chapters: tuple[tuple[int, str], ...] = ()


def chapters_of(tags: Tags, offsets: Sequence[tuple[int, int]], duration: int) -> tuple[Chapter, ...]:
    """Each chapter begins with its first part and ends where the next begins; the first begins at 0."""
    raise NotImplementedError


def tag(path: Path, tags: Tags, chapters: Sequence[Chapter], sample_rate: int) -> None:
    """Write ID3v2.4 tags with CHAP and CTOC frames into an MP3, replacing those it has."""
    raise NotImplementedError


def chapters_json(chapters: Sequence[Chapter], sample_rate: int) -> str:
    """Podcasting 2.0 chapters, version 1.2.0; times in seconds."""
    raise NotImplementedError
