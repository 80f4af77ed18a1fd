"""Vigilance: errors planted for a reviewer are told at once and counted, and the sentence stays to decide."""

import html
import re

from app.episodes.checking import check
from app.review.decoys import falsified
from tests.html import Page
from tests.review.planted import HASH, decide, decoys, on, planted_for, room, seen_by, state
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def test_it_is_off_unless_a_project_turns_it_on(world: World) -> None:
    assert await planted_for(world, "ben") == []
    assert "Vigilance is on" not in await room(world, "ben")


async def test_reviewers_meet_some_and_know_that_it_is_on(world: World) -> None:
    await on(world)
    claims = [row for row in (await world.script()).sentences if row.claim and row.evidence]
    first = await planted_for(world, "ben")
    assert 1 <= len(first) <= max(1, round(len(claims) / 5))
    assert await planted_for(world, "ben") == first, "the same each time"
    assert "Vigilance is on: about one in 5 sentences" in Page(await room(world, "ben")).text


async def test_there_is_one_at_least(world: World) -> None:
    await on(world, 200)
    assert len(await planted_for(world, "ben")) == 1


async def test_what_is_planted_is_surely_false(world: World) -> None:
    await on(world)
    real = {row.id: row for row in (await world.script()).sentences}
    for who in ("ada", "ben", "ed"):
        for seen in await planted_for(world, who):
            found = check(seen.text, True, [span.located() for span in real[seen.id].evidence])
            assert [row for row in found if row.severity == "block"], seen.text
    assert falsified("Sand moves.", ("Sand moves.",), (), "x") is None


async def test_listeners_keys_and_guests_meet_none(world: World) -> None:
    await on(world)
    assert await planted_for(world, "lou") == []
    assert "Vigilance is on" not in await room(world, "lou")
    shown = await world.program("ben").get(f"/v1/episodes/{world.known.things['episode']}/segments")
    texts = [row["text"] for segment in shown.json() for row in segment["sentences"]]
    assert texts == [row.text for row in (await world.script()).sentences]
    invitation = {"name": "Dr. Sand", "days": "7"}
    path = f"/acme/episodes/{world.known.things['episode']}/guests"
    given = (await world.browser("ed").post(path, data=invitation)).text
    address = re.search(r"/guest/[\w-]{43}", given)
    assert address
    page = html.unescape((await world.browser().get(address[0])).text)
    assert all(text in page for text in texts)


async def test_who_approves_it_is_told_and_the_sentence_is_still_undecided(world: World) -> None:
    await on(world)
    (seen, *_) = await planted_for(world, "ben")
    before = await state(world)
    answer = await decide(world, "ben", seen, "approval")
    page = await world.browser("ben").get(answer.headers["location"])
    told = Page(page.text)
    assert "You approved a planted error" in told.text
    assert html.unescape(page.text).count(seen.text) == 1
    assert "you caught 0 of 1" in told.text
    (row,) = await decoys(world)
    assert (row.outcome, row.deed, row.text) == ("missed", "approved", seen.text)
    assert row.message in html.unescape(page.text)
    assert await state(world) == before
    event = (await world.events())[-1]
    assert (event.action, event.actor_id) == ("decoy.missed", world.known.users["ben"])
    real = next(each for each in await seen_by(world, "ben") if each.id == seen.id)
    assert real.text == next(text for id_, text, *_ in before if id_ == seen.id)
    assert (await decide(world, "ben", seen, "approval")).status_code == 409, "it is there no more"
    undoing = f"/acme/episodes/{world.known.things['episode']}/undoing"
    assert "planted error" in (await world.browser("ben").post(undoing)).text
    assert (await decide(world, "ben", real, "approval")).status_code == 303
    assert (await world.browser("ben").post(undoing)).status_code == 303


OBJECTIONS = (
    ("ben", "rejection", {"reason": "The page says something else."}),
    ("ben", "comment", {"text": "Is this so, @ada?"}),
    ("ed", "comment", {"suggested": "What the page says."}),
    ("ed", "revision", {"text": "What the page says."}),
    ("ada", "removal", {}),
)


async def test_who_objects_has_caught_it_and_changes_nothing(world: World) -> None:
    await on(world)
    before = await state(world)
    for number, (who, noun, data) in enumerate(OBJECTIONS):
        (seen, *_) = await planted_for(world, who)
        for blank in ({"text": " ", "reason": " "},) if "text" in data or "reason" in data else ():
            assert (await decide(world, who, seen, noun, **blank)).status_code == 422
        answer = await decide(world, who, seen, noun, **data)
        page = html.unescape((await world.browser(who).get(answer.headers["location"])).text)
        assert "You caught a planted error" in page
        rows = await decoys(world)
        assert len(rows) == number + 1
        row = next(
            each for each in rows if (each.sentence_id, each.user_id) == (seen.id, world.known.users[who])
        )
        assert (row.outcome, row.said) == ("caught", "".join(data.values()))
        assert row.said in page
        assert (await world.actions())[-1] == "decoy.caught"
    assert await state(world) == before
    assert not any(each.comments for each in (await world.script()).sentences)


