"""What every speech engine promises; a new engine is one line in ENGINES and is tested by all of this."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.outside.fake_speech import FakeSpeech
from app.outside.speech import ENGINES, Checked, SpeechEngine, SpeechError, VoiceInfo, engine, engines
from app.outside.speech_endpoint import EndpointSpeech
from tests.fakes.speech_server import speech_server

SENTENCE = "The method halves the error, while the training time stays the same."


@pytest.fixture(params=[*ENGINES, "fake"])
def speaker(request: pytest.FixtureRequest) -> Iterator[SpeechEngine]:
    """Each engine that is on this machine; the endpoint against a server of ours."""
    if request.param == "fake":
        yield Checked(FakeSpeech())
    elif request.param == "endpoint":
        with speech_server() as server:
            yield Checked(EndpointSpeech(server.url, "", "tts-test", "one, two"))
    elif engine(request.param).voices():
        yield engine(request.param)
    else:
        pytest.skip(f"{request.param} is not on this machine")


def english(speaker: SpeechEngine) -> list[VoiceInfo]:
    return [voice for voice in speaker.voices() if voice.language.startswith("en")]


def test_only_engines_with_a_voice_are_offered() -> None:
    assert engines()[0].name == "hibari"
    assert all(found.voices() for found in engines())
    assert "endpoint" not in {found.name for found in engines()}


def test_it_speaks_with_every_voice_it_names(speaker: SpeechEngine) -> None:
    voices = speaker.voices()
    assert voices, "an engine without a voice"
    for voice in voices:
        speech = speaker.speak(SENTENCE, voice.id)
        assert speech.sample_rate == voice.sample_rate
        assert speech.samples.dtype == np.int16
        assert speech.samples.ndim == 1
        assert np.abs(speech.samples.astype(int)).max() > 1000


def test_it_names_itself_its_version_and_its_voices_fully(speaker: SpeechEngine) -> None:
    assert speaker.name
    assert speaker.version
    assert isinstance(speaker.sends_text_out, bool)
    for voice in speaker.voices():
        assert voice.name
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", voice.language)
        assert voice.licence
        assert voice.version


def test_the_same_sentence_sounds_the_same_every_time(speaker: SpeechEngine) -> None:
    voice = speaker.voices()[0].id
    first, second = (speaker.speak(SENTENCE, voice) for _ in range(2))
    assert np.array_equal(first.samples, second.samples)


def test_threads_do_not_disturb_one_another(speaker: SpeechEngine) -> None:
    voice = speaker.voices()[0].id
    texts = [f"{SENTENCE} This is sentence number {number}." for number in ("one", "two", "three", "four")]
    alone = [speaker.speak(text, voice).samples for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: speaker.speak(text, voice).samples, texts))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_its_pace_is_near_what_it_says(speaker: SpeechEngine) -> None:
    text = (
        f"{SENTENCE[:-1]}, and readers of the paper can repeat every experiment with the code that it brings."
    )
    for voice in english(speaker):
        speech = speaker.speak(text, voice.id)
        said = len(text.split()) * 60 / speech.seconds
        assert said == pytest.approx(voice.words_per_minute, rel=0.35)


def test_rate_makes_it_faster_and_slower(speaker: SpeechEngine) -> None:
    voice = speaker.voices()[0].id
    slow, usual, fast = (speaker.speak(SENTENCE, voice, rate).seconds for rate in (0.8, 1.0, 1.25))
    assert slow > usual * 1.1
    assert fast < usual * 0.95


def test_a_very_long_sentence_is_spoken_whole(speaker: SpeechEngine) -> None:
    voice = speaker.voices()[0].id
    clause = "the second part follows the first part without any pause "
    long = "First " + clause * 14 + "and ends."
    assert speaker.speak(long, voice).seconds > 12 * speaker.speak(clause, voice).seconds


@pytest.mark.parametrize("text", ["", "   ", "…", "?!"])
def test_a_sentence_with_nothing_to_speak_is_refused_for_good(speaker: SpeechEngine, text: str) -> None:
    with pytest.raises(SpeechError) as refused:
        speaker.speak(text, speaker.voices()[0].id)
    assert not refused.value.again


def test_an_unknown_voice_is_refused_for_good(speaker: SpeechEngine) -> None:
    with pytest.raises(SpeechError, match="no voice 'nobody'") as refused:
        speaker.speak(SENTENCE, "nobody")
    assert not refused.value.again


@pytest.mark.parametrize("rate", [0.0, -1.0, 0.1, 9.0, float("nan")])
def test_a_rate_nobody_could_follow_is_refused_for_good(speaker: SpeechEngine, rate: float) -> None:
    with pytest.raises(SpeechError, match="rate") as refused:
        speaker.speak(SENTENCE, speaker.voices()[0].id, rate)
    assert not refused.value.again


def test_no_clip_begins_or_ends_with_a_long_silence(speaker: SpeechEngine) -> None:
    speech = speaker.speak(SENTENCE, speaker.voices()[0].id)
    level = np.abs(speech.samples.astype(int))
    loud = np.flatnonzero(level > level.max() / 100) / speech.sample_rate
    assert loud[0] < 0.1
    assert speech.seconds - loud[-1] < 0.1


def test_a_word_given_in_phonemes_is_spoken_or_left_as_it_is(speaker: SpeechEngine) -> None:
    voice = english(speaker)[0].id
    sounded = speaker.sounded("Euler", "ˈɔɪlɚ")
    speech = speaker.speak(f"The method of {sounded} converges after twelve steps.", voice)
    assert 1.5 < speech.seconds < 8
    if sounded != "Euler" and speaker.name != "fake":
        other = speaker.speak(f"The method of {speaker.sounded('Euler', 'ˈjuːlɚ')} converges.", voice)
        plain = speaker.speak("The method of Euler converges.", voice)
        assert not np.array_equal(other.samples, plain.samples)
