"""Ten wrong passwords in five minutes, for one account or from one network, and then a pause."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from app.accounts import tries
from app.accounts.models import digest
from tests.accounts.world import ADAS_PASSWORD, OUR_OWN, World

ADA = {"email": "ada@example.org", "password": ADAS_PASSWORD}


def from_address(world: World, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=world.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=OUR_OWN)


async def wrong(browser: httpx.AsyncClient, email: str = "ada@example.org") -> int:
    return (await browser.post("/sign-in", data={"email": email, "password": "wrong"})).status_code


async def test_the_eleventh_try_waits_even_with_the_right_password(world: World) -> None:
    assert [await wrong(from_address(world, f"10.0.0.{i}")) for i in range(10)] == [422] * 10
    answer = await from_address(world, "10.0.1.1").post("/sign-in", data=ADA)
    assert answer.status_code == 429
    assert 290 < int(answer.headers["retry-after"]) <= 301
    assert "Too many wrong tries" in answer.text
    assert 'value="ada@example.org"' in answer.text


async def test_one_address_tries_many_accounts(world: World) -> None:
    browser = from_address(world, "10.0.0.9")
    assert [await wrong(browser, f"person{i}@example.org") for i in range(10)] == [422] * 10
    assert await wrong(browser, "another@example.org") == 429
    assert await wrong(from_address(world, "10.0.0.10"), "another@example.org") == 422


async def test_a_network_of_ipv6_counts_as_one_address(world: World) -> None:
    for i in range(10):
        await wrong(from_address(world, f"2001:db8::{i}"), f"person{i}@example.org")
    assert await wrong(from_address(world, "2001:db8::ffff"), "another@example.org") == 429
    assert await wrong(from_address(world, "2001:db8:0:1::1"), "another@example.org") == 422


async def test_tries_at_the_same_moment_count_each(world: World) -> None:
    codes = await asyncio.gather(*(wrong(from_address(world, f"10.0.0.{i}")) for i in range(20)))
    assert sorted(codes) == [422] * 10 + [429] * 10


async def test_right_passwords_do_not_count(world: World) -> None:
    codes = [(await world.browser().post("/sign-in", data=ADA)).status_code for _ in range(12)]
    assert codes == [303] * 12


async def test_the_pause_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(11):
        await wrong(world.browser())
    assert (await world.browser().post("/sign-in", data=ADA)).status_code == 429
    monkeypatch.setattr(tries, "WINDOW", timedelta(0))
    assert (await world.browser().post("/sign-in", data=ADA)).status_code == 303


async def test_each_try_and_the_start_of_the_pause_are_recorded_but_no_flood(world: World) -> None:
    for _ in range(15):
        await wrong(world.browser())
    assert await world.actions(world.acme) == ["user.sign_in_refused"] * 11


async def test_what_was_typed_is_not_kept(world: World) -> None:
    await wrong(world.browser(), "a password typed in the wrong field")
    async with world.installation.work(writes=False) as session:
        found = await session.exec(tries.select(tries.SignInTry))
        kept = {row.counted_for for row in found}
    assert digest("account a password typed in the wrong field") in kept
    assert not any("password" in value for value in kept)
