"""A segment to decide on."""

import pytest

from tests.review.verbs import Placed, placed
from tests.world import World


@pytest.fixture
async def segment(world: World) -> Placed:
    return await placed(world)
