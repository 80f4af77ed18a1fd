"""The failure inbox: dead letters by what went wrong, to run again or to lay aside, one or all of a kind."""

import hashlib
import re
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.permissions import Principal
from app.problems import Missing
from app.queue.control import job_for_change, retry_job
from app.queue.models import Job, JobState
from app.queue.running import announce

LETTERS_MAX = 500
"""Dead letters shown, and run again or laid aside, at a time; the newest first."""
_PARTICULARS = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\d+(?:[.,]\d+)*")


@dataclass
class Group:
    """Dead letters of one kind of job and one reason, whatever numbers and names it speaks of."""

    id: str
    kind: str
    reason: str
    """As the newest of them has it."""
    jobs: list[Job] = field(default_factory=list)


def group_of(job: Job) -> str:
    """Names the group of a dead letter: the same for reasons that differ only in numbers and names."""
    told = f"{job.kind}\n{_PARTICULARS.sub('…', job.reason)}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def dead_for(principal: Principal) -> list[ColumnElement[bool]]:
    """Dead letters of the principal's workspaces."""
    conditions = [col(Job.state) == JobState.DEAD]
    if principal.workspace_ids is not None:
        conditions.append(col(Job.workspace_id).in_(principal.workspace_ids))
    return conditions


async def count_dead(session: AsyncSession, principal: Principal) -> int:
    query = select(func.count()).select_from(Job).where(*dead_for(principal))
    return (await session.exec(query)).one()


async def dead_groups(session: AsyncSession, principal: Principal) -> list[Group]:
    """The dead letters, the newest group first."""
    query = select(Job).where(*dead_for(principal)).order_by(col(Job.finished_at).desc(), col(Job.id).desc())
    groups: dict[str, Group] = {}
    for job in (await session.exec(query.limit(LETTERS_MAX))).all():
        name = group_of(job)
        groups.setdefault(name, Group(name, job.kind, job.reason)).jobs.append(job)
    return list(groups.values())


async def dead_group(session: AsyncSession, principal: Principal, group_id: str) -> Group:
    """Raises Missing when it is empty."""
    for group in await dead_groups(session, principal):
        if group.id == group_id:
            return group
    raise Missing


async def retry_all(session: AsyncSession, group: Group, by: Principal) -> list[Job]:
    """Run every job of the group again."""
    return [await retry_job(session, job_id, by) for job_id in sorted(job.id for job in group.jobs)]


async def discard_job(session: AsyncSession, job_id: str, by: Principal) -> Job:
    """Lay a dead letter aside; it leaves the inbox, not the record. Raises Refused, Missing."""
    job = await job_for_change(session, job_id)
    session.add(job.discard(by))
    announce(session, job)
    return job


async def discard_all(session: AsyncSession, group: Group, by: Principal) -> list[Job]:
    """Lay every job of the group aside."""
    return [await discard_job(session, job_id, by) for job_id in sorted(job.id for job in group.jobs)]
