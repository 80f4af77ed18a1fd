"""People hear by mail of what changes in their account, and nobody else does."""

import pytest

from app.accounts.models import User
from app.accounts.telling import SUBJECT
from app.mail.letters import post_mail
from app.permissions import Principal
from tests.accounts.enrolled import with_app, with_passkey
from tests.accounts.letters import letters
from tests.accounts.world import ADAS_PASSWORD, World

NEW = {"current": ADAS_PASSWORD, "new": "seven purple giraffes sing"}


async def told(world: World) -> list[str]:
    """First lines of what Ada was written, and that nobody else was."""
    found = await letters(world)
    assert {(to, subject) for to, subject, _ in found} <= {("ada@example.org", SUBJECT)}
    return [text.splitlines()[0] for _, _, text in found]


async def test_of_another_password(world: World) -> None:
    browser = await world.signed_in(world.ada)
    await browser.post("/account/password", data=NEW | {"current": "wrong"})
    assert await told(world) == []
    answer = await browser.post("/account/password", data=NEW, headers={"User-Agent": "A browser"})
    assert answer.status_code == 303
    assert await told(world) == ["Your password was changed, and your other sessions were ended."]
    ((_, _, text),) = await letters(world)
    assert "From: 127.0.0.1, A browser" in text
    assert "http" not in text, "nothing to press in it"
    assert NEW["new"] not in text


async def test_of_second_factors_that_come_and_go(world: World) -> None:
    browser = await world.signed_in(world.ada)
    await with_app(browser)
    assert (await browser.post("/account/recovery-codes")).status_code == 200
    assert (await browser.post("/account/authenticator/removal")).status_code == 303
    assert await told(world) == [
        "New recovery codes were made for your account; the ones before open nothing.",
        "An authenticator app was added to your account.",
        "New recovery codes were made for your account; the ones before open nothing.",
        "The authenticator app was removed from your account.",
    ]


async def test_of_a_new_passkey(build) -> None:
    world = await build(public_origin="http://localhost:8000")
    browser = await world.signed_in(world.ada)
    await with_passkey(browser, world.installation.settings.origin)
    assert "A passkey was added to your account." in await told(world)


@pytest.mark.parametrize("user", [User.told_of("ada@example.org"), User.told_of("")])
async def test_nobody_writes_to_an_address_nobody_proved(world: World, user: User) -> None:
    assert not user.reachable
    async with world.installation.work(world.acme.id) as session:
        by = Principal.system(world.acme.id)
        assert post_mail(session, by=by, to=user.email, subject="Hello", text="You.") is None
    assert await letters(world) == []
