"""A world that may ask loopback, and a provider that is strict until a test makes it hostile."""

from collections.abc import Iterator

import pytest

from tests.conftest import Build
from tests.fakes.identity_provider import Provider, provider
from tests.sso.world import ALLOWED, FakeNames, connected
from tests.world import Blueprint, World


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture
def names(world: World) -> FakeNames:
    made = FakeNames()
    world.installation.names = made
    return made


@pytest.fixture
def world(build: Build, empty_blueprint: Blueprint) -> World:
    return build(empty_blueprint, **ALLOWED)


@pytest.fixture
async def connection_id(world: World, idp: Provider) -> str:
    return await connected(world, idp)
