"""The other formats: same times, same loudness, chapters read back by another reader."""

import wave
from pathlib import Path

import numpy as np
import pytest
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from app.narration.chapters import Chapter, Tags
from app.narration.mastering import SAMPLE_RATE, MasteringError, MasterReport, Part, Target, master
from app.narration.renditions import Format, metadata, render
from app.outside import ffmpeg
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Samples
from tests.narration.meter import integrated, true_peak
from tests.narration.test_mastering import TEXTS, lag, part, spoken

TAGS = Tags("What; #moves = 数 \\ sand", album="Rivers", chapters=((0, "Öpening"), (2, "The = middle")))


def parts() -> list[Part]:
    return [part(clip) for clip in spoken()]


@pytest.fixture(scope="module")
async def report(tmp_path_factory: pytest.TempPathFactory) -> MasterReport:
    return await master(parts(), tmp_path_factory.mktemp("master") / "a.mp3", Target(), TAGS)


@pytest.mark.parametrize("format", Format)
async def test_it_is_as_loud_as_the_master_and_keeps_its_times(
    format: Format, report: MasterReport, tmp_path: Path
) -> None:
    out = tmp_path / f"a.{format}"
    rendition = await render(parts(), out, format, Target(), TAGS, report)
    done = await ffmpeg.run("-i", str(out), "-ar", str(SAMPLE_RATE), "-f", "s16le", "-")
    played = np.frombuffer(done.output, np.int16)
    assert len(played) == report.duration
    assert integrated(played, SAMPLE_RATE) == pytest.approx(-16.0, abs=0.5)
    assert rendition.lufs == pytest.approx(integrated(played, SAMPLE_RATE), abs=0.2)
    assert true_peak(played) <= -1.0
    assert rendition.bytes == out.stat().st_size
    for clip, (start, _) in zip(spoken(), report.offsets, strict=True):
        assert abs(lag(played, clip, start)) <= SAMPLE_RATE // 1000


async def test_m4a_carries_tags_and_chapters(report: MasterReport, tmp_path: Path) -> None:
    await render(parts(), tmp_path / "a.m4a", Format.M4A, Target(), TAGS, report)
    file = MP4(tmp_path / "a.m4a")
    assert file.tags["\xa9nam"] == [TAGS.title]
    assert file.tags["\xa9alb"] == ["Rivers"]
    assert "synthetic" in file.tags["\xa9cmt"][0]
    chapters = [(chapter.title, round(chapter.start, 3)) for chapter in file.chapters]
    assert chapters == [("Öpening", 0.0), ("The = middle", round(report.offsets[2][0] / SAMPLE_RATE, 3))]


async def test_opus_carries_tags_and_chapters(report: MasterReport, tmp_path: Path) -> None:
    await render(parts(), tmp_path / "a.opus", Format.OPUS, Target(), TAGS, report)
    tags = OggOpus(tmp_path / "a.opus").tags
    assert tags["title"] == [TAGS.title]
    assert "synthetic" in tags["description"][0]
    assert tags["chapter001name"] == ["The = middle"]


async def test_wav_is_16_bit_mono_at_the_rate_of_the_master(report: MasterReport, tmp_path: Path) -> None:
    await render(parts(), tmp_path / "a.wav", Format.WAV, Target(), TAGS, report)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, SAMPLE_RATE)
        assert file.getnframes() == report.duration


async def test_clips_of_another_master_are_refused(report: MasterReport, tmp_path: Path) -> None:
    other: list[Samples] = [FakeSpeech().speak(text + " Indeed.", "tone").samples for text in TEXTS]
    with pytest.raises(MasteringError, match="not those of the master"):
        await render([part(clip) for clip in other], tmp_path / "a.wav", Format.WAV, Target(), TAGS, report)
    assert not (tmp_path / "a.wav").exists()


def test_titles_cannot_forge_metadata() -> None:
    told = metadata(Tags("a\n[CHAPTER]\nSTART=7"), [Chapter(0, 9, "b\nEND=1")])
    assert told.count("\n[CHAPTER]\nTIMEBASE") == 1
    assert "a\\\n[CHAPTER]\\\nSTART\\=7" in told
