"""How the tests of the review speak: a sentence that is right, one that is wrong, and where they stand."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.world import World

RIGHT = "The position of every dune was measured in the pictures with an error of 40 centimetres."
WRONG = RIGHT.replace("40", "71")


@dataclass
class Placed:
    """A segment of the episode in review that holds one claim with evidence, as the API shows it."""

    world: World
    id: str

    async def shown(self) -> dict[str, Any]:
        path = f"/v1/episodes/{self.world.known.things['episode']}/segments"
        segments = (await self.world.program("ada").get(path)).json()
        return next(row for row in segments if row["id"] == self.id)

    async def sentence(self) -> dict[str, Any]:
        (row,) = (await self.shown())["sentences"]
        return row

    async def post(self, who: str, noun: str, **body: Any) -> httpx.Response:
        return await self.world.program(who).post(f"/v1/segments/{self.id}/{noun}", json=body)

    async def approve(self, who: str, content_hash: str = "") -> httpx.Response:
        seen = content_hash or (await self.shown())["content_hash"]
        return await self.post(who, "approval", content_hash=seen)

    async def reword(self, text: str, **more: Any) -> httpx.Response:
        sentence = {"id": (await self.sentence())["id"], "text": text, **more}
        return await self.post("ed", "revision", sentences=[sentence])


async def placed(world: World, text: str = RIGHT) -> Placed:
    """The last segment, made to say one thing that is on the page and that the script does not say yet."""
    segments = (await world.script()).segments
    assert text not in {row.text for part in segments for row in part.sentences}, "the script says it already"
    segment = Placed(world, segments[-1].id)
    answer = await segment.post("ed", "revision", sentences=[{"text": text}])
    assert answer.status_code == 200, answer.text
    sentence = await segment.sentence()
    assert sentence["evidence"], "its passage was not found"
    assert sentence["findings"] == []
    return segment
