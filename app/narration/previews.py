"""Hearing a voice at a pace before choosing it: a few sentences of ours, kept in memory for the next time."""

from collections import OrderedDict

import numpy as np

from app.narration.clips import wav
from app.narration.delivery import Delivery
from app.outside.speech import Speech, speak
from app.voices.catalog import Offered
from app.voices.pacing import PacingPreset, samples

TEXTS = {
    "en": (
        "Wind carries the sand from one dune to the next.",
        "Between two thousand three and two thousand nineteen it moved twenty three metres a year.",
    ),
    "de": ("Der Wind trägt den Sand von einer Düne zur nächsten.", "Es sind dreiundzwanzig Meter im Jahr."),
    "es": ("El viento lleva la arena de una duna a otra.", "Son veintitrés metros al año."),
    "fr": ("Le vent porte le sable d'une dune à l'autre.", "C'est vingt-trois mètres par an."),
    "it": ("Il vento porta la sabbia da una duna all'altra.", "Sono ventitré metri all'anno."),
    "nl": ("De wind draagt het zand van duin naar duin.", "Het is drieëntwintig meter per jaar."),
    "pl": ("Wiatr niesie piasek z wydmy na wydmę.", "To dwadzieścia trzy metry rocznie."),
    "pt": ("O vento leva a areia de uma duna a outra.", "São vinte e três metros por ano."),
}
"""By language: one sentence of plain words, and one with numbers, where a preset may slow down."""
SECONDS = 20.0
KEPT = 64
_kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()


async def preview(offered: Offered, preset: PacingPreset) -> bytes:
    """A WAV file of the voice at that pace, with its pauses; SpeechError when it cannot speak."""
    how = Delivery(offered.engine, offered.voice, preset)
    return await sounding(how, TEXTS.get(offered.base, TEXTS["en"]))


async def sounding(how: Delivery, texts: tuple[str, ...]) -> bytes:
    """A WAV file of these spoken forms, each followed by the pause of its sentence but the last."""
    key = ("".join(how.key(text) for text in texts), how.pacing.sentence_ms)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    rate = how.voice.sample_rate
    pause = np.zeros(samples(how.pacing.pause_ms(), rate), np.int16)
    parts = []
    for text in texts:
        said = await speak(how.engine, how.words(text), how.voice.id, how.rate(text), seconds=SECONDS)
        parts += [said.samples, pause]
    _kept[key] = wav(Speech(np.concatenate(parts[:-1]), rate))
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return _kept[key]
