"""Faults of worker processes: killed, frozen, out of time, out of memory, out of step."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence

from sqlmodel import col, select

from app.queue.claims import claim_all
from app.queue.models import Job, JobState
from app.tenancy import across_organizations
from tests.faults.arena import Arena, Entry, until
from tests.faults.ledger import Balance, balance, run_dead_again, settled
from tests.faults.running import run

STAGES = (
    "claimed",
    "before speaking",
    "after speaking",
    "before put",
    "in the middle of put",
    "after put",
    "before commit",
    "after commit",
)
"""Where a worker dies while it speaks; reading, writing and mastering are in rows_episodes."""
KILLS = 5
"""At most so many at each of them."""


async def killed(arena: Arena, jobs: int) -> Balance:
    """1: kill -9 at each stage, for every five jobs one; at most 40 times."""
    kills = dict.fromkeys(STAGES, min(KILLS, max(1, jobs // 40)))
    return await run(arena, jobs, "kill -9 at each stage", kills=kills, seconds=600)


async def running_jobs(arena: Arena) -> list[Job]:
    async with arena.installation.work(writes=False) as session:
        with across_organizations(session):
            return list((await session.exec(select(Job).where(Job.state == JobState.RUNNING))).all())


async def jobs_of(arena: Arena, entries: Sequence[Entry]) -> list[Job]:
    ids = [entry.job_id for entry in entries]
    async with arena.installation.work(writes=False) as session:
        with across_organizations(session):
            return list((await session.exec(select(Job).where(col(Job.id).in_(ids)))).all())


async def frozen(arena: Arena, jobs: int) -> Balance:
    """2: a worker is stopped for longer than its lease and wakes up as a zombie."""

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        await until(lambda: _busy(arena))
        zombie = arena.workers[0]
        assert zombie.pid is not None
        os.kill(zombie.pid, signal.SIGSTOP)
        await asyncio.sleep(arena.settings.lease_seconds + 2)
        os.kill(zombie.pid, signal.SIGCONT)
        return 1

    return await run(arena, jobs, "worker frozen past its lease", disturb=disturb, speak_seconds=0.3)


async def _busy(arena: Arena) -> bool:
    return len({job.worker for job in await running_jobs(arena)}) > 1


async def wrong_clocks(arena: Arena, jobs: int) -> Balance:
    """18: one worker's clock is an hour ahead, another's an hour behind; deadlines are half an hour away."""
    ahead = arena.draw(clock=3600.0)
    entries = await arena.fill(jobs)
    for organization_id in arena.organizations:
        async with arena.installation.work(organization_id) as session:
            own = [entry.job_id for entry in entries if entry.organization_id == organization_id]
            for job in (await session.exec(select(Job).where(col(Job.id).in_(own)))).all():
                job.deadline = job.created_at.fromtimestamp(time.time() + 1800, job.created_at.tzinfo)
    arena.start(ahead)
    arena.start(arena.draw(clock=-3600.0))
    try:
        await settled(arena, entries)
    finally:
        arena.end()
    found = await balance(arena, entries, "clocks an hour off")
    found.injected = 2
    if found.extra_calls:
        found.problems.append("a lease ended early")
    return found


async def races(arena: Arena, jobs: int) -> Balance:
    """19: many claim the same job at once; one gets it."""
    arena.draw()
    entries = await arena.fill(jobs)
    twice = 0
    for entry in entries:
        got = await asyncio.gather(*(_claim(arena, entry.job_id, number) for number in range(6)))
        twice += abs(sum(got) - 1)
        # Nobody runs what the racers claimed: let it go at once.
        async with arena.installation.work(entry.organization_id) as session:
            job = await session.get_one(Job, entry.job_id)
            job.lease_until = job.created_at
    async with arena.crew():
        await settled(arena, entries)
    found = await balance(arena, entries, "two workers, one job")
    found.injected, found.duplicated = 6 * len(entries), found.duplicated + twice
    return found


async def _claim(arena: Arena, job_id: str, number: int) -> bool:
    async with arena.installation.work() as session:
        return bool(await claim_all(session, [job_id], f"racer {number}", 60))


async def poison(arena: Arena, jobs: int) -> Balance:
    """22: one job kills its worker every time; it is given up after three, the others finish."""
    arena.draw()
    entries = await arena.fill(jobs)
    bad = entries[len(entries) // 2]
    arena.draw(poison=bad.spoken)
    async with arena.crew():
        await settled(arena, entries, 180)
    others = [entry for entry in entries if entry is not bad]
    found = await balance(arena, others, "a job that kills its worker")
    async with arena.installation.work(bad.organization_id, writes=False) as session:
        job = await session.get_one(Job, bad.job_id)
    found.injected = job.crashes
    if job.state is not JobState.DEAD or job.crashes != 3:
        found.problems.append(f"the poison job is {job.state.value} after {job.crashes} crashes")
    return found


async def deploys(arena: Arena, jobs: int) -> Balance:
    """23: workers end by SIGTERM one after another while work runs; no attempt is spent."""
    slow: list[float] = []
    ledger: list[Entry] = []

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        ledger.extend(entries)
        rounds = max(3, min(20, jobs // 10))
        for _ in range(rounds):
            await asyncio.sleep(0.7)
            process = arena.workers[0]
            began = time.monotonic()
            process.terminate()
            await asyncio.to_thread(process.join, 15)
            slow.append(time.monotonic() - began)
        return rounds

    found = await run(arena, jobs, "rolling SIGTERM", disturb=disturb, speak_seconds=0.1)
    if max(slow) > 10:
        found.problems.append(f"a worker took {max(slow):.1f} s to end")
    if spent := [job for job in await jobs_of(arena, ledger) if job.attempts > 1]:
        found.problems.append(f"{len(spent)} jobs spent an attempt")
    return found


async def memory(arena: Arena, jobs: int) -> Balance:
    """26: a sentence wants more memory than its worker may have."""
    return await run(arena, jobs, "out of memory", greedy=0.2)


async def no_key(arena: Arena, jobs: int) -> Balance:
    """29: the workers cannot open the organizations' keys for a while; nothing is written in the clear."""
    right = arena.draw()
    entries = await arena.fill(jobs)
    arena.draw(master_key=bytes(range(32)))
    async with arena.crew():
        await until(lambda: _failing(arena, entries))
    arena.plan = right
    async with arena.crew():
        await settled(arena, entries)
        died_of = await run_dead_again(arena, entries)
        await settled(arena, entries)
    found = await balance(arena, entries, "the master key is away")
    found.injected = sum(job.failures for job in await jobs_of(arena, entries))
    found.retried, found.died_of = len(died_of), died_of
    files = [path for path in (arena.settings.data_dir / "objects").rglob("*") if path.is_file()]
    clear = [path for path in files if b"RIFF" in path.read_bytes()[:64]]
    if clear or not files:
        found.problems.append(f"{len(clear)} of {len(files)} objects are in the clear")
    return found


async def _failing(arena: Arena, entries: Sequence[Entry]) -> bool:
    return sum(job.failures > 0 for job in await jobs_of(arena, entries)) >= len(entries) // 2
