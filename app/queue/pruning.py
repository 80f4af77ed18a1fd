"""Removing what is no longer needed: jobs that ended long ago, their attempts, and kept answers."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.kept import KeptAnswer
from app.queue.clock import database_now
from app.queue.models import Attempt, Job, JobState
from app.queue.running import Work
from app.queue.schedules import organization_ids

BATCH = 500
DAY = 86400.0
KEPT_ANSWER_SECONDS = DAY
UNTOUCHED: dict[str, Any] = {"synchronize_session": False}


async def prune_jobs(work: Work) -> dict[str, Any]:
    """In every organization: jobs that ended longer ago than the settings keep them, and a day's answers.

    Dead letters are kept longer, for somebody may still want to run them.
    """
    async with work.reading() as session:
        organizations = await organization_ids(session)
    removed, answers = 0, 0
    for done, organization_id in enumerate(organizations):
        while count := await _prune(work, organization_id):
            removed += count
        async with work.installation.work(organization_id) as session:
            old = col(KeptAnswer.created_at) < database_now(-KEPT_ANSWER_SECONDS)
            answers += (
                await session.exec(delete(KeptAnswer).where(old), execution_options=UNTOUCHED)
            ).rowcount
        await work.progress((done + 1) / len(organizations), "Removing what ended long ago")
    return {"jobs": removed, "answers": answers}


def _long_ago(work: Work) -> ColumnElement[bool]:
    settings = work.installation.settings
    ended = col(Job.state).in_((JobState.SUCCEEDED, JobState.CANCELLED)) & (
        col(Job.finished_at) < database_now(-settings.keep_jobs_days * DAY)
    )
    dead = (col(Job.state) == JobState.DEAD) & (
        col(Job.finished_at) < database_now(-settings.keep_dead_jobs_days * DAY)
    )
    return ended | dead


async def _prune(work: Work, organization_id: str) -> int:
    """Remove some; how many. A job with others below it goes after them."""
    async with work.installation.work(organization_id, request_id=work.job.id) as session:
        parents = select(Job.parent_id).where(col(Job.parent_id).is_not(None))
        query = select(Job.id).where(_long_ago(work), col(Job.id).not_in(parents)).limit(BATCH)
        ids = (await session.exec(query)).all()
        if ids:
            await _remove(session, work.job, list(ids))
    return len(ids)


async def _remove(session: AsyncSession, pruning: Job, ids: list[str]) -> None:
    attempts = delete(Attempt).where(col(Attempt.job_id).in_(ids))
    await session.exec(attempts, execution_options=UNTOUCHED)
    await session.exec(delete(Job).where(col(Job.id).in_(ids)), execution_options=UNTOUCHED)
    organization_id = session.info["organization_id"]
    session.add(
        AuditEvent(
            organization_id=organization_id,
            action="job.pruned",
            actor_kind="system",
            subject_type="job",
            subject_id=pruning.id,
            details={"count": len(ids)},
        )
    )
