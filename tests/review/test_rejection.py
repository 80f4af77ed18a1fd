"""Sending a segment, or one sentence, back with a reason."""

import pytest
from sqlmodel import select

from app.episodes.verdicts import Rejection
from tests.html import Page
from tests.review.verbs import Placed
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
REASON = "It is a survey, not an experiment."


async def test_ben_rejects_with_a_reason(world: World, segment: Placed) -> None:
    answer = await segment.post("ben", "rejection", reason=f"  {REASON} ")
    assert answer.status_code == 200
    assert answer.json()["state"] == "rejected"
    event = (await world.events())[-1]
    assert (event.action, event.details["reason"]) == ("segment.rejected", REASON)


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
async def test_without_a_reason_nothing_is_rejected(segment: Placed, reason: str) -> None:
    answer = await segment.post("ben", "rejection", reason=reason)
    assert answer.status_code == 422
    assert answer.json()["field"] == "reason"
    assert (await segment.shown())["state"] == "in_review"


async def test_its_approvals_are_withdrawn_and_kept(world: World, segment: Placed) -> None:
    await segment.approve("ada")
    await segment.post("ben", "rejection", reason=REASON)
    script = await world.script()
    (row,) = next(part for part in script.segments if part.id == segment.id).sentences
    assert row.standing_approvals == []
    assert [approval.stands for approval in row.approvals] == [False]


async def test_a_rejected_segment_keeps_the_gate_shut(world: World, segment: Placed) -> None:
    await segment.post("ben", "rejection", reason=REASON)
    answer = await world.program("ada").post(f"/v1/episodes/{world.known.things['episode']}/narration")
    assert answer.status_code == 409
    assert segment.id in [row["id"] for row in answer.json()["segments"]]


async def test_ben_rejects_one_sentence_on_the_screen(world: World) -> None:
    part = (await world.script()).segments[1]
    row = part.sentences[1]
    answer = await world.browser("ben", **PART).post(
        f"/acme/sentences/{row.id}/rejection", data={"reason": REASON, "content_hash": row.content_hash}
    )
    assert answer.status_code == 200
    assert Page(answer.text).check_parts() == []
    assert REASON in answer.text
    now = (await world.script()).segments[1]
    assert {each.id: each.state for each in now.sentences}[row.id] == "rejected"
    assert [each.state for each in now.sentences if each.id != row.id] == ["in_review"] * (
        len(part.sentences) - 1
    )
    async with world.reading() as session:
        (rejection,) = (await session.exec(select(Rejection))).all()
    assert (rejection.sentence_id, rejection.actor_label) == (row.id, "ben@example.org")


async def test_approving_afterwards_lifts_it(segment: Placed) -> None:
    await segment.post("ben", "rejection", reason=REASON)
    assert (await segment.approve("ada")).json()["state"] == "approved"


async def test_rewording_afterwards_lifts_it(segment: Placed) -> None:
    await segment.post("ben", "rejection", reason=REASON)
    answer = await segment.reword("The position of every dune was measured with an error of 40 centimetres.")
    assert answer.json()["state"] == "in_review"


async def test_a_form_that_was_overtaken_rejects_nothing(world: World) -> None:
    """Ben did not see what Ed has made of it meanwhile."""
    row = (await world.script()).segments[1].sentences[1]
    edit = {"content_hash": row.content_hash, "text": "Engineers build fences."}
    assert (await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=edit)).is_redirect
    form = {"reason": REASON, "content_hash": row.content_hash}
    answer = await world.browser("ben").post(f"/acme/sentences/{row.id}/rejection", data=form)
    assert answer.status_code == 409
    assert (await world.script()).segments[1].state == "in_review"


async def test_lou_may_not_reject(segment: Placed) -> None:
    assert (await segment.post("lou", "rejection", reason=REASON)).status_code == 403


async def test_cleo_cannot_find_it(segment: Placed) -> None:
    assert (await segment.post("cleo", "rejection", reason=REASON)).status_code == 404
