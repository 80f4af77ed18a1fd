"""Every limiter keeps the same promises: memory, and Redis while it is there and while it is not."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.outside.limiter import Bucket, Limiter, MemoryLimiter
from app.outside.redis_limiter import RedisLimiter
from app.outside.redis_server import answers, redis_command, redis_program


@pytest.fixture(params=["memory", "redis", "redis that is away"])
async def limiter(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Limiter]:
    if request.param != "redis":
        away = RedisLimiter(f"unix://{tmp_path}/nobody.sock")
        yield MemoryLimiter() if request.param == "memory" else away
        await away.close()
        return
    program = redis_program()
    if program is None:
        pytest.skip("there is no redis-server here")
    socket = tmp_path / "redis.sock"
    server = await asyncio.create_subprocess_exec(*redis_command(program, tmp_path, socket))
    assert await answers(f"unix://{socket}")
    found = RedisLimiter(f"unix://{socket}")
    yield found
    await found.close()
    server.kill()
    await server.wait()


async def test_a_bucket_gives_what_it_holds_and_then_says_how_long_to_wait(limiter: Limiter) -> None:
    bucket = [Bucket("ada", 5)]
    assert [await limiter.take(bucket) for _ in range(5)] == [0] * 5
    assert 10 < await limiter.take(bucket) <= 12
    assert await limiter.take([Bucket("ben", 5)]) == 0


async def test_it_fills_again_as_time_passes(limiter: Limiter) -> None:
    bucket = [Bucket("ada", 600)]
    for _ in range(600):
        await limiter.take(bucket)
    assert await limiter.take(bucket) < 0.15
    await asyncio.sleep(0.25)
    assert await limiter.take(bucket) == 0


async def test_a_refusal_takes_nothing_out_of_the_others(limiter: Limiter) -> None:
    small, large = Bucket("small", 1), Bucket("large", 3)
    assert await limiter.take([small, large]) == 0
    for _ in range(5):
        assert await limiter.take([small, large]) > 0
    assert [await limiter.take([large]) for _ in range(2)] == [0, 0]


async def test_racers_get_no_more_than_there_is(limiter: Limiter) -> None:
    taken = await asyncio.gather(*(limiter.take([Bucket("ada", 10)]) for _ in range(30)))
    assert taken.count(0) == 10
