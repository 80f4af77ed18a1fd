"""Another e-mail address: proven by a link to it, told to the one before."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.addresses import AddressChange
from app.accounts.models import User
from app.ids import now
from tests.accounts.letters import letters
from tests.accounts.test_confirmation import grown_old
from tests.accounts.world import ADAS_PASSWORD, World

HERE = "/account/address"
NEW = "ada@new.example"


async def link_to(world: World, address: str = NEW) -> str:
    texts = [text for to, _, text in await letters(world) if to == address]
    return re.findall(r"http\S+", texts[-1])[0]


async def address_of(world: World, user: User) -> str:
    async with world.installation.work(writes=False) as session:
        return (await session.get_one(User, user.id)).email


async def test_the_link_to_the_new_address_changes_it_and_the_old_one_is_told(world: World) -> None:
    browser = await world.signed_in(world.ada)
    answer = await browser.post(HERE, data={"email": " Ada@New.example "})
    assert answer.headers["location"] == f"{HERE}?sent"
    assert "on its way" in (await browser.get(answer.headers["location"])).text
    assert await address_of(world, world.ada) == "ada@example.org"
    link = await link_to(world)
    assert "instead of ada@example.org" in (await browser.get(link)).text
    assert await address_of(world, world.ada) == "ada@example.org", "looking spends nothing"
    assert (await browser.post(link)).headers["location"] == "/account"
    assert await address_of(world, world.ada) == NEW
    told = [to for to, _, _ in await letters(world)]
    assert told == [NEW, "ada@example.org", "ada@example.org"]
    assert (await browser.post(link)).status_code == 410, "once"
    door = {"password": ADAS_PASSWORD}
    assert (await world.browser().post("/sign-in", data=door | {"email": NEW})).status_code == 303
    assert (
        await world.browser().post("/sign-in", data=door | {"email": "ada@example.org"})
    ).status_code == 422
    actions = await world.actions(world.acme)
    assert {"user.address_change_asked", "user.address_changed"} <= set(actions)


async def test_nobody_else_can_follow_the_link(world: World) -> None:
    ada, cleo = await world.signed_in(world.ada), await world.signed_in(world.cleo)
    await ada.post(HERE, data={"email": NEW})
    link = await link_to(world)
    assert (await world.browser().get(link)).headers["location"].startswith("/sign-in?next=/account/address/")
    for answer in (await cleo.get(link), await cleo.post(link)):
        assert answer.status_code == 410
    assert await address_of(world, world.cleo) == "cleo@example.org"


async def test_a_second_link_replaces_the_first_and_an_hour_ends_both(world: World) -> None:
    ada = await world.signed_in(world.ada)
    await ada.post(HERE, data={"email": NEW})
    first = await link_to(world)
    await ada.post(HERE, data={"email": "a@other.example"})
    assert (await ada.post(first)).status_code == 410
    async with world.installation.work(writes=False) as session:
        rows = (await session.exec(select(AddressChange).order_by(AddressChange.id))).all()
    await world.change(rows[-1], expires_at=now() - timedelta(seconds=1))
    assert (await ada.post(await link_to(world, "a@other.example"))).status_code == 410
    assert await address_of(world, world.ada) == "ada@example.org"


async def test_only_who_has_the_mailbox_learns_that_the_address_is_taken(world: World) -> None:
    ada = await world.signed_in(world.ada)
    assert (await ada.post(HERE, data={"email": "cleo@example.org"})).headers["location"] == f"{HERE}?sent"
    answer = await ada.post(await link_to(world, "cleo@example.org"))
    assert answer.status_code == 409
    assert "Another account has this address" in answer.text
    assert await address_of(world, world.ada) == "ada@example.org"


@pytest.mark.parametrize("email", ["", "nowhere", "ada@example.org", "a b@example.org"])
async def test_what_cannot_be_used_is_said_at_the_field(world: World, email: str) -> None:
    ada = await world.signed_in(world.ada)
    answer = await ada.post(HERE, data={"email": email})
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert await letters(world) == []


async def test_nobody_has_many_mails_sent_to_others(world: World) -> None:
    ada = await world.signed_in(world.ada)
    asked = [await ada.post(HERE, data={"email": f"x{number}@new.example"}) for number in range(6)]
    assert [answer.status_code for answer in asked] == [303] * 5 + [429]
    assert asked[-1].headers["retry-after"]


async def test_it_asks_again_who_somebody_is(world: World) -> None:
    ada = await world.signed_in(world.ada)
    await grown_old(world)
    answer = await ada.post(HERE, data={"email": NEW})
    assert answer.headers["location"].startswith("/account/confirmation")
