"""A job that has one crash left runs in a process of its own: no other job can end it, nor it another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.queue.execution import release, settle
from app.queue.heart import Heart
from app.queue.models import Job
from app.queue.registry import KINDS
from app.queue.running import Work

log = logging.getLogger(__name__)

STOP_SECONDS = 1.5
"""How long a process that is told to end has for giving its job back."""
OVER_SECONDS = 60.0
"""Beyond the longest an attempt may take, after which a process is taken for stuck."""


class Process(Protocol):
    """What a process of asyncio's can do."""

    async def wait(self) -> int: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


Start = Callable[[Job], Awaitable[Process]]
"""Starts a process that runs this claim of the job to its end, keeps its lease, and ends."""


async def perform_apart(installation: Installation, job: Job, heart: Heart, start: Start) -> None:
    """Run a claimed job to the end of this attempt in a process of its own.

    Cancelling it gives the job back unspent. When the process dies the lease runs out, as when a worker does:
    then it was this job alone that lost it.
    """
    work = Work(installation, job)
    running = asyncio.create_task(_run(start, job))
    heart.hold(work, None)  # until the process has come so far
    try:
        await asyncio.wait({running}, timeout=KINDS[job.kind].seconds + OVER_SECONDS)
        if running.done() and (error := running.exception()) is not None:
            log.error("no process could be started for job %s", job.id, exc_info=error)
            await settle(work, _released(job, installation.settings.lease_seconds))
    except asyncio.CancelledError:
        await _stopped(running)
        await settle(work, _released(job))  # unless the process has done so
    finally:
        await _stopped(running)
        work.lost = False  # if it was, the process has noticed, and owns up to it
        heart.let_go(work)


async def _run(start: Start, job: Job) -> None:
    process = await start(job)
    try:
        await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        raise


async def _stopped(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.wait({running})


def _released(job: Job, seconds: float | None = None) -> Callable[[AsyncSession], Awaitable[None]]:
    async def write(session: AsyncSession) -> None:
        await release(session, job, seconds)

    return write
