"""Asking again who somebody is before something sensitive."""

from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from app.accounts.models import LoginSession
from app.ids import now
from tests.accounts.enrolled import PAGE, with_app
from tests.accounts.world import ADAS_PASSWORD, World

HERE = "/account/confirmation"


async def grown_old(world: World) -> None:
    async with world.installation.work(writes=False) as session:
        logins = (await session.exec(select(LoginSession).where(LoginSession.ended_at.is_(None)))).all()
    for login in logins:
        await world.change(login, confirmed_at=now() - timedelta(minutes=10))


async def unconfirmed(world: World) -> httpx.AsyncClient:
    browser = await world.signed_in(world.ada)
    await grown_old(world)
    return browser


async def test_after_ten_minutes_the_password_is_asked_for_again(world: World) -> None:
    browser = await unconfirmed(world)
    answer = await browser.get(PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?next={PAGE}")
    page = (await browser.get(answer.headers["location"])).text
    assert f'name="next" value="{PAGE}"' in page
    before = browser.cookies["tic_session"]
    answer = await browser.post(HERE, data={"password": ADAS_PASSWORD, "next": PAGE})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert browser.cookies["tic_session"] != before, "the secret was renewed"
    assert (await browser.get(PAGE)).status_code == 200
    assert "user.confirmed" in await world.actions(world.acme)


async def test_a_change_leads_back_to_its_form(world: World) -> None:
    browser = await unconfirmed(world)
    answer = await browser.post("/account/authenticator", headers={"Referer": f"http://x{PAGE}"})
    assert answer.headers["location"] == f"{HERE}?next={PAGE}"


async def test_a_wrong_password_confirms_nothing_and_pauses_at_last(world: World) -> None:
    browser = await unconfirmed(world)
    codes = [(await browser.post(HERE, data={"password": "wrong"})).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    assert (await browser.get(PAGE)).status_code == 303


async def test_who_has_a_second_factor_shows_it_and_no_password_does(world: World) -> None:
    browser = await world.signed_in(world.ada)
    app, _ = await with_app(browser)
    await grown_old(world)
    assert (await browser.post(HERE, data={"password": ADAS_PASSWORD})).status_code == 422
    assert (await browser.post(HERE, data={"code": app.at(now()), "next": PAGE})).status_code == 303
    assert (await browser.get(PAGE)).status_code == 200


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example"])
async def test_it_leads_to_no_other_site(world: World, to: str) -> None:
    browser = await unconfirmed(world)
    answer = await browser.post(HERE, data={"password": ADAS_PASSWORD, "next": to})
    assert answer.headers["location"] == "/account"


async def test_who_has_neither_is_told_to_come_in_again(world: World) -> None:
    browser = await world.signed_in(world.ben)
    await grown_old(world)
    assert (await browser.get("/account/password")).headers["location"].startswith(HERE)
    page = (await browser.get(HERE)).text
    assert f"tic sign-in-link {world.ben.email}" in page, "signing out alone would lock them out"
    assert "Sign out" in page
    assert (await browser.post(HERE, data={"password": ""})).status_code == 422
