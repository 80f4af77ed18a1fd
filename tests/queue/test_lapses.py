"""Leases that ran out while their worker lived: no crash, and never the end of an innocent job."""

import asyncio
import errno
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import update

from app.connections import Unreachable
from app.ids import now
from app.installation import Installation
from app.queue.claims import admit_lapses
from app.queue.execution import CRASHES_MAX, LAPSES_MAX
from app.queue.models import Job, JobState
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import Runner, run_all
from tests.queue.world import ACME, asked, claim, found, lease, outcomes


async def taken(installation: Installation, job_id: str, worker: str = "living") -> Job:
    """Claimed, with a lease that is over at once."""
    async with installation.work() as session:
        held = await claim(session, job_id, worker, 0.001)
    assert held is not None
    await asyncio.sleep(0.005)
    return held


async def owned_up(installation: Installation, *held: Job) -> None:
    async with installation.work(ACME) as session:
        await admit_lapses(session, [(job.id, job.fence) for job in held])


async def test_a_lapse_that_is_owned_up_to_is_no_crash(either: Installation) -> None:
    job_id = await asked(either, "anything")
    first = await taken(either, job_id)
    await taken(either, job_id, "heir")
    assert (await found(either, job_id)).crashes == 1
    await owned_up(either, first)
    job = await found(either, job_id)
    assert (job.state, job.worker, job.crashes, job.lapses) == (JobState.RUNNING, "heir", 0, 1)
    assert await outcomes(either, job_id) == ["lapsed", ""]


async def test_owning_up_twice_takes_back_one_crash(either: Installation) -> None:
    job_id = await asked(either, "anything")
    await taken(either, job_id, "dead")
    first = await taken(either, job_id)
    await taken(either, job_id, "heir")
    for _ in range(2):
        await owned_up(either, first)
    job = await found(either, job_id)
    assert (job.crashes, job.lapses) == (1, 1)


async def test_what_nobody_has_taken_up_waits_again_unspent(either: Installation) -> None:
    job_id = await asked(either, "anything")
    await owned_up(either, await taken(either, job_id))
    job = await found(either, job_id)
    assert (job.state, job.attempts, job.crashes, job.lapses) == (JobState.QUEUED, 0, 0, 1)
    assert await outcomes(either, job_id) == ["lapsed"]


async def test_three_lapses_do_not_end_a_job(either: Installation) -> None:
    lease(either, 1.0)

    @job("innocent")
    async def innocent(work: Work) -> None: ...

    job_id = await asked(either, "innocent")
    held = [await taken(either, job_id) for _ in range(CRASHES_MAX)]
    running = asyncio.create_task(run_all(either, wait=True))
    await asyncio.sleep(0.3)  # found in doubt by now, but not given up
    await owned_up(either, *held)
    await running
    done = await found(either, job_id)
    assert (done.state, done.crashes, done.lapses) == (JobState.SUCCEEDED, 0, CRASHES_MAX)


async def test_lapses_without_end_are_the_end(installation: Installation) -> None:
    @job("heavy")
    async def heavy(work: Work) -> None: ...

    job_id = await asked(installation, "heavy")
    async with installation.work(ACME) as session:
        await session.exec(update(Job).values(lapses=LAPSES_MAX))
    await run_all(installation)
    dead = await found(installation, job_id)
    assert dead.state == JobState.DEAD
    assert "lost hold of it 10 times" in dead.reason


async def test_a_worker_whose_job_was_taken_owns_up(either: Installation) -> None:
    lease(either, 1.0)
    begun = asyncio.Event()

    @job("endless")
    async def endless(work: Work) -> None:
        begun.set()
        await asyncio.Event().wait()

    job_id = await asked(either, "endless")
    runner = Runner(either)
    await runner.fill()
    await begun.wait()
    async with either.work(ACME) as session:
        await session.exec(update(Job).values(lease_until=Job.created_at))
    await taken(either, job_id, "heir")
    assert (await found(either, job_id)).crashes == 1
    async with asyncio.timeout(10):
        while (await found(either, job_id)).crashes:  # noqa: ASYNC110 - the heart writes it
            await asyncio.sleep(0.05)
    assert await outcomes(either, job_id) == ["lapsed", ""]
    assert runner.free == runner.slots
    await runner.close()


async def test_a_runner_takes_nothing_from_itself(installation: Installation) -> None:
    starts, ending = [], asyncio.Event()

    @job("slow")
    async def slow(work: Work) -> None:
        starts.append(work.job.fence)
        await ending.wait()

    job_id = await asked(installation, "slow")
    runner = Runner(installation, slots=2)
    await runner.fill()
    async with installation.work(ACME) as session:
        await session.exec(update(Job).values(lease_until=Job.created_at))
    assert await runner.fill() == 0
    ending.set()
    await runner.settle()
    assert (await found(installation, job_id)).state == JobState.SUCCEEDED
    assert starts == [1]


async def test_a_row_that_is_locked_holds_up_no_other_lease(
    installation: Installation, either: Installation
) -> None:
    """One job is in a long transaction; on PostgreSQL the other's lease is renewed meanwhile."""
    if either.database.sqlite:
        return  # one writer: the beat waits, and comes again
    lease(either, 1.0)
    inside, ending = asyncio.Event(), asyncio.Event()

    @job("long")
    async def long(work: Work) -> None:
        async with work.transaction():
            inside.set()
            await ending.wait()

    @job("other")
    async def other(work: Work) -> None:
        await ending.wait()

    long_id, other_id = await asked(either, "long"), await asked(either, "other")
    runner = Runner(either, slots=2)
    await runner.fill()
    await inside.wait()
    before = await found(either, other_id)
    await asyncio.sleep(1.5)
    after = await found(either, other_id)
    assert before.lease_until is not None
    assert after.lease_until is not None
    assert after.lease_until > before.lease_until
    ending.set()
    await runner.drain(5)
    states = [(await found(either, job_id)).state for job_id in (long_id, other_id)]
    assert states == [JobState.SUCCEEDED, JobState.SUCCEEDED]


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked")),
        DBAPIError("INSERT", None, Exception("could not extend file: No space left on device")),
        Unreachable("the database cannot be reached: no such file"),
    ],
)
async def test_a_database_that_is_away_spends_no_attempt(
    installation: Installation, error: Exception
) -> None:
    tries = []

    @job("writing", attempts=1, backoff=0.01)
    async def writing(work: Work) -> None:
        tries.append(work.job.attempts)
        if len(tries) < 4:
            raise error

    job_id = await asked(installation, "writing")
    await run_all(installation, wait=True)
    done = await found(installation, job_id)
    assert (done.state, done.failures, tries) == (JobState.SUCCEEDED, 0, [1, 1, 1, 1])


async def test_a_database_that_stays_away_is_told_of_in_the_end(installation: Installation) -> None:
    @job("writing", attempts=1, backoff=0.001)
    async def writing(work: Work) -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    job_id = await asked(installation, "writing")
    await run_all(installation, wait=True)
    dead = await found(installation, job_id)
    assert dead.state == JobState.DEAD
    assert "database is locked" in dead.reason


async def test_a_full_disk_is_named_and_given_time(installation: Installation) -> None:
    @job("scratching", attempts=2, backoff=0.0)
    async def scratching(work: Work) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    job_id = await asked(installation, "scratching")
    await run_all(installation)
    failed = await found(installation, job_id)
    assert failed.state == JobState.FAILED
    assert failed.reason.startswith("The disk for files in the making is full.")
    assert failed.due_at - now() > timedelta(seconds=25)
