"""The recognizer that listens to what was spoken, offline, where its extra is installed."""

from functools import cache
from typing import Protocol

from app.outside.speech import Samples


class Recognizer(Protocol):
    name: str
    version: str

    def transcribe(self, samples: Samples, sample_rate: int) -> str:
        """What is heard in mono speech of any length, as English text. Blocks."""
        ...


@cache
def recognizer() -> Recognizer | None:
    """None where the extra `recognizer` is not installed."""
    raise NotImplementedError


def word_error_rate(reference: str, hypothesis: str) -> float:
    """Both normalized as Whisper's error rates are; 0.0 is no error. Needs the extra `recognizer`."""
    raise NotImplementedError
