"""Speech engines behind one interface: what they promise, what is checked, and which exist."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.outside.breaker import Resting

Samples = npt.NDArray[np.int16]

# One line an engine: name -> class that takes no arguments, imported on first use.
ENGINES: dict[str, str] = {
    "hibari": "app.outside.hibari:HibariSpeech",
    "piper": "app.outside.piper:PiperSpeech",
    "espeak-ng": "app.outside.espeak:EspeakSpeech",
    "endpoint": "app.outside.speech_endpoint:EndpointSpeech",
}
DEFAULT_ENGINE = "hibari"

SAMPLE_RATES = range(8_000, 48_001)
SILENT = 10 ** (-50 / 20)
"""A clip whose loudest sample is below -50 dBFS is silence."""
FASTEST_CHARACTERS = 45.0
"""Characters a second nobody speaks: above it the end is missing."""
SLOWEST_CHARACTERS = 2.0
"""Characters a second, plus two seconds: below it the engine ran away."""
EDGE_SECONDS = 0.06
"""Quiet kept before the first and after the last sound; pauses belong to pacing, not to clips."""


class SpeechError(Exception):
    """Says, for a person, why a sentence was not spoken; `again` alone decides whether to retry.

    `after` is the least number of seconds to wait.
    """

    def __init__(self, message: str, *, again: bool, after: float = 0.0) -> None:
        super().__init__(message)
        self.again = again
        self.after = after


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice an engine can speak with now, without fetching anything."""

    id: str
    name: str
    language: str
    licence: str
    sample_rate: int
    words_per_minute: float
    """At rate 1.0, pauses between sentences not counted."""
    version: str = ""
    """Fingerprint of the voice's model: part of what makes two clips the same."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Mono 16-bit samples."""

    samples: Samples
    sample_rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate


class SpeechEngine(Protocol):
    """Speaks one sentence at a time. `speak` blocks and may be called from several threads at once."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes whenever the same text could sound different."""
        ...

    @property
    def sends_text_out(self) -> bool:
        """Whether what is spoken leaves this machine."""
        ...

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Empty where the engine, or every voice of it, is not present."""
        ...

    def sounded(self, word: str, phonemes: str) -> str:
        """What to write in place of a word for `speak` to say these IPA phonemes.

        The word itself where the engine takes no phonemes.
        """
        ...

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        """Rate 1.0 is the voice's own pace, 2.0 twice as fast. Raise SpeechError, never return bad audio."""
        ...


class Checked:
    """An engine whose every answer passes `validated`, so that no engine can forget to."""

    def __init__(self, inner: SpeechEngine) -> None:
        self.inner = inner
        self.name = inner.name

    @property
    def version(self) -> str:
        return self.inner.version

    @property
    def sends_text_out(self) -> bool:
        return self.inner.sends_text_out

    def voices(self) -> tuple[VoiceInfo, ...]:
        return self.inner.voices()

    def sounded(self, word: str, phonemes: str) -> str:
        return self.inner.sounded(word, phonemes)

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        known = {info.id: info for info in self.voices()}
        if voice not in known:
            raise SpeechError(f"{self.name} has no voice {voice!r}", again=False)
        if not any(letter.isalnum() for letter in text):
            raise SpeechError("the sentence has nothing to speak", again=False)
        if not 0.5 <= rate <= 2.0:
            raise SpeechError(f"rate {rate} is outside 0.5 to 2.0", again=False)
        spoken = self.inner.speak(text, voice, rate)
        return validated(spoken.samples, spoken.sample_rate, text, known[voice].sample_rate)


@cache
def engine(name: str = DEFAULT_ENGINE) -> SpeechEngine:
    """The engine of that name, made once a process."""
    if name not in ENGINES:
        raise SpeechError(f"there is no speech engine {name!r}", again=False)
    make: Callable[[], SpeechEngine] = resolve_name(ENGINES[name])
    return Checked(make())


def engines() -> tuple[SpeechEngine, ...]:
    """Every engine that has a voice here and now. Blocks when first asked: some ask a program."""
    return tuple(found for found in map(engine, ENGINES) if found.voices())


def validated(samples: npt.NDArray[np.generic], sample_rate: int, text: str, expected_rate: int) -> Speech:
    """Mono int16 or float samples as Speech, quiet ends trimmed; SpeechError if they cannot be `text`."""
    if sample_rate != expected_rate or sample_rate not in SAMPLE_RATES:
        raise SpeechError(f"the engine answered at {sample_rate} Hz instead of {expected_rate}", again=True)
    if samples.ndim != 1:
        raise SpeechError("the engine answered with more than one channel", again=True)
    if samples.dtype != np.int16 and not np.issubdtype(samples.dtype, np.floating):
        raise SpeechError(f"the engine answered with {samples.dtype} samples", again=True)
    if not np.isfinite(samples).all():
        raise SpeechError("the engine answered with samples that are not numbers", again=True)
    speech = Speech(trimmed(as_int16(samples), sample_rate), sample_rate)
    if not len(speech.samples):
        raise SpeechError("the engine answered with silence", again=True)
    if speech.seconds < len(text.strip()) / FASTEST_CHARACTERS:
        raise SpeechError(f"the engine stopped after {speech.seconds:.1f} s: part is missing", again=True)
    if speech.seconds > len(text) / SLOWEST_CHARACTERS + 2:
        raise SpeechError(f"the engine spoke for {speech.seconds:.0f} s: far too long", again=True)
    return speech


def as_int16(samples: npt.NDArray[np.generic]) -> Samples:
    """16-bit samples of float ones between -1 and 1, rounded; louder ones are clipped."""
    if samples.dtype == np.int16:
        return samples.astype(np.int16)
    scaled = np.rint(samples.astype(np.float32) * 32767.0)
    clipped: Samples = np.clip(scaled, -32768, 32767).astype(np.int16)
    return clipped


def trimmed(samples: Samples, sample_rate: int) -> Samples:
    """Without what is 40 dB quieter than the loudest sample at either end; empty if all is silent."""
    level = np.abs(samples.astype(np.int32))
    loudest = int(level.max(initial=0))
    if loudest < SILENT * 32767:
        return samples[:0]
    sounding = np.flatnonzero(level > loudest / 100)
    edge = int(EDGE_SECONDS * sample_rate)
    return samples[max(0, int(sounding[0]) - edge) : int(sounding[-1]) + edge + 1]


async def speak(
    engine: SpeechEngine, text: str, voice: str, rate: float = 1.0, *, seconds: float = 60.0
) -> Speech:
    """Speak in a thread of its own; SpeechError (again) when the engine takes longer than `seconds`."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Speech] = loop.create_future()

    def tell(result: Speech | BaseException) -> None:
        if answer.done():
            return
        if isinstance(result, BaseException):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def work() -> None:
        result: Speech | BaseException
        try:
            result = engine.speak(text, voice, rate)
        except (SpeechError, Resting) as error:
            result = error
        except Exception as error:
            result = SpeechError(f"{engine.name} failed: {error}", again=True)
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result)

    # A daemon thread, because a thread of the usual pool that hangs would also keep the process from ending.
    threading.Thread(target=work, name=f"speech-{engine.name}", daemon=True).start()
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        raise SpeechError(f"{engine.name} did not answer within {seconds:.0f} s", again=True) from None
