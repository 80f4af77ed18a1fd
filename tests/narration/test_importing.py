"""A recording of one's own as a take: taken, proven, heard in the master, named; for no other sentence."""

from typing import Any

import pytest
from sqlmodel import select

from app.episodes.scripts import load_sentence
from app.narration.models import Clip
from app.narration.takes import clip_of
from tests.branding.bodies import tone
from tests.narration.test_narrating import narrate
from tests.world import Blueprint, World


class Ears:
    """Hears what it is told to."""

    name, version = "ears", "1"
    languages = frozenset({"en"})

    def __init__(self, heard: str) -> None:
        self.heard = heard

    def transcribe(self, samples: Any, sample_rate: int) -> str:
        return self.heard

    def overhear(self, sounds: Any, sample_rate: int) -> list[str]:
        return [self.heard for _ in sounds]


@pytest.fixture
def world(build: Any, spoken_blueprint: Blueprint) -> World:
    found: World = build(spoken_blueprint)
    return found


async def upload(world: World, sentence_id: str, content: bytes, who: str = "ben") -> Any:
    file = {"file": ("mine.wav", content, "audio/wav")}
    return await world.program(who).post(f"/v1/sentences/{sentence_id}/recording", files=file)


async def heard(world: World, sentence_id: str) -> Clip:
    async with world.reading() as session:
        clip = await clip_of(session, sentence_id)
    assert clip
    return clip


def hearing(world: World, words: str) -> None:
    world.installation.recognizer = lambda: Ears(words)  # type: ignore[assignment,return-value]


async def test_it_is_proven_heard_and_named(world: World) -> None:
    row = (await world.script()).sentences[0]
    hearing(world, row.spoken)
    letters = sum(map(str.isalnum, row.spoken))
    answer = await upload(world, row.id, tone(letters / 14 / 8, rate=44_100, quiet=0.5))
    assert answer.status_code == 202, answer.text
    await world.run()
    clip = await heard(world, row.id)
    assert clip.imported_by.startswith("key ben")
    assert clip.sample_rate == 24_000
    assert not (await world.script()).sentences[0].pickup
    takes = (await world.program("lou").get(f"/v1/sentences/{row.id}/takes")).json()
    assert [(take["chosen"], take["imported_by"] != "") for take in takes] == [(True, True), (False, False)]
    assert "clip.imported" in await world.actions()
    job = await narrate(world, row.episode_id)
    assert job["state"] == "succeeded", job["reason"]
    files = (await world.program("lou").get(f"/v1/episodes/{row.episode_id}/artifacts")).json()
    manifest = next(file for file in files if file["kind"] == "manifest")
    told = (await world.program("lou").get(f"/v1/artifacts/{manifest['id']}/content")).json()
    assert told["sentences"][0]["imported_by"] == clip.imported_by
    assert {voice["engine"] for voice in told["voices"]} == {"fake", "person"}


async def test_what_says_something_else_waits_for_a_person(world: World) -> None:
    row = (await world.script()).sentences[0]
    hearing(world, "Buy more of our excellent cheese today.")
    await upload(world, row.id, tone(3.0))
    await world.run()
    waiting = (await world.script()).sentences[0].pickup
    assert waiting
    assert waiting.heard.startswith("Buy more")


async def test_where_nobody_can_listen_a_person_has_to(world: World) -> None:
    row = (await world.script()).sentences[0]
    world.installation.recognizer = lambda: None
    await upload(world, row.id, tone(3.0))
    await world.run()
    waiting = (await world.script()).sentences[0].pickup
    assert waiting
    assert "recorded elsewhere" in waiting.message


async def test_it_stays_when_the_pace_changes_and_goes_when_recorded_again(world: World) -> None:
    row = (await world.script()).sentences[0]
    hearing(world, row.spoken)
    await upload(world, row.id, tone(3.0))
    await world.run()
    await world.program("ed").post(f"/v1/sentences/{row.id}/delivery", json={"pacing": "energetic"})
    await narrate(world, row.episode_id)
    assert (await heard(world, row.id)).imported_by
    await world.program("ben").post(f"/v1/sentences/{row.id}/take", json={})
    await world.run()
    assert not (await heard(world, row.id)).imported_by


async def test_it_is_heard_for_no_other_sentence(world: World) -> None:
    script = await world.script()
    row, other = script.sentences[0], script.sentences[1]
    await upload(world, row.id, tone(3.0))
    async with world.writing() as session:
        clips = (await session.exec(select(Clip).where(Clip.imported_by == ""))).all()
        _, kept = await load_sentence(session, other.id)
        assert kept
        assert clips
    assert not (await heard(world, other.id)).imported_by


async def test_twice_the_same_recording_is_one_clip(world: World) -> None:
    row = (await world.script()).sentences[0]
    for _ in range(2):
        assert (await upload(world, row.id, tone(2.0))).status_code == 202
    async with world.reading() as session:
        found = (await session.exec(select(Clip).where(Clip.imported_by != ""))).all()
    assert len(found) == 1


async def test_silence_noise_and_unapproved_sentences_are_refused(world: World) -> None:
    row = (await world.script()).sentences[0]
    assert "silent" in (await upload(world, row.id, tone(1.0, peak=0.0))).json()["detail"]
    assert (await upload(world, row.id, b"RIFF junk")).status_code == 422
    assert (await upload(world, row.id, tone(95.0))).status_code == 422
    assert (await upload(world, row.id, tone(1.0), "lou")).status_code == 403
    assert (await upload(world, row.id, tone(1.0), "cleo")).status_code == 404
    await world.program("ben").post(f"/v1/segments/{row.segment_id}/reopening", json={})
    assert (await upload(world, row.id, tone(1.0))).status_code == 409


async def test_the_page_of_takes_has_the_form(world: World) -> None:
    row = (await world.script()).sentences[0]
    page = (await world.browser("ben").get(f"/acme/sentences/{row.id}/takes")).text
    assert f'action="/acme/sentences/{row.id}/recording"' in page
    file = {"file": ("mine.wav", tone(2.0), "audio/wav")}
    answer = await world.browser("ben").post(f"/acme/sentences/{row.id}/recording", files=file)
    assert answer.headers["location"] == f"/acme/sentences/{row.id}/takes"
    assert "recorded by ben@example.org" in (await world.browser("ben").get(answer.headers["location"])).text
