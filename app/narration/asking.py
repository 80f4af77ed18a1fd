"""Asking the voice for a clip: one attempt at a time, whoever else wants the same words waits for them."""

import asyncio

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.narration.models import Asking, Clip
from app.narration.takes import find_clip
from app.queue.clock import database_now
from app.queue.models import Job, JobState
from app.queue.running import Work

LOOK_SECONDS = 0.1
UNTOUCHED = {"synchronize_session": False}


async def await_turn(work: Work, key: str) -> Clip | None:
    """The clip of that key once somebody has rendered it; None when it is for this attempt to do so.

    Nobody else is given the turn until `end_turn`, or the end of this attempt however it comes.
    """
    while True:
        async with work.reading() as session:
            clip = await find_clip(session, key)
            taken = clip is None and await _held_by_another(session, key, work.job)
        if clip is not None:
            return clip
        if taken:
            await asyncio.sleep(LOOK_SECONDS)
            continue
        async with work.transaction() as session:
            if await _take(session, key, work.job):
                # Whoever had the turn meanwhile has rendered it.
                if (clip := await find_clip(session, key)) is not None:
                    await end_turn(session, key, work.job)
                return clip


async def end_turn(session: AsyncSession, key: str, job: Job) -> None:
    """Let others ask, when this attempt had the turn."""
    await session.exec(delete(Asking).where(col(Asking.key) == key, _mine(job)), execution_options=UNTOUCHED)


async def _take(session: AsyncSession, key: str, job: Job) -> bool:
    """Whether the turn is this attempt's, from those that died with it if need be."""
    left = delete(Asking).where(col(Asking.key) == key, _mine(job) | ~_alive())
    await session.exec(left, execution_options=UNTOUCHED)
    try:
        async with session.begin_nested():
            session.add(Asking(key=key, job_id=job.id, fence=job.fence))
    except IntegrityError:
        return False
    return True


async def _held_by_another(session: AsyncSession, key: str, job: Job) -> bool:
    query = select(Asking.id).where(Asking.key == key, ~_mine(job), _alive())
    return (await session.exec(query)).first() is not None


def _mine(job: Job) -> ColumnElement[bool]:
    return (col(Asking.job_id) == job.id) & (col(Asking.fence) == job.fence)


def _alive() -> ColumnElement[bool]:
    live = select(Job.id).where(
        col(Job.id) == Asking.job_id,
        col(Job.fence) == Asking.fence,
        col(Job.state) == JobState.RUNNING,
        col(Job.lease_until) >= database_now(),
    )
    return live.exists()
