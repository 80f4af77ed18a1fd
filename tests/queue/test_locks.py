"""Who changes several jobs at a time locks them in one order, so no two wait for each other."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.queue.claims import admit_lapses, claim_all, claim_of, succeed_all
from app.queue.control import cancel_job
from app.queue.models import Job, JobState
from tests.queue.world import ACME, ADA, asked, found

Change = Callable[[AsyncSession, list[Job]], Awaitable[object]]


async def tree(installation: Installation) -> list[Job]:
    """A running job, a child, a grandchild, and a younger child; on the disk they lie in another order."""
    top = await asked(installation, "anything")
    child = await asked(installation, "anything", parent_id=top)
    grandchild = await asked(installation, "anything", parent_id=child)
    ids = [top, child, grandchild, await asked(installation, "anything", parent_id=top)]
    async with installation.work() as session:
        jobs = await claim_all(session, ids, "worker", 60)
    for job_id in reversed(ids):
        async with installation.work(ACME) as session:
            await session.exec(update(Job).where(Job.id == job_id).values(note="moved"))  # type: ignore[arg-type]
    return jobs


async def cancel(session: AsyncSession, jobs: list[Job]) -> object:
    return await cancel_job(session, jobs[0].id, ADA)


async def succeed(session: AsyncSession, jobs: list[Job]) -> object:
    return await succeed_all(session, [(job, {}) for job in reversed(jobs)])


async def admit(session: AsyncSession, jobs: list[Job]) -> object:
    return await admit_lapses(session, [claim_of(job) for job in reversed(jobs)])


async def free(installation: Installation, job: Job) -> bool:
    """Whether nobody holds the row."""
    try:
        async with installation.work(ACME) as session:
            await session.exec(select(Job).where(Job.id == job.id).with_for_update(nowait=True))
    except DBAPIError:
        return False
    return True


@pytest.mark.parametrize("change", [cancel, succeed, admit])
@pytest.mark.parametrize("at", [0, 1, 2])
async def test_whoever_waits_holds_older_jobs_alone(either: Installation, change: Change, at: int) -> None:
    if either.database.sqlite:
        return  # one writer at a time
    jobs = await tree(either)

    async def changing() -> None:
        async with either.work(ACME) as session:
            await change(session, jobs)

    async with either.work(ACME) as holder:
        await holder.exec(select(Job).where(Job.id == jobs[at].id).with_for_update())
        waiting = asyncio.create_task(changing())
        await asyncio.sleep(0.3)
        assert not waiting.done()
        assert [await free(either, job) for job in jobs[at + 1 :]] == [True] * (3 - at)
    await waiting


async def test_a_tree_is_cancelled_while_all_of_it_ends(either: Installation) -> None:
    for _ in range(10):
        jobs = await tree(either)

        async def ending(jobs: list[Job] = jobs) -> None:
            async with either.work() as session:
                await succeed(session, jobs)

        async def cancelling(jobs: list[Job] = jobs) -> None:
            async with either.work(ACME) as session:
                if (await session.get_one(Job, jobs[0].id)).state == JobState.RUNNING:
                    await cancel(session, jobs)

        results = await asyncio.gather(ending(), cancelling(), return_exceptions=True)
        assert [result for result in results if isinstance(result, DBAPIError)] == []
        ended = {(await found(either, job.id)).state for job in jobs}
        assert len(ended) == 1
