"""Voices brought to one loudness: each is measured over all it says in the episode."""

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np

from app.narration.encoding import measure_clips
from app.narration.loudness import SILENCE
from app.narration.reel import Chunk, MasteringError, Part
from app.outside.ffmpeg import FfmpegError
from app.outside.speech import Samples

STEP_DB = 0.5
STEADY_DB = 0.75
"""What an earlier master used is used again while it is no further off, so that its chunks can be kept."""


async def gains(voices: Mapping[str, Sequence[Part]], before: Mapping[str, float]) -> dict[str, float]:
    """In dB for each voice: 0 for the quietest, less for louder ones, so that nothing clips."""
    if len(voices) < 2:
        return dict.fromkeys(voices, 0.0)
    try:
        measured = await asyncio.gather(*(measure_clips(Chunk(parts, 0, 0, 0)) for parts in voices.values()))
    except FfmpegError as error:
        raise MasteringError(str(error), again=error.again) from error
    lufs = dict(zip(voices, (levels.lufs for levels in measured), strict=True))
    audible = {voice: level for voice, level in lufs.items() if level > SILENCE / 10}
    quietest = min(audible.values(), default=0.0)
    exact = {voice: quietest - audible.get(voice, quietest) for voice in voices}
    if all(voice in before and abs(before[voice] - gain) <= STEADY_DB for voice, gain in exact.items()):
        return {voice: before[voice] for voice in voices}
    return {voice: round(gain / STEP_DB) * STEP_DB for voice, gain in exact.items()}


def levelled(samples: Samples, gain_db: float) -> Samples:
    """Made louder or quieter; what would be louder than full scale is clipped."""
    if not gain_db:
        return samples
    scaled = np.rint(samples.astype(np.float32) * 10 ** (gain_db / 20))
    louder: Samples = np.clip(scaled, -32768, 32767).astype(np.int16)
    return louder
