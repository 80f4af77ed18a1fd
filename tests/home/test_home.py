"""The landing page, and documents and episodes at a glance."""

import re

import pytest
from sqlmodel import select

from app.accounts.models import User
from app.home.routes import SAMPLES
from app.organizations.models import Membership
from app.permissions import Role
from tests.world import World


async def test_a_visitor_sees_what_this_is(world: World) -> None:
    answer = await world.browser().get("/")
    assert answer.status_code == 200
    assert "/sign-in" in answer.text
    assert "acme" not in answer.text.lower()


async def test_who_is_signed_in_goes_home(world: World) -> None:
    for who, home in (("ada", "/acme/"), ("cleo", "/globex/")):
        answer = await world.browser(who).get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, home)
        assert (await world.browser(who).get(home)).status_code == 200


async def test_a_sample_that_was_never_made_is_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SAMPLES, "none.mp3", "audio/mpeg")
    for name in ("none.mp3", "paper.py", "..%2f..%2fapp%2fmain.py"):
        assert (await world.browser().get(f"/sample/{name}")).status_code == 404


async def test_home_shows_what_there_is(world: World) -> None:
    page = (await world.browser("lou").get("/acme")).text
    for title in ("How sand dunes migrate", "Tidal mixing"):
        assert page.count(title) >= 2


async def test_only_who_may_upload_is_offered_to(empty: World) -> None:
    offered = {}
    for who in ("ed", "lou"):
        page = (await empty.browser(who).get("/acme")).text
        offered[who] = 'type="file"' in page
    assert offered == {"ed": True, "lou": False}


@pytest.mark.parametrize("password_hash", ["", "a hash"])
async def test_who_could_not_come_back_is_told(world: World, password_hash: str) -> None:
    async with world.writing() as session:
        (await session.get_one(User, world.known.users["lou"])).password_hash = password_hash
    page = (await world.browser("lou").get("/acme")).text
    assert ('href="/account/password"' in page) == (not password_hash)


async def test_an_auditor_with_a_phone_finds_the_audit_log(world: World) -> None:
    """The top bar has no room for it there."""
    async with world.writing() as session:
        mine = select(Membership).where(Membership.user_id == world.known.users["lou"])
        (await session.exec(mine)).one().role = Role.AUDITOR
    page = (await world.browser("lou").get("/acme")).text
    assert re.search('class="button only-narrow" href="/acme/settings/audit-log"', page)
