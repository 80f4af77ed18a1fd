"""Faults of what jobs are kept in: Redis, the database, the disk, the object storage."""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from app.encryption import Tampered
from app.narration.models import Clip
from app.objects import StoredObject, fetch
from app.outside.storage import StorageError
from tests.faults.arena import Arena, Entry, until
from tests.faults.ledger import Balance, settled
from tests.faults.rows_workers import jobs_of
from tests.faults.running import run

LOCKED_SECONDS = 3.0
FROZEN_SECONDS = 5.0
ASK_SECONDS = 2.5
"""Longest somebody may wait for work to be accepted while nobody can be woken."""
LEAVING = 3
REJOIN_SECONDS = 1.0
ROOM = 8 * 1024 * 1024
"""Bytes of the small disk beside what the folder held already."""


async def some_done(arena: Arena, entries: Sequence[Entry], share: float = 0.2) -> None:
    """Until that share of the ledger has ended: the work is under way."""

    async def enough() -> bool:
        return sum(job.finished for job in await jobs_of(arena, entries)) >= share * len(entries)

    await until(enough)


async def emptied(arena: Arena, jobs: int) -> Balance:
    """4: Redis is emptied, then killed and started again."""

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        assert arena.redis is not None
        await arena.redis.flush()
        await some_done(arena, entries)
        await arena.redis.flush()
        await arena.redis.stop()
        await asyncio.sleep(1)
        await arena.redis.start()
        return 3

    return await run(arena, jobs, "Redis emptied and restarted", disturb=disturb)


async def hanging(arena: Arena, jobs: int) -> Balance:
    """5: Redis hangs; work is accepted and done all the same."""
    slowest = [0.0]
    later: list[Entry] = []

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        assert arena.redis is not None
        await some_done(arena, entries)
        arena.redis.freeze(True)
        try:
            began = time.monotonic()
            later.extend(await arena.fill(10))
            slowest[0] = (time.monotonic() - began) / 10
            await asyncio.sleep(FROZEN_SECONDS)
            await settled(arena, later)
        finally:
            arena.redis.freeze(False)
        return 1

    found = await run(arena, jobs, "Redis hangs", disturb=disturb)
    if slowest[0] > ASK_SECONDS:
        found.problems.append(f"accepting work took {slowest[0]:.1f} s")
    return found


async def broker_lost(arena: Arena, jobs: int) -> Balance:
    """25: workers leave Kafka and join again, then the broker is killed and comes back with nothing."""
    slowest = [0.0]

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        assert arena.kafka is not None
        for _ in range(LEAVING):
            arena.workers[0].terminate()
            await asyncio.sleep(REJOIN_SECONDS)
        await some_done(arena, entries)
        await arena.kafka.stop()
        began = time.monotonic()
        later = await arena.fill(10)
        slowest[0] = (time.monotonic() - began) / 10
        await settled(arena, later)
        await arena.kafka.start()
        await settled(arena, await arena.fill(10))
        return LEAVING + 1

    found = await run(arena, jobs, "Kafka left, joined and lost", disturb=disturb, speak_seconds=0.1)
    if slowest[0] > ASK_SECONDS:
        found.problems.append(f"accepting work took {slowest[0]:.1f} s")
    return found


async def restarted(arena: Arena, jobs: int) -> Balance:
    """6: PostgreSQL stops at once, without a word, and comes back."""
    took = [0.0]

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        assert arena.postgres is not None
        await some_done(arena, entries)
        await asyncio.to_thread(arena.postgres.stop)
        await asyncio.to_thread(arena.postgres.start)
        up = time.monotonic()
        done = await _done_before(arena, entries)

        async def more() -> bool:
            try:
                states = [job.finished for job in await jobs_of(arena, entries)]
            except Exception:
                return False
            return sum(states) > done or all(states)

        await until(more)
        took[0] = time.monotonic() - up
        return 1

    found = await run(arena, jobs, "PostgreSQL stops at once", disturb=disturb)
    found.recovery = took[0]
    return found


async def _done_before(arena: Arena, entries: Sequence[Entry]) -> int:
    """How many had ended when the server stopped; connections of that time are broken, each once."""
    while True:
        try:
            return sum(job.finished for job in await jobs_of(arena, entries))
        except DBAPIError:
            await asyncio.sleep(0.02)


async def locked(arena: Arena, jobs: int) -> Balance:
    """7: another process holds SQLite's write lock for seconds; whoever asks for work waits."""

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        await some_done(arena, entries)
        for _ in range(2):
            other = sqlite3.connect(arena.settings.data_dir / "tic.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            asking = asyncio.create_task(arena.fill(1))
            await asyncio.sleep(LOCKED_SECONDS)
            other.execute("ROLLBACK")
            other.close()
            await settled(arena, await asking)  # raises if it was refused
        return 2

    return await run(arena, jobs, "SQLite locked by another", disturb=disturb)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A file system of so many bytes over the folder, while it lasts; False where we may not make one."""
    if os.getuid() != 0:
        yield False
        return
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tic-faults", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(ballast: Path) -> None:
    """Take all the space there is."""
    command = ["dd", "if=/dev/zero", f"of={ballast}", "bs=64k"]
    subprocess.run(command, check=False, capture_output=True)


async def full_disk(arena: Arena, jobs: int) -> Balance:
    """8: the disk that holds the objects is full, and then freed."""
    objects = arena.settings.data_dir / "objects"
    kept = shutil.copytree(objects, arena.settings.data_dir / "kept")
    held = sum(path.stat().st_blocks * 512 for path in kept.rglob("*"))
    with small_disk(objects, held + ROOM) as there:
        if not there:
            return Balance("disk full", problems=["a small disk cannot be made here"])
        shutil.copytree(kept, objects, dirs_exist_ok=True)

        async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
            ballast = objects / "ballast"
            _fill(ballast)

            async def failing() -> bool:
                return sum(job.failures > 0 for job in await jobs_of(arena, entries)) > len(entries) // 4

            await until(failing)
            refused = sum(job.failures for job in await jobs_of(arena, entries))
            ballast.unlink()
            return refused

        found = await run(arena, jobs, "disk full", disturb=disturb)
        after = shutil.copytree(objects, arena.settings.data_dir / "after")
    shutil.rmtree(kept)
    shutil.copytree(after, objects, dirs_exist_ok=True)
    shutil.rmtree(after)
    return found


async def faulty_storage(arena: Arena, jobs: int) -> Balance:
    """9: one call in five fails before, midway or after; or takes long."""
    return await run(arena, jobs, "storage fails one call in five", storage=0.2)


async def spoiled(arena: Arena, jobs: int) -> Balance:
    """10: objects are changed or removed behind our back; reading says so, every time."""
    found = await run(arena, jobs, "objects spoiled later")
    chance = random.Random(arena.seed)
    folder = arena.settings.data_dir / "objects"
    undetected = 0
    for organization_id in arena.organizations:
        async with arena.installation.work(organization_id, writes=False) as session:
            query = select(StoredObject).join(Clip, col(Clip.object_id) == StoredObject.id)
            rows = (await session.exec(query)).all()
        for stored in chance.sample(rows, min(2, len(rows))):
            path = folder / stored.storage_key
            whole = path.read_bytes()
            found.injected += 1
            if found.injected % 2:
                path.unlink()
            else:
                at = chance.randrange(len(whole))
                path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            try:
                await fetch(arena.installation, stored)
                undetected += 1
            except (Tampered, StorageError):
                path.write_bytes(whole)
    if undetected:
        found.problems.append(f"{undetected} of {found.injected} were not noticed")
    return found
