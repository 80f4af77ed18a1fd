"""Redis and PostgreSQL of our own, which can be stopped, frozen, emptied and started again."""

import asyncio
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis

from app.outside.redis_server import answers, redis_command, redis_program
from tests.postgres import programs


@dataclass
class RedisServer:
    """Serves on a socket in a folder."""

    folder: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'redis.sock'}"

    async def start(self) -> None:
        program = redis_program()
        assert program is not None, "there is no redis-server here"
        self.folder.mkdir(exist_ok=True)
        command = redis_command(program, self.folder, self.folder / "redis.sock")
        self.process = await asyncio.create_subprocess_exec(*command)
        assert await answers(self.url)

    def freeze(self, frozen: bool) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def flush(self) -> None:
        client = Redis.from_url(self.url)
        await client.flushall()
        await client.aclose()


@dataclass
class Postgres:
    """A cluster in a folder anybody can reach, on a socket, and on an address if one is given."""

    folder: Path
    address: str = ""
    port: int = 5432
    prefix: list[str] = field(default_factory=list)
    """Put before every command: the network namespace it shall run in."""

    @property
    def url(self) -> str:
        if self.address:
            return f"postgresql+asyncpg://tic@{self.address}:{self.port}/postgres"
        return f"postgresql+asyncpg://tic@/postgres?host={self.folder}"

    def _run(self, program: str, *options: str) -> None:
        found = programs()
        assert found is not None, "there is no PostgreSQL here"
        become = []
        if os.getuid() == 0:  # as which PostgreSQL refuses to run
            become = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        place = [] if program == "psql" else ["-D", str(self.folder / "data")]
        command = [*self.prefix, *become, str(found / program), *place, *options]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, timeout=60)

    def start(self) -> None:
        if not (self.folder / "data").exists():
            if os.getuid() == 0:
                shutil.chown(self.folder, "nobody")
            self._run("initdb", "--no-sync", "-U", "tic", "-A", "trust", "-E", "UTF8")
            if self.address:
                with (self.folder / "data" / "pg_hba.conf").open("a") as rules:
                    rules.write("host all tic 10.77.0.0/16 trust\n")
        # fsync stays on: what is acknowledged must be there after an immediate stop.
        settings = f"-k {self.folder} -c listen_addresses='{self.address}' -c max_connections=100"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def create(self, name: str) -> None:
        """One more database."""
        self._run("psql", "-h", str(self.folder), "-U", "tic", "-c", f"CREATE DATABASE {name}", "postgres")

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-m", "immediate", "stop")
