"""A stranger's walk over every address that names something of an organization, on whatever database."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.addresses import IDS, Address, addresses, names
from tests.world import World

NOWHERE = "01a20000-0000-7000-8000-000000000000"
"""An id as ours are, of nothing."""
THE_SAME = {"X-Request-Id": "the-same-1"}


def those(world: World, needed: int, condition: Callable[[Address], bool]) -> list[Address]:
    """Addresses that fulfil the condition, at least so many."""
    found = [address for address in addresses(world.app) if condition(address)]
    assert len(found) >= needed, found
    return found


def client(world: World, address: Address, who: str, **headers: str) -> httpx.AsyncClient:
    return world.program(who, **headers) if address.api else world.browser(who, **headers)


async def ask(world: World, address: Address, path: str, who: str, **body: Any) -> httpx.Response:
    """By the method the address has."""
    return await client(world, address, who, **THE_SAME).request(address.method, path, **body)


async def stranger_meets_nothing(world: World, who: str = "cleo", house: str = "globex") -> int:
    """Walks with valid ids of Acme, at Acme's addresses and at the stranger's own; how many were walked.

    Each answer is 404, and says the same as it does of an id that never was.
    """
    at = await names(world)
    never = at | dict.fromkeys(IDS, NOWHERE)
    walked = 0
    for address in those(world, 50, lambda a: a.takes_id):
        for org in ("acme",) if address.api else ("acme", house):
            there, nowhere = address.at(at | {"org": org}), address.at(never | {"org": org})
            found = await ask(world, address, there, who)
            missing = await ask(world, address, nowhere, who)
            assert found.status_code == missing.status_code == 404, (address, org, found.text[:300])
            assert _without_ids(found.text, at) == _without_ids(missing.text, at), (address, org)
            assert _kept(found.headers) == _kept(missing.headers), (address, org)
            walked += 1
    return walked


def _without_ids(text: str, at: dict[str, Any]) -> str:
    """The address itself, which the answer to a program repeats, with every id as if it were nowhere."""
    for name in IDS:
        text = text.replace(str(at[name]), NOWHERE)
    return text


def _kept(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in ("content-length", "date")}
