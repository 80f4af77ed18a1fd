"""While a handler runs: its lease is kept, lost, cancelled or given back."""

import asyncio

from sqlmodel import update

from app.installation import Installation
from app.queue.control import cancel_job
from app.queue.models import Job, JobState
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import Runner, run_all
from tests.queue.world import ACME, ADA, asked, found, lease, outcomes


class Endless:
    """A handler that runs until it is cancelled, and says so."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.stopped = asyncio.Event()

    async def __call__(self, work: Work) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()


async def begun(installation: Installation) -> tuple[Runner, Endless, str]:
    lease(installation, 1.5)
    endless = Endless()
    job("endless")(endless)
    job_id = await asked(installation, "endless")
    runner = Runner(installation)
    assert await runner.fill() == 1
    await endless.begun.wait()
    return runner, endless, job_id


async def test_a_long_job_keeps_its_lease(installation: Installation) -> None:
    lease(installation, 2.4)
    starts = []

    @job("long")
    async def long(work: Work) -> None:
        starts.append(work.job.fence)
        await asyncio.sleep(3)

    job_id = await asked(installation, "long")
    other = Runner(installation)
    running = asyncio.create_task(run_all(installation))
    while not running.done():
        await asyncio.sleep(0.1)
        assert starts == [] or await other.fill() == 0
    done = await found(installation, job_id)
    assert (done.state, starts) == (JobState.SUCCEEDED, [1])


async def test_a_lost_lease_stops_the_handler_and_leaves_the_job_alone(either: Installation) -> None:
    runner, endless, job_id = await begun(either)
    async with either.work(ACME) as session:
        await session.exec(update(Job).values(fence=Job.fence + 1, worker="heir"))
    await asyncio.wait_for(endless.stopped.wait(), 10)
    await runner.settle()
    job = await found(either, job_id)
    assert (job.state, job.worker) == (JobState.RUNNING, "heir")


async def test_cancelling_stops_the_handler(either: Installation) -> None:
    runner, endless, job_id = await begun(either)
    async with either.work(ACME) as session:
        await cancel_job(session, job_id, ADA)
    await asyncio.wait_for(endless.stopped.wait(), 10)
    await runner.settle()
    assert (await found(either, job_id)).state == JobState.CANCELLED
    assert await outcomes(either, job_id) == ["cancelled"]


async def test_a_draining_runner_gives_back_what_it_cannot_finish(either: Installation) -> None:
    runner, endless, job_id = await begun(either)
    await runner.drain(0.05)
    assert endless.stopped.is_set()
    job = await found(either, job_id)
    assert (job.state, job.attempts, job.crashes, job.worker) == (JobState.QUEUED, 0, 0, "")
    assert await outcomes(either, job_id) == ["released"]
    assert runner.free == 0


async def test_a_draining_runner_lets_what_is_nearly_done_finish(either: Installation) -> None:
    @job("quick")
    async def quick(work: Work) -> None:
        await asyncio.sleep(0.1)

    job_id = await asked(either, "quick")
    runner = Runner(either)
    await runner.fill()
    await runner.drain(2)
    assert (await found(either, job_id)).state == JobState.SUCCEEDED


async def test_no_more_jobs_run_than_there_are_slots(installation: Installation) -> None:
    running, most = 0, 0
    full = asyncio.Event()

    @job("counted")
    async def counted(work: Work) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == installation.settings.worker_slots:
            full.set()
        await asyncio.wait_for(full.wait(), 20)
        await asyncio.sleep(0.05)
        running -= 1

    for _ in range(6):
        await asked(installation, "counted")
    await run_all(installation)
    assert most == installation.settings.worker_slots == 2


async def test_bulk_work_leaves_a_slot_to_what_somebody_waits_for(installation: Installation) -> None:
    begun: list[str] = []
    ending = asyncio.Event()

    async def wait(work: Work) -> None:
        begun.append(work.job.kind)
        await ending.wait()

    job("bulk")(wait)
    job("urgent")(wait)
    for _ in range(6):
        await asked(installation, "bulk")
    runner = Runner(installation, slots=4)
    assert await runner.fill() == 3
    await asked(installation, "urgent", priority=10)
    runner.wake()
    assert await runner.fill() == 1
    async with asyncio.timeout(10):
        while len(begun) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert begun == ["bulk"] * 3 + ["urgent"]
    ending.set()
    await runner.drain(10)


async def test_progress_is_stored_announced_and_throttled(installation: Installation) -> None:
    heard = []

    async def listen(topic: str) -> None:
        async for _, name in installation.nudges.listen(ACME, topic):
            heard.append(name)

    @job("reporting")
    async def reporting(work: Work) -> None:
        for step in range(50):
            await work.progress(step / 100 + 0.01, f"step {step}")
        seen.append(await found(installation, work.job.id))

    seen: list[Job] = []
    job_id = await asked(installation, "reporting")
    listening = asyncio.create_task(listen(job_id))
    await asyncio.sleep(0)
    await run_all(installation)
    await asyncio.sleep(0)
    listening.cancel()
    assert (seen[0].progress, seen[0].note) == (0.01, "step 0")
    assert heard == ["job", "job", "finished"]
