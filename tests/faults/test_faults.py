"""The short form of the harness: the cheapest faults on a small ledger; `make faults` runs all of them."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults import rows_stores, rows_workers
from tests.faults.__main__ import settings
from tests.faults.arena import Arena, arena
from tests.faults.ledger import balance, settled
from tests.faults.servers import RedisServer
from tests.faults.table import ROWS, Inject, injected

JOBS = 20
CHEAPEST: dict[str, Inject] = {
    "killed": rows_workers.killed,
    "frozen": rows_workers.frozen,
    "redis emptied": rows_stores.emptied,
    "storage faulty": rows_stores.faulty_storage,
}


@pytest.fixture(scope="module")
async def made(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Arena]:
    folder: Path = tmp_path_factory.mktemp("faults")
    redis = RedisServer(folder / "redis")
    await redis.start()
    try:
        async with arena(settings(folder, redis_url=redis.url), 1, redis) as running:
            yield running
    finally:
        await redis.stop()


@pytest.mark.parametrize("fault", CHEAPEST)
async def test_nothing_is_lost_or_done_twice(made: Arena, fault: str) -> None:
    found = await CHEAPEST[fault](made, JOBS)
    assert found.clean, found


async def test_the_ledger_notices_what_is_wrong(made: Arena) -> None:
    """The premise of all of it: a clip that goes missing, and one that is somebody else's, are seen."""
    made.draw()
    entries = await made.fill(20)
    async with made.crew(1):
        await settled(made, entries)
    first, second = entries[0], entries[-1]
    assert first.organization_id != second.organization_id
    mixed = [type(first)(**{**vars(first), "spoken": second.spoken}), *entries[1:]]
    assert (await balance(made, mixed)).wrong_tenant == 1
    missing = [type(first)(**{**vars(first), "sentence_id": entries[1].sentence_id}), *entries[1:]]
    assert (await balance(made, missing)).wrong_tenant == 1


def test_every_fault_is_injected_or_says_why_not() -> None:
    assert {row.number for row in ROWS} == set(range(1, 31))
    assert all(bool(row.inject) != bool(row.why) for row in ROWS)
    assert len(injected()) >= 26
    assert "app.queue.scheduling" in sys.modules
