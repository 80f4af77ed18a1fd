"""Choosing the passages that stand behind a sentence."""

from typing import Any

import httpx

from app.episodes.lookups import SentenceAt
from app.episodes.scripts import script_of_sentence
from app.review.anchoring import Offered, offer
from tests.html import Page
from tests.world import World


async def row(world: World) -> Any:
    return next(each for each in (await world.script()).sentences if each.evidence)


async def offered(world: World, find: str = "", page: int = 0) -> list[Offered]:
    async with world.reading() as session:
        at = SentenceAt(*await script_of_sentence(session, (await row(world)).id))
        found, _ = await offer(session, at, find, world.known.things["document"], page)
    return found


async def choose(world: World, *keys: str, who: str = "ed", content_hash: str = "") -> httpx.Response:
    sentence = await row(world)
    form = {"content_hash": content_hash or sentence.content_hash, "passages": list(keys)}
    return await world.browser(who).post(f"/acme/sentences/{sentence.id}/evidence", data=form)


async def test_the_passages_it_cites_are_ticked(world: World) -> None:
    sentence = await row(world)
    page = Page((await world.browser("ed").get(f"/acme/sentences/{sentence.id}/evidence")).text)
    assert page.check_page() == []
    ticked = [each for each in page.all("input") if "checked" in each]
    assert len(ticked) == len(sentence.evidence)


async def test_other_passages_are_put_behind_it_and_checked_at_once(world: World) -> None:
    before = await row(world)
    other = next(each for each in await offered(world) if not each.cited)
    assert (await choose(world, other.key)).is_redirect
    after = next(each for each in (await world.script()).sentences if each.id == before.id)
    assert [span.quote for span in after.evidence] == [place.quote for place in other.passage.places]
    assert after.text == before.text
    assert after.blocked, "the sentence says what its new evidence does not"
    assert after.author_id == world.known.users["ed"]


async def test_it_voids_the_approval_and_undo_brings_it_back(world: World) -> None:
    before = await row(world)
    form = {"content_hash": before.content_hash}
    assert (await world.browser("ben").post(f"/acme/sentences/{before.id}/approval", data=form)).is_redirect
    await choose(world, *[each.key for each in (await offered(world))[:3]])
    assert (await row(world)).state == "in_review"
    await world.browser("ed").post(f"/acme/episodes/{before.episode_id}/undoing")
    assert (await row(world)).state == "approved"


async def test_a_page_offers_every_passage_with_its_boxes(world: World) -> None:
    found = await offered(world, page=1)
    assert len(found) > 12
    assert all(place.boxes for each in found for place in each.passage.places)
    sentence = await row(world)
    path = f"/acme/sentences/{sentence.id}/evidence?document={world.known.things['document']}&page=1"
    assert (await world.browser("ed").get(path)).text.count("data-passage-box") >= len(found)


async def test_a_search_finds_passages_by_their_words(world: World) -> None:
    found = await offered(world, find="Tarfaya desert cameras")
    assert "Tarfaya" in found[0].passage.text


async def test_nothing_unknown_or_overtaken_is_put_behind_it(world: World) -> None:
    key = (await offered(world))[0].key
    assert (await choose(world, "0-0123456789abcdef")).status_code == 409
    assert (await choose(world, key, content_hash="1:old")).status_code == 409
    assert (await choose(world)).status_code == 422


async def test_ben_may_not(world: World) -> None:
    assert (await choose(world, (await offered(world))[0].key, who="ben")).status_code == 403
