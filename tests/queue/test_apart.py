"""Jobs with one crash left, in processes of their own: what dies there takes nothing with it."""

import asyncio
import os

import pytest

from app.installation import Installation
from app.queue.apart import Process, Start, come_apart
from app.queue.claims import claim_all
from app.queue.leases import report
from app.queue.models import Job, JobState
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import Runner
from jobs.apart import Claim, finish
from jobs.worker import starting
from tests.queue.test_crashing import crashed_twice
from tests.queue.world import ACME, asked, claim, found, lease, outcomes

started: list[asyncio.subprocess.Process] = []


def program(*words: str) -> Start:
    """What starts that instead of a job."""

    async def start(job: Job) -> Process:
        process = await asyncio.create_subprocess_exec(*words)
        started.append(process)
        return process

    return start


def fatal(installation: Installation, progress: float = 0.0) -> Start:
    """What starts a process that takes its job, and dies of it after so much progress."""

    async def start(job: Job) -> Process:
        async with installation.work(job.organization_id) as session:
            mine = await come_apart(session, job.id, job.fence)
        assert mine is not None
        if progress:
            async with installation.work(job.organization_id) as session:
                await report(session, mine, 60, progress, "")
        return await asyncio.create_subprocess_exec("sh", "-c", "kill -9 $$")

    return start


