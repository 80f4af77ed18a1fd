"""Loudness measured in pieces is the loudness of the whole."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
import pytest

from app.narration.loudness import Levels, together
from app.outside import ffmpeg
from app.outside.fake_speech import FakeSpeech
from tests.narration.meter import integrated

RATE = 24_000
PCM = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0")
QUIET = np.zeros(RATE // 7, np.int16)


async def levels(samples: npt.NDArray[np.int16]) -> Levels:
    async def feed() -> AsyncIterator[bytes]:
        yield samples.tobytes()

    return Levels.of(*await ffmpeg.loudness_course(*PCM, feed=feed()), -3.0)


def piece(number: int) -> npt.NDArray[np.int16]:
    """Silence at both ends, as chunks have; each is as loud as its number says."""
    speech = (
        FakeSpeech().speak("How loud is the sentence that goes on for a few seconds? " * 2, "tone").samples
    )
    return np.concatenate([QUIET, (speech * 0.5**number).astype(np.int16), QUIET])


async def test_one_piece_measures_what_the_standard_says() -> None:
    measured = await levels(piece(1))
    assert measured.lufs == pytest.approx(integrated(piece(1), RATE), abs=0.1)


async def test_pieces_add_up_to_the_whole() -> None:
    pieces = [piece(number) for number in (0, 2, 1, 0, 3)]
    whole = np.concatenate(pieces)
    added = together([await levels(each) for each in pieces])
    once = await levels(whole)
    assert added.lufs == pytest.approx(integrated(whole, RATE), abs=0.1)
    assert added.lufs == pytest.approx(once.lufs, abs=0.1)
    assert added.lra == pytest.approx(once.lra, abs=1.0)
    assert once.lra > 3, "the pieces are equally loud"


async def test_silence_is_told_from_sound() -> None:
    silent = await levels(np.concatenate([QUIET] * 5))
    assert silent.lufs == -70.0
    assert silent.lra == 0.0
    assert together([silent, await levels(piece(1))]).lufs == (await levels(piece(1))).lufs


def test_the_highest_peak_is_the_peak_of_all() -> None:
    assert together([Levels({}, {}, -3.0), Levels({}, {}, -1.5)]).true_peak_dbtp == -1.5


def test_levels_survive_json() -> None:
    measured = Levels.of([-20.04, -20.0, -71.3], [-19.96], -2.5)
    assert measured.momentary == {-200: 2, -713: 1}
    assert Levels.recall(json.loads(json.dumps(asdict(measured)))) == measured
