"""Speech from an OpenAI-compatible server: what is sent, and that nothing bad it answers gets through."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from app.outside import speech_endpoint
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Checked, SpeechError
from app.outside.speech_endpoint import EndpointSpeech
from tests.fakes.speech_server import SpeechServer, speech_server

TEXT = "A server far away is to be trusted even less than a program at home."


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server() as running:
        yield running


def client(server: SpeechServer, *, seconds: float = 5.0) -> Checked:
    return Checked(EndpointSpeech(server.url, "sk-secret", "tts-test", "tone, other", seconds=seconds))


def test_it_sends_what_the_protocol_asks_and_nothing_else(server: SpeechServer) -> None:
    client(server).speak(TEXT, "tone", 1.25)
    assert server.keys == ["Bearer sk-secret"]
    asked = {"model": "tts-test", "input": TEXT, "voice": "tone", "response_format": "wav", "speed": 1.25}
    assert server.asked == [asked]


@pytest.mark.parametrize("how", ["good", "streaming", "floating"])
def test_every_good_way_of_answering_sounds_the_same(server: SpeechServer, how: str) -> None:
    server.how = how
    expected = Checked(FakeSpeech()).speak(TEXT, "tone").samples
    assert np.abs(client(server).speak(TEXT, "tone").samples.astype(int) - expected).max() <= 1


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("silent", "silence"),
        ("nan", "not numbers"),
        ("garbage", "no WAV"),
        ("empty", "no WAV"),
        ("fast", "16000 Hz instead of 24000"),
        ("stereo", "2 channels"),
        ("half", "half a file"),
        ("cut", "could not be reached"),
        ("short", "part is missing"),
        ("broken", "500"),
        ("busy", "429"),
    ],
)
def test_a_bad_answer_is_an_error_worth_another_try(server: SpeechServer, how: str, message: str) -> None:
    server.how = how
    with pytest.raises(SpeechError, match=message) as refused:
        client(server).speak(TEXT, "tone")
    assert refused.value.again
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("how", "message"), [("closed", "refuses the key"), ("lost", "TIC_SPEECH_MODEL")])
def test_what_no_retry_can_mend_is_refused_for_good(server: SpeechServer, how: str, message: str) -> None:
    server.how = how
    with pytest.raises(SpeechError, match=message) as refused:
        client(server).speak(TEXT, "tone")
    assert not refused.value.again
    assert "secret" not in str(refused.value)


def test_a_busy_server_says_when_to_come_back(server: SpeechServer) -> None:
    server.how = "busy"
    with pytest.raises(SpeechError) as refused:
        client(server).speak(TEXT, "tone")
    assert refused.value.after == 7


@pytest.mark.parametrize("how", ["hanging", "dripping"])
def test_a_server_that_never_ends_is_given_up_in_time(server: SpeechServer, how: str) -> None:
    server.how = how
    began = time.monotonic()
    with pytest.raises(SpeechError) as refused:
        client(server, seconds=0.3).speak(TEXT, "tone")
    assert refused.value.again
    assert time.monotonic() - began < 3


def test_an_answer_without_end_is_cut_off(server: SpeechServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_endpoint, "MOST_BYTES", 2_000_000)
    server.how = "endless"
    with pytest.raises(SpeechError, match="without end"):
        client(server).speak(TEXT, "tone")


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    nowhere = Checked(EndpointSpeech("http://127.0.0.1:9/v1", "", "m", "tone"))
    with pytest.raises(SpeechError, match="could not be reached") as refused:
        nowhere.speak(TEXT, "tone")
    assert refused.value.again


@pytest.mark.parametrize(
    ("url", "out"),
    [
        ("https://speech.example.org/v1", True),
        ("http://10.0.0.7:8000/v1", True),
        ("http://127.0.0.1:8000/v1", False),
        ("http://[::1]:8000/v1", False),
        ("http://localhost:8000/v1", False),
    ],
)
def test_it_says_whether_the_text_leaves_the_machine(url: str, out: bool) -> None:
    assert Checked(EndpointSpeech(url, "", "m", "tone")).sends_text_out is out


def test_without_an_address_it_has_no_voice() -> None:
    assert EndpointSpeech().voices() == ()
