"""Sentences split, joined, moved and taken out: what did not change keeps its approval."""

from typing import Any

import httpx
import pytest

from app.episodes.models import Segment
from tests.html import Page
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def part(world: World) -> Segment:
    found = (await world.script()).segments[2]
    assert len(found.sentences) >= 2
    return found


async def post(world: World, place: int, noun: str, who: str = "ed", **form: Any) -> httpx.Response:
    row = (await part(world)).sentences[place]
    path = f"/acme/sentences/{row.id}/{noun}"
    return await world.browser(who, **PART).post(path, data={"content_hash": row.content_hash} | form)


async def approved(world: World) -> Segment:
    found = await part(world)
    form = {"content_hash": found.content_hash}
    assert (await world.browser("ben").post(f"/acme/segments/{found.id}/approval", data=form)).is_redirect
    return await part(world)


async def test_a_new_line_splits_a_sentence(world: World) -> None:
    before = await approved(world)
    row = before.sentences[1]
    words = row.text.split()
    head, tail = " ".join(words[:5]) + ".", " ".join(words[5:])
    answer = await post(world, 1, "revision", text=f"{head}\r\n\r\n{tail}")
    assert answer.status_code == 200
    assert Page(answer.text).check_parts() == []
    after = (await part(world)).sentences
    assert [each.text for each in after[1:3]] == [head, tail]
    assert after[1].id == row.id
    assert after[2].evidence, "the second half lost its place on the page"
    assert [each.state for each in after] == ["approved", "in_review", "in_review"] + ["approved"] * (
        len(after) - 3
    )


async def test_two_sentences_are_joined_with_the_evidence_of_both(world: World) -> None:
    before = await part(world)
    one, two = before.sentences[1:3]
    assert (await post(world, 1, "merger")).status_code == 200
    after = (await part(world)).sentences
    assert after[1].text == f"{one.text} {two.text}"
    assert len(after) == len(before.sentences) - 1
    quotes = [span.quote for span in after[1].evidence]
    assert quotes == list(dict.fromkeys(span.quote for row in (one, two) for span in row.evidence))


async def test_a_moved_sentence_keeps_its_approval(world: World) -> None:
    before = await approved(world)
    assert (await post(world, 1, "move", places=-1)).status_code == 200
    after = await part(world)
    ids = [row.id for row in before.sentences]
    assert [row.id for row in after.sentences] == [ids[1], ids[0], *ids[2:]]
    assert {row.state for row in after.sentences} == {"approved"}


@pytest.mark.parametrize(("place", "places"), [(0, -1), (-1, 1), (0, 99)])
async def test_no_sentence_moves_out_of_its_segment(world: World, place: int, places: int) -> None:
    before = await part(world)
    assert (await post(world, place, "move", places=places)).status_code == 409
    assert [row.id for row in (await part(world)).sentences] == [row.id for row in before.sentences]


async def test_a_sentence_is_taken_out_and_brought_back_by_undo(world: World) -> None:
    before = await part(world)
    assert (await post(world, 1, "removal")).status_code == 200
    assert before.sentences[1].id not in [row.id for row in (await part(world)).sentences]
    path = f"/acme/episodes/{world.known.things['episode']}/undoing"
    assert (await world.browser("ed").post(path)).is_redirect
    after = await part(world)
    assert [(row.id, row.computed_hash()) for row in after.sentences] == [
        (row.id, row.computed_hash()) for row in before.sentences
    ]


@pytest.mark.parametrize("noun", ["removal", "merger"])
async def test_a_form_that_was_overtaken_changes_nothing(world: World, noun: str) -> None:
    before = await part(world)
    answer = await post(world, 1, noun, content_hash="1:old")
    assert answer.status_code == 409
    assert (await part(world)).content_hash == before.content_hash


@pytest.mark.parametrize("noun", ["removal", "merger", "move"])
async def test_ben_may_not(world: World, noun: str) -> None:
    assert (await post(world, 1, noun, "ben")).status_code == 403
