"""Whoever wants the same words at the same time: one of them asks the voice, the others wait for it."""

import asyncio
import time

import pytest
from sqlmodel import select, update

from app.narration.clips import render
from app.narration.delivery import delivery
from app.narration.models import Asking, Clip
from app.outside.speech import Speech, SpeechError
from app.queue.leases import give_back
from app.queue.models import Job, ask
from app.queue.running import Work
from tests.fakes.speech import QuickSpeech
from tests.queue.world import claim
from tests.world import World


class LeisurelySpeech(QuickSpeech):
    """Takes so long for a sentence that others want it meanwhile; the first may fail."""

    def __init__(self, *, fails: bool = False) -> None:
        self.said: list[str] = []
        self.fails = fails

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.said.append(text)
        first = len(self.said) == 1
        time.sleep(0.3)
        if first and self.fails:
            raise SpeechError("It coughed.", again=False)
        return super().speak(text, voice, rate)


async def at_work(world: World) -> Work:
    async with world.writing() as session:
        job = ask(session, "speak_segment", by=world.principal("ada"))
    async with world.writing() as session:
        claimed = await claim(session, job.id, "the tests", 15)
    assert claimed is not None
    return Work(world.installation, claimed)


async def asked_by_three(world: World, speech: LeisurelySpeech, words: str) -> list[Clip | BaseException]:
    """What three jobs that begin the same sentence together get."""
    world.installation.speech = lambda: speech
    episode = await world.script()
    how = delivery(world.installation)
    works = [await at_work(world) for _ in range(3)]
    racing = (render(work, words, episode, how) for work in works)
    return await asyncio.gather(*racing, return_exceptions=True)


async def one_call_is_enough(world: World) -> None:
    speech = LeisurelySpeech()
    clips = await asked_by_three(world, speech, "Three want to hear this at once.")
    assert len(speech.said) == 1
    assert {clip.id for clip in clips if isinstance(clip, Clip)} == {clips[0].id}  # type: ignore[union-attr]
    assert len(clips) == 3
    async with world.reading() as session:
        assert (await session.exec(select(Asking))).all() == []


async def test_one_call_is_enough(world: World) -> None:
    await one_call_is_enough(world)


async def test_whose_voice_failed_makes_room_for_the_next(world: World) -> None:
    speech = LeisurelySpeech(fails=True)
    clips = await asked_by_three(world, speech, "The first of three fails at this.")
    assert len(speech.said) == 2
    assert sorted(type(clip).__name__ for clip in clips) == ["Clip", "Clip", "SpeechError"]


@pytest.mark.parametrize("end", ["silent", "given back"])
async def test_nobody_waits_for_an_attempt_that_is_over(world: World, end: str) -> None:
    speech = LeisurelySpeech()
    world.installation.speech = lambda: speech
    how, words = delivery(world.installation), "Its worker died while it spoke this."
    gone, heir = await at_work(world), await at_work(world)
    async with gone.transaction() as session:
        session.add(Asking(key=how.key(words), job_id=gone.job.id, fence=gone.job.fence))
    waiting = asyncio.create_task(render(heir, words, await world.script(), how))
    await asyncio.sleep(0.3)
    assert speech.said == []
    async with world.writing() as session:
        if end == "silent":
            over = update(Job).where(Job.id == gone.job.id)  # type: ignore[arg-type]
            await session.exec(over.values(lease_until=Job.created_at))
        else:
            await give_back(session, gone.job)
    assert (await waiting).rendered_for
    assert len(speech.said) == 1
