"""Hearing a voice at a pace before choosing it: a few sentences of ours, kept in memory for the next time."""

from collections import OrderedDict
from collections.abc import Awaitable, Sequence

import numpy as np
from litestar.response import Response

from app.narration.clips import at_master_rate, wav
from app.narration.delivery import Delivery
from app.narration.plain_words import plain
from app.narration.reel import SAMPLE_RATE
from app.outside.breaker import Resting
from app.outside.speech import Speech, SpeechError, speak
from app.problems import Refused
from app.voices.catalog import Offered
from app.voices.pacing import PacingPreset, samples

SECONDS = 20.0
KEPT = 64
_kept: OrderedDict[tuple[tuple[str, int], ...], bytes] = OrderedDict()


async def preview(offered: Offered, preset: PacingPreset) -> bytes:
    """A WAV file of the voice at that pace, with its pauses; SpeechError when it cannot speak."""
    how = Delivery(offered.engine, offered.voice, preset)
    return await sounding([(how, text) for text in plain(offered.base)])


async def sounding(lines: Sequence[tuple[Delivery, str]]) -> bytes:
    """A WAV file of these spoken forms, each followed by the pause of its sentence but the last."""
    key = tuple((how.key(text), how.pacing.sentence_ms) for how, text in lines)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    parts = []
    for how, text in lines:
        said = await speak(how.engine, how.words(text), how.voice.id, how.rate(text), seconds=SECONDS)
        pause = np.zeros(samples(how.pacing.pause_ms(), SAMPLE_RATE), np.int16)
        parts += [(await at_master_rate(said)).samples, pause]
    _kept[key] = wav(Speech(np.concatenate(parts[:-1]), SAMPLE_RATE))
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return _kept[key]


async def heard(sounding: Awaitable[bytes]) -> bytes:
    """What a preview gives; Refused, with the engine's own sentence, when it cannot speak now."""
    try:
        return await sounding
    except (SpeechError, Resting) as error:
        raise Refused(f"This voice does not speak now: {error}") from error


def audio(content: bytes) -> Response[bytes]:
    return Response(content, media_type="audio/wav", headers={"Cache-Control": "private, max-age=600"})
