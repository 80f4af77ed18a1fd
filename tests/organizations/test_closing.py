"""Deleting an organization: nobody is in at once, no file can be read, no row is left, the record is."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import LoginSession
from app.audit import broken_link
from app.ids import now
from app.members.operating import delete_organization
from app.objects import Shredded, StoredObject, fetch
from app.organizations.models import Organization
from tests.world import World

AT = "/acme/settings/general"
ITS_RECORD = {"audit_event"}
"""And the head of its chain, which `everything` leaves out."""


async def rows_of(world: World, slug: str) -> dict[str, int]:
    """How many rows of each table name the organization."""
    organization_id = world.known.organizations[slug]
    found = await world.everything()
    counts = {name: sum(organization_id in row for row in rows) for name, rows in found.items()}
    return {name: count for name, count in counts.items() if count and name != "organization"}


async def files_of(world: World, slug: str) -> list[str]:
    prefix = f"{world.known.organizations[slug]}/"
    return [key async for key in world.storage.keys(prefix)]


async def test_nobody_is_in_from_that_moment(world: World) -> None:
    answer = await world.browser("ada").post(f"{AT}/deletion", data={"typed": "acme"})
    assert answer.headers["location"] == "/organizations?deleted=true"
    assert "being deleted" in (await world.browser("ada").get(answer.headers["location"])).text
    for who in ("ada", "lou"):
        refused = await world.browser(who).get("/acme")
        assert refused.status_code == 403
        assert "being deleted" in refused.text
        assert (await world.program(who).get("/v1/documents")).status_code == 403


async def test_who_has_not_confirmed_lately_is_asked_first(world: World) -> None:
    async with world.installation.work() as session:
        login = await session.get_one(LoginSession, world.known.logins["ada"])
        login.confirmed_at = now() - timedelta(minutes=11)
    answer = await world.browser("ada").post(f"{AT}/deletion", data={"typed": "acme"})
    assert answer.headers["location"].startswith("/account/confirmation")
    assert (await world.browser("ada").get("/acme")).status_code == 200


async def test_the_job_leaves_its_record_and_nothing_else(world: World) -> None:
    assert len(await rows_of(world, "acme")) > 15
    assert await files_of(world, "acme")
    others = await rows_of(world, "globex")
    await world.browser("ada").post(f"{AT}/deletion", data={"typed": "acme"})
    await world.run()
    assert set(await rows_of(world, "acme")) == ITS_RECORD
    assert await files_of(world, "acme") == []
    assert await rows_of(world, "globex") == others
    events = await world.events()
    assert [event.action for event in events[-2:]] == [
        "organization.deletion_decided",
        "organization.deleted",
    ]
    assert {event.actor_id for event in events[-2:]} == {world.known.users["ada"]}
    assert broken_link(events) is None
    assert (await world.browser("ada").get("/acme")).status_code == 404
    assert (await world.browser("cleo").get("/globex")).status_code == 200


async def test_the_address_is_free_again(world: World) -> None:
    await world.browser("ada").post(f"{AT}/deletion", data={"typed": "acme"})
    await world.run()
    answer = await world.browser("cleo").post("/globex/settings/general/address", data={"slug": "acme"})
    assert answer.headers["location"] == f"{AT}?done=address"


async def test_a_copy_of_a_file_can_never_be_read(world: World) -> None:
    async with world.reading() as session:
        from sqlmodel import select

        stored = (await session.exec(select(StoredObject))).first()
    assert stored is not None
    copy = dict(world.storage.objects)
    await delete_organization(world.installation, "acme")
    world.storage.objects = copy
    with pytest.raises(Shredded):
        await fetch(world.installation, stored)


async def test_broken_off_anywhere_it_is_finished_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    delete = world.storage.delete

    async def failing(key: str) -> None:
        calls.append(key)
        if len(calls) == 2:
            raise OSError("the bucket is away")
        await delete(key)

    monkeypatch.setattr(world.storage, "delete", failing)
    await world.browser("ada").post(f"{AT}/deletion", data={"typed": "acme"})
    await world.run(wait=True)
    assert await files_of(world, "acme") == []
    assert set(await rows_of(world, "acme")) == ITS_RECORD


async def test_work_that_waited_is_not_begun(world: World) -> None:
    segment = (await world.script()).segments[0]
    form = {"content_hash": segment.content_hash}
    await world.browser("ben").post(f"/acme/segments/{segment.id}/approval", data=form)
    before = len(await files_of(world, "acme"))
    async with world.writing() as session:
        acme: Any = await session.get_one(Organization, world.known.organizations["acme"])
        session.add(acme.delete(world.principal("ada"), "acme"))
    await world.run()
    assert len(await files_of(world, "acme")) == before
