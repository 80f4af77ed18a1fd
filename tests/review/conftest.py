"""A segment to decide on, in a world where it was placed once for all tests."""

from collections.abc import Callable

import pytest

from tests.review.verbs import Placed, placed
from tests.world import Blueprint, World, application


@pytest.fixture(scope="session")
async def placed_blueprint(
    lived_blueprint: Blueprint, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Blueprint, str]:
    folder = tmp_path_factory.mktemp("placed")
    installation = lived_blueprint.copied(folder)
    world = World(installation, application(installation), lived_blueprint.known)
    segment = await placed(world)
    await installation.database.close()
    return Blueprint(folder / "tic.db", world.storage.objects, lived_blueprint.known), segment.id


@pytest.fixture
def world(build: Callable[..., World], placed_blueprint: tuple[Blueprint, str]) -> World:
    return build(placed_blueprint[0])


@pytest.fixture
def segment(world: World, placed_blueprint: tuple[Blueprint, str]) -> Placed:
    return Placed(world, placed_blueprint[1])
