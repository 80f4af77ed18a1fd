"""Our queue: ledgered no-op jobs on SQLite or PostgreSQL, with Redis to wake the worker."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from sqlmodel import col, func, select

import jobs.worker
from app.installation import Installation
from app.migrating import migrate
from app.organizations.places import found
from app.outside.speech import engine
from app.outside.storage import MemoryStorage, Vault
from app.permissions import Principal
from app.queue.models import Job, JobState, ask
from app.queue.registry import job
from app.queue.running import Work
from app.settings import Settings
from app.tenancy import across_organizations
from jobs.transports import open_transports

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["benchmarks.queue.ours"])
BATCH = 500


@job("nothing")
async def nothing(work: Work) -> dict[str, float]:
    """Answers when it was begun."""
    return {"begun": time.time()}


def opened(settings: Settings) -> Installation:
    """As a worker and as whoever asks see it."""
    doorbell, nudges = open_transports(settings)
    return Installation(
        settings=settings,
        database=jobs.worker.worker_database(settings),
        vault=Vault(MemoryStorage()),
        doorbell=doorbell,
        nudges=nudges,
        speech=engine,
        master_key=bytes(32),
    )


def worker(settings: Settings) -> None:
    """One worker process, as `tic worker` is, without a voice."""
    jobs.worker.open_installation = opened  # type: ignore[assignment]
    jobs.worker.work(settings)


class Ours:
    """An installation with one organization."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.installation = opened(settings)
        self.organization_id = ""

    async def prepare(self) -> None:
        await migrate(self.installation.database)
        async with self.installation.work() as session:
            row = await found(session, "bench", "Bench", bytes(32))
            await session.flush()
            self.organization_id = row.id

    async def ask(self, count: int) -> list[str]:
        by = Principal.system(self.organization_id)
        ids: list[str] = []
        for start in range(0, count, BATCH):
            async with self.installation.work(self.organization_id) as session:
                asked = [ask(session, "nothing", by=by) for _ in range(min(BATCH, count - start))]
            ids += [row.id for row in asked]
        return ids

    async def left(self) -> int:
        async with self.installation.work(writes=False) as session:
            with across_organizations(session):
                query = select(func.count()).select_from(Job).where(Job.state != JobState.SUCCEEDED)
                return int((await session.exec(query)).one())

    async def until(self, most: int) -> None:
        while await self.left() > most:  # noqa: ASYNC110 - another process does them
            await asyncio.sleep(0.02)

    async def begun(self, ids: Iterable[str]) -> dict[str, float]:
        async with self.installation.work(self.organization_id, writes=False) as session:
            rows = (await session.exec(select(Job).where(col(Job.id).in_(list(ids))))).all()
        return {row.id: row.result["begun"] for row in rows}

    async def close(self) -> None:
        await self.installation.nudges.close()
        await self.installation.doorbell.close()
        await self.installation.database.close()


@asynccontextmanager
async def ours(settings: Settings) -> AsyncIterator[tuple[Ours, BaseProcess]]:
    """With one worker that has done a job already."""
    made = Ours(settings)
    await made.prepare()
    process = FORKS.Process(target=worker, args=(settings,))
    process.start()
    try:
        await made.ask(1)
        await made.until(0)
        yield made, process
    finally:
        process.terminate()
        process.join()
        await made.close()


async def rate(settings: Settings, count: int) -> float:
    """Jobs a second, from the first asked for to the last done."""
    async with ours(settings) as (made, _):
        began = time.monotonic()
        await made.ask(count)
        await made.until(0)
        return count / (time.monotonic() - began)


async def latencies(settings: Settings, count: int) -> list[float]:
    """Seconds from the commit that accepts a job to its beginning, nothing else to do."""
    async with ours(settings) as (made, _):
        late = []
        for _ in range(count):
            (job_id,) = await made.ask(1)
            asked = time.time()
            await made.until(0)
            late.append((await made.begun([job_id]))[job_id] - asked)
            await asyncio.sleep(0.02)
        return late
