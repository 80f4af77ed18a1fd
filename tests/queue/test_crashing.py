"""Jobs whose workers died: beside whom they are tried again, and whose clock counts."""

import asyncio
import time
from datetime import timedelta

import pytest

from app.ids import now
from app.installation import Installation
from app.queue.models import Job, JobState
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import Runner, run_all
from tests.queue.world import ACME, asked, claim, found


async def crashed_twice(installation: Installation, kind: str) -> str:
    job_id = await asked(installation, kind)
    for _ in range(2):
        async with installation.work() as session:
            assert await claim(session, job_id, "doomed", 0.001)
        await asyncio.sleep(0.005)
    return job_id


async def test_two_jobs_with_one_crash_left_never_share_a_worker(installation: Installation) -> None:
    running: list[str] = []
    together: list[int] = []

    @job("frail")
    async def frail(work: Work) -> None:
        running.append(work.job.id)
        together.append(len(running))
        await asyncio.sleep(0.05)
        running.remove(work.job.id)

    job_ids = [await crashed_twice(installation, "frail") for _ in range(2)]
    await run_all(installation, wait=True)
    done = [await found(installation, job_id) for job_id in job_ids]
    assert [(row.state, row.crashes) for row in done] == [(JobState.SUCCEEDED, 2)] * 2
    assert together == [1, 1]


async def test_a_workers_wrong_clock_ends_no_job(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    @job("timely")
    async def timely(work: Work) -> None: ...

    job_id = await asked(installation, "timely")
    async with installation.work(ACME) as session:
        (await session.get_one(Job, job_id)).deadline = now() + timedelta(seconds=60)
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + 3600)
    await run_all(installation)
    assert (await found(installation, job_id)).state == JobState.SUCCEEDED


async def test_what_waits_for_another_frail_job_keeps_its_place(either: Installation) -> None:
    begun: list[str] = []
    first_ends = asyncio.Event()

    @job("frail")
    async def frail(work: Work) -> None:
        begun.append(work.job.id)
        await first_ends.wait()

    lost = [await crashed_twice(either, "frail") for _ in range(2)]
    fresh = [await asked(either, "frail") for _ in range(3)]
    runner = Runner(either, slots=2)
    await runner.fill()
    [other] = [job_id for job_id in lost if (await found(either, job_id)).worker == "doomed"]
    assert (await found(either, other)).state == JobState.RUNNING
    working = asyncio.create_task(runner.serve())
    first_ends.set()
    async with asyncio.timeout(20):
        while len(begun) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    assert set(begun[:3]) == {*lost, begun[1]}
    assert begun[1] in fresh
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await runner.drain(1)
