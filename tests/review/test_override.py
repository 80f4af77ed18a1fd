"""Letting a sentence through in spite of a finding: by name, with a reason, for this content only."""

from typing import Any

import httpx
import pytest

from tests.review.verbs import RIGHT, WRONG, Placed
from tests.world import World

REASON = "The authors corrected the figure in an erratum."


async def override(world: World, segment: Placed, who: str, reason: str = REASON) -> httpx.Response:
    sentence = await segment.sentence()
    return await world.program(who).post(f"/v1/sentences/{sentence['id']}/override", json={"reason": reason})


async def test_ben_lets_a_wrong_number_through(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    assert (await segment.approve("ben")).status_code == 409
    answer = await override(world, segment, "ben")
    assert answer.status_code == 200
    assert (await segment.approve("ben")).json()["state"] == "approved"
    event = next(row for row in reversed(await world.events()) if row.action == "sentence.overridden")
    assert event.actor_id
    assert event.details["reason"] == REASON
    assert event.details["checks"] == ["number"]
    assert event.details["content_hash"] == answer.json()["content_hash"]


async def test_the_override_keeps_who_and_why(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    await override(world, segment, "ben")
    script = await world.script()
    (row,) = next(part for part in script.segments if part.id == segment.id).sentences
    assert row.override is not None
    assert (row.override.reason, row.override.actor_label) == (
        REASON,
        "key ben of service account ben's program",
    )


async def test_it_is_for_this_content_only(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    await override(world, segment, "ben")
    await segment.approve("ben")
    await segment.reword(RIGHT.replace("40", "81"))
    assert (await segment.shown())["state"] == "in_review"
    assert (await segment.approve("ben")).status_code == 409


@pytest.mark.parametrize("reason", ["", "  ", "ok"])
async def test_a_reason_is_needed(world: World, segment: Placed, reason: str) -> None:
    await segment.reword(WRONG)
    answer = await override(world, segment, "ben", reason)
    assert answer.status_code == 422
    assert answer.json()["field"] == "reason"
    assert (await segment.approve("ben")).status_code == 409


async def test_where_nothing_stands_against_it_there_is_nothing_to_override(
    world: World, segment: Placed
) -> None:
    assert (await override(world, segment, "ben")).status_code == 409


async def test_a_form_that_was_overtaken_lets_nothing_through(world: World, segment: Placed) -> None:
    """Ben read 71; what he would let through by now is 81."""
    seen = (await segment.reword(WRONG)).json()["sentences"][0]
    await segment.reword(RIGHT.replace("40", "81"))
    form = {"reason": REASON, "content_hash": seen["content_hash"]}
    answer = await world.browser("ben").post(f"/acme/sentences/{seen['id']}/override", data=form)
    assert answer.status_code == 409
    assert (await segment.approve("ben")).status_code == 409


@pytest.mark.parametrize("body", [{}, {"reason": 3}, {"reason": None}])
async def test_a_body_without_a_reason_is_named(world: World, segment: Placed, body: dict[str, Any]) -> None:
    sentence = await segment.sentence()
    answer = await world.program("ben").post(f"/v1/sentences/{sentence['id']}/override", json=body)
    assert answer.status_code == 422


async def test_lou_may_not_override(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    assert (await override(world, segment, "lou")).status_code == 403


async def test_cleo_cannot_find_it(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    assert (await override(world, segment, "cleo")).status_code == 404
