"""The same people before anybody uploaded anything, in a house that may ask loopback."""

from collections.abc import Iterator

import pytest

from tests.conftest import Build
from tests.fakes.identity_provider import Provider, provider
from tests.sso.world import ALLOWED
from tests.world import Blueprint, World


@pytest.fixture
def world(build: Build, empty_blueprint: Blueprint) -> World:
    return build(empty_blueprint, **ALLOWED)


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as running:
        yield running
