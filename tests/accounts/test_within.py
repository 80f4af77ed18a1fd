"""A session an organization's identity provider began opens that organization and nothing else."""

import httpx
import pytest
from sqlmodel import select

from app.accounts.models import LoginSession
from app.organizations.models import Membership, Organization
from app.permissions import Role
from app.tenancy import across_organizations, scope
from tests.accounts.world import World


async def came_through(world: World, organization: Organization) -> httpx.AsyncClient:
    """Ada's browser, let in by the provider of an organization; she also belongs to Globex."""
    login, token = LoginSession.begin(world.ada, 3600, "127.0.0.1", "the tests")
    login.within_id = organization.id
    async with world.installation.work() as session:
        scope(session, world.globex.id)
        known = await session.exec(select(Membership).where(Membership.user_id == world.ada.id))
        if known.first() is None:
            session.add(Membership(user_id=world.ada.id, role=Role.OWNER))
        session.add(login)
    browser = world.browser()
    browser.cookies.set("tic_session", token)
    return browser


async def test_ada_of_acmes_provider_is_nobody_at_globex(world: World) -> None:
    ada = await came_through(world, world.acme)
    assert (await ada.get("/acme/")).status_code == 200
    assert (await ada.get("/globex/")).status_code == 404
    assert (await (await world.signed_in(world.ada)).get("/globex/")).status_code == 200


async def test_globexs_provider_cannot_make_itself_ada_of_acme(world: World) -> None:
    ada = await came_through(world, world.globex)
    assert (await ada.get("/globex/")).status_code == 200
    assert (await ada.get("/acme/")).status_code == 404
    assert (await ada.post("/acme/settings")).status_code == 404
    assert (await ada.get("/sign-in")).headers["location"] == "/globex/"


@pytest.mark.parametrize("path", ["/account/password"])
async def test_ones_own_account_stays_closed(world: World, path: str) -> None:
    ada = await came_through(world, world.acme)
    for ask in (ada.get, ada.post):
        answer = await ask(path)
        assert answer.status_code == 403
        assert "single sign-on" in answer.text
    page = await ada.get("/account")
    assert page.status_code == 200
    assert path not in page.text


async def test_sessions_elsewhere_are_neither_seen_nor_ended(world: World) -> None:
    own = await world.signed_in(world.ada)
    async with world.installation.work(writes=False) as session:
        (other,) = (await session.exec(select(LoginSession))).all()
    ada = await came_through(world, world.globex)
    assert other.id not in (await ada.get("/account")).text
    assert (await ada.post(f"/account/sessions/{other.id}/ending")).status_code == 404
    assert (await own.get("/acme/")).status_code == 200


async def test_leaving_is_told_to_that_organization_only(world: World) -> None:
    ada = await came_through(world, world.globex)
    await ada.post("/sign-out")
    assert await world.actions(world.globex) == ["user.signed_out"]
    assert "user.signed_out" not in await world.actions(world.acme)


async def test_where_only_the_provider_opens_other_sessions_are_sent_to_it(world: World) -> None:
    own = await world.signed_in(world.ada)
    await world.change(world.acme, sso_only=True)
    answer = await own.get("/acme/?a=b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sso?next=/acme%3Fa%3Db")
    ada = await came_through(world, world.acme)
    assert (await ada.get("/acme/")).status_code == 200
    assert (await own.get("/globex/")).status_code == 200


async def test_the_broken_glass_opens_all_the_same(world: World) -> None:
    own = await world.signed_in(world.ada)
    await world.change(world.acme, sso_only=True)
    await world.change(await membership(world), break_glass=True)
    assert (await own.get("/acme/")).status_code == 200


async def test_a_suspended_member_is_a_stranger_at_once(world: World) -> None:
    own = await world.signed_in(world.ada)
    assert (await own.get("/acme/")).status_code == 200
    await world.change(await membership(world), suspended=True)
    assert (await own.get("/acme/")).status_code == 404
    assert (await own.get("/sign-in")).headers["location"] == "/account"


async def membership(world: World) -> Membership:
    async with world.installation.work(writes=False) as session:
        with across_organizations(session):
            statement = select(Membership).where(
                Membership.user_id == world.ada.id, Membership.organization_id == world.acme.id
            )
            return (await session.exec(statement)).one()
