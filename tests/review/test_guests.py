"""Guests: a link opens one script, to comment or approve as configured; it ends, and nothing else is open."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from app.episodes.scripts import load_script
from app.ids import now
from app.organizations.models import Organization
from app.review.guests import GuestLink
from tests.addresses import addresses, names
from tests.world import World


async def invited(world: World, **data: str) -> str:
    """The address the page shows once."""
    path = f"/acme/episodes/{world.known.things['episode']}/guests"
    answer = await world.browser("ed").post(path, data={"name": "Dr. Sand", "days": "7", **data})
    assert answer.status_code == 200, answer.text
    found = re.search(r"/guest/[\w-]{43}", answer.text)
    assert found
    return found[0]


async def counted(world: World) -> None:
    """The policy counts what guests approve."""
    project = (await world.script()).project_id
    facts = {"guests_may_approve": True}
    assert (await world.program("ada").post(f"/v1/projects/{project}/policy", json=facts)).status_code == 200


async def approve(world: World, at: str, **data: str) -> httpx.Response:
    row = (await world.script()).sentences[0]
    seen = {"content_hash": row.content_hash} | data
    return await world.browser().post(f"{at}/sentences/{row.id}/approval", data=seen)


async def test_a_guest_reads_the_script_with_its_evidence(world: World) -> None:
    at = await invited(world)
    page = await world.browser().get(at)
    assert page.status_code == 200
    row = next(each for each in (await world.script()).sentences if each.evidence)
    assert row.evidence[0].quote in page.text
    link = f"{at}/sentences/{row.id}/pages/{row.evidence[0].page}/image"
    document = row.evidence[0].document_id
    (marked,) = re.findall(
        rf'<a class="sheet sheet-marked" href="{link}[?]document={document}">.*?</a>', page.text, re.DOTALL
    )
    assert marked.count("<rect") == sum(len(span.boxes) for span in row.evidence)
    assert (await world.browser().get(f"{link}?document=another")).status_code == 404
    image = await world.browser().get(f"{link}?document={document}")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
    assert (await world.browser().get(f"{at}/sentences/{row.id}/pages/9/image")).status_code == 404


async def test_a_guest_comments_and_is_named(world: World) -> None:
    at = await invited(world)
    row = (await world.script()).sentences[0]
    data = {"text": "Barchans do not do that."}
    assert (await world.browser().post(f"{at}/sentences/{row.id}/comment", data=data)).status_code == 303
    (comment,) = (await world.script()).sentences[0].comments
    assert comment.actor_kind == "guest"
    assert re.fullmatch(r"guest Dr\. Sand by link \w{8} of .+", comment.actor_label)
    event = (await world.events())[-1]
    assert (event.action, event.actor_kind, event.actor_id) == (
        "sentence.commented",
        "guest",
        comment.actor_id,
    )


async def test_a_link_to_comment_approves_nothing(world: World) -> None:
    await counted(world)
    assert (await approve(world, await invited(world))).status_code == 403
    assert (await world.script()).sentences[0].approvals == []


async def test_a_guests_yes_counts_where_the_policy_says_so(world: World) -> None:
    at = await invited(world, may_approve="true")
    assert (await approve(world, at)).status_code == 409
    await counted(world)
    assert (await approve(world, at, content_hash="1:old")).status_code == 409
    assert (await approve(world, at)).status_code == 303
    row = (await world.script()).sentences[0]
    assert row.state == "approved"
    assert row.approvals[0].actor_label.startswith("guest Dr. Sand by link")
    project = (await world.script()).project_id
    await world.program("ada").post(f"/v1/projects/{project}/policy", json={"guests_may_approve": False})
    assert (await world.script()).sentences[0].state == "in_review"


@pytest.mark.parametrize("how", ["revoked", "expired", "never was", "suspended"])
async def test_a_link_that_is_shut_is_missing(world: World, how: str) -> None:
    at = await invited(world)
    async with world.writing() as session:
        link = (await _links(session))[-1]
        if how == "revoked":
            link.revoke(world.principal("ed"))
        elif how == "expired":
            link.expires_at = now() - timedelta(seconds=1)
        elif how == "suspended":
            acme = world.known.organizations["acme"]
            (await session.get_one(Organization, acme)).suspended = True
    at = at[:-1] + ("A" if at[-1] != "A" else "B") if how == "never was" else at
    row = (await world.script()).sentences[0]
    assert (await world.browser().get(at)).status_code == 404
    answer = await world.browser().post(f"{at}/sentences/{row.id}/comment", content=b"\x00rubbish")
    assert answer.status_code == 404
    assert (await world.script()).sentences[0].comments == []


async def test_a_guest_finds_nothing_of_another_episode(world: World) -> None:
    at = await invited(world, may_approve="true")
    other = (await world.script(world.known.things["narrated"])).sentences[0]
    for path, data in (("approval", {"content_hash": other.content_hash}), ("comment", {"text": "Hello"})):
        answer = await world.browser().post(f"{at}/sentences/{other.id}/{path}", data=data)
        assert answer.status_code == 404
    async with world.reading() as session:
        assert (await load_script(session, world.known.things["narrated"])).sentences[0].comments == []


async def test_the_link_opens_no_other_address(world: World) -> None:
    """It sets no cookie, so everything else asks a guest to sign in, as it asks anybody."""
    visitor = world.browser()
    await visitor.get(await invited(world))
    assert not visitor.cookies
    at = await names(world)
    tried = [row for row in addresses(world.app) if row.method == "GET" and row.takes_id and not row.streams]
    assert len(tried) > 20
    for address in tried:
        assert (await visitor.get(address.at(at))).status_code in (303, 401), address


async def test_the_secret_is_shown_once_and_kept_as_a_digest(world: World) -> None:
    at = await invited(world)
    page = await world.browser("ed").get(f"/acme/episodes/{world.known.things['episode']}/guests")
    assert "Dr. Sand" in page.text
    secret = at.removeprefix("/guest/")
    assert secret not in page.text
    assert not any(secret in row for rows in (await world.everything()).values() for row in rows)


async def test_who_may_not_write_invites_nobody(world: World) -> None:
    path = f"/acme/episodes/{world.known.things['episode']}/guests"
    assert (await world.browser("ben").post(path, data={"name": "A friend"})).status_code == 403
    for wrong in ({"name": ""}, {"name": "x", "days": "91"}):
        assert (await world.browser("ed").post(path, data=wrong)).status_code == 422


async def _links(session: Any) -> list[GuestLink]:
    return list((await session.exec(select(GuestLink).order_by(col(GuestLink.id)))).all())
