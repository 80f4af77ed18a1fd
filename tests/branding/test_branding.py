"""Intro, outro and cover of a project: taken, heard in the master, told in the manifest, removed again."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from PIL import Image
from sqlmodel import select

from app.branding.covers import drawn
from app.branding.models import Kind
from app.narration.models import Master
from app.outside import ffmpeg
from tests.branding.bodies import picture, put, tone
from tests.narration.test_narrating import narrate
from tests.world import Blueprint, World

RATE = 24_000


@pytest.fixture
def world(build: Any, spoken_blueprint: Blueprint) -> World:
    """With an episode that Ada approved, spoken but not yet narrated."""
    found: World = build(spoken_blueprint)
    return found


@pytest.fixture
def episode(world: World) -> str:
    return world.known.things["episode"]


async def file_of(world: World, episode: str, kind: str) -> Any:
    files = (await world.program("lou").get(f"/v1/episodes/{episode}/artifacts")).json()
    artifact = next(row for row in files if row["kind"] == kind)
    return await world.program("lou").get(f"/v1/artifacts/{artifact['id']}/content")


async def played(content: bytes, path: Path) -> np.ndarray:
    path.write_bytes(content)  # noqa: ASYNC240
    done = await ffmpeg.run("-i", str(path), "-ar", str(RATE), "-f", "s16le", "-")
    return np.frombuffer(done.output, np.int16)


def loudness(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound.astype(np.float64)))) / 32768))


async def test_an_episode_begins_and_ends_with_them_and_its_times_are_true(
    world: World, episode: str, tmp_path: Path
) -> None:
    await put(world, Kind.INTRO, tone(2.0, quiet=1.0), licence="Composed by Ada.", fade_out_ms=500)
    await put(world, Kind.OUTRO, tone(1.5, rate=44_100))
    job = await narrate(world, episode)
    assert job["state"] == "succeeded", job["reason"]
    script = await world.script()
    async with world.reading() as session:
        master = (await session.exec(select(Master).where(Master.episode_id == episode))).one()
    sound = await played((await file_of(world, episode, "audio")).content, tmp_path / "a.mp3")
    assert len(sound) == master.samples
    assert [cue["sentence_id"] for cue in master.cues] == [row.id for row in script.sentences]
    first, last = master.cues[0]["start"], master.cues[-1]["end"]
    # Two seconds of intro and half a second of silence; a second and a half of outro at the end.
    assert 2.5 * RATE < first < 3.5 * RATE
    assert 1.5 * RATE < master.samples - last < 5 * RATE
    assert np.abs(sound[first - RATE // 4 : first - 100]).max() < 300
    assert loudness(sound[int(0.5 * RATE) : int(1.5 * RATE)]) > -35
    assert loudness(sound[first : master.cues[0]["end"]]) > -35
    assert master.chapters[0]["start"] == 0
    assert master.chapters[1]["start"] == master.cues[len(script.segments[0].sentences)]["start"]
    assert master.chapters[-1]["end"] == master.samples
    manifest = (await file_of(world, episode, "manifest")).json()
    assert [(row["kind"], row["licence"]) for row in manifest["brand"][:2]] == [
        ("intro", "Composed by Ada."),
        ("outro", ""),
    ]
    captions = (await file_of(world, episode, "captions")).text
    start = captions.split(" --> ")[0].rpartition(":")[2]
    assert float(start) == pytest.approx(first / RATE, abs=0.001)


async def test_an_edit_leaves_the_intro_and_other_chapters_as_they_are(world: World, episode: str) -> None:
    await put(world, Kind.INTRO)
    assert (await narrate(world, episode))["result"]["chunks"]["reused"] == 0
    again = (await narrate(world, episode))["result"]["chunks"]
    assert (again["encoded"], again["reused"] > 1) == (0, True)


async def test_the_cover_and_language_are_in_the_file(world: World, episode: str, tmp_path: Path) -> None:
    await put(world, Kind.COVER, picture("red"))
    await narrate(world, episode)
    content = (await file_of(world, episode, "audio")).content
    id3 = ID3(io.BytesIO(content))
    assert id3.getall("TLAN")[0].text == ["eng"]
    assert "synthetic" in id3.getall("COMM")[0].text[0]
    shown = Image.open(io.BytesIO(id3.getall("APIC")[0].data))
    assert shown.size == (1400, 1400)
    red, green, _ = shown.getpixel((700, 700))
    assert red > 200 > 50 > green
    assert (await file_of(world, episode, "cover")).content == id3.getall("APIC")[0].data
    script = await world.script()
    chapters = sorted(id3.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [chapter.sub_frames["TIT2"].text for chapter in chapters] == [
        [segment.title] for segment in script.segments
    ]
    answer = await world.program("ada").post(f"/v1/episodes/{episode}/format", json={"format": "m4a"})
    assert answer.status_code == 202, answer.text
    await world.run()
    path = tmp_path / "a.m4a"
    path.write_bytes((await file_of(world, episode, "m4a")).content)
    m4a = MP4(path)
    assert m4a["covr"] == [id3.getall("APIC")[0].data]
    assert "synthetic" in m4a["\xa9cmt"][0]
    assert [chapter.title for chapter in m4a.chapters] == [segment.title for segment in script.segments]
    told = (await ffmpeg.run("-i", str(path), "-f", "null", "-")).log
    assert "(eng): Audio: aac" in told


def test_a_cover_is_drawn_from_the_title_the_same_every_time() -> None:
    assert drawn("Measured Sleep", "Show") == drawn("Measured Sleep", "Show") != drawn("Waking", "Show")
    for title in ("", "数学の本", "A " * 300, "x" * 400, "\U0001f40d"):
        assert Image.open(io.BytesIO(drawn(title))).size == (1400, 1400)


async def test_what_is_no_sound_or_too_long_is_refused(world: World, episode: str) -> None:
    project = (await world.script()).project_id
    ada = world.program("ada")
    playlist = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
    for kind, content, words in (
        ("intro", b"no sound at all", "cannot be read"),
        ("intro", playlist, "cannot be read"),
        ("intro", tone(31.0), "longer than 30"),
        ("intro", tone(1.0, peak=0.0), "silent"),
        ("intro", b"", "empty"),
        ("cover", tone(), "cannot be read"),
    ):
        file = {"file": ("a.wav", content, "audio/wav")}
        answer = await ada.post(f"/v1/projects/{project}/branding", files=file, data={"kind": kind})
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True), answer.text
    assert [row["kind"] for row in (await ada.get(f"/v1/projects/{project}/branding")).json()] == ["cover"]


async def test_loudness_is_the_projects_then_the_organizations(world: World, episode: str) -> None:
    project = (await world.script()).project_id
    ada = world.program("ada")
    assert (await ada.post("/v1/casting/loudness", json={"lufs": -20.0})).json()["lufs"] == -20.0
    body = {"lufs": -23.0, "project_id": project}
    assert (await ada.post("/v1/casting/loudness", json=body)).json()["lufs"] == -23.0
    for wrong in (-60, 0):
        assert (await ada.post("/v1/casting/loudness", json={"lufs": wrong})).status_code == 422
    await narrate(world, episode)
    quality = (await file_of(world, episode, "quality")).json()
    assert quality["audio"]["target_lufs"] == -23.0
    assert quality["audio"]["lufs"] == pytest.approx(-23.0, abs=0.5)


async def test_the_page_takes_and_removes_a_file(world: World) -> None:
    project = (await world.script()).project_id
    ada = world.browser("ada")
    at = f"/acme/projects/{project}/branding"
    file = {"file": ("jingle.wav", tone(), "audio/wav")}
    form = {"kind": "intro", "licence": "CC0", "fade_in_ms": "0", "fade_out_ms": "200"}
    assert (await ada.post(at, files=file, data=form)).status_code == 303
    page = (await ada.get("/acme/settings/branding")).text
    assert "jingle.wav" in page
    assert "CC0" in page
    assert (await world.browser("lou").get(f"{at}/intro/content")).headers["content-type"] == "audio/wav"
    assert (await ada.post(f"{at}/intro/removal")).status_code == 303
    assert (await ada.get(f"{at}/intro/content")).status_code == 404
    assert (await world.actions())[-2:] == ["brand_file.put", "brand_file.removed"]
