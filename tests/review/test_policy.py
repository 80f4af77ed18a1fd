"""What a project asks of approvals: whose count, how many, and what a change of it does."""

from typing import Any

import httpx
import pytest

from tests.html import Page
from tests.review.verbs import WRONG, Placed
from tests.world import World

REASON = "The authors corrected the figure in an erratum."


async def policy(world: World, who: str = "ada", **rules: Any) -> httpx.Response:
    project_id = (await world.script()).project_id
    return await world.program(who).post(f"/v1/projects/{project_id}/policy", json=rules)


async def by_person(world: World, segment: Placed, who: str) -> httpx.Response:
    form = {"content_hash": (await segment.shown())["content_hash"]}
    return await world.browser(who).post(f"/acme/segments/{segment.id}/approval", data=form)


async def state(segment: Placed) -> str:
    return str((await segment.shown())["state"])


async def test_two_approvals_are_two_people(world: World, segment: Placed) -> None:
    assert (await policy(world, approvals=2)).json()["approvals"] == 2
    await by_person(world, segment, "ben")
    assert await state(segment) == "in_review"
    await by_person(world, segment, "ada")
    assert await state(segment) == "approved"


async def test_raising_the_bar_reopens_what_lacks_approvals_and_says_so(
    world: World, segment: Placed
) -> None:
    await by_person(world, segment, "ben")
    await policy(world, approvals=2)
    assert await state(segment) == "in_review"
    about_episode, about_project = (await world.events())[-2:]
    sentence = (await segment.sentence())["id"]
    assert (about_episode.action, about_episode.details["reopened"]) == ("episode.policy_changed", [sentence])
    assert about_project.details["before"]["approvals"] == 1
    assert about_project.details["after"]["approvals"] == 2
    assert about_project.details["episodes"][-1]["reopened"] == 1
    shown = Page((await world.browser("ada").get("/acme/settings/policy")).text)
    assert "1 sentence is open again" in shown.text


async def test_the_approval_stays_and_counts_again_when_the_bar_is_lowered(
    world: World, segment: Placed
) -> None:
    await by_person(world, segment, "ben")
    await policy(world, approvals=2)
    await policy(world, approvals=1)
    assert await state(segment) == "approved"
    assert (await world.events())[-2].details["approved"] == [(await segment.sentence())["id"]]


async def test_the_narrated_episode_goes_back_to_review(world: World) -> None:
    await policy(world, approvals=2)
    narrated = await world.script(world.known.things["narrated"])
    assert narrated.state == "in_review"
    answer = await world.program("ada").post(f"/v1/episodes/{narrated.id}/narration")
    assert answer.status_code == 409


async def test_the_author_of_the_words_leaves_them_to_others(world: World, segment: Placed) -> None:
    await policy(world, author_may_approve=False)
    answer = await segment.approve("ed")
    assert answer.status_code == 409, "Ed's key placed the words"
    assert "author" in answer.json()["detail"]
    assert (await segment.approve("ben")).json()["state"] == "approved"


async def test_who_asked_for_the_draft_is_its_author(world: World) -> None:
    await policy(world, author_may_approve=False)
    row = (await world.script()).segments[0].sentences[0]
    form = {"content_hash": row.content_hash}
    assert (
        await world.browser("ada").post(f"/acme/sentences/{row.id}/approval", data=form)
    ).status_code == 409
    assert (await world.browser("ben").post(f"/acme/sentences/{row.id}/approval", data=form)).is_redirect


async def test_an_author_who_approves_a_segment_approves_the_words_of_others(world: World) -> None:
    await policy(world, author_may_approve=False)
    part = (await world.script()).segments[0]
    words = {"content_hash": part.sentences[0].content_hash, "text": "The dunes move under the wind."}
    assert (
        await world.browser("ed").post(f"/acme/sentences/{part.sentences[0].id}/revision", data=words)
    ).is_redirect
    part = (await world.script()).segments[0]
    row = part.sentences[0]
    if row.blocked:
        form = {"content_hash": row.content_hash, "reason": REASON}
        assert (await world.browser("ben").post(f"/acme/sentences/{row.id}/override", data=form)).is_redirect
    form = {"content_hash": part.content_hash}
    assert (await world.browser("ed").post(f"/acme/segments/{part.id}/approval", data=form)).is_redirect
    states = [each.state for each in (await world.script()).segments[0].sentences]
    assert states == ["in_review", *["approved"] * (len(states) - 1)]
    assert len(states) > 1


async def test_one_approval_must_be_of_the_required_role(world: World, segment: Placed) -> None:
    await policy(world, required_role="reviewer")
    await by_person(world, segment, "ada")
    assert await state(segment) == "in_review"
    await by_person(world, segment, "ben")
    assert await state(segment) == "approved"


async def test_keys_can_be_refused(world: World, segment: Placed) -> None:
    await segment.approve("ben")
    await policy(world, keys_may_approve=False)
    assert await state(segment) == "in_review"
    assert (await segment.approve("ada")).status_code == 409
    await by_person(world, segment, "ben")
    assert await state(segment) == "approved"


async def test_four_eyes_need_a_second_person_for_an_override(world: World, segment: Placed) -> None:
    await policy(world, four_eyes=True)
    await segment.reword(WRONG)
    path = f"/acme/sentences/{(await segment.sentence())['id']}/override"
    assert (await world.browser("ben").post(path, data={"reason": REASON})).is_redirect
    assert (await by_person(world, segment, "ben")).status_code == 409
    await by_person(world, segment, "ada")
    assert await state(segment) == "approved"


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"approvals": 0}, "approvals"),
        ({"approvals": 99}, "approvals"),
        ({"required_role": "listener"}, "required_role"),
        ({"required_role": "king"}, "required_role"),
    ],
)
async def test_what_nobody_could_fulfil_is_refused(world: World, rules: dict[str, Any], field: str) -> None:
    answer = await policy(world, **rules)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_ada_changes_it_by_the_form(world: World) -> None:
    project_id = (await world.script()).project_id
    form = {"approvals": "2", "required_role": "editor", "four_eyes": "true"}
    answer = await world.browser("ada").post(f"/acme/projects/{project_id}/policy", data=form)
    assert answer.headers["location"].startswith("/acme/settings/policy")
    shown = (await world.program("lou").get(f"/v1/projects/{project_id}/policy")).json()
    assert shown == {
        "project_id": project_id,
        "approvals": 2,
        "author_may_approve": False,
        "required_role": "editor",
        "four_eyes": True,
        "keys_may_approve": False,
        "guests_may_approve": False,
        "vigilance": 0,
    }


async def test_the_same_again_records_nothing(world: World) -> None:
    before = await world.actions()
    await policy(world)
    assert await world.actions() == before


async def test_ed_may_not_change_it(world: World) -> None:
    assert (await policy(world, "ed", approvals=2)).status_code == 403


async def test_cleo_cannot_find_it(world: World) -> None:
    assert (await policy(world, "cleo", approvals=2)).status_code == 404
