"""Talking about a sentence: comments, people named in them, suggestions."""

from typing import Any

import httpx
import pytest

from app.episodes.comments import Comment
from app.episodes.sentences import Sentence
from tests.html import Page
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
WORDS = "The dunes move under the wind."


async def row(world: World) -> Sentence:
    return (await world.script()).segments[1].sentences[1]


async def post(world: World, noun: str, who: str = "ben", **form: Any) -> httpx.Response:
    return await world.browser(who, **PART).post(f"/acme/sentences/{(await row(world)).id}/{noun}", data=form)


async def comments(world: World) -> list[Comment]:
    return (await row(world)).comments


async def test_ben_says_something_and_everybody_reads_it(world: World) -> None:
    answer = await post(world, "comment", text="Which desert?")
    assert Page(answer.text).check_parts() == []
    assert "Which desert?" in answer.text
    shown = await world.browser("lou").get(f"/acme/episodes/{(await world.script()).id}")
    assert "Which desert?" in shown.text
    assert (await world.actions())[-1] == "sentence.commented"
    assert (await row(world)).state == "in_review", "a comment is no verdict"


@pytest.mark.parametrize("name", ["@ada", "@ada@example.org", "@Ada"])
async def test_a_member_is_named_by_name_or_address(world: World, name: str) -> None:
    await post(world, "comment", text=f"Is this so, {name}?")
    assert (await comments(world))[0].mentioned == [world.known.users["ada"]]


@pytest.mark.parametrize("name", ["@cleo", "@cleo@example.org", "@nobody", "@"])
async def test_nobody_from_elsewhere_can_be_named(world: World, name: str) -> None:
    await post(world, "comment", text=f"Is this so, {name}?")
    assert (await comments(world))[0].mentioned == []


async def test_a_conversation_is_resolved_and_kept(world: World) -> None:
    await post(world, "comment", text="Which desert?")
    await post(world, "comment", "ed", text="The one in Morocco.")
    answer = await post(world, "resolution")
    assert "2 settled comments" in answer.text
    assert [each.open for each in await comments(world)] == [False, False]
    assert (await post(world, "resolution")).status_code == 409


async def test_an_editor_accepts_a_suggestion_as_the_author_of_the_edit(world: World) -> None:
    seen = (await row(world)).content_hash
    await post(world, "comment", suggested=WORDS, content_hash=seen)
    assert (await row(world)).text != WORDS
    (waiting,) = await comments(world)
    form = {"comment_id": waiting.id, "content_hash": seen}
    assert (await post(world, "adoption", "ben", **form)).status_code == 403
    assert (await post(world, "adoption", "ed", **form)).status_code == 200
    after = await row(world)
    assert (after.text, after.author_id) == (WORDS, world.known.users["ed"])
    assert (await comments(world))[0].outcome == "accepted"
    assert (await post(world, "adoption", "ed", **form)).status_code == 409


async def test_a_suggestion_is_not_put_over_words_nobody_saw(world: World) -> None:
    seen = (await row(world)).content_hash
    await post(world, "comment", suggested=WORDS, content_hash=seen)
    await post(world, "revision", "ada", text="Dunes wander.", content_hash=seen)
    form = {"comment_id": (await comments(world))[0].id, "content_hash": seen}
    assert (await post(world, "adoption", "ed", **form)).status_code == 409
    assert (await row(world)).text == "Dunes wander."
    assert (await comments(world))[0].open


async def test_a_declined_suggestion_changes_nothing(world: World) -> None:
    await post(world, "comment", suggested=WORDS)
    form = {"comment_id": (await comments(world))[0].id}
    assert (await post(world, "dismissal", "ed", **form)).status_code == 200
    assert (await row(world)).text != WORDS
    assert (await comments(world))[0].outcome == "declined"


async def test_who_may_not_edit_is_offered_to_suggest(world: World) -> None:
    path = f"/acme/episodes/{(await world.script()).id}"
    assert "suggested-" in (await world.browser("ben").get(path)).text
    assert "suggested-" not in (await world.browser("ed").get(path)).text


@pytest.mark.parametrize("form", [{}, {"text": " "}, {"text": "x" * 2001}])
async def test_nothing_and_too_much_are_refused(world: World, form: dict[str, str]) -> None:
    assert (await post(world, "comment", **form)).status_code == 422


async def test_lou_may_not_comment(world: World) -> None:
    assert (await post(world, "comment", "lou", text="Nice.")).status_code == 403


async def test_cleo_cannot_find_it(world: World) -> None:
    path = f"/globex/sentences/{(await row(world)).id}/comment"
    assert (await world.browser("cleo").post(path, data={"text": "Hello"})).status_code == 404
