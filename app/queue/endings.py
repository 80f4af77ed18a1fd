"""How jobs end well: many at a time, in one transaction, because one for each costs more than a quick job."""

import asyncio
from collections.abc import Sequence
from typing import Any

from app.installation import Installation
from app.live import Nudge
from app.queue.claims import claim_of, succeed_all
from app.queue.leases import LeaseLost
from app.queue.models import Job

Ending = tuple[Job, dict[str, Any]]


class Endings:
    """Collects what ended while the last ones were being stored, and stores it next, all or nothing."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._waiting: list[tuple[Ending, asyncio.Future[bool]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def succeed(self, job: Job, result: dict[str, Any]) -> None:
        """The job has ended well; returns once that is committed. Raises LeaseLost, or what went wrong."""
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(((job, result), stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store())
        if not await stored:
            raise LeaseLost(f"job {job.id} is no longer held with fence {job.fence}")

    async def rest(self) -> None:
        """Wait until all is stored, and told to those who watch."""
        if self._storing is not None:
            await asyncio.wait({self._storing})

    async def _store(self) -> None:
        while self._waiting:
            taken: list[tuple[Ending, asyncio.Future[bool]]] = []
            try:
                async with self._installation.work() as session:
                    taken, self._waiting = self._waiting, []
                    done = [ending for ending, _ in taken]
                    stood = await succeed_all(session, done)
            except Exception as error:
                if not taken:
                    taken, self._waiting = self._waiting, []
                for _, stored in taken:
                    if not stored.done():
                        stored.set_exception(error)
                continue
            for (job, _), stored in taken:
                if not stored.done():
                    stored.set_result(claim_of(job) in stood)
            # Not before: the slots take new jobs while those who watch are told.
            await self._installation.nudges.send(nudges([job for job, _ in done if claim_of(job) in stood]))


def nudges(jobs: Sequence[Job]) -> list[Nudge]:
    """What those are told who watch these jobs, which have just ended, or what they worked on."""
    topics = dict.fromkeys((job.organization_id, topic) for job in jobs for topic in (job.id, job.subject_id))
    told = [Nudge(organization_id, topic, "job") for organization_id, topic in topics if topic]
    return told + [Nudge(job.organization_id, job.id, "finished") for job in jobs]
