"""The order in which a reviewer goes through a script: as it stands, or what needs a look first."""

import re

from tests.review.verbs import WRONG, Placed
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def test_by_risk_the_blocked_sentence_comes_first(world: World, segment: Placed) -> None:
    blocked = (await segment.reword(WRONG)).json()["sentences"][0]["id"]
    path = f"/acme/episodes/{world.known.things['episode']}"
    for order, first in (("risk", blocked), ("script", (await world.script()).sentences[0].id)):
        text = (await world.browser("ben").get(f"{path}?order={order}")).text
        found = re.search(r'data-sentence="([^"]+)"[^>]*aria-current="true"', text)
        assert found, order
        assert found[1] == first


async def test_risk_is_blocked_then_advised_then_little_support(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    rows = sorted((await world.script()).sentences, key=lambda row: -row.risk)
    kinds = [2 if row.blocking else 1 if row.findings else 0 for row in rows]
    assert kinds == sorted(kinds, reverse=True)
    assert len(set(kinds)) > 1
    plain = [row.support or 1.0 for row in rows if not row.findings]
    assert plain == sorted(plain)


async def test_the_order_is_kept_over_decisions(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    form = {"content_hash": row.content_hash}
    path = f"/acme/sentences/{row.id}/approval?order=risk"
    part = await world.browser("ben", **PART).post(path, data=form)
    assert f"/acme/sentences/{row.id}/reopening?order=risk" in part.text
    answer = await world.browser("ben").post(f"/acme/sentences/{row.id}/reopening?order=risk")
    assert "order=risk" in answer.headers["location"]
