"""A voice that speaks some sentences only, and rests when it was asked for too many others."""

import asyncio
import contextlib
import re
from typing import Any

import pytest

from app.narration import voicing
from app.narration.plain_words import plain
from app.outside.breaker import FAILURES_MAX, Breaker
from app.outside.speech import Checked, Speech, SpeechEngine, SpeechError
from app.queue.models import FINISHED
from tests.narration.test_faulty_voice import whole
from tests.narration.test_narrating import narrate
from tests.world import QuickSpeech, World

pytestmark = pytest.mark.usefixtures("impatient")


class PickySpeech(QuickSpeech):
    """Speaks some sentences only, behind a breaker like any server's."""

    version = "picky"
    words_per_minute = 8 * 130.0 / 3

    def __init__(self, refuses: set[str]) -> None:
        self.refuses = refuses
        self.breaker = Breaker("The voice", rest=0.05)

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        with self.breaker.asking():
            if text in self.refuses:
                raise SpeechError("the voice hung up", again=True)
            return super().speak(text, voice, rate / 3)


async def picky(world: World, count: int) -> set[str]:
    """The voice from now on refuses so many sentences, from the second on; the ids of these."""
    rows = (await world.script()).sentences[1 : count + 1]
    voice: SpeechEngine = Checked(PickySpeech({row.spoken for row in rows}))
    world.installation.speech = lambda: voice
    return {row.id for row in rows}


async def test_however_many_it_refuses_it_speaks_the_rest(world: World) -> None:
    refused = await picky(world, 4)
    job = await whole(world)
    assert (job["state"], set(job["result"]["waiting"])) == ("succeeded", refused)
    again = await narrate(world, world.known.things["episode"])
    assert (again["state"], set(again["result"]["waiting"])) == ("succeeded", refused)


async def test_it_need_not_even_speak_plain_words(world: World) -> None:
    refused = await picky(world, 1)
    voice: Any = world.installation.speech()
    voice.inner.refuses |= set(plain("en"))
    voice.inner.breaker = Breaker("The voice", failures=100)
    job = await whole(world)
    assert (job["state"], set(job["result"]["waiting"])) == ("succeeded", refused)


async def test_plain_words_it_does_not_speak_are_asked_for_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voicing, "_spoke_last", {})
    refused = await picky(world, 3)
    voice: Any = world.installation.speech()
    first, second = plain("en")
    voice.inner.refuses.add(first)
    asked: list[str] = []
    real = voice.inner.speak

    def counting(text: str, *more: Any) -> Speech:
        asked.append(text)
        found: Speech = real(text, *more)
        return found

    voice.inner.speak = counting
    job = await whole(world)
    assert (job["state"], set(job["result"]["waiting"])) == ("succeeded", refused)
    assert (asked.count(first), asked.count(second) >= len(refused)) == (1, True)


async def test_a_job_that_comes_back_begins_with_what_did_not_fail(world: World) -> None:
    refused = await picky(world, 2)
    voice: Any = world.installation.speech()
    real = voice.inner.speak
    tripped: list[str] = []

    def tripping(text: str, *more: Any) -> Speech:
        if text in voice.inner.refuses and len(tripped) < 2:
            tripped.append(text)
            voice.inner.breaker._failures = FAILURES_MAX - 1
        found: Speech = real(text, *more)
        return found

    voice.inner.speak = tripping
    job = await whole(world)
    for _ in range(20):
        if job["state"] in FINISHED:
            break
        await asyncio.sleep(0.06)
        await world.run()
        job = (await world.program("ada").get(f"/v1/jobs/{job['id']}")).json()
    assert len(tripped) == 2
    assert (job["state"], set(job["result"]["waiting"])) == ("succeeded", refused)


async def test_a_preview_of_a_voice_that_rests_says_so(world: World) -> None:
    await picky(world, 1)
    voice: Any = world.installation.speech()
    voice.inner.breaker = Breaker("The voice", failures=1, rest=60)
    with contextlib.suppress(SpeechError), voice.inner.breaker.asking():
        raise SpeechError("down", again=True)
    page = await world.browser("ada").get("/acme/settings/voices")
    path = re.search(r'src="(/acme/settings/voices/[^"]+/audio)"', page.text)
    assert path
    answer = await world.browser("ada").get(path[1])
    assert (answer.status_code, "left alone" in answer.text) == (409, True)
