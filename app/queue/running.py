"""What the handler of a job gets and may raise."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.live import nudge
from app.permissions import Permission, Principal
from app.queue import leases
from app.queue.leases import LeaseLost
from app.queue.models import Job

__all__ = ["JobError", "LeaseLost", "NotYet", "Work"]

PROGRESS_EVERY = 0.3
"""Seconds between two progress reports that are written; those between are dropped."""


class JobError(Exception):
    """The attempt failed, with a sentence for a person. `again` decides retry; nothing else does.

    `after` is the least number of seconds to wait, for a service that said when to come back.
    Any other error with an attribute `again` (and `after`) is treated the same way.
    """

    def __init__(self, message: str, *, again: bool, after: float = 0.0) -> None:
        super().__init__(message)
        self.again = again
        self.after = after


class NotYet(Exception):
    """What the job needs is not there yet: it gives its slot back and is due again in `seconds`.

    Spends no attempt.
    """

    def __init__(self, note: str = "", *, seconds: float = 1.0) -> None:
        super().__init__(note)
        self.note = note
        self.seconds = seconds


class Work:
    """One attempt at a job, in the hands of its handler."""

    def __init__(self, installation: Installation, job: Job) -> None:
        self.installation = installation
        self.job = job
        """As it was claimed; changing it changes nothing."""
        self.principal = acting_for(job)
        self.lost = False
        """Set when the job went to somebody else, or was cancelled, while the handler ran."""
        self._reported = 0.0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session of the job's organization, in one transaction that holds the job's fence.

        Raises LeaseLost when the job belongs to somebody else by now, before anything is written.
        Keep it short: SQLite has one writer. Jobs asked for and nudges noted go out after the commit.
        """
        lease = self.installation.settings.lease_seconds
        async with self.installation.work(self.job.organization_id, request_id=self.job.id) as session:
            session.info["traceparent"] = self.job.traceparent
            # Renewing the lease is what locks the row, so the lease cannot run out while this waits.
            await leases.renew(session, self.job, lease)
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session of the job's organization that only reads."""
        async with self.installation.work(self.job.organization_id, writes=False) as session:
            yield session

    async def progress(self, fraction: float, note: str = "") -> None:
        """Say how much is done (0 to 1) and what is being done now; cheap to call often.

        Raises LeaseLost when the job belongs to somebody else by now.
        """
        if time.monotonic() - self._reported < PROGRESS_EVERY:
            return
        self._reported = time.monotonic()
        lease = self.installation.settings.lease_seconds
        async with self.installation.work(self.job.organization_id) as session:
            await leases.report(session, self.job, lease, min(max(fraction, 0.0), 1.0), note)
            announce(session, self.job)


def acting_for(job: Job) -> Principal:
    """Who asked for the job; what it may do was decided when it was asked for."""
    if job.actor_kind not in ("user", "key"):
        return Principal.system(job.organization_id)
    return Principal(
        kind="user" if job.actor_kind == "user" else "key",
        id=job.actor_id,
        label="",
        organization_id=job.organization_id,
        permissions=frozenset(Permission),
    )


def announce(session: AsyncSession, job: Job, *, finished: bool = False) -> None:
    """Nudge whoever watches the job or its subject; a finished job says so to its own watchers."""
    for topic in {job.id, job.subject_id} - {""}:
        nudge(session, topic, "job")
    if finished:
        nudge(session, job.id, "finished")
