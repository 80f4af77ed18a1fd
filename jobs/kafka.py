"""Rings over Kafka: a topic every worker reads from its end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from app.outside.kafka import kafka_options, make_topic
from app.outside.patience import Patience

TOPIC = "tic-rings"
RING_SECONDS = 300
"""How long the topic keeps a ring; it says nothing a sweep has not found."""
SILENCE_MS = 5000
"""After that long without a ring the broker is asked whether it is still there."""
FETCH_WAIT_MS = 50
"""How long a broker may hold a fetch; not every one answers the moment there is something."""
CLOSE_SECONDS = 2.0


class KafkaDoorbell:
    """Rings by one message a commit, however many jobs it brought."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._patience = Patience("Kafka (doorbell)")
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def ring(self, job_ids: list[str]) -> None:
        async def send() -> None:
            await (await self._opened()).send_and_wait(TOPIC, job_ids[0].encode())

        if not await self._patience.attempt(send) and self._producer is not None:
            leaving = asyncio.create_task(self.close())
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    async def _opened(self) -> AIOKafkaProducer:
        async with self._opening:
            if self._producer is None:
                await make_topic(self._url, TOPIC, RING_SECONDS)
                producer = AIOKafkaProducer(**kafka_options(self._url), acks=1)
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
        return self._producer

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            # What it still holds is not waited for: a lost ring is found by the sweep.
            with suppress(TimeoutError):
                await asyncio.wait_for(producer.stop(), CLOSE_SECONDS)


class KafkaEar:
    """Hears every ring, as every worker does: no consumer group, so there is nothing to rebalance or commit.

    In a group a ring would wait in the partitions of a member that is full or dead, for seconds. So each
    worker with room looks, the database lets one of them have the job, and a full one is not disturbed.
    """

    def __init__(self, url: str, wake: Callable[[], None]) -> None:
        self._url = url
        self._wake = wake

    async def listen(self) -> None:
        await make_topic(self._url, TOPIC, RING_SECONDS)
        consumer = AIOKafkaConsumer(
            TOPIC,
            **kafka_options(self._url),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        try:
            await consumer.start()
            await consumer.seek_to_end()
            self._wake()  # for what was rung while nobody listened
            while True:
                if await consumer.getmany(timeout_ms=SILENCE_MS):
                    self._wake()
                elif TOPIC not in await asyncio.wait_for(consumer.topics(), CLOSE_SECONDS):
                    raise ConnectionError("the topic is gone; the broker was made anew")
        finally:
            await _stopped(consumer)


async def _stopped(consumer: AIOKafkaConsumer) -> None:
    """Stop it, whatever that lets out.

    Without a broker it lets out the cancellation of a task of its own, which would end whoever listens, and
    leaves its client to look for the broker for ever.
    """
    stopping = asyncio.ensure_future(consumer.stop())
    _, late = await asyncio.wait({stopping}, timeout=CLOSE_SECONDS)
    stopping.cancel()
    if late or stopping.cancelled() or stopping.exception() is not None:
        closing = asyncio.ensure_future(consumer._client.close())
        await asyncio.wait({closing}, timeout=CLOSE_SECONDS)
