"""A job that has one crash left runs in a process of its own: no other job can end it, nor it another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.queue.execution import broken_off, bury, release, settle
from app.queue.heart import Heart
from app.queue.leases import LeaseLost, close_attempts, end, held
from app.queue.models import APART, CRASHES_MAX, STARTING, Attempt, Job, JobState
from app.queue.registry import KINDS
from app.queue.running import Work, announce

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

    Cancelling it gives the job back unspent. When the process dies we saw it, and it was this job alone that
    ended it: that is its crash, and its end if it was the last. A process whose worker dies gives the job
    back unspent; where both fall silent the lease runs out: its crash, too, once it had begun.
    """
    work = Work(installation, job)
    running = asyncio.create_task(_run(start, job))
    heart.hold(work, None)  # until the process has come so far
    lease = installation.settings.lease_seconds
    try:
        await asyncio.wait({running}, timeout=KINDS[job.kind].seconds + OVER_SECONDS)
        await _stopped(running)
        if not running.cancelled() and (error := running.exception()) is not None:
            log.error("no process could be started for job %s", job.id, exc_info=error)
            await settle(work, _released(job, lease))
        elif running.cancelled() or running.result() != 0:
            await settle(work, lambda session: broke_off(session, job, lease))  # unless it has ended
    except asyncio.CancelledError:
        await _stopped(running)
        await settle(work, _released(job))  # unless the process has done so
    finally:
        await _stopped(running)
        work.lost = False  # if it was, the process has noticed, and owns up to it
        heart.let_go(work)


async def come_apart(session: AsyncSession, job_id: str, fence: int) -> Job | None:
    """The claimed job, from now on held by a process of its own; None when somebody else has it by now."""
    query = select(Job).where(Job.id == job_id, Job.fence == fence, Job.state == JobState.RUNNING)
    job = (await session.exec(query.with_for_update())).first()
    if job is not None:
        job.worker = job.worker.removesuffix(STARTING).removesuffix(APART) + APART
        tries = select(Attempt).where(Attempt.job_id == job_id, Attempt.fence == fence)
        for attempt in await session.exec(tries):
            attempt.worker = job.worker
    return job


async def broke_off(session: AsyncSession, job: Job, seconds: float) -> None:
    """The job's own process has died: its crash, and its end if that was the last. Raises LeaseLost.

    Where the process had not come so far as to hold the job it waits for `seconds`, unspent.
    """
    found = (await session.exec(select(Job.worker, Job.crashes).where(held(job)).with_for_update())).first()
    if found is None:
        raise LeaseLost(f"job {job.id} is no longer held with fence {job.fence}")
    worker, crashes = found[0], found[1] + 1
    if worker.endswith(STARTING):
        await release(session, job, seconds)
        return
    await close_attempts(session, [job.id], "crashed", "Its process died.")
    if crashes >= CRASHES_MAX:
        await bury(session, job, broken_off(crashes), crashes=crashes)
    else:
        await end(session, job, JobState.QUEUED, "crashed", job.reason, crashes=crashes)
        announce(session, job)


async def _run(start: Start, job: Job) -> int:
    process = await start(job)
    try:
        return await process.wait()
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


async def _stopped(running: "asyncio.Task[int]") -> None:
    running.cancel()
    await asyncio.wait({running})


def _released(job: Job, seconds: float | None = None) -> Callable[[AsyncSession], Awaitable[None]]:
    async def write(session: AsyncSession) -> None:
        await release(session, job, seconds)

    return write
