"""FakeEars: hears what the tests' voice says, by the sound itself; and mishears on request."""

import hashlib
from collections.abc import Callable, Sequence

from app.outside.speech import Samples, Speech
from tests.fakes.speech import QuickSpeech


class FakeEars:
    """A recognizer that knows by heart what a remembering voice has said."""

    name = "fake-ears"
    version = "1"
    languages: tuple[str, ...] = ("en",)

    def __init__(self, hears: Callable[[str], str] = lambda said: said) -> None:
        self.known: dict[bytes, str] = {}
        self.hears = hears
        self.listened = 0
        self.windows = 0

    def transcribe(self, samples: Samples, sample_rate: int) -> str:
        self.listened += 1
        return self.hears(self.known[digest(samples)])

    def overhear(self, sounds: Sequence[Samples], sample_rate: int) -> list[str]:
        self.windows += 1
        return [self.transcribe(samples, sample_rate) for samples in sounds]


class OverheardSpeech(QuickSpeech):
    """A voice whose words the ears get to know."""

    version = "overheard"

    def __init__(self, ears: FakeEars) -> None:
        self.ears = ears
        self.said: list[tuple[str, float]] = []

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.said.append((text, rate))
        speech = super().speak(text, voice, rate)
        self.ears.known[digest(speech.samples)] = text
        return speech


def digest(samples: Samples) -> bytes:
    return hashlib.sha256(samples.tobytes()).digest()
