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
