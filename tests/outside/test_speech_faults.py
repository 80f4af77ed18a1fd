"""Engines that hang, lie and break: nothing but good audio gets past the check."""

import time
from collections.abc import Callable

import numpy as np
import pytest

from app.outside import speech
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Checked, Speech, SpeechError, engine, speak

TEXT = "An engine is not to be trusted, however well it spoke the day before."
RATE = FakeSpeech().voices()[0].sample_rate


def good(seconds: float = 4.5) -> np.ndarray:
    return np.rint(9000 * np.sin(np.arange(int(seconds * RATE)) / 20)).astype(np.int16)


class Broken(FakeSpeech):
    """Answers with whatever it is given."""

    def __init__(self, answer: Callable[[], Speech]) -> None:
        self.answer = answer

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        return self.answer()


def spoken(samples: np.ndarray, sample_rate: int = RATE) -> Speech:
    return Checked(Broken(lambda: Speech(samples, sample_rate))).speak(TEXT, "tone")


def test_the_premise_good_audio_passes() -> None:
    assert spoken(good()).seconds == pytest.approx(4.5, abs=0.01)
    assert spoken((good() / 32767).astype(np.float32)).samples.dtype == np.int16


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros(0, np.int16), "silence"),
        (np.zeros(5 * RATE, np.int16), "silence"),
        (np.full(5 * RATE, 20, np.int16), "silence"),
        (good().astype(np.float32) * np.nan, "not numbers"),
        (np.where(np.arange(5 * RATE) == 9, np.inf, 0.2), "not numbers"),
        (np.stack([good(), good()]), "channel"),
        (good().astype(np.int64), "int64"),
        (good()[: RATE // 2], "part is missing"),
        (good(90.0), "far too long"),
    ],
    ids=["empty", "zeros", "hum", "nan", "inf", "stereo", "wide", "half", "endless"],
)
def test_bad_audio_is_an_error_worth_another_try(samples: np.ndarray, message: str) -> None:
    with pytest.raises(SpeechError, match=message) as refused:
        spoken(samples)
    assert refused.value.again


@pytest.mark.parametrize("sample_rate", [22_050, 48_000, 0, -1])
def test_audio_at_another_rate_than_the_voice_has_is_refused(sample_rate: int) -> None:
    with pytest.raises(SpeechError, match="Hz"):
        spoken(good(), sample_rate)


def test_float_audio_beyond_full_scale_is_clipped_not_wrapped() -> None:
    loud = spoken((good() / 9000 * 1.5).astype(np.float32)).samples
    assert loud.max() == 32767
    assert loud.min() == -32768


async def test_an_engine_that_hangs_is_given_up_in_time() -> None:
    def hang() -> Speech:
        time.sleep(5)
        return Speech(good(), RATE)

    began = time.monotonic()
    with pytest.raises(SpeechError, match="did not answer") as refused:
        await speak(Checked(Broken(hang)), TEXT, "tone", seconds=0.1)
    assert refused.value.again
    assert time.monotonic() - began < 2


async def test_an_engine_that_breaks_is_an_error_worth_another_try() -> None:
    def crash() -> Speech:
        raise RuntimeError("out of tokens")

    with pytest.raises(SpeechError, match="out of tokens") as refused:
        await speak(Checked(Broken(crash)), TEXT, "tone")
    assert refused.value.again


async def test_an_engine_that_answers_in_time_is_heard() -> None:
    assert (await speak(Checked(FakeSpeech()), TEXT, "tone")).seconds > 3


def test_an_engine_nobody_knows_is_refused_for_good() -> None:
    with pytest.raises(SpeechError, match="no speech engine") as refused:
        engine("nobody")
    assert not refused.value.again


def test_engines_are_checked_and_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(speech.ENGINES, "made-once", "app.outside.fake_speech:FakeSpeech")
    assert isinstance(engine("made-once"), Checked)
    assert engine("made-once") is engine("made-once")