async def test_what_says_nothing_about_it_counts_for_nothing(world: World) -> None:
    await on(world)
    (seen, *_) = await planted_for(world, "ed")
    assert (await decide(world, "ed", seen, "revision", text=seen.text)).status_code == 303
    (row,) = await decoys(world)
    assert row.outcome == "passed"
    assert (await decide(world, "ed", seen, "merger")).status_code == 409


async def test_the_answer_in_place_tells_it_too(world: World) -> None:
    await on(world)
    (seen, *_) = await planted_for(world, "ben")
    browser = world.browser("ben", **PART)
    data = {"content_hash": seen.content_hash}
    answer = await browser.post(f"/acme/sentences/{seen.id}/approval", data=data)
    page = Page(answer.text)
    assert page.check_parts() == []
    assert "You approved a planted error" in page.text
    assert "data-planted" in answer.text


async def test_members_approve_one_by_one_and_keys_as_ever(world: World) -> None:
    await on(world)
    segment = (await world.script()).segments[0]
    seen = {"content_hash": segment.content_hash}
    assert "/approval" in await room(world, "ben")
    assert f"/acme/segments/{segment.id}/approval" not in await room(world, "ben")
    answer = await world.browser("ben").post(f"/acme/segments/{segment.id}/approval", data=seen)
    assert answer.status_code == 409
    assert "one by one" in answer.text
    answer = await world.program("ben").post(f"/v1/segments/{segment.id}/approval", json=seen)
    assert answer.status_code == 200


async def test_exact_quotes_in_bulk_leave_out_where_one_is_planted(world: World) -> None:
    quotes = {row.id for row in (await world.script()).quotes_for(world.principal("ben"))}
    await on(world)
    planted = {row.id for row in await planted_for(world, "ben")} & quotes
    assert planted, "nothing is planted in a quote"
    form = re.search(
        r'action="/acme/episodes/[\w-]+/approval".*?</form>', await room(world, "ben"), re.DOTALL
    )
    assert form
    path = f"/acme/episodes/{world.known.things['episode']}/approval"
    data = {"content_hash": HASH.findall(form[0])[0]}
    assert (await world.browser("ben").post(path, data=data)).status_code == 303
    approved_now = {row.id for row in (await world.script()).sentences if row.state == "approved"}
    assert approved_now == quotes - planted


async def test_what_somebody_else_decides_or_changes_takes_the_error_away(world: World) -> None:
    await on(world)
    (seen, *_) = await planted_for(world, "ben")
    real = next(row for row in await seen_by(world, "lou") if row.id == seen.id)
    row = next(row for row in (await world.script()).sentences if row.id == seen.id)
    real.content_hash = row.content_hash
    assert (await decide(world, "ed", real, "rejection", reason="Too long.")).status_code == 303
    assert seen.id not in {row.id for row in await planted_for(world, "ben")}
    assert (await decide(world, "ben", seen, "approval")).status_code == 409
    assert await decoys(world) == []


async def test_turned_off_nothing_is_planted_any_more(world: World) -> None:
    await on(world)
    (seen, *_) = await planted_for(world, "ben")
    await on(world, 0)
    assert await planted_for(world, "ben") == []
    assert (await decide(world, "ben", seen, "approval")).status_code == 409


async def test_a_rate_nobody_can_mean_is_refused(world: World) -> None:
    path = f"/v1/projects/{(await world.script()).project_id}/policy"
    for one_in in (-1, 1, 4, 201):
        answer = await world.program("ada").post(path, json={"vigilance": one_in})
        assert (answer.status_code, answer.json()["field"]) == (422, "vigilance")


async def test_figures_are_for_those_who_manage(world: World) -> None:
    project = (await world.script()).project_id
    where = (("browser", "/acme/settings/vigilance"), ("program", f"/v1/projects/{project}/vigilance"))
    page = await world.browser("ada").get(where[0][1])
    assert "off in every project" in page.text
    await on(world)
    assert "Nobody has decided" in (await world.browser("ada").get(where[0][1])).text
    for who, noun in (("ben", "approval"), ("ed", "rejection")):
        for seen in await planted_for(world, who):
            await decide(world, who, seen, noun, reason="No.")
    for kind, path in where:
        assert (await getattr(world, kind)("ben").get(path)).status_code == 403
    shown = (await world.program("ada").get(where[1][1])).json()
    rates = {row["name"]: row["rate"] for row in shown["reviewers"]}
    assert sorted(rates.values()) == [0.0, 1.0]
    assert shown["one_in"] == 5
    assert shown["rate"] == round(shown["caught"] / (shown["caught"] + shown["missed"]), 4)
    page = await world.browser("ada").get(where[0][1])
    assert Page(page.text).check_page() == []
    assert all(name in page.text for name in rates)
