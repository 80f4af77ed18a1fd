"""What people do with jobs."""

import pytest
from sqlmodel import select

from app.audit import AuditEvent
from app.installation import Installation
from app.problems import Missing, Refused
from app.queue.control import cancel_job, retry_job
from app.queue.models import Job, JobState
from app.queue.registry import job
from app.queue.running import JobError, Work
from app.queue.scheduling import run_all
from tests.queue.world import ACME, ADA, GLOBEX, asked, found


async def actions(installation: Installation) -> list[str]:
    async with installation.work(ACME, writes=False) as session:
        return [event.action for event in (await session.exec(select(AuditEvent))).all()]


async def test_a_dead_job_runs_again_with_all_its_attempts(either: Installation) -> None:
    broken = True

    @job("mended", attempts=1)
    async def mended(work: Work) -> None:
        if broken:
            raise JobError("broken", again=True)

    job_id = await asked(either, "mended")
    await run_all(either)
    assert (await found(either, job_id)).state == JobState.DEAD
    broken = False
    async with either.work(ACME) as session:
        await retry_job(session, job_id, ADA)
        assert session.info["asked"] == [job_id]
    await run_all(either)
    done = await found(either, job_id)
    assert (done.state, done.attempts, done.failures, done.reason) == (JobState.SUCCEEDED, 1, 0, "")
    assert await actions(either) == ["job.died", "job.retried"]


async def test_a_job_that_runs_by_itself_is_not_retried(installation: Installation) -> None:
    job_id = await asked(installation, "waiting")
    with pytest.raises(Refused, match="is queued"):
        async with installation.work(ACME) as session:
            await retry_job(session, job_id, ADA)


async def test_cancelling_takes_unfinished_descendants_along(either: Installation) -> None:
    parent = await asked(either, "parent")
    child = await asked(either, "child", parent_id=parent)
    grandchild = await asked(either, "child", parent_id=child)
    other = await asked(either, "other")
    async with either.work(ACME) as session:
        (await session.get_one(Job, child)).state = JobState.SUCCEEDED
    async with either.work(ACME) as session:
        await cancel_job(session, parent, ADA)
    states = [(await found(either, job_id)).state.value for job_id in (parent, child, grandchild, other)]
    assert states == ["cancelled", "succeeded", "cancelled", "queued"]
    assert await actions(either) == ["job.cancelled", "job.cancelled"]


async def test_a_finished_job_is_not_cancelled(installation: Installation) -> None:
    job_id = await asked(installation, "unheard_of")
    await run_all(installation)
    with pytest.raises(Refused, match="is dead"):
        async with installation.work(ACME) as session:
            await cancel_job(session, job_id, ADA)


async def test_another_organization_finds_no_job(installation: Installation) -> None:
    job_id = await asked(installation, "anything")
    for change in (retry_job, cancel_job):
        with pytest.raises(Missing):
            async with installation.work(GLOBEX) as session:
                await change(session, job_id, ADA)
