"""A real Redis from the wheel, a database, and worker processes that can be killed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.database import Database
from app.installation import Installation
from app.outside.redis_server import answers, redis_command, redis_program, socket_path
from app.settings import Settings
from jobs.transports import RedisDoorbell
from tests.jobs.worker_process import work
from tests.queue.world import create_tables, found_organizations, installation_on

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


@dataclass
class RedisServer:
    """A redis-server that can be ended and started again."""

    folder: Path
    socket: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    async def start(self) -> None:
        program = redis_program()
        if program is None:
            pytest.skip("there is no redis-server here")
        self.process = await asyncio.create_subprocess_exec(*redis_command(program, self.folder, self.socket))
        assert await answers(self.url)

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def flush(self) -> None:
        client = Redis.from_url(self.url)
        await client.flushall()
        await client.aclose()


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
def settings(tmp_path: Path, redis: RedisServer) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        redis_url=redis.url,
        lease_seconds=3.0,
        sweep_seconds=0.5,
        drain_seconds=0.3,
    )


@pytest.fixture
async def installation(settings: Settings) -> AsyncIterator[Installation]:
    """What a web process would ask for work with."""
    database = Database.of(settings)
    await create_tables(database)
    await found_organizations(database)
    installation = installation_on(database, settings)
    installation.doorbell = RedisDoorbell(settings.redis_url)
    yield installation
    await installation.doorbell.close()
    await database.close()


@dataclass
class Workers:
    """Worker processes, and the ledger their handlers write to."""

    settings: Settings
    processes: list[BaseProcess] = field(default_factory=list)

    def start(self) -> BaseProcess:
        process = FORKS.Process(target=work, args=(self.settings,))
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
