"""How workers are woken: rings over Redis, by arq, or over Kafka; and which of them the settings name."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool

from app.live import MemoryNudges, Nudges
from app.outside.nudges import RedisNudges
from app.outside.patience import Patience
from app.queue.doorbell import Doorbell, Ear, SilentDoorbell
from app.queue.scheduling import Runner
from app.settings import Settings

WAKE = "run_job"
QUEUE = "tic:rings"
POLL_SECONDS = 0.02
RINGS_MAX = 16
"""Rings for one commit: each wakes a worker, and a worker that is awake fills its slots by itself."""
RING_SECONDS = 300
"""A ring nobody took by then says nothing a sweep has not found."""
CLOSE_SECONDS = 3.0
"""How long an ear may take to say goodbye to a Redis that may be gone."""


def encode(value: Any) -> bytes:
    return json.dumps(value, default=str).encode()


def arq_pool(url: str, *, timeout: float) -> ArqRedis:
    """A pool that connects on first use; arq's own default serializer, pickle, would run what it reads."""
    connections = ConnectionPool.from_url(url, socket_timeout=timeout, socket_connect_timeout=1)
    return ArqRedis(connections, job_serializer=encode, job_deserializer=json.loads, default_queue_name=QUEUE)


class RedisDoorbell:
    """Rings by enqueueing a job of arq's, which tells one worker to look for due jobs."""

    def __init__(self, url: str) -> None:
        self._pool = arq_pool(url, timeout=1)
        self._patience = Patience("Redis (doorbell)")

    async def ring(self, job_ids: list[str]) -> None:
        async def enqueue() -> None:
            # No fixed arq id: arq would silently drop a ring while it remembers an earlier one.
            for job_id in job_ids[:RINGS_MAX]:
                await self._pool.enqueue_job(WAKE, job_id, _expires=RING_SECONDS)

        await self._patience.attempt(enqueue)

    async def close(self) -> None:
        await self._pool.aclose(close_connection_pool=True)


class Bell(Worker):
    """arq's worker, which only listens for rings: the jobs themselves run in slots of our own.

    So nothing of arq is held while a job runs: no key that outlives a killed worker, no timeout, no
    count of tries, and Redis may go away without disturbing what runs.
    """

    def __init__(self, url: str, slots: int, free: Callable[[], int], wake: Callable[[], None]) -> None:
        async def run_job(ctx: dict[Any, Any], *args: Any, **kwargs: Any) -> None:
            wake()

        super().__init__(
            functions=[func(run_job, name=WAKE, timeout=10, keep_result=0, max_tries=3)],
            redis_pool=arq_pool(url, timeout=5),
            queue_name=QUEUE,
            max_jobs=slots,
            poll_delay=POLL_SECONDS,
            queue_read_limit=1000,
            job_timeout=10,
            keep_result=0,
            handle_signals=False,
            job_serializer=encode,
            job_deserializer=json.loads,
            log_results=False,
        )
        self._free = free

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        """Take no more rings than there are free slots, so that they reach workers with room."""
        await super().start_jobs(job_ids[: self._free()])


class RedisEar:
    """Takes rings from arq's queue, where each is taken by one worker with room."""

    def __init__(self, url: str, slots: int, free: Callable[[], int], wake: Callable[[], None]) -> None:
        self._parts = (url, slots, free, wake)

    async def listen(self) -> None:
        logging.getLogger("arq.worker").setLevel(logging.WARNING)
        bell = Bell(*self._parts)
        connections = bell.pool.connection_pool
        try:
            await bell.async_run()
        finally:
            await _closed(bell)
            with suppress(Exception):
                await connections.disconnect()


async def _closed(bell: Bell) -> None:
    """Close it, whatever that lets out.

    With a ring in hand it lets out the cancellation of that ring's task, which would end whoever listens.
    """
    closing = asyncio.ensure_future(bell.close())
    closing.add_done_callback(lambda closed: closed.cancelled() or closed.exception())
    await asyncio.wait({closing}, timeout=CLOSE_SECONDS)
    closing.cancel()


def open_transports(settings: Settings) -> tuple[Doorbell, Nudges]:
    """What the settings name. Nudges travel over Redis alone; without it pages refresh by the clock."""
    url = settings.redis_url
    nudges: Nudges = RedisNudges(url) if url else MemoryNudges(alone=False)
    if settings.transport == "kafka":
        from jobs.kafka import KafkaDoorbell

        return KafkaDoorbell(settings.kafka_url), nudges
    return RedisDoorbell(url) if url else SilentDoorbell(), nudges


def open_ear(settings: Settings, runner: Runner) -> Ear | None:
    """The runner's end of the same transport; None where workers find work by sweeping alone."""
    if settings.transport == "kafka":
        from jobs.kafka import KafkaEar

        return KafkaEar(settings.kafka_url, runner.wake)
    if settings.redis_url:
        return RedisEar(settings.redis_url, runner.slots, lambda: runner.free, runner.wake)
    return None
