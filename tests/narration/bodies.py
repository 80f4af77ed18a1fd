"""What makes the changes to takes possible, and their bodies."""

from typing import Any

from app.episodes.scripts import load_sentence
from tests.review.bodies import form_of_sentence
from tests.world import World


async def approved_sentence(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """Something to record again."""
    path = f"/acme/sentences/{at['sentence_id']}/approval"
    answer = await world.browser("ada").post(path, data=await form_of_sentence(world, at))
    assert answer.status_code == 303
    return {}


async def heard_wrong(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A take somebody has to listen to."""
    await approved_sentence(world, at)
    async with world.writing() as session:
        _, sentence = await load_sentence(session, at["sentence_id"])
        sentence.wait(world.principal("ada"), "It sounds odd.", sentence.spoken, "01a2", "Something else.")
        assert sentence.pickup
        return {"pickup_id": sentence.pickup.id}


async def spoken(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A first take."""
    await approved_sentence(world, at)
    await world.run()
    return {}


OF_TAKES = {
    f"{root}/sentences/{{sentence_id}}/{noun}": prepare
    for root in ("/{org}", "/v1")
    for noun, prepare in (
        ("acceptance", heard_wrong),
        ("take", approved_sentence),
        ("takes/{number}/choice", spoken),
    )
}
