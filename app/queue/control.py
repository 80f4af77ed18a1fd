"""What people do with jobs: run one again, cancel it."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.permissions import Principal
from app.problems import Missing
from app.queue.claims import lock_all
from app.queue.execution import tell_subject
from app.queue.leases import close_attempts
from app.queue.models import FINISHED, Job, ring
from app.queue.running import announce


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


async def cancel_job(session: AsyncSession, job_id: str, by: Principal, beside: Sequence[str] = ()) -> Job:
    """Cancel the job, those `beside` it and every descendant that has not ended. Raises Refused, Missing."""
    roots = [job_id, *beside]
    await lock_all(session, [*roots, *await _below(session, roots)])
    job = await job_for_change(session, job_id)
    events, cancelled = [job.cancel(by)], [job]
    # Looked for again: what runs may have asked for more while we waited for it, and cannot now.
    for child_id in dict.fromkeys([*beside, *await _below(session, roots)]):
        if (child := await job_for_change(session, child_id)).state not in FINISHED:
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


async def _below(session: AsyncSession, roots: Sequence[str]) -> list[str]:
    """Ids of all that descends from these jobs, older ones first."""
    found: list[str] = []
    parents = list(roots)
    while parents:
        query = select(Job.id).where(col(Job.parent_id).in_(parents))
        parents = list((await session.exec(query)).all())
        found += parents
    return sorted(found)
