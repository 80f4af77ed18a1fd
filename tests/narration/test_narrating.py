"""From approved sentences to an episode: what is spoken, what is counted, what stops it."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.episodes.models import Episode
from app.episodes.scripts import load_script
from app.episodes.states import EpisodeState
from app.narration import narrating, voicing
from app.narration.mastering import Chain, MasterReport, Part, Target
from app.narration.models import Artifact, Clip, Master
from app.queue.models import Job, JobState
from tests.world import Blueprint, World


@pytest.fixture
def pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips one after another in no time; how they are mastered is proved elsewhere."""
    monkeypatch.setattr(narrating, "master", paste)


async def paste(parts: Sequence[Part], out: Path, target: Target, *more: Any) -> MasterReport:
    ends = list(accumulate([len(await part.load()) for part in parts]))
    out.write_bytes(b"ID3" + bytes(1000))  # noqa: ASYNC240
    known = {
        "lufs": target.lufs,
        "duration": ends[-1],
        "sample_rate": 24_000,
        "offsets": tuple(zip([0, *ends[:-1]], ends, strict=True)),
        "chain": Chain(*(0.0 for _ in fields(Chain))),
        "chunks": (),
    }
    return MasterReport(**{field.name: known.get(field.name, 0) for field in fields(MasterReport)})


@pytest.fixture
def world(build: Callable[..., World], spoken_blueprint: Blueprint) -> World:
    """With an episode that Ada approved, spoken but not yet narrated."""
    return build(spoken_blueprint)


@pytest.fixture
def episode(world: World) -> str:
    return world.known.things["episode"]


async def narrate(world: World, episode_id: str) -> dict[str, Any]:
    """The job of a narration, done."""
    answer = await world.program("ada").post(f"/v1/episodes/{episode_id}/narration", json={})
    assert answer.status_code == 202, answer.text
    await world.run()
    return (await world.program("ada").get(f"/v1/jobs/{answer.json()['job_id']}")).json()


async def clips(world: World, episode_id: str) -> dict[str, int]:
    job = await narrate(world, episode_id)
    assert job["state"] == "succeeded", job["reason"]
    return dict(job["result"]["clips"])


async def reword(world: World, episode_id: str, place: int, text: str) -> None:
    """Ed rewords a sentence and Ada approves its segment."""
    segment = (await world.script(episode_id)).segments[place]
    sentences = [{"id": row.id, "text": row.text} for row in segment.sentences]
    sentences[0]["text"] = text
    path = f"/v1/segments/{segment.id}"
    revised = await world.program("ed").post(f"{path}/revision", json={"sentences": sentences})
    assert revised.status_code == 200, revised.text
    blocked = [row for row in revised.json()["sentences"] if row["findings"]]
    for row in blocked:
        override = {"reason": "A greeting of our own."}
        await world.program("ada").post(f"/v1/sentences/{row['id']}/override", json=override)
    yes = {"content_hash": revised.json()["content_hash"]}
    assert (await world.program("ada").post(f"{path}/approval", json=yes)).status_code == 200


async def test_every_sentence_is_spoken_in_order(world: World, episode: str) -> None:
    job = await narrate(world, episode)
    assert (job["state"], job["progress"]) == ("succeeded", 1.0)
    script = await world.script()
    assert script.state is EpisodeState.READY
    async with world.reading() as session:
        master = (await session.exec(select(Master).where(Master.episode_id == episode))).one()
    assert [cue["sentence_id"] for cue in master.cues] == [row.id for row in script.sentences]
    assert [cue["text"] for cue in master.cues] == [row.text for row in script.sentences]
    starts = [cue["start"] for cue in master.cues]
    assert starts == sorted(starts)
    assert all(cue["start"] < cue["end"] <= master.samples for cue in master.cues)
    assert [chapter["title"] for chapter in master.chapters] == [part.title for part in script.segments]


@pytest.mark.usefixtures("pasted")
async def test_clips_are_counted_once(world: World, episode: str) -> None:
    total = len((await world.script()).sentences)
    first = await clips(world, episode)
    # What the other episode says in the same words was rendered for it.
    assert first["synthesized"] >= total - 4
    assert first["synthesized"] + first["reused"] == total
    assert await clips(world, episode) == {"synthesized": 0, "reused": total}
    before = (await world.script()).segments[0].sentences[0].text
    await reword(world, episode, 0, "Good evening, and welcome to the dunes.")
    assert await clips(world, episode) == {"synthesized": 1, "reused": total - 1}
    await reword(world, episode, 0, before)
    assert await clips(world, episode) == {"synthesized": 0, "reused": total}


@pytest.mark.usefixtures("pasted")
async def test_nothing_is_stored_twice(world: World, episode: str) -> None:
    await narrate(world, episode)
    async with world.reading() as session:
        before = {clip.key for clip in (await session.exec(select(Clip))).all()}
    objects = len(world.storage.objects)
    await narrate(world, episode)
    async with world.reading() as session:
        clips_now = (await session.exec(select(Clip))).all()
        files = (await session.exec(select(Artifact).where(Artifact.episode_id == episode))).all()
    assert {clip.key for clip in clips_now} == before
    assert len(world.storage.objects) == objects + len(files) // 2


