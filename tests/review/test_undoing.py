"""Undo takes back the last decision of whoever asks, and nothing of anybody else's."""

import httpx

from app.episodes.models import Segment
from app.episodes.sentences import Sentence
from tests.html import Page
from tests.review.verbs import WRONG, Placed
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
REASON = "Not what the page says."


async def undo(world: World, who: str = "ben", **headers: str) -> httpx.Response:
    return await world.browser(who, **headers).post(f"/acme/episodes/{world.known.things['episode']}/undoing")


async def post(world: World, who: str, row: Sentence | Segment, noun: str, **more: str) -> None:
    form = {"content_hash": row.content_hash, **more}
    answer = await world.browser(who).post(f"/acme/{row.__tablename__}s/{row.id}/{noun}", data=form)
    assert answer.is_redirect, answer.text


async def states(world: World, place: int = 1) -> list[str]:
    return [row.state for row in (await world.script()).segments[place].sentences]


async def test_an_approval_is_taken_back(world: World) -> None:
    part = (await world.script()).segments[1]
    await post(world, "ben", part, "approval")
    assert set(await states(world)) == {"approved"}
    assert (await undo(world)).is_redirect
    assert set(await states(world)) == {"in_review"}
    event = (await world.events())[-1]
    assert (event.action, event.details["undone"]) == ("episode.undone", "segment.approved")


async def test_the_screen_says_what_was_undone_and_stays_there(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ben", row, "approval")
    answer = await undo(world, **PART)
    page = Page(answer.text)
    assert page.check_parts() == []
    assert "Undone: your approval." in page.text
    assert f'data-moved-to="{row.id}"' in answer.text
    await post(world, "ben", row, "approval")
    shown = await world.browser("ben").get((await undo(world)).headers["location"])
    assert "Undone: your approval." in shown.text


async def test_each_undo_goes_one_further_back(world: World) -> None:
    first, second = (await world.script()).segments[1].sentences[:2]
    await post(world, "ben", first, "approval")
    await post(world, "ben", second, "rejection", reason=REASON)
    await undo(world)
    assert (await states(world))[:2] == ["approved", "in_review"]
    await undo(world)
    assert (await states(world))[:2] == ["in_review", "in_review"]
    assert (await undo(world)).status_code == 409


async def test_what_others_decided_stays(world: World) -> None:
    first, second = (await world.script()).segments[1].sentences[:2]
    await post(world, "ben", first, "approval")
    await post(world, "ada", second, "approval")
    await undo(world)
    assert (await states(world))[:2] == ["in_review", "approved"]


async def test_undoing_a_rejection_gives_back_the_approval_it_took(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ada", row, "approval")
    await post(world, "ben", row, "rejection", reason=REASON)
    await undo(world)
    assert (await states(world))[0] == "approved"


async def test_undoing_a_reopening_gives_back_the_rejection(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ada", row, "rejection", reason=REASON)
    await post(world, "ben", row, "reopening")
    await undo(world)
    assert (await states(world))[0] == "rejected"


async def test_an_approval_does_not_come_back_over_a_rejection_made_since(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ada", row, "approval")
    await post(world, "ben", row, "reopening")
    await post(world, "ed", row, "rejection", reason=REASON)
    assert (await undo(world)).status_code == 409
    assert (await states(world))[0] == "rejected"


async def test_an_override_is_taken_back(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    row = (await world.script()).segments[-1].sentences[0]
    await post(world, "ben", row, "override", reason=REASON)
    await undo(world)
    assert (await world.script()).segments[-1].sentences[0].blocked


async def test_an_edit_is_taken_back_and_the_approval_counts_again(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ada", row, "approval")
    await post(world, "ed", row, "revision", text="The dunes move under the wind.")
    assert (await states(world))[0] == "in_review"
    await undo(world, "ed")
    now = (await world.script()).segments[1].sentences[0]
    assert (now.text, now.content_hash, now.state) == (row.text, row.content_hash, "approved")
    assert (now.author_kind, now.author_id) == (row.author_kind, row.author_id)


async def test_an_edit_somebody_changed_since_is_not_undone(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ed", row, "revision", text="The dunes move under the wind.")
    row = (await world.script()).segments[1].sentences[0]
    await post(world, "ada", row, "revision", text="The dunes move.")
    answer = await undo(world, "ed", **PART)
    assert answer.status_code == 409
    assert "changed these words after you" in answer.text
    assert (await world.script()).segments[1].sentences[0].text == "The dunes move."


async def test_where_nothing_was_decided_there_is_nothing_to_undo(world: World) -> None:
    assert (await undo(world)).status_code == 409


async def test_lou_may_not(world: World) -> None:
    assert (await undo(world, "lou")).status_code == 403


async def test_cleo_cannot_find_it(world: World) -> None:
    path = f"/globex/episodes/{world.known.things['episode']}/undoing"
    assert (await world.browser("cleo").post(path)).status_code == 404
