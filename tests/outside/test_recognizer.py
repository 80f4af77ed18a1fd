"""The recognizer hears what the default voice says, clip by clip and in a whole master."""

from pathlib import Path

import numpy as np
import pytest

from app.narration.chapters import Tags
from app.narration.mastering import SAMPLE_RATE, Part, Target, master
from app.outside import ffmpeg
from app.outside.recognizer import Recognizer, recognizer, shared_windows, windows, word_error_rate
from app.outside.speech import Samples, engine

PARAGRAPH = [
    "Rivers carry far more than water.",
    "Every year they move billions of tons of sand and mud from the mountains to the sea.",
    "Along the way the grains become smaller and rounder, because they strike each other on the bed.",
    "By looking at a handful of sand, a careful observer can therefore tell how far it has travelled.",
    "The new study asks whether the same is true of the rivers that once flowed on Mars.",
    "Its authors photographed pebbles in an old river bed and measured the outline of each of them.",
    "They found that most of the pebbles had lost about a fifth of their weight on the way.",
    "That loss means a journey of roughly thirty miles, and a river that ran for a very long time.",
]


@pytest.fixture(scope="module")
def ears() -> Recognizer:
    found = recognizer()
    if found is None:
        pytest.skip("the extra `recognizer` is not installed")
    return found


@pytest.fixture(scope="module")
def clips() -> list[Samples]:
    return [engine().speak(sentence, "heart").samples for sentence in PARAGRAPH]


async def test_a_mastered_paragraph_is_heard_as_it_was_written(
    ears: Recognizer, clips: list[Samples], tmp_path: Path
) -> None:
    def part(clip: Samples) -> Part:
        async def load() -> Samples:
            return clip

        return Part(load, SAMPLE_RATE // 3)

    report = await master([part(clip) for clip in clips], tmp_path / "a.mp3", Target(), Tags("Rivers"))
    assert report.duration > 30 * SAMPLE_RATE, "the paragraph fits into one window"
    done = await ffmpeg.run("-i", str(tmp_path / "a.mp3"), "-f", "s16le", "-")
    heard = ears.transcribe(np.frombuffer(done.output, np.int16), SAMPLE_RATE)
    assert word_error_rate(" ".join(PARAGRAPH), heard) <= 0.10, heard


def test_sentences_heard_together_are_told_apart(ears: Recognizer, clips: list[Samples]) -> None:
    heard = ears.overhear(clips, SAMPLE_RATE)
    assert word_error_rate(" ".join(PARAGRAPH), " ".join(heard)) <= 0.10, heard
    for sentence, text in zip(PARAGRAPH, heard, strict=True):
        assert not text or word_error_rate(sentence, text) <= 0.2


def test_a_window_holds_what_fits_and_never_nothing() -> None:
    assert list(shared_windows([10, 10, 10, 300, 10], 1)) == [[0, 1], [2], [3], [4]]
    assert list(shared_windows([], 1)) == []


def test_a_clip_with_another_sentence_is_told_apart(ears: Recognizer, clips: list[Samples]) -> None:
    heard = ears.transcribe(clips[1], SAMPLE_RATE)
    assert word_error_rate(PARAGRAPH[1], heard) <= 0.15
    assert word_error_rate(PARAGRAPH[2], heard) > 0.5


def test_a_clip_that_stops_half_way_is_told_apart(ears: Recognizer, clips: list[Samples]) -> None:
    heard = ears.transcribe(clips[2][: len(clips[2]) // 2], SAMPLE_RATE)
    assert word_error_rate(PARAGRAPH[2], heard) > 0.3


def test_silence_is_heard_as_hardly_anything(ears: Recognizer) -> None:
    assert len(ears.transcribe(np.zeros(2 * SAMPLE_RATE, np.int16), SAMPLE_RATE).split()) <= 2


def test_errors_are_counted_in_words_not_in_spelling() -> None:
    pytest.importorskip("jiwer")
    written, heard = "Dr. Smith's colour costs $20.", "doctor smith's color costs twenty dollars"
    assert word_error_rate(written, heard) == 0.0
    assert word_error_rate("one red fox", "one dead fox") == pytest.approx(1 / 3)
    assert word_error_rate("", "") == 0.0
    assert word_error_rate("", "boo") == 1.0


def test_long_sound_is_cut_into_windows_at_its_silences() -> None:
    bursts = np.tile(np.concatenate([np.full(5 * 16_000, 5000), np.zeros(8000)]), 20).astype(np.int16)
    pieces = list(windows(bursts, 16_000))
    assert np.array_equal(np.concatenate(pieces), bursts)
    assert len(pieces) > 3
    for piece in pieces:
        assert len(piece) <= 28 * 16_000
        assert not piece[-100:].any() or piece is pieces[-1]


def test_short_sound_is_one_window() -> None:
    assert [len(piece) for piece in windows(np.zeros(1000, np.int16), 16_000)] == [1000]
