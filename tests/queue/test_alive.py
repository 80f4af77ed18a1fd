"""Who works on the embedded database: what the dead held goes on at once, what the living hold is theirs."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.installation import Installation
from app.queue.alive import LOCK, alive
from app.queue.models import Job, JobState
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import Runner, run_all
from tests.queue.test_apart import held_apart
from tests.queue.test_crashing import crashed_twice
from tests.queue.world import asked, claim, found, lease, outcomes


@contextmanager
def another(folder: Path, how: int = fcntl.LOCK_SH) -> Iterator[None]:
    """Somebody else who holds the lock; the kernel tells files apart that were opened apart."""
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, how)
        yield


async def lost(installation: Installation, kind: str = "anything") -> str:
    """The id of a job whose lease lasts for an hour yet."""
    job_id = await asked(installation, kind)
    async with installation.work() as session:
        assert await claim(session, job_id, "killed", 3600)
    return job_id


@pytest.fixture(autouse=True)
def begun() -> list[str]:
    begun: list[str] = []

    @job("anything")
    async def run(work: Work) -> None:
        begun.append(work.job.id)

    return begun


async def test_who_comes_alone_goes_on_at_once_with_what_the_dead_held(
    installation: Installation, begun: list[str]
) -> None:
    with another(installation.settings.data_dir):
        job_id = await lost(installation)
    async with alive(installation):
        await run_all(installation)
    done = await found(installation, job_id)
    assert (done.state, done.attempts, done.crashes, done.fence) == (JobState.SUCCEEDED, 2, 1, 2)
    assert await outcomes(installation, job_id) == ["crashed", "succeeded"]
    assert begun == [job_id]


async def test_the_third_crash_is_the_end_at_once(installation: Installation, begun: list[str]) -> None:
    lease(installation, 3600)
    job_id = await crashed_twice(installation, "anything")
    async with installation.work() as session:
        assert await claim(session, job_id, "killed", 3600)
    async with alive(installation), asyncio.timeout(20):
        await run_all(installation, wait=True)
    dead = await found(installation, job_id)
    assert (dead.state, dead.crashes, begun) == (JobState.DEAD, 3, [])
    assert "broke off 3 times" in dead.reason


async def test_whose_own_process_had_not_come_so_far_has_not_crashed(
    installation: Installation, begun: list[str]
) -> None:
    job_id = await crashed_twice(installation, "anything")
    await held_apart(installation, job_id)
    async with alive(installation):
        await run_all(installation)
    done = await found(installation, job_id)
    assert (done.state, done.crashes, done.lapses, begun) == (JobState.SUCCEEDED, 2, 1, [job_id])


async def test_beside_the_living_every_lease_stands(installation: Installation, begun: list[str]) -> None:
    job_id = await lost(installation)
    with another(installation.settings.data_dir):
        async with alive(installation):
            await run_all(installation)
    assert (await found(installation, job_id)).worker == "killed"
    assert begun == []


async def test_another_database_may_be_shared_with_machines_nobody_sees(
    installation: Installation, begun: list[str]
) -> None:
    job_id = await lost(installation)
    url = installation.database.engine.url.render_as_string()
    installation.settings = installation.settings.model_copy(update={"database_url": url})
    async with alive(installation):
        await run_all(installation)
    assert (await found(installation, job_id)).worker == "killed"
    assert begun == []


async def test_a_process_of_its_own_takes_nothing_over(installation: Installation) -> None:
    job_id = await lost(installation)
    async with alive(installation, inherit=False):
        assert await Runner(installation).fill() == 0
    assert (await found(installation, job_id)).worker == "killed"


async def test_nobody_holds_a_lease_while_another_takes_over(installation: Installation) -> None:
    entered = asyncio.Event()

    async def enter() -> None:
        async with alive(installation):
            entered.set()

    with another(installation.settings.data_dir, fcntl.LOCK_EX):
        entering = asyncio.create_task(enter())
        await asyncio.sleep(0.2)
        assert not entered.is_set()
    await asyncio.wait_for(entering, 10)


async def test_a_zombie_writes_nothing_once_its_lease_was_ended(installation: Installation) -> None:
    going_on = asyncio.Event()
    works: list[Work] = []

    @job("zombie")
    async def run(work: Work) -> None:
        works.append(work)
        if len(works) == 1:
            await going_on.wait()

    job_id = await asked(installation, "zombie")
    overlooked = Runner(installation)  # it holds no lock, as no worker would
    await overlooked.fill()
    while not works:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    async with alive(installation):
        await run_all(installation)
    going_on.set()
    await overlooked.settle()
    await overlooked.close()
    done: Job = await found(installation, job_id)
    assert (done.state, done.fence, len(works)) == (JobState.SUCCEEDED, 2, 2)
    assert (await outcomes(installation, job_id))[-1] == "succeeded"
