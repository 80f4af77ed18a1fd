"""Captions from sample offsets: WebVTT and SRT."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

LINE_CHARACTERS = 42
LINES = 2


@dataclass(frozen=True, slots=True)
class Cue:
    """Display text shown from `start` to `end`, samples of the master."""

    start: int
    end: int
    text: str
    id: str = ""
    """Names the sentence; the cues it is broken into share it."""


def broken(cue: Cue) -> list[Cue]:
    """A cue as cues of at most two lines of 42 characters, its time shared in proportion to their length."""
    lines = wrap(cue.text, LINE_CHARACTERS, break_on_hyphens=False) or [""]
    screens = [lines[first : first + LINES] for first in range(0, len(lines), LINES)]
    lengths = [sum(map(len, screen)) for screen in screens]
    pieces, start, told = [], cue.start, 0
    for screen, length in zip(screens, lengths, strict=True):
        told += length
        end = cue.start + (cue.end - cue.start) * told // max(1, sum(lengths))
        pieces.append(Cue(start, end, "\n".join(screen), cue.id))
        start = end
    return pieces


def webvtt(cues: Sequence[Cue], sample_rate: int, language: str = "en") -> str:
    """A WebVTT file; a cue's identifier is its sentence's, with a number where the sentence has several."""
    blocks = ["WEBVTT", f"NOTE Language: {language}"]
    for name, cue in _screens(cues):
        times = f"{clock(cue.start, sample_rate)} --> {clock(cue.end, sample_rate)}"
        blocks.append("\n".join(line for line in (name, times, html.escape(cue.text, quote=False)) if line))
    return "\n\n".join(blocks) + "\n"


def srt(cues: Sequence[Cue], sample_rate: int) -> str:
    """A SubRip file, which knows neither escapes nor names."""
    blocks = []
    for number, (_, cue) in enumerate(_screens(cues), start=1):
        start, end = (clock(moment, sample_rate).replace(".", ",") for moment in (cue.start, cue.end))
        blocks.append(f"{number}\n{start} --> {end}\n{cue.text}\n")
    return "\n".join(blocks)


def clock(samples: int, sample_rate: int) -> str:
    """Hours, minutes, seconds and milliseconds."""
    milliseconds = round(samples * 1000 / sample_rate)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _screens(cues: Sequence[Cue]) -> Iterator[tuple[str, Cue]]:
    for cue in cues:
        pieces = broken(cue)
        for number, piece in enumerate(pieces, start=1):
            yield (f"{cue.id}-{number}" if cue.id and len(pieces) > 1 else cue.id), piece
