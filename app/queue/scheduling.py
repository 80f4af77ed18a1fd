"""The slots that due jobs run in: claimed in the order of their turns, as many as there is room for."""

import asyncio
import logging
import math
import os
import random
import socket
import time
from collections import deque
from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.ids import new_id
from app.installation import Installation
from app.queue.apart import Start, perform_apart
from app.queue.claims import claim_all
from app.queue.clock import database_now
from app.queue.endings import Endings
from app.queue.execution import bury, hopeless, in_doubt, last_chance, perform
from app.queue.heart import Heart
from app.queue.leases import LeaseLost, forget_attempt, give_back
from app.queue.models import CRASHES_MAX, FINISHED, WAITED_FOR, Job
from app.queue.shares import Limits, load_limits, room_for
from app.queue.turns import Due, next_due
from app.tenancy import across_organizations

log = logging.getLogger(__name__)

LOOK_AHEAD = 8
"""Jobs chosen at a time, for each slot: under load choosing costs as much as claiming."""
LOOK_AHEAD_SECONDS = 0.25
"""How long a choice stands; a ring ends it, for something more urgent may have come."""

INTERACTIVE = 10
"""The priority from which on somebody waits for a job."""
SLOTS_RESERVED_FROM = 4
"""A worker with that many slots keeps one of them for what somebody waits for, or what lost its worker."""
LIMITS_SECONDS = 5.0
"""How soon a changed share of an organization is heeded."""
FRAIL_SECONDS = 0.5
"""How soon a job that had to wait for another frail one is looked at again."""


async def begin_all(
    installation: Installation,
    chosen: Sequence[Due],
    worker: str,
    limits: Limits,
    *,
    frail: float = math.inf,
    apart: bool = False,
) -> list[Job]:
    """Claim these jobs for this worker; those to begin, without what was gone or had to be given up.

    No more than `frail` of them are jobs that must not lose another worker; the others are left for later.
    With `apart`, those are held for processes of their own.
    """
    lease = installation.settings.lease_seconds
    jobs: list[Job] = []
    limited = [due for due in chosen if limits.hold(due.organization_id, due.kind)]
    if free := [due.id for due in chosen if due not in limited]:
        async with installation.work() as session:
            jobs += await claim_all(session, free, worker, lease, apart=apart)
    for due in limited:
        async with installation.work() as session:
            if await room_for(session, due.organization_id, due.kind, limits):
                jobs += await claim_all(session, [due.id], worker, lease, apart=apart)
    kept = []
    for job in jobs:
        # Only what may have to be written to is looked at again: so others that were claimed begin sooner.
        doubtful = hopeless(job, overdue=job.deadline is not None) or (last_chance(job) and frail < 1)
        if not doubtful or await _stands(installation, job, frail=frail >= 1):
            kept.append(job)
            frail -= last_chance(job)
    return kept


async def _stands(installation: Installation, job: Job, *, frail: bool) -> bool:
    """Whether a job that was just claimed is to be begun; otherwise it is given up or back."""
    try:
        async with installation.work(job.organization_id) as session:
            if in_doubt(job):
                # Whoever lives owns up to a lost lease as soon as it can write.
                await give_back(session, job, seconds=installation.settings.lease_seconds, note=WAITED_FOR)
                await forget_attempt(session, job)
                return False
            if reason := hopeless(job, overdue=await overdue(session, job)):
                await bury(session, job, reason)
                return False
            if last_chance(job) and not frail:
                await give_back(session, job, seconds=FRAIL_SECONDS)
                await forget_attempt(session, job)
                return False
    except LeaseLost:
        return False
    return True


async def overdue(session: AsyncSession, job: Job) -> bool:
    """Whether its deadline has passed by the database's clock: that of a worker may be wrong."""
    if job.deadline is None:
        return False
    query = select(Job.id).where(Job.id == job.id, col(Job.deadline) < database_now())
    return (await session.exec(query)).first() is not None


