"""A voice that fails on one sentence: it is asked again, then that waits for a person; the rest goes on."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlmodel import select

from app.episodes.states import EpisodeState
from app.ids import now
from app.narration import clips
from app.outside.speech import Checked, Samples, Speech, SpeechEngine, SpeechError
from app.queue.models import Job, JobState
from tests.narration.test_narrating import narrate
from tests.world import QuickSpeech, World, approved

Fault = Callable[[Speech], Speech]


def hang(speech: Speech) -> Speech:
    threading.Event().wait(1)
    return speech


def at_another_rate(speech: Speech) -> Speech:
    return Speech(speech.samples, 22_050)


def as_floats(samples: Any) -> Samples:
    found: Samples = samples
    return found


FAULTS: dict[str, Fault] = {
    "hang": hang,
    "silence": lambda speech: Speech(np.zeros_like(speech.samples), speech.sample_rate),
    "nothing": lambda speech: Speech(speech.samples[:0], speech.sample_rate),
    "another rate": at_another_rate,
    "not numbers": lambda speech: Speech(as_floats(np.full(9000, np.nan)), speech.sample_rate),
    "other numbers": lambda speech: Speech(as_floats(speech.samples.astype(np.int32)), speech.sample_rate),
    "two channels": lambda speech: Speech(np.stack([speech.samples] * 2), speech.sample_rate),
    "without end": lambda speech: Speech(np.tile(speech.samples, 40), speech.sample_rate),
    "half": lambda speech: Speech(speech.samples[: len(speech.samples) // 6], speech.sample_rate),
    "an error": lambda speech: 1 / 0,  # type: ignore[dict-item,return-value]
}


class FaultySpeech(QuickSpeech):
    """Fails on one sentence, as often as it is told to."""

    version = "faulty"
    words_per_minute = 8 * 130.0 / 3

    def __init__(self, on: str, fault: Fault, times: int = 1000) -> None:
        self.on, self.fault, self.left = on, fault, times
        self.asked = 0

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        # Slow enough that half of a sentence is too short to be the sentence.
        speech = super().speak(text, voice, rate / 3)
        if text != self.on:
            return speech
        self.asked += 1
        if self.left <= 0:
            return speech
        self.left -= 1
        return self.fault(speech)


pytestmark = pytest.mark.usefixtures("impatient")


async def speaking(world: World, fault: Fault, times: int = 1000) -> tuple[FaultySpeech, Any]:
    """A segment approved and spoken by a voice that fails on one sentence of it."""
    part = (await world.script()).segments[1]
    row = part.sentences[0]
    voice = FaultySpeech(row.spoken, fault, times)
    checked: SpeechEngine = Checked(voice)
    world.installation.speech = lambda: checked
    yes = {"content_hash": part.content_hash}
    await world.program("ada").post(f"/v1/segments/{part.id}/approval", json=yes)
    await world.run()
    return voice, row


async def whole(world: World) -> dict[str, Any]:
    """The job that narrates the episode once all of it is approved."""
    await approved(world.installation, world.principal("ada"), world.known.things["episode"], spoken=False)
    return await narrate(world, world.known.things["episode"])


@pytest.mark.parametrize("fault", sorted(FAULTS))
async def test_the_sentence_waits_and_the_rest_is_spoken(world: World, fault: str) -> None:
    voice, row = await speaking(world, FAULTS[fault])
    assert voice.asked == clips.TRIES
    script = await world.script()
    (waiting,) = [each for each in script.sentences if each.pickup]
    assert (waiting.id, waiting.pickup.clip_id if waiting.pickup else "") == (row.id, "")
    others = [each for each in script.segments[1].sentences if each.id != row.id]
    for each in others:
        assert (await world.browser("lou").get(f"/acme/sentences/{each.id}/audio")).status_code == 200


async def test_the_master_leaves_it_out_and_the_episode_is_not_ready(world: World) -> None:
    _, row = await speaking(world, FAULTS["silence"])
    episode = world.known.things["episode"]
    job = await whole(world)
    assert (job["state"], job["result"]["waiting"]) == ("succeeded", [row.id])
    script = await world.script()
    assert (script.state, "could not be spoken" in script.reason) == (EpisodeState.APPROVED, True)
    files = (await world.program("ada").get(f"/v1/episodes/{episode}/artifacts")).json()
    transcript = next(file for file in files if file["kind"] == "transcript")
    told = (await world.program("ada").get(f"/v1/artifacts/{transcript['id']}/content")).text
    assert row.text not in told
    assert script.segments[1].sentences[1].text in told


async def test_the_room_and_the_player_say_what_is_missing(world: World) -> None:
    _, row = await speaking(world, FAULTS["silence"])
    await whole(world)
    room = f"/acme/episodes/{row.episode_id}"
    for page in (room, f"{room}/listen"):
        told = (await world.browser("lou").get(page)).text
        assert "1 not spoken" in told
        assert f'href="{room}?sentence={row.id}#sentence-{row.id}"' in told
    assert "to listen to" not in told
    assert f'href="{room}/listen"' in (await world.browser("ada").get(room)).text


async def test_a_voice_that_recovers_is_heard_and_nobody_has_to_listen(world: World) -> None:
    voice, row = await speaking(world, FAULTS["silence"], times=clips.TRIES)
    assert (await world.script()).sentences
    await world.program("ben").post(f"/v1/sentences/{row.id}/take", json={})
    await world.run()
    assert voice.asked == clips.TRIES + 1
    script = await world.script()
    assert [each for each in script.sentences if each.pickup] == []
    job = await whole(world)
    assert (job["state"], job["result"]["waiting"]) == ("succeeded", [])
    assert (await world.script()).state is EpisodeState.READY


async def test_jobs_that_were_asked_for_meanwhile_do_not_ask_again(world: World) -> None:
    part = (await world.script()).segments[1]
    row = part.sentences[0]
    voice = FaultySpeech(row.spoken, FAULTS["silence"], 1000)
    checked: SpeechEngine = Checked(voice)
    world.installation.speech = lambda: checked
    for each in part.sentences:
        yes = {"content_hash": each.content_hash}
        await world.program("ada").post(f"/v1/sentences/{each.id}/approval", json=yes)
    async with world.reading() as session:
        query = select(Job).where(Job.kind == "speak_segment", Job.state == JobState.QUEUED)
        assert len((await session.exec(query)).all()) > 1
    await world.run()
    assert voice.asked == clips.TRIES
    waiting = [each for each in (await world.script()).sentences if each.pickup]
    assert [each.id for each in waiting] == [row.id]


async def test_a_single_stumble_costs_one_more_try(world: World) -> None:
    voice, row = await speaking(world, FAULTS["silence"], times=1)
    assert voice.asked == 2
    assert (await world.browser("lou").get(f"/acme/sentences/{row.id}/audio")).status_code == 200


def busy(speech: Speech) -> Speech:
    raise SpeechError("the voice is busy", again=True, after=60)


async def test_a_voice_that_says_when_to_come_back_is_left_alone_until_then(world: World) -> None:
    began = now()
    voice, _ = await speaking(world, busy, times=1)
    assert voice.asked == 1
    assert not [each for each in (await world.script()).sentences if each.pickup]
    async with world.reading() as session:
        query = select(Job).where(Job.kind == "speak_segment", Job.state == JobState.FAILED)
        (waiting,) = (await session.exec(query)).all()
    assert waiting.due_at >= began + timedelta(seconds=60)


async def test_its_takes_say_why_and_a_recording_can_stand_in(world: World) -> None:
    _, row = await speaking(world, FAULTS["silence"])
    page = (await world.browser("ben").get(f"/acme/sentences/{row.id}/takes")).text
    assert "It could not be spoken: the engine answered with silence." in page
    assert f"/acme/sentences/{row.id}/recording" in page
    assert "as soon as it is approved" not in page


async def test_nobody_is_asked_to_accept_what_was_never_spoken(world: World) -> None:
    _, row = await speaking(world, FAULTS["silence"])
    answer = await world.program("ben").get(f"/v1/episodes/{row.episode_id}/pickups")
    (waiting,) = answer.json()
    assert waiting["spoken"] is False
    path = f"/v1/sentences/{row.id}/acceptance"
    refused = await world.program("ben").post(path, json={"pickup_id": waiting["id"]})
    assert refused.status_code == 409


async def test_a_voice_that_speaks_nothing_is_what_is_wrong(world: World) -> None:
    class Dumb(QuickSpeech):
        version = "dumb"

        def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
            return FAULTS["nothing"](super().speak(text, voice, rate))

    dumb: SpeechEngine = Checked(Dumb())
    world.installation.speech = lambda: dumb
    job = await whole(world)
    assert job["state"] in ("failed", "dead")
    assert "The voice is in trouble" in job["reason"]
