"""Chapters and tags, read back by a reader that is not ours."""

import json
from pathlib import Path

import mutagen.id3
import pytest
from mutagen.mp3 import MP3

from app.narration.chapters import DISCLOSURE, Chapter, Tags, chapters_json, chapters_of, tag
from app.outside import ffmpeg

RATE = 24_000
CHAPTERS = (Chapter(0, 2 * RATE, "Opening"), Chapter(2 * RATE, 3 * RATE, "Ölfässer & 数"))


@pytest.fixture
async def mp3(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp3"
    await ffmpeg.run(
        "-f", "lavfi", "-i", f"sine=r={RATE}:d=3", "-c:a", "libmp3lame", "-b:a", "64k", str(path)
    )
    return path


def test_chapters_begin_with_their_part_and_leave_no_gap() -> None:
    offsets = [(100, 200), (250, 300), (400, 500), (600, 700)]
    assert chapters_of([(0, "One"), (2, "Two")], offsets, 1000) == (
        Chapter(0, 400, "One"),
        Chapter(400, 1000, "Two"),
    )


def test_an_episode_may_have_no_chapters() -> None:
    assert chapters_of([], [(100, 200)], 1000) == ()


async def test_chapters_stand_in_the_file_in_order(mp3: Path) -> None:
    tag(mp3, Tags("Title"), CHAPTERS, RATE)
    id3 = MP3(mp3).tags
    (contents,) = id3.getall("CTOC")
    assert contents.child_element_ids == ["chapter0", "chapter1"]
    assert contents.flags == mutagen.id3.CTOCFlags.TOP_LEVEL | mutagen.id3.CTOCFlags.ORDERED
    found = [id3[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [(frame.start_time, frame.end_time) for frame in found] == [(0, 2000), (2000, 3000)]
    assert [str(frame.sub_frames["TIT2"]) for frame in found] == ["Opening", "Ölfässer & 数"]


async def test_the_file_says_what_it_is_and_that_the_voice_is_synthetic(mp3: Path) -> None:
    tag(mp3, Tags("Title", album="Show", artist="Acme", language="de-AT", year="2026"), (), RATE)
    id3 = MP3(mp3).tags
    told = {name: str(id3[name]) for name in ("TIT2", "TALB", "TPE1", "TLAN", "TDRC")}
    assert told == {"TIT2": "Title", "TALB": "Show", "TPE1": "Acme", "TLAN": "deu", "TDRC": "2026"}
    assert str(id3["COMM::deu"]) == DISCLOSURE
    assert "synthetic" in DISCLOSURE
    assert str(id3["TXXX:SYNTHETIC_SPEECH"]) == "yes"
    assert "CTOC:contents" not in id3


async def test_tagging_again_replaces_and_leaves_the_sound_alone(mp3: Path) -> None:
    before = await ffmpeg.run("-i", str(mp3), "-f", "s16le", "-")
    tag(mp3, Tags("Old", artist="Gone"), CHAPTERS, RATE)
    tag(mp3, Tags("New"), CHAPTERS[:1], RATE)
    id3 = MP3(mp3).tags
    assert str(id3["TIT2"]) == "New"
    assert "TPE1" not in id3
    assert len(id3.getall("CHAP")) == 1
    assert (await ffmpeg.run("-i", str(mp3), "-f", "s16le", "-")).output == before.output


def test_json_chapters_are_podcasting_2() -> None:
    told = json.loads(chapters_json(CHAPTERS, RATE))
    assert told == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "endTime": 2.0, "title": "Opening"},
            {"startTime": 2.0, "endTime": 3.0, "title": "Ölfässer & 数"},
        ],
    }
