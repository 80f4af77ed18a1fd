"""Good bodies for the POSTs of the review, and what makes each of them possible."""

from collections.abc import Awaitable, Callable
from typing import Any

from app.episodes.lookups import SentenceAt
from app.episodes.scripts import load_script, script_of_sentence
from app.episodes.sentences import hash_of
from app.installation import Installation
from app.review.anchoring import offer
from app.review.assignments import assign
from app.review.guests import GuestLink
from app.review.history import replaced
from tests.world import Known, World


async def nothing(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {}


async def form_of_segment(world: World, at: dict[str, Any]) -> dict[str, Any]:
    script = await world.script()
    return {"content_hash": next(row.content_hash for row in script.segments if row.id == at["segment_id"])}


async def form_of_sentence(world: World, at: dict[str, Any]) -> dict[str, Any]:
    script = await world.script()
    return {"content_hash": next(row.content_hash for row in script.sentences if row.id == at["sentence_id"])}


async def reason(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"reason": "Not what the page says."}


async def approved_before(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """Something to reopen."""
    path = f"/acme/segments/{at['segment_id']}/approval"
    answer = await world.browser("ada").post(path, data=await form_of_segment(world, at))
    assert answer.status_code == 303
    return {}


async def asked(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"user_id": world.known.users["ben"], "due_on": "2026-12-24"}


async def invited(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"name": "Dr. Sand", "days": "7"}


async def blocked(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A sentence with a number its page does not have."""
    text = {"text": "The dunes number exactly 7,413 in all.", **await form_of_sentence(world, at)}
    answer = await world.browser("ed").post(f"/acme/sentences/{at['sentence_id']}/revision", data=text)
    assert answer.status_code == 303
    return {"reason": "The authors told me so.", **await form_of_sentence(world, at)}


async def reworded(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"text": "The dunes move under the wind.", **await form_of_sentence(world, at)}


async def reworded_before(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A first draft to go back to."""
    path = f"/acme/sentences/{at['sentence_id']}/revision"
    assert (await world.browser("ed").post(path, data=await reworded(world, at))).status_code == 303
    return {}


async def replacing(world: World, at: dict[str, Any]) -> dict[str, Any]:
    found = replaced(await world.script(), "dune", "hill")
    assert found
    return {"find": "dune", "put": "hill", "content_hash": hash_of(row.sentence for row in found)}


async def passages(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """Another passage than the one it cites."""
    async with world.reading() as session:
        found = SentenceAt(*await script_of_sentence(session, at["sentence_id"]))
        offered, _ = await offer(session, found, "", "", 0)
    other = next(row for row in offered if not row.cited)
    return {"content_hash": found.sentence.content_hash, "passages": other.key}


async def commenting(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"text": "Is this so, @ben?"}


async def commented(world: World, at: dict[str, Any]) -> dict[str, Any]:
    path = f"/acme/sentences/{at['sentence_id']}/comment"
    assert (await world.browser("ben").post(path, data=await commenting(world, at))).status_code == 303
    return {}


async def suggested(world: World, at: dict[str, Any]) -> dict[str, Any]:
    path = f"/acme/sentences/{at['sentence_id']}/comment"
    words = {"suggested": "The dunes move under the wind."}
    assert (await world.browser("ben").post(path, data=words)).status_code == 303
    row = next(row for row in (await world.script()).sentences if row.id == at["sentence_id"])
    return {"comment_id": row.comments[-1].id, "content_hash": row.content_hash}


async def quotes(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A script that holds exact quotes."""
    script, ada = await world.script(), world.principal("ada")
    assert script.quotes_for(ada), "the writer quoted nothing"
    return {"content_hash": hash_of(script.quotes_for(ada))}


async def move(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"places": 1}


async def reviewer_asked(installation: Installation, known: Known) -> None:
    """Acme's narrated episode was once Ben's to review, with a guest."""
    ada = World(installation, None, known).principal("ada")  # type: ignore[arg-type]
    async with installation.work(ada.organization_id) as session:
        episode = await load_script(session, known.things["narrated"])
        known.things["assignment"] = (await assign(session, episode, ada, known.users["ben"])).id
        link, _, event = GuestLink.give(episode, "Dr. Shore", 7, ada, may_approve=False)
        session.add_all([link, event])
        known.things["guest"] = link.id


REVIEW: dict[str, Callable[[World, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "/{org}/episodes/{episode_id}/approval": quotes,
    "/{org}/episodes/{episode_id}/assignments": asked,
    "/{org}/assignments/{assignment_id}/ending": nothing,
    "/{org}/episodes/{episode_id}/guests": invited,
    "/{org}/guests/{guest_id}/revocation": nothing,
    "/v1/episodes/{episode_id}/assignments": asked,
    "/v1/assignments/{assignment_id}/ending": nothing,
    "/v1/sentences/{sentence_id}/approval": form_of_sentence,
    "/v1/sentences/{sentence_id}/rejection": reason,
    "/v1/sentences/{sentence_id}/reopening": approved_before,
    "/{org}/episodes/{episode_id}/undoing": approved_before,
    "/{org}/episodes/{episode_id}/history/{number}/restoration": reworded_before,
    "/{org}/episodes/{episode_id}/replacement": replacing,
    "/{org}/segments/{segment_id}/approval": form_of_segment,
    "/{org}/segments/{segment_id}/rejection": reason,
    "/{org}/segments/{segment_id}/removal": nothing,
    "/{org}/segments/{segment_id}/reopening": approved_before,
    "/{org}/sentences/{sentence_id}/adoption": suggested,
    "/{org}/sentences/{sentence_id}/comment": commenting,
    "/{org}/sentences/{sentence_id}/dismissal": suggested,
    "/{org}/sentences/{sentence_id}/resolution": commented,
    "/{org}/sentences/{sentence_id}/approval": form_of_sentence,
    "/{org}/sentences/{sentence_id}/evidence": passages,
    "/{org}/sentences/{sentence_id}/merger": form_of_sentence,
    "/{org}/sentences/{sentence_id}/move": move,
    "/{org}/sentences/{sentence_id}/override": blocked,
    "/{org}/sentences/{sentence_id}/rejection": reason,
    "/{org}/sentences/{sentence_id}/removal": form_of_sentence,
    "/{org}/sentences/{sentence_id}/reopening": approved_before,
    "/{org}/sentences/{sentence_id}/revision": reworded,
}
