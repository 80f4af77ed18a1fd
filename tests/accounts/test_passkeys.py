"""Passkeys: added, used at the door and as a second factor; forged, copied, late and foreign ones refused."""

import json
import time

import httpx
import pytest

from app.accounts import passkeys
from tests.accounts.enrolled import PAGE, options_on, stepping, with_passkey
from tests.accounts.world import ADAS_PASSWORD, OUR_OWN, World
from tests.fakes.passkeys import PRESENT, Device

ORIGIN = "https://tic.example.org"


@pytest.fixture
async def world(build) -> World:
    return await build(public_origin=ORIGIN)


async def door(browser: httpx.AsyncClient) -> str:
    return options_on((await browser.get("/sign-in")).text)


async def enter(browser: httpx.AsyncClient, credential: str) -> int:
    return (await browser.post("/sign-in/passkey", data={"credential": credential})).status_code


async def test_a_passkey_alone_opens_the_door_and_counts_as_two_factors(world: World) -> None:
    ada = await world.signed_in(world.ada)
    device, answer = await with_passkey(ada, ORIGIN)
    assert "Your recovery codes" in answer.text
    assert "Laptop" in (await ada.get(PAGE)).text
    await world.change(world.acme, mfa_required=True)
    browser = world.browser()
    assert await enter(browser, device.get(await door(browser))) == 303
    assert (await browser.get("/acme/")).status_code == 200
    assert "user.passkey_added" in await world.actions(world.acme)


async def test_it_is_a_second_factor_after_the_password(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    browser = await stepping(world, world.ada, ADAS_PASSWORD)
    page = (await browser.get("/sign-in/second-factor")).text
    allowed = json.loads(options_on(page))["allowCredentials"]
    assert len(allowed) == 1
    answer = await browser.post("/sign-in/second-factor", data={"credential": device.get(options_on(page))})
    assert answer.status_code == 303
    assert (await browser.get("/acme/")).status_code == 200


async def test_an_answer_works_once(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    browser = world.browser()
    credential = device.get(await door(browser))
    assert await enter(browser, credential) == 303
    assert await enter(world.browser(), credential) == 422


async def test_a_copy_that_counts_less_is_found_out(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    browser = world.browser()
    device.count = 7
    assert await enter(browser, device.get(await door(browser))) == 303
    device.count = 2
    assert await enter(world.browser(), device.get(await door(world.browser()))) == 422


async def test_who_did_not_unlock_it_is_refused(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    device.flags = PRESENT
    assert await enter(world.browser(), device.get(await door(world.browser()))) == 422
    careless = Device(ORIGIN, flags=PRESENT)
    ada = await world.signed_in(world.cleo)
    credential = careless.create(options_on((await ada.get(PAGE)).text))
    assert (await ada.post("/account/passkeys", data={"credential": credential})).status_code == 422


async def test_what_was_signed_on_another_page_is_refused(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    device.origin = "https://tic.example.org.evil.example"
    assert await enter(world.browser(), device.get(await door(world.browser()))) == 422


async def test_another_key_with_the_same_name_is_refused(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    forged = Device(ORIGIN, credential_id=device.credential_id)
    assert await enter(world.browser(), forged.get(await door(world.browser()))) == 422


async def test_a_challenge_is_for_one_purpose_one_browser_and_ten_minutes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    step, other = [await stepping(world, world.ada, ADAS_PASSWORD) for _ in range(2)]
    options = options_on((await other.get("/sign-in/second-factor")).text)
    assert (
        await step.post("/sign-in/second-factor", data={"credential": device.get(options)})
    ).status_code == 422
    assert await enter(world.browser(), device.get(options)) == 422
    late = await door(world.browser())
    signed, after = device.get(late), time.time() + passkeys.CHALLENGE_SECONDS + 1
    monkeypatch.setattr(passkeys.time, "time", lambda: after)
    assert await enter(world.browser(), signed) == 422


async def test_a_challenge_of_ones_own_making_is_refused(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    options = json.dumps({"challenge": "AAAA" * 20, "rpId": "tic.example.org"})
    assert await enter(world.browser(), device.get(options)) == 422


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", "x", '{"id": 3}', "[" * 5000, "x" * 20_000])
async def test_rubbish_is_an_answer_not_a_failure(world: World, rubbish: str) -> None:
    ada = await world.signed_in(world.ada)
    assert await enter(world.browser(), rubbish) in (413, 422)
    assert (await ada.post("/account/passkeys", data={"credential": rubbish})).status_code in (413, 422)


async def test_cleo_cannot_use_or_remove_adas(world: World) -> None:
    ada = await world.signed_in(world.ada)
    device, _ = await with_passkey(ada, ORIGIN)
    cleo = await world.signed_in(world.cleo)
    await with_passkey(cleo, ORIGIN)
    removal = (await ada.get(PAGE)).text.split('action="/account/passkeys/')[1].split("/")[0]
    assert (await cleo.post(f"/account/passkeys/{removal}/removal")).status_code == 404
    page = (await cleo.get("/account/confirmation")).text
    answer = await cleo.post("/account/confirmation", data={"credential": device.get(options_on(page))})
    assert answer.status_code == 422


async def test_removing_the_last_one_asks_for_no_second_step(world: World) -> None:
    ada = await world.signed_in(world.ada)
    await with_passkey(ada, ORIGIN)
    removal = (await ada.get(PAGE)).text.split('action="/account/passkeys/')[1].split("/")[0]
    assert (await ada.post(f"/account/passkeys/{removal}/removal")).status_code == 303
    answer = await world.browser().post(
        "/sign-in", data={"email": "ada@example.org", "password": ADAS_PASSWORD}
    )
    assert answer.headers["location"] == "/acme/"


async def test_a_disabled_person_is_refused(world: World) -> None:
    device, _ = await with_passkey(await world.signed_in(world.ada), ORIGIN)
    await world.change(world.ada, disabled=True)
    assert await enter(world.browser(), device.get(await door(world.browser()))) == 422


async def test_a_bare_address_offers_none(build) -> None:
    world = await build()
    assert "data-passkey" not in (await world.browser().get("/sign-in")).text
    ada = await world.signed_in(world.ada)
    assert "bound to a host name" in (await ada.get(PAGE)).text


async def test_on_ones_own_machine_it_is_bound_to_localhost(build) -> None:
    world = await build()
    transport = httpx.ASGITransport(app=world.app)
    here = httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=OUR_OWN)
    assert json.loads(await door(here))["rpId"] == "localhost"
