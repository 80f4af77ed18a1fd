"""One-time links."""

import asyncio

import pytest
from sqlmodel import select

from app.accounts.models import SignInLink
from app.accounts.signing_in import sign_in_link
from app.problems import Missing
from tests.accounts.world import World


async def test_looking_at_a_link_does_not_spend_it(world: World) -> None:
    link = await sign_in_link(world.installation, "ben@example.org")
    assert link.startswith("http://127.0.0.1:8000/sign-in/")
    for _ in range(2):
        page = await world.browser().get(link)
        assert page.status_code == 200
        assert f'action="{link.removeprefix("http://127.0.0.1:8000")}"' in page.text
        assert "set-cookie" not in page.headers
    browser = world.browser()
    answer = await browser.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/")
    assert (await browser.get("/acme/")).status_code == 200


async def test_a_link_works_once(world: World) -> None:
    link = await sign_in_link(world.installation, "ben@example.org")
    assert (await world.browser().post(link)).status_code == 303
    again = await world.browser().post(link)
    assert again.status_code == 410
    assert "set-cookie" not in again.headers
    assert (await world.browser().get(link)).status_code == 410


async def test_a_link_works_once_however_many_press_at_the_same_moment(world: World) -> None:
    link = await sign_in_link(world.installation, "ben@example.org")
    answers = await asyncio.gather(*(world.browser().post(link) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] + [410] * 7


async def test_an_expired_link_is_spent(build) -> None:
    world = await build(sign_in_link_seconds=0)
    link = await sign_in_link(world.installation, "ben@example.org")
    assert (await world.browser().post(link)).status_code == 410


async def test_a_link_nobody_made_is_spent(world: World) -> None:
    assert (await world.browser().get("/sign-in/guess")).status_code == 410
    assert (await world.browser().post("/sign-in/guess")).status_code == 410


async def test_a_link_of_a_disabled_user_is_spent(world: World) -> None:
    link = await sign_in_link(world.installation, "ben@example.org")
    await world.change(world.ben, disabled=True)
    assert (await world.browser().post(link)).status_code == 410
    with pytest.raises(Missing):
        await sign_in_link(world.installation, "ben@example.org")


async def test_a_link_leads_on_to_a_local_page_only(world: World) -> None:
    for path, to in (("/acme/episodes/1", "/acme/episodes/1"), ("//evil.example", "/acme/")):
        link = await sign_in_link(world.installation, "ben@example.org", path)
        assert (await world.browser().post(link)).headers["location"] == to


async def test_the_database_does_not_hold_the_secret(world: World) -> None:
    link = await sign_in_link(world.installation, "ben@example.org")
    token = link.rpartition("/")[2]
    async with world.installation.work(writes=False) as session:
        (row,) = await session.exec(select(SignInLink))
    assert token not in row.model_dump_json()


async def test_making_and_using_a_link_is_recorded(world: World) -> None:
    await world.signed_in(world.ben)
    assert await world.actions(world.acme) == ["user.sign_in_link_made", "user.signed_in"]
