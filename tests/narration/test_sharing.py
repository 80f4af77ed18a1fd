"""A narration is shared: free workers speak its first segments, it speaks itself what nobody has begun."""

import asyncio
import time

from sqlmodel import select

from app.outside.speech import Speech
from app.queue.models import Job, ask
from app.queue.scheduling import Runner
from tests.conftest import Build
from tests.fakes.speech import QuickSpeech
from tests.world import Blueprint, World, approved


class SlowSpeech(QuickSpeech):
    """Takes its time, so that two can be seen to work at once."""

    version = "slow"

    def __init__(self) -> None:
        self.said: list[str] = []
        self.at_once = self.most = 0

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        time.sleep(0.05)
        self.at_once -= 1
        self.said.append(text)
        return super().speak(text, voice, rate)


async def asked(world: World, voice: SlowSpeech) -> str:
    """The job of a narration of which nothing has been spoken yet."""
    world.installation.speech = lambda: voice
    episode = world.known.things["episode"]
    await approved(world.installation, world.principal("ada"), episode, spoken=False)
    async with world.writing() as session:
        for job in (await session.exec(select(Job).where(Job.kind == "speak_segment"))).all():
            if job.state == "queued":
                await session.delete(job)
    answer = await world.program("ada").post(f"/v1/episodes/{episode}/narration", json={})
    return str(answer.json()["job_id"])


async def state(world: World, job_id: str) -> str:
    async with world.reading() as session:
        return (await session.get_one(Job, job_id)).state


async def test_two_workers_speak_at_once_and_nothing_twice(build: Build, lived_blueprint: Blueprint) -> None:
    world = build(lived_blueprint, sweep_seconds=0.05)
    voice = SlowSpeech()
    job_id = await asked(world, voice)
    workers = [Runner(world.installation, slots=1) for _ in range(2)]
    serving = [asyncio.create_task(worker.serve()) for worker in workers]
    async with asyncio.timeout(60):
        while await state(world, job_id) != "succeeded":  # noqa: ASYNC110 - only the row knows
            await asyncio.sleep(0.05)
    for worker in workers:
        await worker.drain(5)
    await asyncio.gather(*serving)
    assert voice.most == 2, "the narration was not shared"
    assert len(voice.said) == len(set(voice.said))


async def test_a_single_slot_speaks_all_of_it_itself(world: World) -> None:
    voice = SlowSpeech()
    job_id = await asked(world, voice)
    runner = Runner(world.installation, slots=1)
    async with asyncio.timeout(60):
        while await state(world, job_id) != "succeeded":
            await runner.fill()
            await runner.settle()
    assert voice.most == 1
    assert len(voice.said) == len(set(voice.said))


async def test_approvals_in_quick_succession_have_nothing_spoken_twice(world: World) -> None:
    """Each asks for its segment to be spoken, and free slots take them up together."""
    voice = SlowSpeech()
    world.installation.speech = lambda: voice
    await approved(world.installation, world.principal("ada"), world.known.things["episode"], spoken=False)
    segment = (await world.script()).segments[1]
    async with world.writing() as session:
        for job in (await session.exec(select(Job).where(Job.kind == "speak_segment"))).all():
            if job.state == "queued":
                await session.delete(job)
        for _ in range(3):
            ask(session, "speak_segment", by=world.principal("ada"), subject=segment)
    runner = Runner(world.installation, slots=3)
    assert await runner.fill() == 3
    async with asyncio.timeout(60):
        while runner.free < runner.slots:
            await runner.settle()
    await runner.close()
    assert len(voice.said) == len(set(voice.said)) == len(segment.sentences)
