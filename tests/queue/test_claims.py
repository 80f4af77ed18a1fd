"""Who gets a job, and what happens to a write by somebody who no longer has it."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from app.ids import now
from app.installation import Installation
from app.queue import leases
from app.queue.claims import claim_all
from app.queue.models import Job, JobState
from app.queue.running import LeaseLost, Work
from app.queue.turns import next_due
from tests.queue.world import ACME, GLOBEX, asked, claim, found, outcomes


async def claimed(installation: Installation, job_id: str, worker: str, seconds: float = 5) -> Job | None:
    async with installation.work() as session:
        return await claim(session, job_id, worker, seconds)


async def due(installation: Installation, count: int = 10) -> list[str]:
    async with installation.work(writes=False) as session:
        return [found.id for found in await next_due(session, count)]


async def test_of_many_workers_one_wins(either: Installation) -> None:
    for _ in range(5):
        job_id = await asked(either, "anything")
        tries = await asyncio.gather(*(claimed(either, job_id, f"worker {n}") for n in range(8)))
        winners = [job for job in tries if job is not None]
        assert len(winners) == 1
        job = await found(either, job_id)
        assert (job.state, job.worker, job.fence) == (JobState.RUNNING, winners[0].worker, 1)


async def test_a_locked_row_holds_up_no_other_claim(either: Installation) -> None:
    if either.database.sqlite:
        return  # one writer at a time
    locked, free = [await asked(either, "anything") for _ in range(2)]
    async with either.work(ACME) as holder:
        await holder.exec(select(Job).where(Job.id == locked).with_for_update())
        async with asyncio.timeout(20), either.work() as session:
            got = await claim_all(session, [locked, free], "worker", 5)
    assert [job.id for job in got] == [free]


async def test_a_fresh_job_is_due_at_once(either: Installation) -> None:
    for _ in range(20):
        job_id = await asked(either, "anything")
        assert await claimed(either, job_id, "worker") is not None


async def test_a_job_is_not_begun_before_it_is_due(either: Installation) -> None:
    job_id = await asked(either, "anything")
    async with either.work(ACME) as session:
        (await session.get_one(Job, job_id)).due_at = now() + timedelta(seconds=60)
    assert await due(either) == []
    assert await claimed(either, job_id, "early") is None


async def test_a_held_job_is_nobody_elses_until_its_lease_runs_out(either: Installation) -> None:
    job_id = await asked(either, "anything")
    assert await claimed(either, job_id, "first", seconds=1.0)
    assert await claimed(either, job_id, "second") is None
    assert await due(either) == []
    await asyncio.sleep(1.05)
    assert await due(either) == [job_id]
    job = await claimed(either, job_id, "second")
    assert job is not None
    assert (job.fence, job.attempts, job.crashes, job.failures) == (2, 2, 1, 0)
    assert await outcomes(either, job_id) == ["crashed", ""]


async def test_the_lease_is_by_the_databases_clock(either: Installation) -> None:
    job_id = await asked(either, "anything")
    job = await claimed(either, job_id, "worker", seconds=30)
    assert job is not None
    assert job.lease_until is not None
    assert timedelta(seconds=29) < job.lease_until - now() < timedelta(seconds=31)


async def test_a_zombie_writes_nothing(either: Installation) -> None:
    job_id = await asked(either, "anything")
    zombie = await claimed(either, job_id, "zombie", seconds=0.01)
    assert zombie is not None
    await asyncio.sleep(0.05)
    assert await claimed(either, job_id, "heir")

    with pytest.raises(LeaseLost):
        async with Work(either, zombie).transaction() as session:
            (await session.get_one(Job, job_id)).note = "written by a zombie"
    with pytest.raises(LeaseLost):
        await Work(either, zombie).progress(0.9, "written by a zombie")
    with pytest.raises(LeaseLost):
        async with either.work(ACME) as session:
            await leases.end(session, zombie, JobState.SUCCEEDED, "succeeded")
    job = await found(either, job_id)
    assert (job.state, job.worker, job.note, job.progress) == (JobState.RUNNING, "heir", "", 0.0)


async def test_organizations_take_turns(either: Installation) -> None:
    many = [await asked(either, "bulk", ACME) for _ in range(4)]
    few = [await asked(either, "bulk", GLOBEX) for _ in range(2)]
    assert await due(either) == [many[0], few[0], many[1], few[1], many[2], many[3]]


async def test_whoever_holds_most_waits(either: Installation) -> None:
    many = [await asked(either, "bulk", ACME) for _ in range(3)]
    few = [await asked(either, "bulk", GLOBEX) for _ in range(2)]
    for job_id in many[:2]:
        assert await claimed(either, job_id, "worker")
    assert await due(either) == [few[0], few[1], many[2]]


async def test_interactive_work_goes_before_bulk(either: Installation) -> None:
    bulk = await asked(either, "bulk")
    interactive = await asked(either, "read", priority=10)
    assert await due(either) == [interactive, bulk]


async def test_no_more_is_taken_than_asked_for(installation: Installation) -> None:
    for _ in range(5):
        await asked(installation, "bulk")
    assert len(await due(installation, 2)) == 2
