"""tic up: Redis, the web process and a worker as children of one process that restarts what dies."""

import asyncio
import ctypes
import logging
import os
import shlex
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import click

from app import doorstep
from app.outside.redis_server import answers, redis_command, redis_program, socket_path
from app.settings import Settings

log = logging.getLogger(__name__)

COMMANDS = {name: [sys.executable, "-m", "app.cli", name] for name in ("web", "worker")}
WATCHED = ("app", "jobs", "migrations")
RELOADING = {
    "web": [*COMMANDS["web"], "--reload"],
    "worker": [
        sys.executable,
        "-m",
        "watchfiles",
        "--filter",
        "python",
        shlex.join(COMMANDS["worker"]),
        *WATCHED,
    ],
}
"""The same for whoever changes the code; watchfiles comes with the dev extra."""
STOP_SECONDS = 8.0
"""How long children have to end by themselves; the worker needs the longest."""
REDIS_STOP_SECONDS = 1.0
BACKOFF_MAX = 10.0
SETTLED_SECONDS = 5.0
"""A child that lived this long is not failing to start."""
FUTILE_STARTS = 5
ANSWER_SECONDS = 60.0
"""How long the pages may take to answer before somebody is told that they do not."""
NICE = {"worker": 5}
"""Who waits for a page waits now; what is spoken meanwhile takes the processor that is left.

A quarter of a core is left it where others want all: enough to keep its leases and the bounds on reading.
"""
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


@dataclass
class Child:
    """A process to keep alive. A vital one that never settles ends everything: restarting is futile."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)
    vital: bool = True
    process: asyncio.subprocess.Process | None = None

    async def keep(self) -> None:
        """Start it, and again whenever it ends; returns when it has failed to start too often."""
        wait, futile = 0.2, 0
        while futile < FUTILE_STARTS or not self.vital:
            started = time.monotonic()
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C reaches the supervisor alone, which stops them in order
                preexec_fn=_born_of(os.getpid(), NICE.get(self.name, 0)),
            )
            code = await self.process.wait()
            lived = time.monotonic() - started
            futile = 0 if lived > SETTLED_SECONDS else futile + 1
            wait = 0.2 if lived > SETTLED_SECONDS else min(wait * 2, BACKOFF_MAX)
            log.warning("%s ended with code %s; starting it again in %.1f s", self.name, code, wait)
            await asyncio.sleep(wait)
        log.error("%s does not start", self.name)

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def stop(self, seconds: float) -> None:
        """SIGTERM, and SIGKILL when it has not ended within `seconds`."""
        self.signal(signal.SIGTERM)
        if self.process is None:
            return
        try:
            await asyncio.wait_for(self.process.wait(), seconds)
        except TimeoutError:
            log.warning("%s did not end by itself", self.name)
            self.signal(signal.SIGKILL)
            await self.process.wait()


async def nothing() -> str:
    return ""


async def up(
    settings: Settings, prepare: Callable[[], Awaitable[str]] = nothing, *, reload: bool = False
) -> int:
    """Prepare, then run the installation until SIGTERM or SIGINT; the exit code.

    `prepare` runs once the data directory is ours, so that two starts at once cannot both migrate, and only
    where the port can be had. What it returns is printed when the pages answer.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if (lock := doorstep.lock(settings)) is None:
        log.error("another tic up runs on %s already", settings.data_dir.resolve())
        return 1
    with lock:
        if refusal := await doorstep.refused(settings):
            log.error(refusal)
            return 1
        told = await prepare()
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        async with _redis(settings) as url:
            environment = environment_of(settings, redis_url=url)
            commands = RELOADING if reload else COMMANDS
            children = [Child(name, command, environment) for name, command in commands.items()]
            telling = asyncio.create_task(tell(settings, told))
            try:
                return await _supervise(children, stopping)
            finally:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)


async def tell(settings: Settings, told: str, seconds: float = ANSWER_SECONDS) -> None:
    """Print `told` once the pages answer; without an answer, too, for it is told only once."""
    if not told:
        return
    answered = False
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(doorstep.own_pages(settings), seconds)
            answered = True
    finally:
        if not answered:
            log.warning("the pages do not answer at %s", settings.origin)
        click.echo(told)


async def _supervise(children: list[Child], stopping: asyncio.Event) -> int:
    keepers = [asyncio.create_task(child.keep()) for child in children]
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({*keepers, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in (*keepers, stopped):
        task.cancel()
    await asyncio.gather(*keepers, stopped, return_exceptions=True)
    await asyncio.gather(*(child.stop(STOP_SECONDS) for child in children))
    return 0 if stopping.is_set() else 1


def environment_of(settings: Settings, **values: str) -> dict[str, str]:
    """This process's environment with every setting that differs from its default, and the given ones."""
    chosen = {**settings.model_dump(mode="json", exclude_defaults=True), **values}
    chosen["data_dir"] = str(settings.data_dir.resolve())
    return {**os.environ, **{f"TIC_{name.upper()}": str(value) for name, value in chosen.items()}}


@asynccontextmanager
async def _redis(settings: Settings) -> AsyncIterator[str]:
    """The URL of the Redis to use: the configured one, or one of our own that lives as long as this."""
    program = None if settings.redis_url else redis_program()
    if program is None:
        if not settings.redis_url:
            log.warning("there is no redis-server, so jobs start up to %g s late", settings.sweep_seconds)
        yield settings.redis_url
        return
    folder = (settings.data_dir / "redis").resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with socket_path(folder) as socket:
        # All goes on without it, only later: what keeps it away, as a full disk does, may pass.
        child = Child("redis", redis_command(program, folder, socket), dict(os.environ), vital=False)
        keeper = asyncio.create_task(child.keep())
        url = f"unix://{quote(str(socket))}"
        try:
            if not await answers(url):
                log.warning("Redis does not answer yet; see %s", folder / "redis.log")
            yield url
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            await child.stop(REDIS_STOP_SECONDS)


def _born_of(parent: int, nice: int) -> Callable[[], None]:
    """What a fresh child calls: to be that much nicer, and that the kernel kills it when its parent ends."""
    prctl = ctypes.CDLL(None).prctl if sys.platform.startswith("linux") else None

    def born() -> None:
        os.nice(nice)
        if prctl is None:
            return
        # Where Linux shares the processor out by session, a process is nice only to its own.
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice))
        prctl(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # the parent ended before the kernel knew

    return born
