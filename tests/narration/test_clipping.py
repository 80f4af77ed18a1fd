"""Clip checks: each fault is found, and good speech passes."""

import numpy as np
import pytest

from app.narration.clipping import ClipReport, check_clip
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Speech, engine

RATE = 24_000
TEXT = "The new method halves the error on every benchmark that was tried in the study."
SECONDS = 6.0


def report(samples: np.ndarray, text: str = TEXT, rate: float = 1.0) -> ClipReport:
    return check_clip(Speech(samples.astype(np.int16), RATE), text, 150.0, rate)


def voice(seconds: float = SECONDS, peak: float = 0.3) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    return 32767 * peak * np.sin(2 * np.pi * 180 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))


def test_the_premise_a_good_clip_has_no_problems() -> None:
    good = report(voice())
    assert good.problems == ()
    assert good.words_per_minute == pytest.approx(150)
    assert good.pace == pytest.approx(0.805, abs=0.01)
    assert good.peak_dbfs == pytest.approx(-10.5, abs=0.1)


@pytest.mark.parametrize(
    ("samples", "problem"),
    [
        (voice(peak=0.002), "nearly silent"),
        (np.zeros(RATE), "nearly silent"),
        (np.zeros(0), "nearly silent"),
        (np.clip(voice(peak=1.6), -32768, 32767), "clipped"),
        (voice() + 800, "off centre"),
        (np.concatenate([voice(2), np.zeros(3 * RATE // 2), voice(2.5)]), "falls silent for 1.5 s"),
        (voice(2.5), "missing"),
        (voice(9), "repeated"),
    ],
    ids=["quiet", "silent", "empty", "clipped", "dc", "hole", "skipped", "runaway"],
)
def test_each_fault_is_named(samples: np.ndarray, problem: str) -> None:
    problems = report(samples).problems
    assert len(problems) == 1
    assert problem in problems[0]


def test_a_single_sample_at_full_scale_is_not_clipping() -> None:
    samples = voice()
    samples[[5000, 90_000]] = 32767
    assert report(samples).clipped == 0.0


def test_pace_is_judged_at_the_rate_that_was_asked_for() -> None:
    assert report(voice(SECONDS / 1.9), rate=1.9).problems == ()
    assert report(voice(SECONDS / 1.9)).problems != ()


def test_the_pace_of_a_few_letters_is_not_judged() -> None:
    assert report(voice(2), "No.").problems == ()


def test_the_default_voice_raises_no_false_alarm() -> None:
    speaker = engine("hibari")
    (heart,) = [info for info in speaker.voices() if info.id == "heart"]
    texts = [
        TEXT,
        "Yes.",
        "Why?",
        "Deoxyribonucleic acid polymerization was electrophoretically characterized.",
        "Of the twelve hundred and fifty people that we asked, nine in ten said no, and one said maybe.",
    ]
    for text in texts:
        speech = speaker.speak(text, heart.id)
        assert check_clip(speech, text, heart.words_per_minute).problems == (), text


def test_the_fake_voice_raises_no_false_alarm() -> None:
    speech = FakeSpeech().speak(TEXT, "tone")
    assert check_clip(speech, TEXT, 160.0).problems == ()
