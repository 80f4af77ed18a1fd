"""What is planted is apart from the script: nothing that reads sentences ever comes to know of it."""

import html
import json
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from app.episodes.speaking import spoken_form
from app.narration.models import Artifact
from app.outside.speech import Speech
from tests.addresses import addresses, names
from tests.review.planted import Seen, decide, on, planted_for, state
from tests.walk import client
from tests.world import QuickSpeech, World, approved, narrated

SCRIPT = {"episode_id", "segment_id", "sentence_id", "artifact_id", "project_id", "document_id"}
"""Whatever names one of these may read sentences; so may lists."""


class Recorder(QuickSpeech):
    """A voice that remembers what it was given to say."""

    said: list[str]

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        self.said.append(text)
        return super().speak(text, voice, rate)


DEEDS = (
    ("approval", {}),
    ("rejection", {"reason": "The page differs."}),
    ("comment", {"text": "Look at the page."}),
    ("revision", {"text": "As the page has it."}),
    ("removal", {}),
)


async def played(world: World, seed: int) -> list[Seen]:
    """Everybody meets what is planted for them, in any order, and does anything about it, or nothing."""
    chance = Random(seed)
    planted: list[Seen] = []
    for who in chance.sample(["ada", "ed", "ben"], 3):
        for seen in await planted_for(world, who):
            planted.append(seen)
            noun, data = chance.choice(DEEDS[:3] if who == "ben" else DEEDS)
            if chance.random() < 0.8:
                assert (await decide(world, who, seen, noun, **data)).status_code == 303
    assert len(planted) >= 3
    return planted


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_done_no_row_but_its_own_knows_and_the_gate_stays_shut(
    world: World, seed: int
) -> None:
    await on(world)
    before = await state(world)
    planted = await played(world, seed)
    assert await state(world) == before
    await no_row(world, planted)
    episode = world.known.things["episode"]
    assert (await world.program("ada").post(f"/v1/episodes/{episode}/narration")).status_code == 409


async def test_nothing_that_reads_the_script_says_or_shows_it(world: World) -> None:
    await on(world)
    at, planted = await names(world), await played(world, 3)
    voice = Recorder()
    voice.said = []
    world.installation.speech = lambda: voice
    await on(world, 0)
    script = await world.script()
    await approved(world.installation, world.principal("ada"), script.id)
    await narrated(world.installation, world.principal("ada"), script.id)
    await on(world)
    spoken = " ".join(voice.said)
    assert script.sentences[0].spoken in spoken
    assert not [row for row in planted if spoken_form(row.text, "en") in spoken]
    await no_row(world, planted)
    await no_answer(world, planted, at)


async def no_row(world: World, planted: list[Seen]) -> None:
    words = [row.text for row in planted] + [row.content_hash for row in planted]
    holding = set()
    for table, rows in (await world.everything()).items():
        held = " ".join(rows)
        holding |= {table for each in words if each in held or json.dumps(each)[1:-1] in held}
    assert holding == {"decoy"}


async def no_answer(world: World, planted: list[Seen], at: dict[str, Any]) -> None:
    """To nobody, of anything that names a script, a part of it, or what was made of it."""
    async with world.reading() as session:
        query = select(Artifact.id).where(Artifact.episode_id == at["episode_id"])
        made = (await session.exec(query)).all()
    assert len(made) > 4
    walked = 0
    for address in addresses(world.app):
        if address.method != "GET" or address.streams or not SCRIPT & set(address.places):
            continue
        places = [at | {"artifact_id": each} for each in made] if "artifact_id" in address.places else [at]
        for place in places:
            answer = await client(world, address, "ada").get(address.at(place), follow_redirects=True)
            sound = answer.headers.get("content-type", "").startswith(("audio", "image"))
            text = "" if sound else html.unescape(answer.text)
            assert not [row for row in planted if row.text in text or row.content_hash in text], address
            walked += 1
    assert walked > 40
