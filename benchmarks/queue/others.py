"""Other queues doing nothing: arq as it comes and tuned, and the three ways the predecessor had.

The predecessor's are stand-ins written from what it did: a folder of files, a file with an offset, a sorted
set. None of them knows leases, retries or a second worker; all take a job away before it is done.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from arq import create_pool
from arq.connections import ArqRedis, RedisSettings
from arq.worker import Worker
from redis import Redis

FORKS = get_context("forkserver")
DONE = "bench:done"
POLL_SECONDS = 0.05
"""How often the predecessor looked."""


async def nothing(ctx: dict[Any, Any]) -> None:
    await ctx["redis"].incr(DONE)


def _arq_worker(socket: str, options: dict[str, Any]) -> None:
    async def run() -> None:
        settings = RedisSettings(unix_socket_path=socket)
        await Worker([nothing], redis_settings=settings, handle_signals=False, **options).async_run()

    asyncio.run(run())


async def arq(socket: str, count: int, **options: Any) -> float:
    """Jobs a second of one arq worker."""
    pool = await create_pool(RedisSettings(unix_socket_path=socket))
    await pool.flushall()
    process = FORKS.Process(target=_arq_worker, args=(socket, options))
    process.start()
    try:
        await pool.enqueue_job("nothing")
        await _until(pool, 1)
        began = time.monotonic()
        for _ in range(count):
            await pool.enqueue_job("nothing")
        await _until(pool, count + 1)
        return count / (time.monotonic() - began)
    finally:
        process.kill()
        process.join()
        await pool.aclose()


async def _until(pool: ArqRedis, count: int) -> None:
    while int(await pool.get(DONE) or 0) < count:  # noqa: ASYNC110 - another process counts
        await asyncio.sleep(0.01)


def _finish(folder: Path, number: int) -> None:
    """What the predecessor did for every job: a status file, written and renamed."""
    path = folder / "status.json.part"
    path.write_text(json.dumps({"job": number, "status": "completed"}))
    path.replace(folder / "status.json")
    with (folder / "done").open("ab") as file:
        file.write(b".")


def _folder_worker(folder: Path) -> None:
    while True:
        names = sorted(os.listdir(folder / "jobs"))  # noqa: PTH208 - as many as there are
        for name in names:
            path = folder / "jobs" / name
            content = json.loads(path.read_text())
            path.unlink()
            _finish(folder, content["job"])
        if not names:
            time.sleep(POLL_SECONDS)


def _file_worker(folder: Path) -> None:
    offset = 0
    while True:
        with (folder / "queue").open("rb") as file:
            file.seek(offset)
            lines = [line for line in file.readlines() if line.endswith(b"\n")]
        for line in lines:
            offset += len(line)
            (folder / "offset").write_text(str(offset))
            _finish(folder, json.loads(line)["job"])
        if not lines:
            time.sleep(POLL_SECONDS)


def _set_worker(folder: Path, socket: str) -> None:
    client = Redis(unix_socket_path=socket)
    while True:
        taken: Any = client.zpopmin("bench:set")
        if taken:
            _finish(folder, json.loads(taken[0][0])["job"])
        else:
            time.sleep(POLL_SECONDS)


def _put_files(folder: Path, count: int) -> None:
    for number in range(count):
        part = folder / f"{number}.part"
        part.write_text(json.dumps({"job": number}))
        part.replace(folder / "jobs" / f"{number:08}.json")


def _put_lines(folder: Path, count: int) -> None:
    for number in range(count):
        with (folder / "queue").open("ab") as file:
            file.write(json.dumps({"job": number}).encode() + b"\n")


def _put_members(socket: str, count: int) -> None:
    client = Redis(unix_socket_path=socket)
    for number in range(count):
        client.zadd("bench:set", {json.dumps({"job": number}): number % 7})


def predecessors(folder: Path, socket: str, count: int) -> dict[str, float]:
    """Jobs a second of each of its queues."""
    (folder / "jobs").mkdir(parents=True)
    (folder / "queue").touch()
    ways: dict[str, tuple[Callable[..., None], tuple[Any, ...], Callable[[], None]]] = {
        "predecessor, folder": (_folder_worker, (folder,), lambda: _put_files(folder, count)),
        "predecessor, file and offset": (_file_worker, (folder,), lambda: _put_lines(folder, count)),
        "predecessor, sorted set": (_set_worker, (folder, socket), lambda: _put_members(socket, count)),
    }
    return {name: _rate(folder, count, *way) for name, way in ways.items()}


def _rate(
    folder: Path, count: int, worker: Callable[..., None], arguments: tuple[Any, ...], put: Callable[[], None]
) -> float:
    (folder / "done").write_bytes(b"")
    process = FORKS.Process(target=worker, args=arguments)
    process.start()
    try:
        began = time.monotonic()
        put()
        while (folder / "done").stat().st_size < count:
            time.sleep(0.01)
        return count / (time.monotonic() - began)
    finally:
        process.kill()
        process.join()
