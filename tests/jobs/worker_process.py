"""A worker with kinds of jobs for tests; each appends what it does to a ledger file."""

import asyncio
import time
from contextlib import suppress

import jobs.worker
from app.queue.registry import job
from app.queue.running import Work
from app.settings import Settings


def note(what: str, work: Work) -> None:
    with (work.installation.settings.data_dir / "ledger").open("a") as ledger:
        ledger.write(f"{what} {work.job.payload['name']}\n")


@job("sleepy")
async def sleepy(work: Work) -> None:
    note("begun", work)
    await asyncio.sleep(work.job.payload["seconds"])
    note("done", work)


@job("timed")
async def timed(work: Work) -> dict[str, float]:
    """Answers when it was begun, as a POSIX time."""
    return {"begun": time.time()}


@job("blocked")
async def blocked(work: Work) -> None:
    """Sits in a thread that does not notice being cancelled."""
    note("begun", work)
    await asyncio.to_thread(time.sleep, 60)


class Deaf:
    """An ear that does not notice being cancelled."""

    async def listen(self) -> None:
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)


class Torn:
    """An ear that lets out a cancellation nobody asked for, as clients of brokers do."""

    async def listen(self) -> None:
        raise asyncio.CancelledError


EARS = {"": jobs.worker.open_ear, "deaf": lambda *_: Deaf(), "torn": lambda *_: Torn()}


def work(settings: Settings, release_seconds: float = jobs.worker.RELEASE_SECONDS, ear: str = "") -> None:
    jobs.worker.RELEASE_SECONDS = release_seconds
    jobs.worker.open_ear = EARS[ear]
    jobs.worker.work(settings)
