"""An authenticator app: set up, asked for after password and link, no code twice, recovery codes once."""

from datetime import timedelta

import pyotp
from sqlmodel import select

from app.accounts.factors import Authenticator, RecoveryCode, SignInStep
from app.accounts.models import LoginSession
from app.ids import now
from tests.accounts.enrolled import PAGE, stepping, with_app
from tests.accounts.world import ADAS_PASSWORD, World

STEP = "/sign-in/second-factor"
ADA = {"email": "ada@example.org", "password": ADAS_PASSWORD}


def current(app: pyotp.TOTP) -> str:
    return app.at(now())


async def test_the_code_is_asked_for_after_the_password(world: World) -> None:
    app, _ = await with_app(await world.signed_in(world.ada))
    browser = await stepping(world, world.ada, ADAS_PASSWORD)
    assert (await browser.get("/acme/")).status_code == 303
    assert "ada@example.org" in (await browser.get(STEP)).text
    answer = await browser.post(STEP, data={"code": current(app)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/")
    assert (await browser.get("/acme/")).status_code == 200
    assert "tic_step" not in browser.cookies


async def test_it_is_asked_for_after_a_one_time_link_and_leads_where_the_link_would(world: World) -> None:
    app, _ = await with_app(await world.signed_in(world.ada))
    from app.accounts.signing_in import sign_in_link

    link = await sign_in_link(world.installation, "ada@example.org", "/acme/episodes")
    browser = world.browser()
    assert (await browser.post(link)).headers["location"] == STEP
    answer = await browser.post(STEP, data={"code": current(app)})
    assert answer.headers["location"] == "/acme/episodes"


async def test_a_session_says_when_the_second_factor_was_shown(world: World) -> None:
    browser = await world.signed_in(world.ada)
    async with world.installation.work(writes=False) as session:
        assert (await session.exec(select(LoginSession))).one().mfa_at is None
    before = browser.cookies["tic_session"]
    await with_app(browser)
    assert browser.cookies["tic_session"] != before, "the secret was renewed"
    async with world.installation.work(writes=False) as session:
        assert (await session.exec(select(LoginSession))).one().mfa_at is not None
    thief = world.browser()
    thief.cookies.set("tic_session", before)
    assert (await thief.get("/acme/")).status_code == 303


async def test_no_code_works_twice(world: World) -> None:
    app, _ = await with_app(await world.signed_in(world.ada))
    code = current(app)
    first, second = [await stepping(world, world.ada, ADAS_PASSWORD) for _ in range(2)]
    assert (await first.post(STEP, data={"code": code})).status_code == 303
    answer = await second.post(STEP, data={"code": code})
    assert answer.status_code == 422
    assert "wrong or was used before" in answer.text


async def test_codes_of_other_times_and_rubbish_are_wrong(world: World) -> None:
    app, _ = await with_app(await world.signed_in(world.ada))
    browser = await stepping(world, world.ada, ADAS_PASSWORD)
    for code in (
        app.at(now() - timedelta(minutes=3)),
        app.at(now() + timedelta(minutes=3)),
        "",
        "ü",
        "0" * 500,
    ):
        assert (await browser.post(STEP, data={"code": code})).status_code == 422
    assert "user.sign_in_refused" in await world.actions(world.acme)


async def test_the_eleventh_code_in_five_minutes_waits(world: World) -> None:
    app, _ = await with_app(await world.signed_in(world.ada))
    browser = await stepping(world, world.ada, ADAS_PASSWORD)
    codes = [(await browser.post(STEP, data={"code": "000000"})).status_code for _ in range(10)]
    assert codes == [422] * 10
    answer = await browser.post(STEP, data={"code": current(app)})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 200


async def test_a_recovery_code_works_once(world: World) -> None:
    _, codes = await with_app(await world.signed_in(world.ada))
    assert len(set(codes)) == 10
    first, second = [await stepping(world, world.ada, ADAS_PASSWORD) for _ in range(2)]
    assert (await first.post(STEP, data={"code": codes[0].upper().replace("-", " ")})).status_code == 303
    assert (await second.post(STEP, data={"code": codes[0]})).status_code == 422
    assert "9 codes are left" in (await first.get(PAGE)).text
    assert "user.recovery_code_used" in await world.actions(world.acme)


async def test_new_recovery_codes_replace_the_old(world: World) -> None:
    browser = await world.signed_in(world.ada)
    _, codes = await with_app(browser)
    answer = await browser.post("/account/recovery-codes")
    assert codes[1] not in answer.text
    assert "shown only now" in answer.text
    step = await stepping(world, world.ada, ADAS_PASSWORD)
    assert (await step.post(STEP, data={"code": codes[1]})).status_code == 422


async def test_secrets_are_not_kept_in_the_clear(world: World) -> None:
    app, codes = await with_app(await world.signed_in(world.ada))
    async with world.installation.work(writes=False) as session:
        row = (await session.exec(select(Authenticator))).one()
        stored = [row.code_hash for row in (await session.exec(select(RecoveryCode))).all()]
    assert app.secret.encode() not in row.secret
    assert not {code.replace("-", "") for code in codes} & set(stored)


async def test_a_wrong_first_code_turns_nothing_on(world: World) -> None:
    browser = await world.signed_in(world.ada)
    await browser.post("/account/authenticator")
    answer = await browser.post("/account/authenticator/activation", data={"code": "123"})
    assert answer.status_code == 422
    answer = await world.browser().post("/sign-in", data=ADA)
    assert answer.headers["location"] == "/acme/"


async def test_it_can_be_removed_and_its_codes_with_it(world: World) -> None:
    browser = await world.signed_in(world.ada)
    await with_app(browser)
    assert (await browser.post("/account/authenticator")).status_code == 409
    assert (await browser.post("/account/authenticator/removal")).status_code == 303
    assert "Set up an app" in (await browser.get(PAGE)).text
    async with world.installation.work(writes=False) as session:
        assert (await session.exec(select(RecoveryCode))).all() == []
    assert (await browser.post("/account/authenticator/removal")).status_code == 404


async def test_the_picture_to_scan_is_an_image_of_its_own_and_not_kept(world: World) -> None:
    browser = await world.signed_in(world.ada)
    assert (await browser.get("/account/authenticator/code.svg")).headers["location"] == PAGE
    await browser.post("/account/authenticator")
    answer = await browser.get("/account/authenticator/code.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert "style=" not in answer.text


async def test_the_second_step_is_over_after_ten_minutes_and_for_a_disabled_person(world: World) -> None:
    app, _ = await with_app(await world.signed_in(world.ada))
    browser = await stepping(world, world.ada, ADAS_PASSWORD)
    async with world.installation.work(writes=False) as session:
        step = (await session.exec(select(SignInStep))).one()
    await world.change(step, expires_at=now())
    assert (await browser.post(STEP, data={"code": current(app)})).status_code == 410
    browser = await stepping(world, world.ada, ADAS_PASSWORD)
    await world.change(world.ada, disabled=True)
    assert (await browser.post(STEP, data={"code": current(app)})).status_code == 410


async def test_a_step_nobody_began_is_over(world: World) -> None:
    browser = world.browser()
    assert (await browser.get(STEP)).headers["location"] == "/sign-in"
    assert (await browser.post(STEP, data={"code": "000000"})).status_code == 410


async def test_an_organization_can_ask_for_a_second_factor(world: World) -> None:
    await world.change(world.acme, mfa_required=True)
    browser = await world.signed_in(world.ada)
    answer = await browser.get("/acme/")
    assert answer.headers["location"] == f"{PAGE}?next=/acme"
    assert "asks for a second factor" in (await browser.get(answer.headers["location"])).text
    assert (await (await world.signed_in(world.cleo)).get("/globex/")).status_code == 200
    await with_app(browser)
    assert (await browser.get("/acme/")).status_code == 200
