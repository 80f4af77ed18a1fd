"""Changes another site makes a browser send are refused; by header alone."""

import httpx
import pytest
from litestar import Litestar, post

from app.permissions import Permission
from app.security import CrossOriginGuard, require
from app.settings import Settings
from tests.accounts.world import ADAS_PASSWORD, World

ADA = {"email": "ada@example.org", "password": ADAS_PASSWORD}


def bare(world: World, headers: dict[str, str]) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=world.app)
    return httpx.AsyncClient(
        transport=transport, base_url=world.installation.settings.origin, headers=headers
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
async def test_our_own_forms_are_taken(world: World, headers: dict[str, str]) -> None:
    assert (await bare(world, headers).post("/sign-in", data=ADA)).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Referer": "http://127.0.0.1:8000/sign-in"},
    ],
)
async def test_others_are_not_signed_in_or_not(world: World, headers: dict[str, str]) -> None:
    assert (await bare(world, headers).post("/sign-in", data=ADA)).status_code == 403
    ada = await world.signed_in(world.ada)
    forged = bare(world, headers)
    forged.cookies = ada.cookies
    answer = await forged.post("/acme/settings")
    assert answer.status_code == 403
    assert "from another site" in answer.text
    assert (await ada.post("/acme/settings")).status_code == 200


async def test_every_changing_method_is_guarded(world: World) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await bare(world, {}).request(method, "/sign-in")).status_code in (403, 405)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert (await bare(world, {}).request(method, "/sign-in")).status_code in (200, 204, 405)


async def test_behind_a_proxy_the_public_origin_counts_not_the_host(build) -> None:
    world = await build(public_origin="https://tic.example.org/")
    assert (
        await bare(world, {"Origin": "https://tic.example.org"}).post("/sign-in", data=ADA)
    ).status_code == 303
    assert (
        await bare(world, {"Origin": "http://tic.example.org"}).post("/sign-in", data=ADA)
    ).status_code == 403


async def test_a_route_with_its_own_proof_says_so() -> None:
    @post("/hook", needs=Permission.PUBLIC, own_proof=True, status_code=200)
    async def hook() -> None:
        return None

    @post("/form", needs=Permission.PUBLIC, status_code=200)
    async def form() -> None:
        return None

    guard = CrossOriginGuard(Settings(_env_file=None))
    app = Litestar([hook, form], middleware=[guard], guards=[require], openapi_config=None)
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://x"
    )
    assert (await client.post("/hook")).status_code == 200
    assert (await client.post("/form")).status_code != 200
