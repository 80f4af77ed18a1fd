"""A world with more voices than one: two more on this machine, and one on a server far away."""

from dataclasses import replace

import pytest

from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Speech, VoiceInfo
from tests.world import QuickSpeech, World


class Choir(QuickSpeech):
    """Three voices, one of them German."""

    name = "choir"

    def voices(self) -> tuple[VoiceInfo, ...]:
        (tone,) = FakeSpeech.voices(self)
        return (
            replace(tone, id="alto", name="Alto"),
            replace(tone, id="bass", name="Bass"),
            replace(tone, id="ton", name="Ton", language="de-DE"),
        )


class FarAway(QuickSpeech):
    """Sends what it speaks to somebody else, and keeps what it was sent."""

    name = "far"
    sends_text_out = True

    def __init__(self) -> None:
        self.sent: list[str] = []

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.sent.append(text)
        return super().speak(text, voice, rate)


@pytest.fixture
def far() -> FarAway:
    return FarAway()


@pytest.fixture
def voices(world: World, far: FarAway) -> World:
    """fake:tone (the default), choir:alto, choir:bass, choir:ton, and far:tone, which sends text out."""
    choir = Choir()
    world.installation.other_speech = lambda: (choir, far)
    return world
