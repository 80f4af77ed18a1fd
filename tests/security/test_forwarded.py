"""Forwarded headers through the real server: only a listed proxy says where a request comes from."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from sqlmodel import select

from app.audit import AuditEvent
from app.serving import serving
from app.settings import Settings
from tests.accounts.world import OUR_OWN, World
from tests.jobs.conftest import eventually

WRONG = {"email": "ada@example.org", "password": "not that one"}


@asynccontextmanager
async def served(world: World, trusted: str) -> AsyncIterator[str]:
    """The application behind uvicorn as `tic web` starts it; its address."""
    options = serving(Settings(_env_file=None, trusted_proxies=trusted))
    config = uvicorn.Config(world.app, port=0, log_config=None, lifespan="off", **options)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def address_of(world: World, trusted: str, **headers: str) -> str:
    """From where the record says that a refused sign-in came."""
    async with served(world, trusted) as at, httpx.AsyncClient(headers=OUR_OWN | headers) as client:
        assert (await client.post(f"{at}/sign-in", data=WRONG)).status_code == 422
    async with world.installation.work(world.acme.id, writes=False) as session:
        (*_, event) = (await session.exec(select(AuditEvent).order_by(AuditEvent.number))).all()
    return str(event.address)


@pytest.mark.parametrize(
    ("trusted", "said", "found"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("10.0.0.0/8", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1,10.0.0.0/8", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
    ],
    ids=["nobody listed", "another listed", "listed", "two proxies", "what the visitor wrote before it"],
)
async def test_where_a_request_comes_from(world: World, trusted: str, said: str, found: str) -> None:
    assert await address_of(world, trusted, **{"X-Forwarded-For": said}) == found


async def test_the_server_says_nothing_of_itself(world: World) -> None:
    async with served(world, "") as at, httpx.AsyncClient() as client:
        assert "server" not in (await client.get(f"{at}/sign-in")).headers
