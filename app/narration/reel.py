"""The clips of an episode in a row, cut into chunks that are encoded on their own."""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.outside.speech import Samples

SAMPLE_RATE = 24_000
FRAME = 576
"""Samples of an MP3 frame at 24 kHz. Chunks are whole frames long, so that they can be joined as frames."""
LEAD = 4 * FRAME
"""Silence a chunk begins with: more than an encoder's delay, so that nothing sounds across a join."""
TRAIL = 8 * FRAME
"""Silence a chunk ends with, at least: a shorter pause is no place for a join."""
CHUNK_PARTS = 40
"""A chapter of more clips is cut further, about every five minutes."""


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
    """Samples of silence; after a chapter filled to a whole frame, after the last part the target's tail."""
    key: str = ""
    """Says what the samples are: the same key, the same samples. Without one its chunk is never reused."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a master must measure, and the silence around it in samples."""

    lufs: float = -16.0
    true_peak_dbtp: float = -1.0
    lead_in: int = SAMPLE_RATE * 3 // 10
    tail: int = SAMPLE_RATE // 2


class Chunk:
    """Parts that are encoded in one go. Where each lies in it is known once it has been played."""

    def __init__(self, parts: Sequence[Part], first: int, lead: int, tail: int) -> None:
        self.parts = parts
        self.first = first
        self.lead = lead
        self.tail = tail
        self.offsets: tuple[tuple[int, int], ...] = ()
        self.frames = 0

    @property
    def samples(self) -> int:
        """How long it is; 0 before it was played."""
        return self.frames * FRAME

    def key(self, *circumstances: object) -> str:
        """The same key, the same bytes; empty when a part does not say what it is."""
        if not all(part.key for part in self.parts):
            return ""
        sounds = [(part.key, part.pause_after) for part in self.parts]
        facts = json.dumps([sounds, self.lead, self.tail, *map(str, circumstances)])
        return hashlib.sha256(facts.encode()).hexdigest()

    async def play(self) -> AsyncIterator[bytes]:
        """All of it, 16-bit mono; MasteringError when a clip is not what it was the time before."""
        position = self.lead
        offsets: list[tuple[int, int]] = []
        yield silence(position)
        for number, part in enumerate(self.parts, start=1):
            samples = await part.load()
            if samples.dtype != np.int16 or samples.ndim != 1 or not len(samples):
                raise MasteringError(f"clip {self.first + number} holds no 16-bit mono samples", again=False)
            offsets.append((position, position + len(samples)))
            position += len(samples)
            pause = part.pause_after if number < len(self.parts) else filled(position, self.tail)
            position += pause
            yield samples.tobytes()
            yield silence(pause)
        if self.offsets and tuple(offsets) != self.offsets:
            raise MasteringError("a clip changed while it was being mastered", again=True)
        self.offsets, self.frames = tuple(offsets), position // FRAME


class Reel:
    """All chunks of an episode."""

    def __init__(self, parts: Sequence[Part], target: Target, chapters: Collection[int] = ()) -> None:
        self.parts = parts
        self.target = target
        self.chunks = tuple(self._cut(set(chapters)))

    def _cut(self, chapters: Collection[int]) -> Iterator[Chunk]:
        """Cut where chapters begin and pauses allow it, so that an edit leaves other chapters as they are."""
        first, lead = 0, self.target.lead_in
        for number, part in enumerate(self.parts[:-1], start=1):
            due = number in chapters or number - first >= CHUNK_PARTS
            if due and part.pause_after >= LEAD + TRAIL:
                yield Chunk(self.parts[first:number], first, lead, part.pause_after - LEAD)
                first, lead = number, LEAD
        yield Chunk(self.parts[first:], first, lead, self.target.tail)

    async def play(self) -> AsyncIterator[bytes]:
        """Chunk by chunk."""
        for chunk in self.chunks:
            async for samples in chunk.play():
                yield samples

    @property
    def duration(self) -> int:
        """Samples; 0 before it was played."""
        return sum(chunk.samples for chunk in self.chunks)

    @property
    def offsets(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every part, in samples of the whole."""
        found: list[tuple[int, int]] = []
        begin = 0
        for chunk in self.chunks:
            found += [(begin + start, begin + end) for start, end in chunk.offsets]
            begin += chunk.samples
        return tuple(found)


def filled(position: int, pause: int) -> int:
    """The pause, lengthened until it ends with a frame."""
    return pause + -(position + pause) % FRAME


def silence(samples: int) -> bytes:
    return bytes(2 * samples)
