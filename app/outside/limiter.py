"""How fast somebody may ask: token buckets, in Redis where processes share one, else in memory."""

import time
from dataclasses import dataclass
from typing import Any, Protocol

from redis.asyncio import Redis

from app.outside.patience import Patience

KEPT = 50_000
"""Buckets remembered in memory; full ones are forgotten first, which changes nothing."""

# One step for all buckets, so that a refused request takes nothing out of any.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local wait, left = 0, {}
for i, key in ipairs(KEYS) do
  local most = tonumber(ARGV[i])
  local kept = redis.call('HMGET', key, 'left', 'at')
  local has = most
  if kept[1] then has = math.min(most, tonumber(kept[1]) + (now - tonumber(kept[2])) * most / 60) end
  left[i] = has
  if has < 1 then wait = math.max(wait, (1 - has) * 60 / most) end
end
if wait > 0 then return tostring(wait) end
for i, key in ipairs(KEYS) do
  redis.call('HSET', key, 'left', tostring(left[i] - 1), 'at', string.format('%.6f', now))
  redis.call('EXPIRE', key, 120)
end
return '0'
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Somebody, and how many requests they have a minute; that many at once, too."""

    name: str
    a_minute: int


class Limiter(Protocol):
    """Counts requests; never raises."""

    async def take(self, buckets: list[Bucket]) -> float:
        """Take one out of each, or out of none: 0, or the seconds until one is left in all of them."""
        ...

    async def close(self) -> None: ...


class MemoryLimiter:
    """Of this process alone."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}

    async def take(self, buckets: list[Bucket]) -> float:
        now, wait, left = time.monotonic(), 0.0, {}
        for bucket in buckets:
            kept, at = self._left.get(bucket.name, (float(bucket.a_minute), now))
            has = min(bucket.a_minute, kept + (now - at) * bucket.a_minute / 60)
            left[bucket.name] = (has - 1, now)
            if has < 1:
                wait = max(wait, (1 - has) * 60 / bucket.a_minute)
        if not wait:
            self._left |= left
            self._forget(now)
        return wait

    def _forget(self, now: float) -> None:
        if len(self._left) > KEPT:
            self._left = {name: row for name, row in self._left.items() if now - row[1] < 60}

    async def close(self) -> None:
        """Nothing to let go of."""


class RedisLimiter:
    """Of all processes of the installation; while Redis is away each counts for itself."""

    def __init__(self, url: str) -> None:
        self._redis: Any = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        self._script = self._redis.register_script(SCRIPT)
        self._patience = Patience("Redis (limits)")
        self._alone = MemoryLimiter()

    async def take(self, buckets: list[Bucket]) -> float:
        answers: list[float] = []

        async def ask() -> None:
            keys = [f"tic:limit:{bucket.name}" for bucket in buckets]
            answers.append(float(await self._script(keys=keys, args=[bucket.a_minute for bucket in buckets])))

        await self._patience.attempt(ask)
        return answers[0] if answers else await self._alone.take(buckets)

    async def close(self) -> None:
        await self._redis.aclose()
