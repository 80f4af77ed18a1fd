"""Captions from sample offsets: WebVTT and SRT."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Display text shown from `start` to `end`, samples of the master."""

    start: int
    end: int
    text: str
    id: str = ""


def broken(cue: Cue) -> list[Cue]:
    """A cue as cues of at most two lines of 42 characters, its time shared by length."""
    raise NotImplementedError


def webvtt(cues: Sequence[Cue], sample_rate: int, language: str = "en") -> str:
    raise NotImplementedError


def srt(cues: Sequence[Cue], sample_rate: int) -> str:
    raise NotImplementedError
