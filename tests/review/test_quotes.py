"""Approving in bulk: exact quotes without findings, exactly those counted, and nothing else."""

from app.episodes.sentences import hash_of
from tests.html import Page
from tests.world import World


async def approve(world: World, seen: str, who: str = "ben") -> str:
    path = f"/acme/episodes/{world.known.things['episode']}/approval"
    answer = await world.browser(who).post(path, data={"content_hash": seen})
    return answer.headers["location"] if answer.is_redirect else str(answer.status_code)


async def test_only_exact_quotes_without_findings_are_approved(world: World) -> None:
    script = await world.script()
    quotes = script.quotes_for(world.principal("ben"))
    assert 0 < len(quotes) < len(script.sentences)
    for row in quotes:
        assert row.text == " ".join(span.quote for span in row.evidence)
        assert row.findings == []
    location = await approve(world, hash_of(quotes))
    approved = [row.id for row in (await world.script()).sentences if row.state == "approved"]
    assert approved == [row.id for row in quotes]
    told = Page((await world.browser("ben").get(location)).text).text
    assert f"Approved {len(quotes)} exact quotes" in told
    event = (await world.events())[-1]
    assert (event.action, len(event.details["sentences"])) == ("episode.quotes_approved", len(quotes))


async def test_a_connecting_sentence_and_a_changed_one_are_not_among_them(world: World) -> None:
    ben = world.principal("ben")
    script = await world.script()
    row = script.quotes_for(ben)[0]
    form = {"content_hash": row.content_hash, "text": row.text.rstrip(".") + ", it seems."}
    assert (await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=form)).is_redirect
    quotes = (await world.script()).quotes_for(ben)
    assert row.id not in [each.id for each in quotes]
    assert all(each.claim for each in quotes)


async def test_what_changed_since_it_was_counted_is_not_approved(world: World) -> None:
    quotes = (await world.script()).quotes_for(world.principal("ben"))
    form = {"content_hash": quotes[0].content_hash, "text": quotes[0].text.rstrip(".") + ", it seems."}
    await world.browser("ed").post(f"/acme/sentences/{quotes[0].id}/revision", data=form)
    assert await approve(world, hash_of(quotes)) == "409"
    assert not any(row.state == "approved" for row in (await world.script()).sentences)


async def test_a_decision_brings_the_count_as_it_is_then(world: World) -> None:
    first, *others = (await world.script()).quotes_for(world.principal("ben"))
    answer = await world.browser("ben").post(
        f"/acme/sentences/{first.id}/approval",
        data={"content_hash": first.content_hash},
        headers={"HX-Request-Type": "partial"},
    )
    assert f'value="{hash_of(others)}"' in answer.text
    assert await approve(world, hash_of(others)) != "409"


async def test_what_was_sent_back_stays_so(world: World) -> None:
    script = await world.script()
    row = script.quotes_for(world.principal("ben"))[0]
    form = {"content_hash": row.content_hash, "reason": "Not so."}
    await world.browser("ed").post(f"/acme/sentences/{row.id}/rejection", data=form)
    quotes = (await world.script()).quotes_for(world.principal("ben"))
    await approve(world, hash_of(quotes))
    assert next(each.state for each in (await world.script()).sentences if each.id == row.id) == "rejected"


async def test_one_undo_takes_all_of_them_back(world: World) -> None:
    await approve(world, hash_of((await world.script()).quotes_for(world.principal("ben"))))
    await world.browser("ben").post(f"/acme/episodes/{world.known.things['episode']}/undoing")
    assert not any(row.state == "approved" for row in (await world.script()).sentences)


async def test_lou_may_not(world: World) -> None:
    quotes = (await world.script()).quotes_for(world.principal("ben"))
    assert await approve(world, hash_of(quotes), "lou") == "403"
