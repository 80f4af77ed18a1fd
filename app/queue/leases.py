"""Leases: every write of a running job is conditional on its fence, so of two workers one wins."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import metadata
from app.queue.clock import database_now
from app.queue.models import Attempt, Job, JobState

UNTOUCHED = {"synchronize_session": False}


class LeaseLost(Exception):
    """The job is somebody else's by now, or was cancelled: what this attempt still does must not count."""


def shut() -> Any:
    """Ids of organizations that are suspended or being deleted, or whose nameless row is all that is left."""
    # The table by its name: the queue stands below the feature it belongs to.
    house = metadata.tables["organization"].columns
    return select(house.id).where(or_(house.suspended, house.deleting_at.is_not(None)))


def admitted() -> ColumnElement[bool]:
    """Jobs of organizations that are not shut, but for the deleting itself."""
    return or_(col(Job.kind) == "delete_organization", col(Job.organization_id).not_in(shut()))


def waiting(present: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Jobs that wait and are due."""
    states = col(Job.state).in_((JobState.QUEUED, JobState.FAILED))
    return and_(states, col(Job.due_at) <= (database_now() if present is None else present))


def silent(present: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Jobs held by a worker that fell silent."""
    running = col(Job.state) == JobState.RUNNING
    return and_(running, col(Job.lease_until) < (database_now() if present is None else present))


def due() -> ColumnElement[bool]:
    """Jobs that may be claimed."""
    return and_(or_(waiting(), silent()), admitted())


def held(job: Job) -> ColumnElement[bool]:
    """The job, as long as this claim of it is the latest and still runs."""
    return and_(col(Job.id) == job.id, col(Job.fence) == job.fence, col(Job.state) == JobState.RUNNING)


async def renew(session: AsyncSession, job: Job, seconds: float) -> None:
    """Hold the job for `seconds` from now; locks its row until the transaction ends. Raises LeaseLost."""
    await _write(session, job, lease_until=database_now(seconds))


async def report(session: AsyncSession, job: Job, seconds: float, fraction: float, note: str) -> None:
    """Store progress and renew the lease. Raises LeaseLost."""
    # A second attempt passes over what the first has done: only what is beyond counts as progress.
    beyond = col(Job.progress) < fraction
    await _write(
        session,
        job,
        lease_until=database_now(seconds),
        progress=case((beyond, fraction), else_=col(Job.progress)),
        crashes=case((beyond, 0), else_=col(Job.crashes)),
        lapses=case((beyond, 0), else_=col(Job.lapses)),
        note=note,
        revision=Job.revision + 1,
    )


async def end(
    session: AsyncSession, job: Job, state: JobState, outcome: str, reason: str = "", **values: Any
) -> None:
    """Give the job up in the given state and close its attempt. Raises LeaseLost."""
    finished = database_now() if state in (JobState.SUCCEEDED, JobState.DEAD) else None
    await _write(
        session,
        job,
        **{"state": state, "finished_at": finished, "reason": reason, **values},
        lease_until=None,
        worker="",
        revision=Job.revision + 1,
    )
    await close_attempts(session, [job.id], outcome, reason)


async def give_back(session: AsyncSession, job: Job, *, seconds: float | None = 0.0, **values: Any) -> None:
    """Queue the job again without spending the attempt, due in `seconds`; in its old place for None.

    Raises LeaseLost.
    """
    await _write(
        session,
        job,
        state=JobState.QUEUED,
        due_at=Job.due_at if seconds is None else database_now(seconds),
        attempts=Job.attempts - 1,
        lease_until=None,
        worker="",
        revision=Job.revision + 1,
        **values,
    )


async def close_attempts(
    session: AsyncSession, job_ids: Sequence[str], outcome: str, reason: str = ""
) -> None:
    """Close whatever attempts at the jobs are still open."""
    await session.exec(
        update(Attempt)
        .where(col(Attempt.job_id).in_(job_ids), col(Attempt.ended_at).is_(None))
        .values(ended_at=database_now(), outcome=outcome, reason=reason),
        execution_options=UNTOUCHED,
    )


async def forget_attempt(session: AsyncSession, job: Job) -> None:
    """Remove the open attempt of a job that only looked whether it could begin."""
    await session.exec(
        delete(Attempt).where(col(Attempt.job_id) == job.id, col(Attempt.fence) == job.fence),
        execution_options=UNTOUCHED,
    )


async def _write(session: AsyncSession, job: Job, **values: Any) -> None:
    statement = update(Job).where(held(job)).values(**values)
    if (await session.exec(statement, execution_options=UNTOUCHED)).rowcount != 1:
        raise LeaseLost(f"job {job.id} is no longer held with fence {job.fence}")
