"""How fast somebody may ask: token buckets; see redis_limiter.py for those that processes share."""

import time
from dataclasses import dataclass
from typing import Protocol

KEPT = 50_000
"""Buckets remembered in memory; full ones are forgotten first, which changes nothing."""


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