async def until_ended(installation: Installation, runner: Runner, *job_ids: str) -> list[Job]:
    working = asyncio.create_task(runner.serve())
    async with asyncio.timeout(30):
        while not all([(await found(installation, job_id)).finished for job_id in job_ids]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await runner.drain(1)
    return [await found(installation, job_id) for job_id in job_ids]


@pytest.fixture
def other(installation: Installation) -> list[str]:
    """Of what else runs, the ids that were begun."""
    begun: list[str] = []

    @job("other")
    async def run(work: Work) -> None:
        begun.append(work.job.id)

    return begun


async def test_the_third_crash_is_its_own_and_the_end_at_once(either: Installation, other: list[str]) -> None:
    lease(either, 60)
    poison = await crashed_twice(either, "other")
    beside = [await asked(either, "other") for _ in range(3)]
    runner = Runner(either, slots=2, apart=fatal(either))
    dead, *done = await until_ended(either, runner, poison, *beside)
    assert (dead.state, dead.crashes) == (JobState.DEAD, 3)
    assert "broke off 3 times" in dead.reason
    assert await outcomes(either, poison) == ["crashed"] * 3
    assert [(row.state, row.crashes) for row in done] == [(JobState.SUCCEEDED, 0)] * 3
    assert sorted(other) == sorted(beside)


@pytest.mark.usefixtures("other")
async def test_what_has_got_on_before_it_died_is_tried_again(installation: Installation) -> None:
    job_id = await crashed_twice(installation, "other")
    place = (await found(installation, job_id)).due_at
    runner = Runner(installation, slots=1, apart=fatal(installation, 0.5))
    assert await runner.fill() == 1
    await runner.settle()
    await runner.close()
    waiting = await found(installation, job_id)
    assert (waiting.state, waiting.crashes, waiting.due_at) == (JobState.QUEUED, 1, place)


async def held_apart(installation: Installation, job_id: str) -> Job:
    """The job, held by a worker that falls silent before the job's process is there."""
    async with installation.work() as session:
        [held] = await claim_all(session, [job_id], "doomed", 0.001, apart=True)
    await asyncio.sleep(0.005)
    return held


async def test_the_death_of_its_worker_before_it_began_is_not_its_crash(
    either: Installation, other: list[str]
) -> None:
    job_id = await crashed_twice(either, "other")
    for _ in range(3):
        await held_apart(either, job_id)
    [done] = await until_ended(either, Runner(either), job_id)
    assert (done.state, done.crashes, done.lapses, other) == (JobState.SUCCEEDED, 2, 3, [job_id])
    assert await outcomes(either, job_id) == ["crashed"] * 2 + ["lapsed"] * 3 + ["succeeded"]


async def test_what_takes_its_worker_with_it_is_given_up_after_three_crashes(
    either: Installation, other: list[str]
) -> None:
    job_id = await crashed_twice(either, "other")
    held = await held_apart(either, job_id)
    async with either.work(ACME) as session:
        assert await come_apart(session, job_id, held.fence)
    [dead] = await until_ended(either, Runner(either), job_id)
    assert (dead.state, dead.crashes, other) == (JobState.DEAD, 3, [])
    assert "broke off 3 times" in dead.reason
    assert (await outcomes(either, job_id))[:3] == ["crashed"] * 3


@pytest.mark.usefixtures("other")
async def test_a_process_that_never_came_so_far_costs_nothing(installation: Installation) -> None:
    job_id = await crashed_twice(installation, "other")
    runner = Runner(installation, slots=1, apart=program("false"))
    assert await runner.fill() == 1
    await runner.settle()
    await runner.close()
    waiting = await found(installation, job_id)
    assert (waiting.state, waiting.crashes, waiting.attempts) == (JobState.QUEUED, 2, 2)


@pytest.mark.usefixtures("other")
async def test_a_stopping_worker_gives_it_back_unspent(either: Installation) -> None:
    job_id = await crashed_twice(either, "other")
    place = (await found(either, job_id)).due_at
    runner = Runner(either, apart=program("sleep", "60"))
    assert await runner.fill() == 1
    await asyncio.sleep(0.1)
    await runner.drain(0.05)
    waiting = await found(either, job_id)
    assert (waiting.state, waiting.crashes, waiting.attempts) == (JobState.QUEUED, 2, 2)
    assert waiting.due_at == place
    assert (await outcomes(either, job_id))[-1] == "released"
    assert started[-1].returncode is not None


async def test_where_no_process_can_be_started_it_waits(installation: Installation, other: list[str]) -> None:
    job_id = await crashed_twice(installation, "other")
    runner = Runner(installation, apart=program("/nowhere/at/all"))
    assert await runner.fill() == 1
    await runner.settle()
    await runner.close()
    waiting = await found(installation, job_id)
    assert (waiting.state, waiting.crashes, other) == (JobState.QUEUED, 2, [])


@pytest.mark.usefixtures("other")
async def test_several_run_at_a_time(installation: Installation) -> None:
    for _ in range(2):
        await crashed_twice(installation, "other")
    runner = Runner(installation, slots=2, apart=program("sleep", "60"))
    assert await runner.fill() == 2
    await runner.drain(0.01)


async def test_the_process_runs_the_job_to_its_end(installation: Installation) -> None:
    @job("prune_jobs")
    async def elsewhere(work: Work) -> None:
        pytest.fail("it ran here")

    job_id = await crashed_twice(installation, "prune_jobs")
    runner = Runner(installation, apart=starting(installation.settings))
    [done] = await until_ended(installation, runner, job_id)
    assert done.state == JobState.SUCCEEDED
    assert await outcomes(installation, job_id) == ["crashed", "crashed", "succeeded"]


async def test_a_process_whose_worker_dies_gives_its_job_back(installation: Installation) -> None:
    begun = asyncio.Event()

    @job("endless")
    async def endless(work: Work) -> None:
        begun.set()
        await asyncio.Event().wait()

    job_id = await crashed_twice(installation, "endless")
    async with installation.work() as session:
        claimed = await claim(session, job_id, "doomed", 15)
    assert claimed is not None
    reading, writing = os.pipe()
    process = asyncio.create_task(finish(installation.settings, Claim.of(claimed), reading))
    await begun.wait()
    os.close(writing)
    assert await process == 0
    os.close(reading)
    waiting = await found(installation, job_id)
    assert (waiting.state, waiting.crashes, waiting.attempts) == (JobState.QUEUED, 2, 2)


async def test_a_process_that_comes_too_late_does_nothing(
    installation: Installation, other: list[str]
) -> None:
    waiting = await found(installation, await crashed_twice(installation, "other"))
    claimed_before = Claim(waiting.organization_id, waiting.id, fence=1)
    reading, writing = os.pipe()
    assert await finish(installation.settings, claimed_before, reading) == 0
    os.close(writing)
    os.close(reading)
    assert other == []
