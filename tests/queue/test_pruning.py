"""What ended long ago is removed, with its attempts; what may still be wanted stays."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.audit import AuditEvent
from app.ids import now
from app.installation import Installation
from app.kept import KeptAnswer
from app.queue.models import Attempt, Job, JobState
from app.queue.pruning import prune_jobs
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import run_all
from tests.queue.world import ACME, GLOBEX, asked


@pytest.fixture(autouse=True)
def registered(kinds: object) -> None:
    job("prune_jobs")(prune_jobs)

    @job("quick")
    async def quick(work: Work) -> None:
        return None


async def ended(
    installation: Installation, days: float, state: JobState, organization_id: str, **options: str
) -> str:
    """The id of a job that ended so many days ago."""
    job_id = await asked(installation, "quick", organization_id, **options)
    await run_all(installation)
    async with installation.work(organization_id) as session:
        found = await session.get_one(Job, job_id)
        found.state, found.finished_at = state, now() - timedelta(days=days)
    return job_id


async def left(installation: Installation, organization_id: str) -> set[str]:
    async with installation.work(organization_id, writes=False) as session:
        return set((await session.exec(select(Job.id).where(Job.kind == "quick"))).all())


async def test_what_ended_long_ago_goes_with_its_attempts(either: Installation) -> None:
    old = await ended(either, 31, JobState.SUCCEEDED, ACME)
    below = await ended(either, 31, JobState.CANCELLED, ACME, parent_id=old)
    foreign = await ended(either, 31, JobState.SUCCEEDED, GLOBEX)
    letter = await ended(either, 31, JobState.DEAD, ACME)
    forgotten = await ended(either, 181, JobState.DEAD, ACME)
    young = await ended(either, 29, JobState.SUCCEEDED, ACME)
    parent = await ended(either, 31, JobState.SUCCEEDED, ACME)
    child = await ended(either, 1, JobState.SUCCEEDED, ACME, parent_id=parent)
    waiting = await asked(either, "unfinished", ACME)
    pruning = await asked(either, "prune_jobs", ACME)
    await run_all(either)
    assert await left(either, ACME) == {letter, young, parent, child}
    assert await left(either, GLOBEX) == set()
    assert {old, below, foreign, forgotten}
    async with either.work(ACME, writes=False) as session:
        assert (await session.get_one(Job, pruning)).result == {"jobs": 4, "answers": 0}
        assert await session.get(Job, waiting) is not None
        kept = set((await session.exec(select(Attempt.job_id))).all())
        assert kept & {old, below, forgotten} == set()
        events = (await session.exec(select(AuditEvent).where(AuditEvent.action == "job.pruned"))).all()
    assert sum(event.details["count"] for event in events) == 3


async def test_kept_answers_go_after_a_day(either: Installation) -> None:
    async with either.work(ACME) as session:
        for hours in (23, 25):
            answer = KeptAnswer(actor_id="ada", key=f"{hours}", request_hash="", status=200)
            answer.created_at = now() - timedelta(hours=hours)
            session.add(answer)
    await asked(either, "prune_jobs", ACME)
    await run_all(either)
    async with either.work(ACME, writes=False) as session:
        assert [row.key for row in (await session.exec(select(KeptAnswer))).all()] == ["23"]
