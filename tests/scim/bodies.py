"""Good bodies for what a directory makes; what it changes by PUT, PATCH and DELETE has tests of its own."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.scim.world import GROUP, person
from tests.world import World


async def somebody(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return person()


async def group(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [GROUP], "displayName": "Night desk"}


OF_DIRECTORIES: dict[str, Callable[[World, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "/scim/v2/Users": somebody,
    "/scim/v2/Groups": group,
}
SEARCHES = {"/scim/v2/Users/.search", "/scim/v2/Groups/.search"}
"""POSTs that only look, so that what is looked for stands in no address."""
