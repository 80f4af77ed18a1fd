"""How the tests speak of planted errors: turning them on, what a reviewer's page shows, deciding on it."""

import html
import re
from dataclasses import dataclass
from typing import Any

import httpx
from sqlmodel import select

from app.review.decoys import Decoy
from tests.world import World

SENTENCE = re.compile(r"([\w-]{36}).*?data-select>(.*?)</a>(.*)", re.DOTALL)
HASH = re.compile(r'name="content_hash" value="([^"]+)"')


@dataclass
class Seen:
    """A sentence as a reviewer's page shows it."""

    id: str
    text: str
    content_hash: str


async def on(world: World, one_in: int = 5) -> None:
    project = (await world.script()).project_id
    rules = {"vigilance": one_in}
    assert (await world.program("ada").post(f"/v1/projects/{project}/policy", json=rules)).status_code == 200


async def room(world: World, who: str) -> str:
    return (await world.browser(who).get(f"/acme/episodes/{world.known.things['episode']}")).text


async def seen_by(world: World, who: str) -> list[Seen]:
    found = []
    _, *parts = (await room(world, who)).split('<li class="sentence" id="sentence-')
    for part in parts:
        id_, text, rest = SENTENCE.findall(part)[0]
        hashes = HASH.findall(rest)
        found.append(Seen(id_, html.unescape(re.sub("<[^>]+>", "", text)), hashes[0] if hashes else ""))
    assert len(found) == len((await world.script()).sentences)
    return found


async def planted_for(world: World, who: str) -> list[Seen]:
    real = {row.id: row.text for row in (await world.script()).sentences}
    return [row for row in await seen_by(world, who) if row.text != real[row.id]]


async def decide(world: World, who: str, seen: Seen, noun: str, **more: str) -> httpx.Response:
    data = {"content_hash": seen.content_hash, **more}
    return await world.browser(who).post(f"/acme/sentences/{seen.id}/{noun}", data=data)


async def decoys(world: World) -> list[Decoy]:
    async with world.reading() as session:
        return list((await session.exec(select(Decoy))).all())


async def state(world: World) -> list[Any]:
    return [(row.id, row.text, row.state, row.content_hash) for row in (await world.script()).sentences]
