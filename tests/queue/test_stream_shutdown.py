"""A server that is told to end does not wait for those who listen to a job."""

import asyncio

import pytest
import uvicorn

from app.serving import Server, serving
from tests.jobs.conftest import eventually
from tests.paper import pdf_of
from tests.world import World, uploaded


@pytest.fixture(autouse=True)
def kinds() -> None:
    """Here the registry stays as it is: jobs are the product's own."""


async def test_an_open_stream_does_not_hold_up_shutdown(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(), "a.pdf")
    assert received.job is not None
    # As `tic web` starts it, but for how long it waits: nothing may have to be cut off.
    options = {**serving(empty.installation.settings), "timeout_graceful_shutdown": 30}
    config = uvicorn.Config(empty.app, port=0, log_level="critical", lifespan="off", **options)
    server = Server(config, empty.installation.nudges)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = f"GET /v1/jobs/{received.job.id}/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    writer.write(f"{asked}Authorization: Bearer {empty.known.keys['lou']}\r\n\r\n".encode())
    await asyncio.wait_for(reader.readuntil(b"event: job"), 10)
    server.should_exit = True
    # The last piece of a whole answer: whoever listens learns that it has ended, not that it broke off.
    assert (await asyncio.wait_for(reader.read(), 10)).endswith(b"0\r\n\r\n")
    await asyncio.wait_for(running, 10)
    writer.close()
