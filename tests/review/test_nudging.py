"""Who is told of a decision: every open page but the one that was answered with it."""

import asyncio
import re
from contextlib import asynccontextmanager
from typing import Any

from app.events import PAGE
from tests.review.verbs import Placed
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
HERE, THERE = "1234567-89", "9876543-21"


@asynccontextmanager
async def listening(world: World, who: str, page: str) -> Any:
    """An open page of the episode in review; what it was told up to now."""
    heard: list[str] = []
    episode_id = world.known.things["episode"]

    async def listen() -> None:
        key = f"{world.known.users[who]}:{page}"
        async for _, name in world.installation.nudges.listen(
            world.known.organizations["acme"], episode_id, page=key
        ):
            heard.append(name)

    task = asyncio.create_task(listen())
    await asyncio.sleep(0)
    yield heard
    await asyncio.sleep(0)
    task.cancel()


async def approved(world: World, segment: Placed, who: str, page: str, **headers: str) -> None:
    form = {"content_hash": (await segment.shown())["content_hash"]}
    browser = world.browser(who, **{PAGE: page}, **headers)
    answer = await browser.post(f"/acme/segments/{segment.id}/approval", data=form)
    assert answer.status_code in (200, 303)


async def test_the_page_that_was_answered_is_not_told(world: World, segment: Placed) -> None:
    async with (
        listening(world, "ben", HERE) as own,
        listening(world, "ben", THERE) as second,
        listening(world, "ada", HERE) as other,
    ):
        await approved(world, segment, "ben", HERE, **PART)
    assert own == []
    assert second == other == [f"segment-{segment.id}"]


async def test_the_head_asks_again_when_a_narration_begins_or_ends(world: World) -> None:
    page = (await world.browser("ben").get(f"/acme/episodes/{world.known.things['episode']}")).text
    head = re.search(r'id="episode-progress"[^>]* hx-trigger="([^"]+)"', page)
    assert head is not None
    assert "episode from:#live" in head[1]


async def test_a_page_that_is_not_answered_with_it_is_told(world: World, segment: Placed) -> None:
    """A plain form is answered with the way to the page; a program with nothing of the page at all."""
    async with listening(world, "ben", HERE) as own:
        await approved(world, segment, "ben", HERE)
        await segment.post("ben", "reopening")
    assert own == [f"segment-{segment.id}"] * 2


async def test_an_undone_decision_is_told_to_the_others(world: World, segment: Placed) -> None:
    await approved(world, segment, "ben", HERE, **PART)
    at = f"/acme/episodes/{world.known.things['episode']}/undoing"
    async with listening(world, "ben", HERE) as own, listening(world, "ada", HERE) as other:
        assert (await world.browser("ben", **{PAGE: HERE}, **PART).post(at)).status_code == 200
    assert (own, other) == ([], ["refresh"])


async def test_where_somebody_is_is_told_to_the_others(world: World, segment: Placed) -> None:
    at = f"/acme/episodes/{world.known.things['episode']}/presence"
    asked = {"sentence": (await segment.sentence())["id"]}
    async with listening(world, "ben", HERE) as own, listening(world, "ada", HERE) as other:
        await world.browser("ben", **{PAGE: HERE}, **PART).get(at, params=asked)
    assert (own, other) == ([], ["presence"])


async def test_a_page_without_a_proper_name_is_told_everything(world: World, segment: Placed) -> None:
    for name in ("", "short", "x" * 65, "1234567 89"):
        async with listening(world, "ben", name) as own:
            await approved(world, segment, "ben", name, **PART)
            await segment.post("ben", "reopening")
        assert own == [f"segment-{segment.id}"] * 2
