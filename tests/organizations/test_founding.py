"""Organizations: their names, what a new one starts with, who is let in."""

import pytest
from sqlmodel import select

from app.audit import AuditEvent
from app.objects import DataKey
from app.organizations.models import Membership, Organization, Project, Workspace
from app.organizations.places import found, project_for
from app.permissions import Role
from app.problems import Invalid, Missing
from app.security import reserved_slugs
from tests.world import MASTER_KEY, World


async def test_a_new_organization_has_a_key_a_room_and_a_show(empty: World) -> None:
    async with empty.installation.work() as session:
        organization = await found(session, "initech", "Initech", MASTER_KEY)
    async with empty.installation.work(organization.id, writes=False) as session:
        for model in (DataKey, Workspace, Project, AuditEvent):
            assert len((await session.exec(select(model))).all()) == 1, model
        assert (await session.exec(select(AuditEvent.action))).one() == "organization.created"


@pytest.mark.parametrize(
    "slug", ["", "A", "acme corp", "-acme", "acme-", "a" * 41, "ácme", "a/b", "a.b", "_"]
)
def test_a_slug_is_plain(slug: str) -> None:
    with pytest.raises(Invalid):
        Organization.named(slug, "Acme", frozenset())


@pytest.mark.parametrize("slug", ["a", "acme", "a-b", "7", "a" * 40])
def test_plain_slugs_are_taken(slug: str) -> None:
    assert Organization.named(slug, "", frozenset()).name == slug


def test_no_organization_takes_an_address_of_the_product(empty: World) -> None:
    reserved = reserved_slugs(empty.app)
    assert {"v1", "static", "sign-in", "account", "health", "metrics", "sample"} <= reserved
    for slug in reserved & {"static", "account", "metrics"}:
        with pytest.raises(Invalid, match="used by the product"):
            Organization.named(slug, "Evil", reserved)


async def test_the_same_slug_is_not_given_twice(empty: World) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        await again(empty)


async def again(world: World) -> None:
    async with world.installation.work() as session:
        await found(session, "acme", "Acme", MASTER_KEY)


async def test_a_suspended_organization_lets_nobody_in(empty: World) -> None:
    async with empty.installation.work() as session:
        acme = (await session.exec(select(Organization).where(Organization.slug == "acme"))).one()
        acme.suspended = True
    assert (await empty.browser("ada").get("/acme")).status_code == 403
    assert (await empty.program("ada").get("/v1/documents")).status_code == 403
    assert (await empty.browser("cleo").get("/acme")).status_code == 404
    assert (await empty.browser("cleo").get("/globex")).status_code == 200


async def test_who_left_is_a_stranger_at_once(empty: World) -> None:
    ed = empty.browser("ed")
    assert (await ed.get("/acme")).status_code == 200
    async with empty.writing() as session:
        membership = (
            await session.exec(select(Membership).where(Membership.user_id == empty.known.users["ed"]))
        ).one()
        membership.role = Role.LISTENER
    assert (await ed.post("/acme/episodes", data={})).status_code == 403


async def test_a_project_is_found_by_itself_its_room_or_at_all(world: World) -> None:
    async with world.writing() as session:
        attic = Workspace(name="Attic")
        session.add(attic)
        await session.flush()
        show = Project(workspace_id=attic.id, name="Attic talks")
        session.add(show)
    async with world.reading() as session:
        first = await project_for(session)
        assert first.name == "First show"
        assert (await project_for(session, attic.id)).id == show.id
        assert (await project_for(session, project_id=show.id)).id == show.id
        for places in ((first.workspace_id, show.id), ("nowhere", None), (None, "nowhere")):
            with pytest.raises(Missing):
                await project_for(session, *places)


async def test_who_has_no_room_is_told_to_ask_for_one(world: World) -> None:
    async with world.installation.work(world.known.organizations["acme"], (), writes=False) as session:
        with pytest.raises(Invalid, match="administrator"):
            await project_for(session)


async def test_owners_and_admins_see_every_room_and_others_their_own(world: World) -> None:
    async with world.writing() as session:
        attic = Workspace(name="Attic")
        session.add(attic)
        await session.flush()
        session.add(Project(workspace_id=attic.id, name="Attic talks"))
    upload = {"file": ("a.pdf", b"%PDF-1.7 in the attic", "application/pdf")}
    made = await world.program("ada").post("/v1/documents", files=upload, data={"workspace_id": attic.id})
    path = f"/acme/documents/{made.json()['id']}"
    assert (await world.browser("ada").get(path)).status_code == 200
    for who in ("ed", "ben", "lou"):
        assert (await world.browser(who).get(path)).status_code == 404
        assert made.json()["id"] not in (await world.browser(who).get("/acme/documents")).text
