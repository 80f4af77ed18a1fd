"""What makes the POSTs about failed work possible; none takes a body."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel import select

from app.ids import now
from app.queue.inbox import group_of
from app.queue.models import Job, JobState
from tests.world import World

REASON = "The narration took longer than 3600 seconds."


def dead(job: Job, reason: str = REASON) -> Job:
    """As `bury` leaves it."""
    job.state, job.reason, job.finished_at = JobState.DEAD, reason, now()
    job.result, job.failures = {}, 4
    return job


async def dead_narration(world: World, at: dict[str, Any]) -> dict[str, Any]:
    async with world.writing() as session:
        dead(await session.get_one(Job, at["job_id"]))
    return {}


async def failed_group(world: World) -> str:
    """The name of the group `dead_narration` fills."""
    async with world.reading() as session:
        job = (await session.exec(select(Job).where(Job.kind == "narrate_episode"))).one()
    return group_of(Job(kind=job.kind, reason=REASON))


OF_FAILURES: dict[str, Callable[[World, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "/{org}/failures/{job_id}/retry": dead_narration,
    "/{org}/failures/{job_id}/discard": dead_narration,
    "/{org}/failures/groups/{group}/retry": dead_narration,
    "/{org}/failures/groups/{group}/discard": dead_narration,
    "/v1/jobs/{job_id}/discard": dead_narration,
    "/v1/failures/{group}/retry": dead_narration,
    "/v1/failures/{group}/discard": dead_narration,
}
