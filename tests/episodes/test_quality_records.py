"""What is kept with every narration for whoever checks it: text, passages, script as data, quality, times."""

import json
from typing import Any

import httpx
import pytest

from tests.paper import TIDES
from tests.world import World

KINDS = {"extracted_text", "passages", "script_json", "quality", "timings"}


async def kept(world: World, kind: str) -> httpx.Response:
    client, at = world.program("ada"), f"/v1/episodes/{world.known.things['narrated']}/artifacts"
    files = {row["kind"]: row["id"] for row in (await client.get(at)).json()}
    return await client.get(f"/v1/artifacts/{files[kind]}/content")


async def data(world: World, kind: str) -> Any:
    return json.loads((await kept(world, kind)).text)


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_record_is_kept_and_named_in_the_manifest(world: World, kind: str) -> None:
    assert (await kept(world, kind)).status_code == 200
    named = {row["kind"] for row in (await data(world, "manifest"))["artifacts"]}
    assert kind in named


async def test_the_extracted_text_is_what_the_paper_says(world: World) -> None:
    text = " ".join((await kept(world, "extracted_text")).text.split())
    assert len(TIDES[1]) > 2
    for heading, words in TIDES[1]:
        assert heading in text
        assert words[:60] in text


async def test_passages_have_pages_and_boxes_inside_them(world: World) -> None:
    (document,) = (await data(world, "passages"))["documents"]
    assert document["id"] == world.known.things["told"]
    sizes = {page["number"]: (page["width"], page["height"]) for page in document["pages"]}
    places = [place for row in document["passages"] for place in row["places"]]
    assert len(places) > 10
    for place in places:
        width, height = sizes[place["page"]]
        for x0, y0, x1, y1 in place["boxes"]:
            assert 0 <= x0 < x1 <= width
            assert 0 <= y0 < y1 <= height


async def test_the_script_as_data_finds_every_quote_in_its_document(world: World) -> None:
    script, passages = await data(world, "script_json"), await data(world, "passages")
    places = [place for row in passages["documents"][0]["passages"] for place in row["places"]]
    text = " ".join(place["quote"] for place in places)
    selectors = [
        span["selector"]
        for segment in script["segments"]
        for sentence in segment["sentences"]
        for span in sentence["evidence"]
    ]
    assert len(selectors) > 3
    for selector in selectors:
        assert selector["prefix"] + selector["exact"] + selector["suffix"] in text
        assert selector["prefix"] or selector["suffix"]


async def test_each_stage_says_how_long_it_waited_and_worked(world: World) -> None:
    stages = (await data(world, "timings"))["stages"]
    assert [row["stage"] for row in stages] == ["reading", "drafting", "narrating"]
    for row in stages:
        assert row["attempts"] == 1
        assert row["waited"] >= 0
        assert row["worked"] > 0
