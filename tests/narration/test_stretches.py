"""A long segment is spoken in stretches, by as many workers as are free, and nothing of it twice."""

import asyncio
import threading

import pytest
from sqlmodel import col, select

from app.narration import stretches as cut
from app.narration.plain_words import plain
from app.narration.stretches import covers, stretches
from app.outside.speech import Speech
from app.queue.claims import claim_all
from app.queue.control import cancel_job
from app.queue.models import Job, JobState, ask
from app.queue.scheduling import Runner
from tests.conftest import Build
from tests.narration.test_sharing import SlowSpeech, asked, state
from tests.world import Blueprint, World


@pytest.fixture(autouse=True)
def long_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence is long enough to be a stretch."""
    monkeypatch.setattr(cut, "STRETCH_WORDS", 1)


@pytest.fixture
def world(build: Build, lived_blueprint: Blueprint) -> World:
    return build(lived_blueprint, sweep_seconds=0.05)


class WaitingSpeech(SlowSpeech):
    """Says the first sentence only once another is being said, too, if that comes soon."""

    def __init__(self) -> None:
        super().__init__()
        self.two = threading.Event()
        self.begun: list[str] = []

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.begun.append(text)
        if len(self.begun) == 2:
            self.two.set()
        self.two.wait(10)
        return super().speak(text, voice, rate)


async def longest(world: World, voice: SlowSpeech | None = None) -> tuple[SlowSpeech, str, list[str]]:
    """Nothing but the longest segment is asked for: the voice, the job, what is to be said."""
    voice = voice or SlowSpeech()
    narration = await asked(world, voice)
    segment = max((await world.script()).segments, key=lambda part: len(part.sentences))
    async with world.writing() as session:
        await cancel_job(session, narration, world.principal("ada"))
        job = ask(session, "speak_segment", by=world.principal("ada"), subject=segment, priority=20)
    return voice, job.id, [row.spoken for row in segment.sentences]


async def parts(world: World, job_id: str) -> list[Job]:
    """What the job has handed on, in the order it was asked for."""
    async with world.reading() as session:
        query = select(Job).where(Job.parent_id == job_id).order_by(col(Job.id))
        return list((await session.exec(query)).all())


async def test_stretches_are_even_and_never_leave_a_segment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut, "STRETCH_WORDS", 40)
    rows = (await world.script()).sentences
    found = stretches(rows)
    assert [row.id for part in found for row in part] == [row.id for row in rows]
    assert all(len({row.segment_id for row in part}) == 1 for part in found)
    assert max(sum(len(row.spoken.split()) for row in part) for part in found) < 80


async def test_free_workers_speak_one_segment_together(world: World) -> None:
    waiting = WaitingSpeech()
    voice, job_id, texts = await longest(world, waiting)
    workers = [Runner(world.installation, slots=1) for _ in range(2)]
    serving = [asyncio.create_task(worker.serve()) for worker in workers]
    async with asyncio.timeout(60):
        while len(voice.said) < len(texts):  # noqa: ASYNC110 - a voice tells nobody
            await asyncio.sleep(0.02)
    for worker in workers:
        await worker.drain(5)
    await asyncio.gather(*serving)
    assert voice.most == 2, "the segment was not shared"
    assert waiting.begun[0] == texts[0]
    assert sorted(voice.said) == sorted(texts)
    handed_on = await parts(world, job_id)
    assert {job.state for job in handed_on} == {JobState.SUCCEEDED}
    assert {job.priority for job in handed_on} == {20}


async def test_what_was_approved_first_is_spoken_first(world: World) -> None:
    voice, _, texts = await longest(world)
    other = min((await world.script()).segments, key=lambda part: len(part.sentences))
    async with world.writing() as session:
        ask(session, "speak_segment", by=world.principal("ada"), subject=other, priority=20)
    runner = Runner(world.installation, slots=1)
    while await runner.fill():
        await runner.settle()
        runner.wake()
    await runner.close()
    assert voice.said == [*texts, *(row.spoken for row in other.sentences)]


async def test_a_job_begun_anew_keeps_to_its_part(world: World) -> None:
    voice, job_id, texts = await longest(world)
    runner = Runner(world.installation, slots=1)
    await runner.fill()
    async with asyncio.timeout(20):
        while not await parts(world, job_id):  # noqa: ASYNC110 - only the rows know
            await asyncio.sleep(0.005)
    await runner.drain(0)
    before = await parts(world, job_id)
    assert len(before) == len(texts) - 1
    async with world.reading() as session:
        own = (await session.get_one(Job, job_id)).payload["sentences"]
    assert not any(covers(job, sentence_id) for job in before for sentence_id in own)
    await world.run()
    assert [job.id for job in await parts(world, job_id)] == [job.id for job in before]
    said = [text for text in voice.said if text not in plain("en")]
    assert sorted(set(said)) == sorted(texts)
    assert len(said) <= len(texts) + 1, "more was said again than what was cut off"


async def test_two_whole_jobs_hand_on_a_stretch_once(world: World) -> None:
    voice, _, texts = await longest(world)
    segment = max((await world.script()).segments, key=lambda part: len(part.sentences))
    async with world.writing() as session:
        ask(session, "speak_segment", by=world.principal("ada"), subject=segment, priority=20)
    runner = Runner(world.installation, slots=3)
    async with asyncio.timeout(60):
        while await runner.fill() or runner.free < runner.slots:
            await runner.settle()
    await runner.close()
    assert sorted(voice.said) == sorted(texts)
    async with world.reading() as session:
        query = select(Job).where(Job.subject_id == segment.id, col(Job.parent_id).is_not(None))
        assert len((await session.exec(query)).all()) == len(texts) - 1


async def test_cancelling_a_narration_cancels_its_stretches(world: World) -> None:
    voice = SlowSpeech()
    job_id = await asked(world, voice)
    runner = Runner(world.installation, slots=1)
    await runner.fill()
    async with asyncio.timeout(20):
        while not await parts(world, job_id):  # noqa: ASYNC110 - only the rows know
            await asyncio.sleep(0.005)
    async with world.writing() as session:
        await cancel_job(session, job_id, world.principal("ada"))
    await runner.drain(5)
    assert {job.state for job in await parts(world, job_id)} == {JobState.CANCELLED}
    said = len(voice.said)
    await world.run()
    assert len(voice.said) == said
    assert await state(world, job_id) == JobState.CANCELLED


async def test_the_stretches_of_a_dead_worker_are_spoken_by_the_narration(world: World) -> None:
    voice = SlowSpeech()
    job_id = await asked(world, voice)
    runner = Runner(world.installation, slots=1)
    await runner.fill()
    async with asyncio.timeout(60):
        while not await parts(world, job_id):  # noqa: ASYNC110 - only the rows know
            await asyncio.sleep(0.005)
        first = (await parts(world, job_id))[0]
        async with world.installation.work() as session:
            assert await claim_all(session, [first.id], "doomed", 0.2)
        while await state(world, job_id) != JobState.SUCCEEDED:
            await runner.settle()
    await runner.close()
    rows = (await world.script()).sentences
    assert sorted(voice.said) == sorted({row.spoken for row in rows})
