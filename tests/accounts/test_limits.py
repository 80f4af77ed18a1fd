"""Requests a minute of an address, a person, a key; bodies that are nested too deeply."""

import httpx
import pytest

from app.accounts.keys import create_key
from app.accounts.limiting import network_of
from app.bounded import DEPTH_MAX, depth
from tests.accounts.world import OUR_OWN, World


def from_address(world: World, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=world.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=OUR_OWN)


async def test_a_key_that_asks_too_often_is_told_when_to_come_again(build) -> None:
    world = await build(requests_per_key=3)
    keys = [await create_key(world.installation, "acme", name, ["read"]) for name in ("busy", "quiet")]
    busy, quiet = (world.browser(Authorization=f"Bearer {key}") for key in keys)
    codes = [(await busy.get("/v1/documents")).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = await busy.get("/v1/documents")
    assert 1 <= int(answer.headers["retry-after"]) <= 21
    assert answer.json()["type"] == "/problems/too-many-requests"
    assert (await quiet.get("/v1/documents")).status_code == 200


async def test_a_person_who_asks_too_often_gets_a_page_that_says_so(build) -> None:
    world = await build(requests_per_user=3)
    ada, ben = await world.signed_in(world.ada), await world.signed_in(world.ben)
    for _ in range(3):
        assert (await ada.get("/acme/")).status_code == 200
    answer = await ada.get("/acme/")
    assert answer.status_code == 429
    assert "retry-after" in answer.headers
    assert "Wait a moment" in answer.text
    assert (await ben.get("/acme/")).status_code == 200


async def test_an_address_that_asks_too_often_is_held_before_anybody_looks_who_it_is(build) -> None:
    world = await build(requests_per_address=3)
    for address in ("203.0.113.9", "2001:db8::1"):
        codes = [(await from_address(world, address).get("/sign-in")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
    assert (await from_address(world, "2001:db8::2").get("/sign-in")).status_code == 429
    assert (await from_address(world, "203.0.113.10").get("/sign-in")).status_code == 200
    assert (await from_address(world, "127.0.0.1").get("/sign-in")).status_code == 200


async def test_zero_means_any_number(build) -> None:
    world = await build(requests_per_user=0)
    ada = await world.signed_in(world.ada)
    assert {(await ada.get("/acme/")).status_code for _ in range(30)} == {200}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("unix", ""),
        ("2001:db8::5", "2001:db8::/64"),
        ("8.8.8.8", "8.8.8.8"),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_depth_is_counted_outside_of_words() -> None:
    assert depth(b'{"a": [1]}') <= DEPTH_MAX
    assert depth(b"[" * 40 + b"]" * 40) == 40
    assert depth(b"[" + b"[]," * 50 + b"[]]") == 2
    assert depth(b'["' + b"[" * 100 + b'\\"[["]') == 1


async def test_a_body_nested_too_deeply_is_refused_not_a_failure(build) -> None:
    world = await build()
    key = await create_key(world.installation, "acme", "ci", ["manage"])
    client = world.browser(Authorization=f"Bearer {key}")
    for times in (DEPTH_MAX + 1, 5000, 200_000):
        nested = b'{"name": ' + b"[" * times + b"]" * times + b', "role": "editor"}'
        headers = {"Content-Type": "application/json"}
        answer = await client.post("/v1/service-accounts", content=nested, headers=headers)
        assert answer.status_code == 400, answer.text
        assert "nested" in answer.json()["detail"]