class Runner:
    """Runs due jobs in this process, at most `slots` at a time.

    Those with one crash left run in processes of their own, which `apart` starts; without it one at a time.
    """

    def __init__(
        self, installation: Installation, slots: int | None = None, apart: Start | None = None
    ) -> None:
        self.installation = installation
        self._apart = apart
        self.slots = slots or installation.settings.worker_slots
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_id()[-6:]}"
        self._heart = Heart(installation)
        self._endings = Endings(installation)
        self._tasks: set[asyncio.Task[None]] = set()
        self._ahead: deque[Due] = deque()
        self._ahead_until = 0.0
        self._rings = 0
        self._limits = Limits()
        self._limits_until = 0.0
        self._look = asyncio.Event()
        self._filling = asyncio.Lock()
        self._closing = False
        self._frail: asyncio.Task[None] | None = None
        """A job that has one crash left and runs here, where it was not begun beside another such."""

    @property
    def free(self) -> int:
        """Slots that could take a job now."""
        return 0 if self._closing else self.slots - len(self._tasks)

    def wake(self) -> None:
        """Look for due jobs now; harmless when there are none."""
        self._rings += 1
        self._ahead.clear()
        self._look.set()

    async def serve(self) -> None:
        """Run what is due, whenever woken and every sweep_seconds, until cancelled or drained."""
        while not self._closing:
            self._look.clear()
            try:
                await self.fill()
            except Exception as error:
                log.warning("cannot look for due jobs: %r", error)
            # Spread, so that workers started together do not all look at the same moment.
            sweep = self.installation.settings.sweep_seconds * random.uniform(0.8, 1.2)  # noqa: S311
            try:
                await asyncio.wait_for(self._look.wait(), sweep)
            except TimeoutError:
                continue

    async def fill(self) -> int:
        """Start due jobs in the free slots; returns how many."""
        started = 0
        async with self._filling:
            while self.free > 0:
                if not self._ahead or time.monotonic() > self._ahead_until:
                    await self._look_ahead()
                if not self._ahead:
                    break
                if not (chosen := self._choose()):
                    break
                jobs = await begin_all(
                    self.installation,
                    chosen,
                    self.name,
                    self._limits,
                    frail=self._room_for_frail(),
                    apart=self._apart is not None,
                )
                started += len(jobs)
                for job in jobs:
                    self._start(job)
        return started

    def _choose(self) -> list[Due]:
        """The next of what was looked up that there are slots for, fresh bulk work never in the last one."""
        room = self.free - (self.slots >= SLOTS_RESERVED_FROM)
        frail_room = self._room_for_frail()
        chosen: list[Due] = []
        for due in self._ahead:
            # Left as it is, not given back: so it stays before what has not been begun.
            if (frail := due.resumed and due.crashes == CRASHES_MAX - 2) and frail_room < 1:
                continue
            urgent = due.resumed or due.priority >= INTERACTIVE
            if len(chosen) < self.free and (urgent or room > 0):
                chosen.append(due)
                room -= 1
                frail_room -= frail
        self._ahead = deque(due for due in self._ahead if due not in chosen)
        return chosen

    def _room_for_frail(self) -> float:
        """How many jobs with one crash left may begin now: one of them may be what killed their workers."""
        if self._apart is not None:
            return math.inf
        return float(self._frail is None or self._frail.done())

    def _start(self, job: Job) -> None:
        frail = last_chance(job)
        if frail and self._apart is not None:
            attempt = perform_apart(self.installation, job, self._heart, self._apart)
        else:
            attempt = perform(self.installation, job, self._heart, self._endings)
        task = asyncio.create_task(attempt, name=f"job-{job.id}")
        self._tasks.add(task)
        if frail:
            self._frail = task
        task.add_done_callback(self._ended)

    async def _look_ahead(self) -> None:
        if time.monotonic() > self._limits_until:
            self._limits = await load_limits(self.installation)
            self._limits_until = time.monotonic() + LIMITS_SECONDS
        rings = self._rings
        async with self.installation.work(writes=False) as session:
            due = await next_due(session, self.slots * LOOK_AHEAD, self._limits)
        # What runs here with a lease that ran out needs no second run, only its lease.
        found = [job for job in due if not self._heart.holds(job.id)]
        # Who rang meanwhile may not be among them: then they serve for now, and the next look finds them.
        self._ahead = deque(found if rings == self._rings else found[: self.free])
        self._ahead_until = time.monotonic() + LOOK_AHEAD_SECONDS

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("an attempt broke off", exc_info=task.exception())
        self._look.set()

    async def settle(self) -> None:
        """Wait until something that runs here has ended."""
        if self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self, seconds: float) -> None:
        """Take nothing more, let what runs end within `seconds`, and give the rest back unspent."""
        self._closing = True
        self.wake()
        async with self._filling:
            pass  # what was being claimed just now is in a slot, too
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=seconds + 5)
        await self.close()

    async def close(self) -> None:
        """Keep no more leases."""
        await self._endings.rest()
        await self._heart.stop()


async def run_all(installation: Installation, *, wait: bool = False) -> None:
    """Run every due job in this process until none is left; with `wait`, those due later too.

    Needs no transport: for commands that work alone, and for tests.
    """
    runner = Runner(installation)
    try:
        while True:
            started = await runner.fill()
            if runner.free < runner.slots:
                await runner.settle()
            elif not started:
                if not wait or not await _waiting(installation):
                    return
                await asyncio.sleep(0.1)
    finally:
        await runner.close()


async def _waiting(installation: Installation) -> bool:
    """Whether some job has not ended."""
    query = select(Job.id).where(col(Job.state).not_in(tuple(FINISHED))).limit(1)
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            return (await session.exec(query)).first() is not None
