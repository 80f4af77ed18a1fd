"""The mastered file, judged by decoding it: loudness, peaks, times, silences, tags."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from mutagen.mp3 import MP3
from scipy.signal import correlate

from app.narration.chapters import Tags
from app.narration.mastering import SAMPLE_RATE, MasteringError, MasterReport, Part, Target, master
from app.outside import ffmpeg
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Samples
from tests.narration.meter import integrated, true_peak

PAUSE = 9000
TEXTS = [
    "Every sentence of this episode was approved by somebody who had read the page.",
    "This one is short.",
    "The third sentence goes on for longer than the others, because cues of long sentences are broken.",
    "Then it ends.",
]


def part(samples: Samples, pause: int = PAUSE) -> Part:
    async def load() -> Samples:
        return samples

    return Part(load, pause)


def spoken(texts: Sequence[str] = TEXTS) -> list[Samples]:
    return [FakeSpeech().speak(text, "tone").samples for text in texts]


async def made(clips: Sequence[Samples], out: Path, target: Target = Target()) -> MasterReport:  # noqa: B008
    return await master([part(clip) for clip in clips], out, target, Tags("Title"))


async def decoded(path: Path) -> npt.NDArray[np.int16]:
    done = await ffmpeg.run("-i", str(path), "-f", "s16le", "-")
    return np.frombuffer(done.output, np.int16)


def lag(played: npt.NDArray[np.int16], clip: Samples, start: int) -> int:
    """By how many samples the clip is heard later than it should be, within 50 ms."""
    reach = 1200
    heard = played[start - reach : start + len(clip) + reach].astype(np.float64)
    matches = correlate(heard, clip.astype(np.float64), mode="valid", method="fft")
    return int(matches.argmax()) - reach


async def test_it_measures_what_was_asked_by_a_meter_of_our_own(tmp_path: Path) -> None:
    report = await made(spoken(), tmp_path / "a.mp3")
    played = await decoded(tmp_path / "a.mp3")
    assert integrated(played, SAMPLE_RATE) == pytest.approx(-16.0, abs=0.5)
    assert report.lufs == pytest.approx(integrated(played, SAMPLE_RATE), abs=0.15)
    assert true_peak(played) <= -1.0
    assert report.true_peak_dbtp == pytest.approx(true_peak(played), abs=0.3)


async def test_every_clip_is_heard_exactly_where_the_report_says(tmp_path: Path) -> None:
    clips = [np.random.default_rng(n).normal(0, 2000, 20_000 + 777 * n).astype(np.int16) for n in range(5)]
    report = await made(clips, tmp_path / "a.mp3")
    played = await decoded(tmp_path / "a.mp3")
    assert len(played) == report.duration
    assert len(report.offsets) == len(clips)
    for clip, (start, end) in zip(clips, report.offsets, strict=True):
        assert end - start == len(clip)
        assert abs(lag(played, clip, start)) <= SAMPLE_RATE // 1000


async def test_it_leads_in_pauses_and_ends_in_silence(tmp_path: Path) -> None:
    report = await made(spoken(), tmp_path / "a.mp3")
    played = await decoded(tmp_path / "a.mp3")
    bounds = [0, *itertools.chain(*report.offsets), report.duration]
    silences = list(zip(bounds[::2], bounds[1::2], strict=True))
    assert silences[0] == (0, 7200)
    assert all(end - start == PAUSE for start, end in silences[1:-1])
    assert 12_000 <= silences[-1][1] - silences[-1][0] < 12_000 + 576
    for start, end in silences:
        # A frame on either side, in which what the encoder smears may be heard.
        assert np.abs(played[start + 576 : end - 576].astype(int)).max() < 33


@pytest.mark.parametrize("lufs", [-23.0, -19.0, -14.0])
async def test_another_target_is_met_too(lufs: float, tmp_path: Path) -> None:
    report = await made(spoken(), tmp_path / "a.mp3", Target(lufs=lufs, true_peak_dbtp=-2.0))
    played = await decoded(tmp_path / "a.mp3")
    assert integrated(played, SAMPLE_RATE) == pytest.approx(lufs, abs=0.5)
    assert true_peak(played) <= -2.0
    assert report.duration == len(played)


async def test_clips_that_are_nearly_all_peak_stay_under_the_limit(tmp_path: Path) -> None:
    noise = np.random.default_rng(1)
    clip = noise.normal(0, 900, 6 * SAMPLE_RATE)
    clip[:: SAMPLE_RATE // 7] = 32_000
    report = await made([clip.astype(np.int16)], tmp_path / "a.mp3")
    assert true_peak(await decoded(tmp_path / "a.mp3")) <= -1.0
    assert report.chain.gain_db > 0, "nothing had to be limited"


@pytest.mark.parametrize("seconds", [0.1, 0.5, 2.0])
async def test_an_episode_of_one_short_sentence_is_mastered(seconds: float, tmp_path: Path) -> None:
    clip = spoken(["One, two, three, four."])[0][: int(seconds * SAMPLE_RATE)]
    report = await made([clip], tmp_path / "a.mp3")
    played = await decoded(tmp_path / "a.mp3")
    assert report.duration == len(played) < 3 * SAMPLE_RATE
    assert true_peak(played) <= -1.0
    assert abs(lag(played, clip, report.offsets[0][0])) <= SAMPLE_RATE // 1000


async def test_the_same_clips_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a.mp3", "b.mp3"):
        await made(spoken(), tmp_path / name)
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


async def test_the_file_carries_its_title_and_its_chapters(tmp_path: Path) -> None:
    out = tmp_path / "a.mp3"
    tags = Tags("On Mastering", chapters=((0, "Opening"), (2, "The middle")))
    report = await master([part(clip) for clip in spoken()], out, Target(), tags)
    id3 = MP3(out).tags
    assert str(id3["TIT2"]) == "On Mastering"
    starts = [frame.start_time for frame in id3.getall("CHAP")]
    assert starts == [0, report.offsets[2][0] * 1000 // SAMPLE_RATE]
    assert report.bytes == out.stat().st_size
    assert MP3(out).info.bitrate == 64_000


async def test_silence_cannot_be_mastered_and_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "a.mp3"
    with pytest.raises(MasteringError, match="sound") as refused:
        await made([np.zeros(SAMPLE_RATE, np.int16)], out)
    assert not refused.value.again
    assert not out.exists()


@pytest.mark.parametrize(
    "clip", [np.zeros(0, np.int16), np.zeros((9, 2), np.int16), np.zeros(9, np.float32)], ids=str
)
async def test_a_clip_that_is_none_is_named(clip: Samples, tmp_path: Path) -> None:
    with pytest.raises(MasteringError, match="clip 5 "):
        await made([*spoken(), clip], tmp_path / "a.mp3")


async def test_an_episode_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MasteringError, match="nothing to master"):
        await made([], tmp_path / "a.mp3")


async def test_a_clip_that_cannot_be_loaded_is_the_error_and_leaves_no_file(tmp_path: Path) -> None:
    async def gone() -> Samples:
        raise FileNotFoundError("clip")

    with pytest.raises(FileNotFoundError):
        await master([part(spoken()[0]), Part(gone, 0)], tmp_path / "a.mp3", Target(), Tags("T"))
    assert not (tmp_path / "a.mp3").exists()


async def test_a_clip_that_changes_meanwhile_is_worth_another_try(tmp_path: Path) -> None:
    clip = spoken()[2]
    lengths = itertools.count(len(clip), -100)

    async def changing() -> Samples:
        return clip[: next(lengths)]

    with pytest.raises(MasteringError, match="changed") as refused:
        await master([Part(changing, 0)], tmp_path / "a.mp3", Target(), Tags("T"))
    assert refused.value.again
    assert not (tmp_path / "a.mp3").exists()
