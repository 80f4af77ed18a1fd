"""The default engine's two hosts: told apart by ear and by catalog, and equally loud."""

import numpy as np
import pytest

from app.outside.recognizer import recognizer, word_error_rate
from app.outside.speech import Samples, engine
from tests.narration.meter import integrated

SENTENCES = [
    "Its authors photographed pebbles in an old river bed and measured the outline of each of them.",
    "They found that most of the pebbles had lost about a fifth of their weight on the way.",
    "Every year rivers move billions of tons of sand and mud from the mountains to the sea.",
]


@pytest.fixture(scope="module")
def hosts() -> dict[str, Samples]:
    speaker = engine("hibari")
    return {
        voice: np.concatenate([speaker.speak(sentence, voice).samples for sentence in SENTENCES])
        for voice in ("heart", "heart-low")
    }


def pitch(samples: Samples) -> float:
    """Median of the strongest period between 60 and 400 Hz, in Hz."""
    found = []
    for start in range(0, len(samples) - 1200, 1200):
        window = samples[start : start + 1200] * np.hanning(1200)
        if np.sqrt(np.mean(window**2)) > 800:
            matches = np.correlate(window, window, "full")[1199:]
            found.append(24_000 / (60 + matches[60:400].argmax()))
    return float(np.median(found))


def test_both_are_in_the_catalog_with_versions_of_their_own() -> None:
    voices = {info.id: info for info in engine("hibari").voices()}
    assert voices["heart"].version != voices["heart-low"].version
    assert voices["heart-low"].name == "Heart, low"
    assert next(iter(voices)) == "heart", "the first voice is the default"


def test_the_second_host_is_lower_by_a_third(hosts: dict[str, Samples]) -> None:
    assert pitch(hosts["heart-low"]) == pytest.approx(0.66 * pitch(hosts["heart"]), rel=0.1)


def test_hosts_are_equally_loud_and_equally_fast(hosts: dict[str, Samples]) -> None:
    one, other = (integrated(samples, 24_000) for samples in hosts.values())
    assert abs(one - other) < 1.0
    assert len(hosts["heart-low"]) == pytest.approx(len(hosts["heart"]), rel=0.05)


def test_the_second_host_is_understood_as_well() -> None:
    ears = recognizer()
    if ears is None:
        pytest.skip("the extra `recognizer` is not installed")
    heard = [ears.transcribe(engine("hibari").speak(text, "heart-low").samples, 24_000) for text in SENTENCES]
    assert word_error_rate(" ".join(SENTENCES), " ".join(heard)) <= 0.05, heard
