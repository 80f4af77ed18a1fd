"""Whoever hangs up while an answer is being streamed breaks off no query, which would cost a connection."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import anyio
import pytest
from anyio.lowlevel import checkpoint
from sqlalchemy import event

from app.objects import store_bytes, stream
from app.queue.api import _changes
from app.queue.models import Job
from tests.paper import pdf_of
from tests.world import World, uploaded

MOMENTS = 40
"""Turns of the event loop after which somebody hangs up, one after the other."""

Streamed = Callable[[], AsyncIterator[Any]]


async def file_of(world: World) -> Streamed:
    row = await store_bytes(world.installation, world.known.organizations["acme"], "text/plain", b"a word")
    return lambda: stream(world.installation, row)


async def events_of(world: World) -> Streamed:
    received = await uploaded(world.installation, world.principal("ed"), pdf_of(), "a.pdf")
    assert isinstance(received.job, Job)
    job = received.job
    return lambda: _changes(world.installation, (job.organization_id, job.id), -1)


@pytest.mark.parametrize("streamed", [file_of, events_of])
async def test_no_connection_is_lost(empty: World, streamed: Callable[[World], Any]) -> None:
    lost: list[object] = []
    begin = await streamed(empty)
    engine = empty.installation.database.engine.sync_engine
    event.listen(engine, "invalidate", lambda *told: lost.append(told))

    async def read() -> None:
        async with aclosing(begin()) as parts:
            async for _ in parts:
                pass

    for moment in range(MOMENTS):
        async with anyio.create_task_group() as group:
            group.start_soon(read)
            for _ in range(moment):
                await checkpoint()
            group.cancel_scope.cancel()
    assert lost == []
