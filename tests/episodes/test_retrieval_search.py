"""Asking the API what in an episode's documents supports a sentence."""

from typing import Any

from tests.world import World

WIND = "Wind speed was recorded with two anemometers at a height of 10 metres."


async def found(world: World, who: str = "ben", **asked: Any) -> Any:
    at = f"/v1/episodes/{world.known.things['episode']}/evidence"
    return await world.program(who).get(at, params=asked)


async def test_a_sentence_gets_its_page_boxes_and_surroundings(world: World) -> None:
    (span,) = (await found(world, text="Two anemometers recorded wind speed at 10 metres.")).json()
    assert span["quote"] == WIND
    assert span["document_id"] == world.known.things["document"]
    assert span["page"] >= 1
    assert len(span["boxes"]) >= 1
    assert span["prefix"].endswith("40 centimetres. ")
    assert span["suffix"].startswith(" ")


async def test_the_search_is_held_to_the_pages_named(world: World) -> None:
    page = (await found(world, text=WIND)).json()[0]["page"]
    assert (await found(world, text=WIND, page=[page])).json()[0]["quote"] == WIND
    assert (await found(world, text=WIND, page=[page + 1, page + 2])).json() == []


async def test_what_no_page_says_finds_nothing(world: World) -> None:
    for text in ("The committee elected a new treasurer.", "", "…"):
        assert (await found(world, text=text)).json() == []


async def test_too_long_a_text_is_refused(world: World) -> None:
    assert (await found(world, text="sand " * 500)).status_code == 422


async def test_a_stranger_can_not_search(world: World) -> None:
    assert (await found(world, "cleo", text=WIND)).status_code == 404
