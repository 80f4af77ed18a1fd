"""A real Redis from the wheel, a database, and worker processes that can be killed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from app.database import Database
from app.installation import Installation
from app.outside.redis_server import socket_path
from app.queue.models import JobState
from app.settings import Settings
from jobs.transports import open_transports
from tests.jobs.brokers import Broker, RedisServer
from tests.jobs.worker_process import work
from tests.queue.world import create_tables, found, found_organizations, installation_on

# Real processes, forked from one that has imported everything: a worker is there in milliseconds.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.jobs.worker_process"])


async def eventually(reached: Callable[[], bool | Awaitable[bool]], seconds: float = 30.0) -> None:
    """Wait until it is true; what is waited for happens in other processes."""
    async with asyncio.timeout(seconds):
        while True:
            answer = reached()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.01)


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[RedisServer]:
    folder = tmp_path / "redis"
    folder.mkdir()
    with socket_path(folder) as socket:
        server = RedisServer(folder, socket)
        await server.start()
        yield server
        await server.stop()


@pytest.fixture
async def broker(redis: RedisServer) -> Broker:
    """What wakes the workers: Redis, unless a test goes over all there are."""
    return redis


@pytest.fixture
def settings(tmp_path: Path, broker: Broker) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        lease_seconds=3.0,
        sweep_seconds=0.5,
        drain_seconds=0.3,
        **broker.settings,
    )


@pytest.fixture
async def installation(settings: Settings) -> AsyncIterator[Installation]:
    """What a web process would ask for work with."""
    database = Database.of(settings)
    await create_tables(database)
    await found_organizations(database)
    installation = installation_on(database, settings)
    installation.doorbell, _ = open_transports(settings)
    yield installation
    await installation.doorbell.close()
    await database.close()


async def succeeded(installation: Installation, job_id: str) -> None:
    async def is_done() -> bool:
        return (await found(installation, job_id)).state == JobState.SUCCEEDED

    await eventually(is_done)


@dataclass
class Workers:
    """Worker processes, and the ledger their handlers write to."""

    settings: Settings
    processes: list[BaseProcess] = field(default_factory=list)

    def start(self, **options: Any) -> BaseProcess:
        process = FORKS.Process(target=work, args=(self.settings,), kwargs=options)
        process.start()
        self.processes.append(process)
        return process

    @property
    def ledger(self) -> list[str]:
        """ "begun <name>" or "done <name>" for everything handlers did, in order."""
        path = self.settings.data_dir / "ledger"
        return path.read_text().splitlines() if path.exists() else []

    async def until(self, reached: Callable[[list[str]], bool]) -> None:
        await eventually(lambda: reached(self.ledger))

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.join()


@pytest.fixture
def workers(settings: Settings) -> Iterator[Workers]:
    workers = Workers(settings)
    yield workers
    workers.end()
