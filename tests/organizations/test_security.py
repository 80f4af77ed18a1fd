"""The settings page of security: asking for a second factor, and ending sessions of members."""

import pytest
from sqlmodel import select

from app.accounts.models import LoginSession
from app.ids import now
from app.organizations.models import Organization
from tests.world import World

PAGE = "/acme/settings/security"


async def show_factor(world: World, name: str) -> None:
    async with world.installation.work() as session:
        (await session.get_one(LoginSession, world.known.logins[name])).mfa_at = now()


async def asks(world: World) -> bool:
    async with world.installation.work(writes=False) as session:
        return (
            (await session.exec(select(Organization).where(Organization.slug == "acme"))).one().mfa_required
        )


async def test_who_asks_for_a_second_factor_has_shown_one(empty: World) -> None:
    ada = empty.browser("ada")
    form = {"required": "true"}
    answer = await ada.post(f"{PAGE}/second-factor", data=form)
    assert answer.status_code == 409
    assert "of your own first" in answer.text
    assert not await asks(empty)
    await show_factor(empty, "ada")
    assert (await ada.post(f"{PAGE}/second-factor", data=form)).status_code == 303
    assert await asks(empty)
    assert (await empty.browser("ed").get("/acme/")).headers["location"].startswith("/account/second-factor")
    assert (await ada.post(f"{PAGE}/second-factor", data={"required": "false"})).status_code == 303
    assert (await empty.browser("ed").get("/acme/")).status_code == 200


async def test_ada_sees_where_members_are_signed_in_and_ends_one(empty: World) -> None:
    ada, ed = empty.browser("ada"), empty.browser("ed")
    page = (await ada.get(PAGE)).text
    assert "ed@example.org" in page
    assert "cleo@example.org" not in page
    answer = await ada.post(f"/acme/settings/sessions/{empty.known.logins['ed']}/ending")
    assert answer.status_code == 303
    assert (await ed.get("/acme/")).headers["location"].startswith("/sign-in")
    assert (await empty.events())[-1].details == {"login_session": empty.known.logins["ed"]}


@pytest.mark.parametrize("who", ["ada", "ed", "cleo"])
async def test_nobody_ends_a_session_of_another_organization(empty: World, who: str) -> None:
    slug, other = ("acme", "cleo") if who == "ada" else ("globex", "ada")
    place = f"/{slug}/settings/sessions/{empty.known.logins[other]}/ending"
    assert (await empty.browser(who).post(place)).status_code == 404
    async with empty.installation.work(writes=False) as session:
        assert (await session.get_one(LoginSession, empty.known.logins[other])).ended_at is None
