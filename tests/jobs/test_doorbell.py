"""Ringing when Redis is not well."""

import time

from redis.asyncio import Redis

from jobs.transports import QUEUE, RINGS_MAX, RedisDoorbell
from tests.jobs.brokers import RedisServer


async def timed(doorbell: RedisDoorbell) -> float:
    before = time.monotonic()
    await doorbell.ring(["job"])
    return time.monotonic() - before


async def rings(redis: RedisServer) -> int:
    client = Redis.from_url(redis.url)
    count = int(await client.zcard(QUEUE))
    await client.aclose()
    return count


async def test_each_job_is_one_ring(redis: RedisServer) -> None:
    doorbell = RedisDoorbell(redis.url)
    await doorbell.ring(["one", "two"])
    await doorbell.ring(["one"])
    assert await rings(redis) == 3
    await doorbell.close()


async def test_many_jobs_of_one_commit_are_a_few_rings(redis: RedisServer) -> None:
    doorbell = RedisDoorbell(redis.url)
    await doorbell.ring([f"job {number}" for number in range(500)])
    assert await rings(redis) == RINGS_MAX
    await doorbell.close()


async def test_a_redis_that_is_gone_raises_nothing_and_is_found_again(redis: RedisServer) -> None:
    doorbell = RedisDoorbell(redis.url)
    await redis.stop()
    assert await timed(doorbell) < 2
    await redis.start()
    doorbell._patience._resting_until = 0.0
    await doorbell.ring(["job"])
    assert await rings(redis) == 1
    await doorbell.close()
