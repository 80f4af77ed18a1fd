"""Clips: only approved content is spoken, once for each spoken form, and heard as soon as it is there."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from app.episodes.sentences import Sentence
from app.narration.clips import speak_sentence, wav
from app.narration.delivery import delivery
from app.narration.models import Clip, Take
from app.narration.takes import clip_of
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Speech, SpeechError, VoiceInfo
from app.queue.models import Job, ask
from app.queue.running import JobError, Work
from tests.queue.world import claim
from tests.world import QuickSpeech, World, approved


class CountingSpeech(QuickSpeech):
    """Remembers what it was asked to say, and may stumble."""

    def __init__(self, stumbles: int = 0) -> None:
        self.said: list[str] = []
        self.stumbles = stumbles

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.said.append(text)
        if self.stumbles:
            self.stumbles -= 1
            raise SpeechError("It coughed.", again=True)
        return super().speak(text, voice, rate)


@pytest.fixture
def speech(world: World) -> CountingSpeech:
    found = CountingSpeech()
    world.installation.speech = lambda: found
    return found


async def working(world: World, sentence: Sentence) -> Work:
    """A worker's hands on a job about the sentence's segment."""
    async with world.writing() as session:
        job = ask(session, "speak_segment", by=world.principal("ada"))
    async with world.writing() as session:
        claimed = await claim(session, job.id, "the tests", 15)
    assert claimed is not None
    return Work(world.installation, claimed)


async def test_nothing_unapproved_is_spoken_even_when_asked_directly(
    world: World, speech: CountingSpeech
) -> None:
    row = (await world.script()).segments[1].sentences[0]
    work = await working(world, row)
    with pytest.raises(JobError, match="approval") as refused:
        await speak_sentence(work, row.id, delivery(world.installation))
    assert not refused.value.again
    assert speech.said == []
    async with world.reading() as session:
        assert (await session.exec(select(Take).where(Take.sentence_id == row.id))).all() == []


async def test_a_blocked_sentence_is_not_spoken_though_it_was_approved_before(
    world: World, speech: CountingSpeech
) -> None:
    row = (await world.script()).segments[1].sentences[1]
    form = {"content_hash": row.content_hash}
    await world.browser("ben").post(f"/acme/sentences/{row.id}/approval", data=form)
    async with world.writing() as session:
        kept = await session.get_one(Sentence, row.id)
        kept.findings = [{"check": "number", "severity": "block", "message": "Found later."}]
    work = await working(world, row)
    with pytest.raises(JobError, match="approval"):
        await speak_sentence(work, row.id, delivery(world.installation))
    assert speech.said == []


async def test_the_spoken_form_is_what_is_spoken(world: World, speech: CountingSpeech) -> None:
    await approved(world.installation, world.principal("ada"), world.known.things["episode"])
    spoken = {row.spoken for row in (await world.script()).sentences}
    assert set(speech.said) <= spoken
    assert len(speech.said) == len(set(speech.said)) >= len(spoken) - 4


async def test_the_same_words_at_the_same_time_make_one_clip(world: World, speech: CountingSpeech) -> None:
    row = (await world.script()).segments[1].sentences[1]
    form = {"content_hash": row.content_hash}
    await world.browser("ben").post(f"/acme/sentences/{row.id}/approval", data=form)
    objects = len(world.storage.objects)
    hands = [await working(world, row) for _ in range(3)]
    how = delivery(world.installation)
    made = await asyncio.gather(*(speak_sentence(work, row.id, how) for work in hands))
    assert len({clip.id for clip in made}) == 1
    assert len(world.storage.objects) == objects + 1
    async with world.reading() as session:
        assert len((await session.exec(select(Take).where(Take.sentence_id == row.id))).all()) == 1


async def test_a_voice_that_stumbles_is_asked_again(world: World, speech: CountingSpeech) -> None:
    speech.stumbles = 1
    part = (await world.script()).segments[1]
    yes = {"content_hash": part.content_hash}
    await world.browser("ben").post(f"/acme/segments/{part.id}/approval", data=yes)
    await world.run(wait=True)
    async with world.reading() as session:
        (job,) = (await session.exec(select(Job).where(Job.subject_id == part.id))).all()
        assert (job.state, job.failures, job.result) == ("succeeded", 0, {"spoken": len(part.sentences)})
        for row in part.sentences:
            assert await clip_of(session, row.id)


async def test_one_sentence_that_lost_its_approval_does_not_silence_the_others(
    world: World, speech: CountingSpeech
) -> None:
    part = (await world.script()).segments[1]
    yes = {"content_hash": part.content_hash}
    ben = world.browser("ben")
    await ben.post(f"/acme/segments/{part.id}/approval", data=yes)
    await ben.post(f"/acme/sentences/{part.sentences[0].id}/reopening")
    await world.run()
    async with world.reading() as session:
        (job,) = (await session.exec(select(Job).where(Job.subject_id == part.id))).all()
        assert (job.state, job.result) == ("succeeded", {"spoken": len(part.sentences) - 1})
        assert await clip_of(session, part.sentences[0].id) is None


async def test_a_segment_that_left_the_script_needs_no_voice(world: World, speech: CountingSpeech) -> None:
    part = (await world.script()).segments[1]
    yes = {"content_hash": part.content_hash}
    await world.browser("ben").post(f"/acme/segments/{part.id}/approval", data=yes)
    await world.browser("ed").post(f"/acme/segments/{part.id}/removal")
    await world.run()
    async with world.reading() as session:
        (job,) = (await session.exec(select(Job).where(Job.subject_id == part.id))).all()
    assert (job.state, job.result) == ("succeeded", {"spoken": 0})


async def test_what_was_edited_is_not_heard_in_its_old_words(world: World) -> None:
    episode = world.known.things["narrated"]
    row = (await world.script(episode)).segments[1].sentences[1]
    audio = f"/acme/sentences/{row.id}/audio"
    lou = world.browser("lou")
    assert (await lou.get(audio)).status_code == 200
    form = {"content_hash": row.content_hash, "text": row.text + " Truly."}
    await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=form)
    assert (await lou.get(audio)).status_code == 404


async def test_a_clip_that_was_spoken_is_heard_no_more_once_its_approval_is_gone(world: World) -> None:
    episode = world.known.things["narrated"]
    part = (await world.script(episode)).segments[1]
    audio = f"/acme/sentences/{part.sentences[1].id}/audio"
    assert (await world.browser("lou").get(audio)).status_code == 200
    await world.program("ben").post(f"/v1/segments/{part.id}/rejection", json={"reason": "No."})
    assert (await world.browser("lou").get(audio)).status_code == 404


async def test_the_key_holds_everything_that_decides_the_sound(world: World) -> None:
    from dataclasses import replace

    from app.narration.delivery import Delivery

    how = delivery(world.installation)
    faster = replace(how.pacing, rate=how.pacing.rate * 1.1)
    other = VoiceInfo("other", "Other", "en-US", "Apache-2.0", 24_000, 160.0, "1")
    newer: Any = FakeSpeech()
    newer.version = "2"
    ways = [
        how,
        replace(how, pacing=faster),
        replace(how, voice=other),
        Delivery(newer, how.voice, how.pacing),
    ]
    keys = {way.key("One.") for way in ways} | {how.key("Two.")}
    assert len(keys) == 5
    assert how.key("One.") == delivery(world.installation).key("One.")


async def test_a_clip_is_a_whole_wav(world: World) -> None:
    import io
    import wave

    spoken = FakeSpeech().speak("Hello.", "tone")
    with wave.open(io.BytesIO(wav(spoken))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        assert file.getnframes() == len(spoken.samples)
    async with world.reading() as session:
        assert all(clip.seconds > 0 for clip in (await session.exec(select(Clip))).all())
