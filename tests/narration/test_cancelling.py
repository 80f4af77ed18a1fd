"""A narration is stopped: nothing of it goes on, the pages say so, and it can be asked for again."""

from dataclasses import replace

import pytest
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.narration.models import Take
from app.narration.narrating import narrating_died
from app.permissions import Principal
from app.queue.models import Job, JobState, ask
from app.queue.registry import KINDS
from tests.queue.bodies import dead
from tests.world import World, approved

TOLD = "The narration did not finish"


@pytest.fixture
async def episode(world: World) -> str:
    """Approved, asked to be narrated, and nothing of it spoken."""
    found: str = world.known.things["episode"]
    await approved(world.installation, world.principal("ada"), found, spoken=False)
    assert (await world.browser("ada").post(f"/acme/episodes/{found}/narration")).status_code == 303
    return found


async def narration(world: World) -> Job:
    """The newest."""
    async with world.reading() as session:
        query = select(Job).where(Job.kind == "narrate_episode").order_by(col(Job.id).desc())
        job = (await session.exec(query)).first()
    assert job is not None
    return job


async def spoken(world: World, sentence_ids: list[str]) -> bool:
    """Whether there is anything to hear of these sentences."""
    async with world.reading() as session:
        query = select(Take.id).where(col(Take.sentence_id).in_(sentence_ids))
        return (await session.exec(query)).first() is not None


async def page(world: World, path: str) -> str:
    return str((await world.browser("ada").get(f"/acme/episodes/{path}")).text)


async def test_whoever_may_narrate_stops_all_of_it(world: World, episode: str) -> None:
    job = await narration(world)
    async with world.writing() as session:
        child = ask(session, "speak_segment", by=world.principal("ada"), parent_id=job.id).id
    assert "Stop narrating" in await page(world, f"{episode}/listen")
    path = f"/acme/episodes/{episode}/narration/cancellation"
    assert (await world.browser("lou").post(path)).status_code == 403
    answer = await world.browser("ada").post(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/acme/episodes/{episode}/listen")
    async with world.reading() as session:
        states = [(await session.get_one(Job, job_id)).state for job_id in (job.id, child)]
    assert states == [JobState.CANCELLED] * 2
    assert (await world.browser("ada").post(path)).status_code == 409


async def test_what_approvals_asked_for_is_not_spoken_until_asked_again(world: World, episode: str) -> None:
    script = await world.script(episode)
    segment = script.segments[0]
    ada = world.principal("ada")
    async with world.writing() as session:
        await session.exec(update(Job).where(Job.kind == "speak_segment").values(state=JobState.CANCELLED))
        asked = [ask(session, "speak_segment", by=ada, subject=segment).id]
        asked += [ask(session, "record_take", by=ada, subject=segment.sentences[0]).id]
        elsewhere = ask(session, "send_mail", by=ada).id
    await world.browser("ada").post(f"/acme/episodes/{episode}/narration/cancellation")
    async with world.reading() as session:
        states = [(await session.get_one(Job, job_id)).state for job_id in (*asked, elsewhere)]
    assert states == [JobState.CANCELLED, JobState.CANCELLED, JobState.QUEUED]
    await world.run()
    assert not await spoken(world, [row.id for row in segment.sentences])
    async with world.writing() as session:
        ask(session, "speak_segment", by=ada, subject=segment)
    await world.run()
    assert await spoken(world, [row.id for row in segment.sentences])


async def test_every_page_says_so_until_it_is_asked_for_again(world: World, episode: str) -> None:
    await world.browser("ada").post(f"/acme/episodes/{episode}/narration/cancellation")
    for path in (f"{episode}/listen", episode):
        told = await page(world, path)
        assert TOLD in told
        assert "It was cancelled." in told
    assert "It was cancelled." in await page(world, "")
    assert (await world.browser("ada").post(f"/acme/episodes/{episode}/narration")).status_code == 303
    for path in (f"{episode}/listen", episode):
        assert TOLD not in await page(world, path)
    await world.run()
    assert (await world.script(episode)).state == "ready"


async def test_a_failed_narration_is_told_and_seen_to_run_again(world: World, episode: str) -> None:
    """From the failures it is run again without anybody pressing Narrate."""
    job = await narration(world)
    async with world.writing() as session:
        row = dead(await session.get_one(Job, job.id), "The voice is in trouble.")
        script = await world.script(episode)
        script = await session.merge(script)
        session.add(script.fail(row.reason, world.principal("ada")))
        script.settle()
    assert "The voice is in trouble." in await page(world, f"{episode}/listen")
    assert (await world.browser("ada").post(f"/acme/failures/{job.id}/retry")).status_code == 303
    told = await page(world, f"{episode}/listen")
    assert TOLD not in told
    assert "Stop narrating" in told


async def test_it_is_stopped_even_where_the_episode_cannot_be_told(
    world: World, episode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(session: AsyncSession, episode_id: str, reason: str, by: Principal) -> None:
        await narrating_died(session, episode_id, reason, by)
        await session.flush()
        raise RuntimeError("It cannot be told.")

    monkeypatch.setitem(KINDS, "narrate_episode", replace(KINDS["narrate_episode"], on_dead=fails))
    stopped = await world.browser("ada").post(f"/acme/episodes/{episode}/narration/cancellation")
    assert (stopped.status_code, stopped.headers["location"]) == (303, f"/acme/episodes/{episode}/listen")
    assert (await narration(world)).state is JobState.CANCELLED
