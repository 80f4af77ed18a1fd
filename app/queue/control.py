"""What people do with jobs: find one by its idempotency key, run it again, cancel it."""

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.permissions import Principal
from app.problems import Invalid, Missing
from app.queue.execution import tell_subject
from app.queue.leases import close_attempts
from app.queue.models import FINISHED, Job, ring
from app.queue.running import announce
from app.tenancy import organization_of


async def job_for_change(session: AsyncSession, job_id: str) -> Job:
    """The job, its row locked until the transaction ends, so that no worker ends it meanwhile."""
    query = select(Job).where(Job.id == job_id).with_for_update()
    job = (await session.exec(query, execution_options={"populate_existing": True})).first()
    if job is None:
        raise Missing
    return job


async def retry_job(session: AsyncSession, job_id: str, by: Principal) -> Job:
    """Run a dead, failed or cancelled job again and wake a worker for it. Raises Refused, Missing."""
    job = await job_for_change(session, job_id)
    session.add(job.retry(by))
    ring(session, job)
    announce(session, job)
    return job


async def cancel_job(session: AsyncSession, job_id: str, by: Principal) -> Job:
    """Cancel the job and every descendant that has not ended. Raises Refused, Missing."""
    job = await job_for_change(session, job_id)
    events, cancelled, parents = [job.cancel(by)], [job], [job.id]
    while parents:
        query = select(Job).where(col(Job.parent_id).in_(parents)).with_for_update()
        children = (await session.exec(query)).all()
        parents = [child.id for child in children]
        for child in children:
            if child.state not in FINISHED:
                events.append(child.cancel(by))
                cancelled.append(child)
    await session.flush()
    for row in cancelled:
        await close_attempts(session, [row.id], "cancelled")
        await tell_subject(session, row, "It was cancelled.", by)
        announce(session, row, finished=True)
    # Last, because whoever decides on a subject holds it before the record, too.
    session.add_all(events)
    return job


async def find_idempotent(session: AsyncSession, key: str, request_hash: str) -> Job | None:
    """The job an earlier request with this key was given, if any; raises Invalid when that request differed.

    Requests with one key wait for each other: SQLite has one writer, PostgreSQL takes a lock on the key.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = func.hashtextextended(f"{organization_of(session)}/{key}", 0)
        await session.exec(select(func.pg_advisory_xact_lock(lock)))
    job = (await session.exec(select(Job).where(Job.idempotency_key == key))).first()
    if job is not None and job.request_hash != request_hash:
        raise Invalid("This Idempotency-Key was used before for a different request.")
    return job
