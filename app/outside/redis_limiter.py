"""Token buckets in Redis, where processes share one."""

from typing import Any

from redis.asyncio import Redis

from app.outside.limiter import Bucket, MemoryLimiter
from app.outside.patience import Patience

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
