"""After an edit: what was not touched is taken over from the master before, frame by frame."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.narration.models import Artifact, Master
from app.narration.remembering import earlier_master
from tests.narration.test_mastering import decoded
from tests.narration.test_narrating import narrate, reword
from tests.world import Blueprint, World


@pytest.fixture
def world(build: Callable[..., World], spoken_blueprint: Blueprint) -> World:
    """With an episode that Ada approved, spoken but not yet narrated."""
    return build(spoken_blueprint)


async def newest(world: World, episode_id: str) -> Master:
    async with world.reading() as session:
        query = select(Master).where(Master.episode_id == episode_id).order_by(col(Master.id).desc())
        return (await session.exec(query)).all()[0]


async def test_only_the_touched_chunk_is_encoded_again(world: World, tmp_path: Path) -> None:
    episode = world.known.things["episode"]
    organization = world.known.organizations["acme"]
    first = await narrate(world, episode)
    assert first["result"]["chunks"]["reused"] == 0
    chunks = first["result"]["chunks"]["encoded"]
    assert chunks > 2, "there is nothing to take over"
    assert await earlier_master(world.installation, organization, episode, tmp_path / "a.mp3")
    before = await newest(world, episode)
    await reword(world, episode, 0, "Good evening, and welcome to the dunes.")
    second = await narrate(world, episode)
    assert second["result"]["chunks"] == {"encoded": 1, "reused": chunks - 1}
    assert await earlier_master(world.installation, organization, episode, tmp_path / "b.mp3")
    after = await newest(world, episode)
    old, new = [await decoded(tmp_path / f"{name}.mp3") for name in "ab"]
    assert len(new) == after.samples != before.samples
    place = len((await world.script()).segments[0].sentences)
    starts = (before.cues[place]["start"], after.cues[place]["start"])
    assert (old[starts[0] :] == new[starts[1] :]).all()


async def test_a_lost_file_of_the_master_before_only_costs_time(world: World) -> None:
    episode = world.known.things["episode"]
    await narrate(world, episode)
    async with world.reading() as session:
        query = select(Artifact).where(Artifact.episode_id == episode, Artifact.kind == "audio")
        audio = (await session.exec(query)).one()
    key = next(name for name in world.storage.objects if name.endswith(audio.object_id))
    del world.storage.objects[key]
    again = await narrate(world, episode)
    assert again["state"] == "succeeded", again["reason"]
    assert again["result"]["chunks"]["reused"] == 0