async def test_before_everything_is_approved_the_segments_are_named(world: World) -> None:
    script = await world.script()
    first, second, *_ = script.segments
    for segment in (first, second):
        await world.program("ben").post(f"/v1/segments/{segment.id}/reopening")
    answer = await world.program("ada").post(f"/v1/episodes/{script.id}/narration", json={})
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"] == "/problems/not-approved"
    assert [row["id"] for row in problem["segments"]] == [first.id, second.id]
    assert first.title in problem["detail"]


async def test_an_episode_that_is_being_drafted_is_not_narrated(world: World) -> None:
    known = world.known.things
    made = await world.program("ada").post("/v1/episodes", json={"document_ids": [known["document"]]})
    answer = await world.program("ada").post(f"/v1/episodes/{made.json()['id']}/narration", json={})
    assert answer.status_code == 409


@pytest.mark.usefixtures("pasted")
async def test_each_narration_is_a_job_of_its_own(world: World, episode: str) -> None:
    path = f"/v1/episodes/{episode}/narration"
    ids = {(await world.program("ada").post(path, json={})).json()["job_id"] for _ in range(2)}
    assert len(ids) == 2
    await world.run()
    async with world.reading() as session:
        states = {(await session.get_one(Job, job_id)).state for job_id in ids}
    assert states == {JobState.SUCCEEDED}
    assert (await world.script()).state is EpisodeState.READY


@pytest.mark.usefixtures("pasted")
async def test_a_script_edited_meanwhile_is_not_published(
    world: World, episode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ed edits while the episode is mastered: nothing of that master stays."""
    master = narrating._master

    async def edited(*args: Any) -> Any:
        report = await master(*args)
        segment = (await world.script()).segments[1]
        sentences = [{"id": row.id, "text": row.text} for row in segment.sentences][:-1]
        path = f"/v1/segments/{segment.id}/revision"
        assert (await world.program("ed").post(path, json={"sentences": sentences})).status_code == 200
        return report

    objects = set(world.storage.objects)
    with monkeypatch.context() as patch:
        patch.setattr(narrating, "_master", edited)
        job = await narrate(world, episode)
    assert (job["state"], job["reason"][:23]) == ("dead", "The script was changed ")
    async with world.reading() as session:
        assert (await session.exec(select(Master).where(Master.episode_id == episode))).all() == []
    assert set(world.storage.objects) == objects
    # What was left is still approved, so it can be narrated as it is now.
    script = await world.script()
    assert (script.state, script.reason[:23]) == (EpisodeState.APPROVED, "The script was changed ")
    assert (await narrate(world, episode))["state"] == "succeeded"


@pytest.mark.usefixtures("pasted")
async def test_an_approval_taken_back_meanwhile_stops_it(
    world: World, episode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = voicing.settled

    async def reopened(*told: Any, **more: Any) -> Any:
        found = await settled(*told, **more)
        part = (await world.script()).segments[-1]
        await world.program("ben").post(f"/v1/segments/{part.id}/reopening")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(voicing, "settled", reopened)
        job = await narrate(world, episode)
    assert job["state"] == "dead"
    assert "Approve it" in job["reason"]
    assert (await world.script()).state is EpisodeState.IN_REVIEW
    async with world.reading() as session:
        assert (await session.exec(select(Master).where(Master.episode_id == episode))).all() == []


@pytest.mark.usefixtures("pasted")
async def test_ben_and_lou_do_not_narrate(world: World, episode: str) -> None:
    for who in ("ben", "lou"):
        answer = await world.program(who).post(f"/v1/episodes/{episode}/narration", json={})
        assert answer.status_code == 403
    assert (await world.script()).state is EpisodeState.APPROVED


@pytest.mark.usefixtures("pasted")
async def test_a_cancelled_narration_leaves_an_episode_that_can_be_narrated(
    world: World, episode: str
) -> None:
    path = f"/v1/episodes/{episode}/narration"
    job_id = (await world.program("ada").post(path, json={})).json()["job_id"]
    assert (await world.program("ada").post(f"/v1/jobs/{job_id}/cancellation")).status_code == 200
    async with world.reading() as session:
        found = await load_script(session, episode)
    assert found.state is not EpisodeState.NARRATING, "nobody works on it, so it must not say so"
    assert (await narrate(world, episode))["state"] == "succeeded"


@pytest.mark.usefixtures("pasted")
async def test_a_cancelled_drafting_can_be_asked_for_again(world: World) -> None:
    known = world.known.things
    made = (
        await world.program("ada").post("/v1/episodes", json={"document_ids": [known["document"]]})
    ).json()
    assert (await world.program("ada").post(f"/v1/jobs/{made['job_id']}/cancellation")).status_code == 200
    async with world.reading() as session:
        assert (await session.get_one(Episode, made["id"])).state is EpisodeState.FAILED
    browser = world.browser("ada")
    assert (await browser.post(f"/acme/episodes/{made['id']}/drafting")).status_code == 303
    await world.run()
    assert (await world.script(made["id"])).state is EpisodeState.IN_REVIEW
