"""The history of a script: every draft with what it changed, and going back to one."""

import httpx

from app.episodes.sentences import hash_of
from app.review.comparing import word_diff
from app.review.history import replaced
from tests.html import Page
from tests.world import World


async def reworded(world: World, text: str) -> str:
    row = (await world.script()).segments[1].sentences[1]
    form = {"content_hash": row.content_hash, "text": text}
    assert (await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=form)).is_redirect
    return row.text


async def post(world: World, path: str, who: str = "ed", **form: str) -> httpx.Response:
    return await world.browser(who).post(f"/acme/episodes/{world.known.things['episode']}/{path}", data=form)


def test_a_diff_is_of_words() -> None:
    pieces = word_diff("The dunes moved 23 metres a year.", "The dunes moved 32 metres every year.")
    assert [(piece.kind, piece.words.strip()) for piece in pieces] == [
        ("same", "The dunes moved"),
        ("gone", "23"),
        ("new", "32"),
        ("same", "metres"),
        ("gone", "a"),
        ("new", "every"),
        ("same", "year."),
    ]


async def test_the_history_shows_who_changed_which_words(world: World) -> None:
    await reworded(world, "The wind moves the dunes.")
    text = (await world.browser("lou").get(f"/acme/episodes/{(await world.script()).id}/history")).text
    assert "ed@example.org" in text
    assert "<ins>" in text
    assert "<del>" in text


async def test_an_earlier_draft_is_restored_as_a_new_one(world: World) -> None:
    before = await world.script()
    row = before.segments[1].sentences[1]
    form = {"content_hash": row.content_hash}
    assert (await world.browser("ben").post(f"/acme/sentences/{row.id}/approval", data=form)).is_redirect
    await reworded(world, "The wind moves the dunes.")
    answer = await post(world, f"history/{before.revision}/restoration")
    after = await world.script()
    assert after.revision == before.revision + 2
    assert [each.computed_hash() for each in after.sentences] == [
        each.computed_hash() for each in before.sentences
    ]
    assert after.segments[1].sentences[1].state == "approved", "Ben approved exactly these words"
    assert "Restored draft" in (await world.browser("ed").get(answer.headers["location"])).text


async def test_a_segment_that_was_left_out_comes_back(world: World) -> None:
    before = await world.script()
    gone = before.segments[2]
    assert (await world.browser("ed").post(f"/acme/segments/{gone.id}/removal")).is_redirect
    await post(world, f"history/{before.revision}/restoration")
    after = await world.script()
    assert [each.id for each in after.segments] == [each.id for each in before.segments]
    assert after.segments[2].content_hash == gone.content_hash


async def test_restoring_what_is_there_is_refused(world: World) -> None:
    assert (await post(world, f"history/{(await world.script()).revision}/restoration")).status_code == 409
    assert (await post(world, "history/99/restoration")).status_code == 404


async def test_replacing_is_shown_before_it_is_done(world: World) -> None:
    script = await world.script()
    there = [row for row in script.sentences if "dune" in row.text.split()]
    assert there
    path = f"/acme/episodes/{script.id}/replacement?find=dune&put=hill"
    page = Page((await world.browser("ed").get(path)).text)
    assert page.check_page() == []
    assert f"{len(there)} sentence" in page.text
    assert (await world.script()).revision == script.revision


async def test_whole_words_are_replaced_everywhere_and_one_undo_takes_it_back(world: World) -> None:
    before = await world.script()
    found = replaced(before, "dune", "hill")
    seen = hash_of(row.sentence for row in found)
    assert (await post(world, "replacement", find="dune", put="hill", content_hash=seen)).is_redirect
    after = {row.id: row for row in (await world.script()).sentences}
    for row in before.sentences:
        assert after[row.id].text == " ".join(row.text.split()).replace("dune ", "hill ").replace(
            "dune,", "hill,"
        ).replace("dune.", "hill.")
    event = (await world.events())[-1]
    assert (event.action, event.details["find"]) == ("episode.replaced", "dune")
    assert len(event.details["sentences"]) == len(found)
    await post(world, "undoing")
    assert [row.computed_hash() for row in (await world.script()).sentences] == [
        row.computed_hash() for row in before.sentences
    ]


async def test_what_changed_since_it_was_shown_is_not_replaced(world: World) -> None:
    answer = await post(world, "replacement", find="dune", put="hill", content_hash="1:old")
    assert answer.status_code == 409


async def test_ben_may_do_neither(world: World) -> None:
    assert (await post(world, "history/1/restoration", "ben")).status_code == 403
    assert (
        await post(world, "replacement", "ben", find="dune", put="hill", content_hash="x")
    ).status_code == 403
