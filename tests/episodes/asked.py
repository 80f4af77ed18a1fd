"""Asking for episodes over the API, where two writers and three voices can honour the wishes."""

from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from app.episodes.models import Episode
from app.episodes.revisions import ScriptRevision
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import VoiceInfo
from tests.world import World


class Bilingual(FakeSpeech):
    """Speaks German, too, and English with two voices."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        english = super().voices()[0]
        other = replace(english, id="other", name="Other")
        return english, other, replace(english, id="ton", name="Ton", language="de-DE")


async def ask(world: World, **body: Any) -> tuple[int, dict[str, Any]]:
    async with world.program("ed") as program:
        asked = {"document_ids": [world.known.things["document"]], "minutes": 1.0} | body
        answer = await program.post("/v1/episodes", json=asked)
    return answer.status_code, answer.json()


async def drafted(world: World, **body: Any) -> Episode:
    """The episode, written."""
    status, accepted = await ask(world, **body)
    assert status == 202, accepted
    await world.run()
    return await world.script(accepted["id"])


async def revision_of(world: World, episode: Episode) -> ScriptRevision:
    async with world.reading() as session:
        query = select(ScriptRevision).where(ScriptRevision.episode_id == episode.id)
        return (await session.exec(query.order_by(col(ScriptRevision.number)))).one()


async def shown(world: World, path: str) -> str:
    async with world.browser("ed") as browser:
        answer = await browser.get(f"/acme/documents{path}")
    assert answer.status_code == 200
    return answer.text
