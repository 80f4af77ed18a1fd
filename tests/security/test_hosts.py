"""With a public origin, the installation answers to that name alone."""

import pytest

from tests.accounts.world import World


@pytest.mark.parametrize("host", ["evil.example", "tic.example.org.evil.example", "127.0.0.1:8000", ""])
async def test_other_names_are_misdirected(build, host: str) -> None:
    world = await build(public_origin="https://tic.example.org")
    answer = await world.browser(Host=host).get("/sign-in")
    assert answer.status_code == 421
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["tic.example.org", "TIC.example.org", "tic.example.org:443"])
async def test_its_own_name_is_answered(build, host: str) -> None:
    world = await build(public_origin="https://tic.example.org")
    assert (await world.browser(Host=host).get("/sign-in")).status_code == 200


async def test_without_one_every_name_is_answered(world: World) -> None:
    assert (await world.browser(Host="tic.local:8000").get("/sign-in")).status_code == 200


async def test_health_checks_come_by_address(build) -> None:
    world = await build(public_origin="https://tic.example.org")
    assert (await world.browser(Host="10.0.0.7:8000").get("/health/live")).status_code == 404


NO_NAMES = ["127.0.0.1:8000, evil.example", "a b", "tic:99999", "[::1", "[1.2]", "tic/path"]
NAMES = ["[::1]:8000", "[2001:db8::1]", "xn--tr-eka.example", "tic_web:8000", "TIC.local."]


@pytest.mark.parametrize("host", NO_NAMES)
async def test_a_name_that_is_none_is_not_understood(world: World, host: str) -> None:
    answer = await world.browser(Host=host).get("/sign-in")
    assert answer.status_code == 400
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", NAMES)
async def test_every_name_there_can_be_is_one(world: World, host: str) -> None:
    assert (await world.browser(Host=host).get("/sign-in")).status_code == 200
