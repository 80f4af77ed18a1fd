"""Overhearing: clips are listened to several at a time, before any that is in doubt is listened to alone."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.narration.clips import samples_of
from app.narration.models import Clip
from app.outside.recognizer import Recognizer, shared_windows
from app.outside.speech import Samples
from app.queue.running import Work


@dataclass(frozen=True)
class Overheard:
    """What was heard of a clip among others, and its samples; '' when it was missed."""

    samples: Samples
    heard: str


def together(clips: Sequence[Clip]) -> Iterator[list[Clip]]:
    """In order, as many as a recognizer takes in at once."""
    rate = clips[0].sample_rate if clips else 1
    for window in shared_windows([round(clip.seconds * rate) for clip in clips], rate):
        yield [clips[number] for number in window]


async def overhear(work: Work, ears: Recognizer, clips: Sequence[Clip]) -> dict[str, Overheard]:
    """By clip id."""
    sounds = [await samples_of(work.installation, clip.organization_id, clip.object_id) for clip in clips]
    heard = await asyncio.to_thread(ears.overhear, sounds, clips[0].sample_rate)
    found = zip(clips, sounds, heard, strict=True)
    return {clip.id: Overheard(samples, text) for clip, samples, text in found}
