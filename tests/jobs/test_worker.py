"""Real worker processes, killed and stopped."""

import asyncio
import time
from multiprocessing.process import BaseProcess

from app.installation import Installation
from app.queue.models import JobState
from jobs.worker import LISTEN_AGAIN_SECONDS
from tests.jobs.conftest import Workers, succeeded
from tests.queue.world import asked, found, outcomes


async def exit_code(process: BaseProcess, seconds: float) -> int | None:
    await asyncio.to_thread(process.join, seconds)
    return process.exitcode


async def test_a_killed_workers_job_is_finished_by_another(
    installation: Installation, workers: Workers
) -> None:
    doomed = workers.start()
    job_id = await asked(installation, "sleepy", name="a", seconds=0.5)
    await workers.until(lambda ledger: "begun a" in ledger)
    doomed.kill()
    killed = time.monotonic()
    workers.start()
    await succeeded(installation, job_id)
    assert time.monotonic() - killed < workers.settings.lease_seconds + 5
    assert workers.ledger == ["begun a", "begun a", "done a"]
    done = await found(installation, job_id)
    assert (done.attempts, done.crashes, done.failures) == (2, 1, 0)
    assert await outcomes(installation, job_id) == ["crashed", "succeeded"]


async def test_the_first_to_come_after_all_were_killed_waits_for_no_lease(
    installation: Installation, workers: Workers
) -> None:
    workers.settings = workers.settings.model_copy(update={"lease_seconds": 600.0})
    killed = [workers.start(), workers.start()]
    job_ids = [await asked(installation, "sleepy", name=name, seconds=1) for name in "abc"]
    await workers.until(lambda ledger: len(ledger) == 3)
    for process in killed:
        process.kill()
    workers.start()
    for job_id in job_ids:
        await succeeded(installation, job_id)
    assert [(await found(installation, job_id)).crashes for job_id in job_ids] == [1] * 3


async def test_who_comes_to_the_living_takes_nothing_from_them_nor_from_the_dead(
    installation: Installation, workers: Workers
) -> None:
    workers.settings = workers.settings.model_copy(update={"lease_seconds": 600.0})
    doomed = workers.start()
    dead, other = [await asked(installation, "sleepy", name=name, seconds=60) for name in ("dead", "other")]
    await workers.until(lambda ledger: len(ledger) == 2)  # it has no slot left, so the next is for another
    workers.start()
    await succeeded(installation, await asked(installation, "timed"))
    doomed.kill()
    doomed.join()
    living = await asked(installation, "sleepy", name="living", seconds=60)
    await workers.until(lambda ledger: "begun living" in ledger)
    workers.start()
    for number in range(3):
        await succeeded(installation, await asked(installation, "sleepy", name=f"{number}", seconds=0.3))
    assert [(await found(installation, job_id)).fence for job_id in (dead, other, living)] == [1, 1, 1]


async def test_two_workers_never_run_one_job_at_the_same_time(
    installation: Installation, workers: Workers
) -> None:
    workers.start()
    workers.start()
    await succeeded(installation, await asked(installation, "timed"))
    names = [f"job {number}" for number in range(24)]
    for name in names:
        await asked(installation, "sleepy", name=name, seconds=0.02)
    await workers.until(lambda ledger: sum(line.startswith("done") for line in ledger) >= len(names))
    assert sorted(workers.ledger) == sorted(f"{what} {name}" for what in ("begun", "done") for name in names)


async def test_sigterm_gives_the_job_back_without_spending_an_attempt(
    installation: Installation, workers: Workers
) -> None:
    worker = workers.start()
    job_id = await asked(installation, "sleepy", name="long", seconds=60)
    await workers.until(lambda ledger: "begun long" in ledger)
    worker.terminate()
    assert await exit_code(worker, 5) == 0
    job = await found(installation, job_id)
    assert (job.state, job.attempts, job.worker) == (JobState.QUEUED, 0, "")
    assert await outcomes(installation, job_id) == ["released"]


async def test_sigterm_ends_even_a_worker_whose_thread_does_not_return(
    installation: Installation, workers: Workers
) -> None:
    # The watchdog stays away, and the thread sits there for a minute: neither is what ends it.
    worker = workers.start(release_seconds=600)
    job_id = await asked(installation, "blocked", name="thread")
    await workers.until(lambda ledger: "begun thread" in ledger)
    worker.terminate()
    assert await exit_code(worker, 30) == 0
    assert (await found(installation, job_id)).state == JobState.QUEUED


async def test_sigterm_ends_even_a_worker_whose_ear_goes_on_listening(
    installation: Installation, workers: Workers
) -> None:
    worker = workers.start(release_seconds=600, ear="deaf")
    await succeeded(installation, await asked(installation, "timed"))
    worker.terminate()
    assert await exit_code(worker, 30) == 0


async def test_a_worker_goes_on_when_its_ear_lets_out_a_cancellation(
    installation: Installation, workers: Workers
) -> None:
    worker = workers.start(ear="torn")
    for _ in range(3):
        await succeeded(installation, await asked(installation, "timed"))
        await asyncio.sleep(LISTEN_AGAIN_SECONDS)
    assert worker.is_alive()
