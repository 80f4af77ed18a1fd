"""Chunks are encoded apart and joined as frames: nobody may hear, see or measure where."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from app.narration.chapters import Tags
from app.narration.frames import FRAME_BYTES, first_frame, info_frame
from app.narration.mastering import (
    FRAME,
    SAMPLE_RATE,
    Earlier,
    MasterReport,
    Part,
    Target,
    master,
)
from app.narration.reel import CHUNK_PARTS, LEAD, TRAIL, Reel
from app.outside.speech import Samples
from tests.narration.meter import integrated
from tests.narration.test_mastering import decoded, lag

SENTENCES = 12
CHAPTERS = (0, 3, 6, 9)
PAUSE = LEAD + TRAIL + 1111
HEARD = 9600
TAGS = Tags("Joined", chapters=tuple((part, f"Chapter {part}") for part in CHAPTERS))


def noise(number: int) -> Samples:
    """A clip like no other, so that it can be found in the master; loud up to both ends."""
    length = 24_000 + 1733 * number
    return np.random.default_rng(number).normal(0, 2500, length).astype(np.int16)


def part(number: int, pause: int = PAUSE) -> Part:
    async def load() -> Samples:
        return noise(number)

    return Part(load, pause, key=f"noise-{number}")


def episode(*numbers: int) -> list[Part]:
    return [part(number) for number in numbers or range(SENTENCES)]


async def made(parts: list[Part], out: Path, tags: Tags = TAGS) -> MasterReport:
    return await master(parts, out, Target(), tags)


@pytest.fixture(scope="module")
async def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Earlier, MasterReport]:
    """A master as it was before the edit."""
    path = tmp_path_factory.mktemp("before") / "a.mp3"
    report = await made(episode(), path)
    assert len(report.chunks) == len(CHAPTERS), "nothing was joined"
    return Earlier(path, report.chain, report.chunks), report


def sound(path: Path) -> bytes:
    return path.read_bytes()[first_frame(path) :]


async def test_joined_chunks_play_every_clip_where_it_should_be(tmp_path: Path) -> None:
    report = await made(episode(), tmp_path / "a.mp3")
    assert len(report.chunks) == len(CHAPTERS), "nothing was joined"
    played = await decoded(tmp_path / "a.mp3")
    assert len(played) == report.duration
    for number, (start, end) in enumerate(report.offsets):
        assert end - start == len(noise(number))
        assert abs(lag(played, noise(number), start)) <= 1


async def test_joins_are_silent_and_clips_next_to_them_whole(tmp_path: Path) -> None:
    joined = await made(episode(), tmp_path / "joined.mp3")
    whole = await made(episode(), tmp_path / "whole.mp3", Tags("Whole"))
    assert len(whole.chunks) == 1
    one, other = await decoded(tmp_path / "joined.mp3"), await decoded(tmp_path / "whole.mp3")
    for number in CHAPTERS[1:]:
        before, after = joined.offsets[number - 1][1], joined.offsets[number][0]
        assert PAUSE <= after - before < PAUSE + FRAME
        assert not one[before + FRAME * 2 : after - FRAME * 2].any()
        # The clip on either side sounds as it does where nothing was joined.
        ends = (before - HEARD, whole.offsets[number - 1][1] - HEARD)
        for at, there in (ends, (after, whole.offsets[number][0])):
            mine, theirs = one[at : at + HEARD].astype(float), other[there : there + HEARD].astype(float)
            gain = np.dot(mine, theirs) / np.dot(mine, mine)
            assert np.std(theirs - gain * mine) < 0.35 * np.std(theirs)


async def test_an_edit_encodes_its_chapter_and_takes_over_the_others(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    earlier, first = before
    numbers = [0, 1, 2, 3, 44, 5, 6, 7, 8, 9, 10, 11]
    report = await master(episode(*numbers), tmp_path / "b.mp3", Target(), TAGS, earlier)
    assert report.reused == len(CHAPTERS) - 1
    played = await decoded(tmp_path / "b.mp3")
    assert len(played) == report.duration != first.duration
    for number, (start, _) in zip(numbers, report.offsets, strict=True):
        assert abs(lag(played, noise(number), start)) <= 1
    assert integrated(played, SAMPLE_RATE) == pytest.approx(report.lufs, abs=0.15)
    assert report.lufs == pytest.approx(-16.0, abs=0.5)


async def test_only_the_clips_of_the_touched_chapter_are_read_again(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    async def never() -> Samples:
        raise AssertionError("a clip nobody touched was read")

    parts = [dataclasses.replace(each, load=never) for each in episode()]
    parts[3:6] = [part(3), part(44), part(5)]
    report = await master(parts, tmp_path / "b.mp3", Target(), TAGS, before[0])
    assert report.reused == len(CHAPTERS) - 1


async def test_nothing_edited_gives_the_same_sound_again(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    earlier, first = before
    again = await master(episode(), tmp_path / "b.mp3", Target(), TAGS, earlier)
    assert again.reused == len(CHAPTERS)
    assert sound(tmp_path / "b.mp3") == sound(earlier.path)
    assert again.offsets == first.offsets


async def test_chapters_moved_around_are_taken_over_too(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    numbers = [0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11]
    report = await master(episode(*numbers), tmp_path / "b.mp3", Target(), TAGS, before[0])
    assert report.reused == len(CHAPTERS)
    played = await decoded(tmp_path / "b.mp3")
    for number, (start, _) in zip(numbers, report.offsets, strict=True):
        assert abs(lag(played, noise(number), start)) <= 1


async def test_parts_that_do_not_say_what_they_are_are_encoded_again(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    parts = [dataclasses.replace(each, key="") for each in episode()]
    report = await master(parts, tmp_path / "b.mp3", Target(), TAGS, before[0])
    assert report.reused == 0


async def test_an_edit_that_changes_the_loudness_remasters_all_of_it(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    async def loud() -> Samples:
        return np.random.default_rng(1).normal(0, 9000, 20 * SAMPLE_RATE).astype(np.int16)

    earlier, first = before
    parts = [*episode()[:-1], Part(loud, 0, key="loud")]
    report = await master(parts, tmp_path / "b.mp3", Target(), TAGS, earlier)
    assert report.reused == 0
    assert report.chain != first.chain
    assert report.lufs == pytest.approx(-16.0, abs=0.5)


async def test_of_a_damaged_earlier_master_nothing_is_taken_over(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    earlier, first = before
    damaged = tmp_path / "a.mp3"
    damaged.write_bytes(earlier.path.read_bytes()[: first.bytes // 2])
    report = await master(
        episode(), tmp_path / "b.mp3", Target(), TAGS, dataclasses.replace(earlier, path=damaged)
    )
    assert report.reused == 0
    assert sound(tmp_path / "b.mp3") == sound(earlier.path)


async def test_what_a_report_keeps_survives_json(
    before: tuple[Earlier, MasterReport], tmp_path: Path
) -> None:
    earlier, first = before
    recalled = Earlier.recall(earlier.path, json.loads(json.dumps(first.memory)))
    assert recalled == earlier


def test_a_long_chapter_is_cut_further_but_never_in_a_short_pause() -> None:
    parts = [part(0, PAUSE if number % 10 == 9 else 100) for number in range(200)]
    chunks = Reel(parts, Target()).chunks
    assert len(chunks) > 3
    assert all(CHUNK_PARTS <= len(chunk.parts) < CHUNK_PARTS + 10 for chunk in chunks[:-1])
    assert all(chunk.parts[-1].pause_after == PAUSE for chunk in chunks[:-1])
    assert sum(len(chunk.parts) for chunk in chunks) == 200


def test_the_header_frame_tells_length_and_silence_to_skip() -> None:
    frame = info_frame(1000)
    assert len(frame) == FRAME_BYTES
    assert frame[13:17] == b"Info"
    assert int.from_bytes(frame[21:25], "big") == 1000
    assert int.from_bytes(frame[25:29], "big") == 1001 * FRAME_BYTES
    skipped = int.from_bytes(frame[154:157], "big")
    assert (skipped >> 12, skipped & 0xFFF) == (576, 576)
