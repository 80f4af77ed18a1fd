"""Nudges over a Redis stream: one blocking reader a process, fanned out in memory."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis

from app.live import FALLBACK_SECONDS, HERE_SECONDS, KEPT, REFRESH, Fanout, Listener, Nudge, position
from app.outside.patience import Patience

log = logging.getLogger(__name__)

STREAM = "tic:nudges"
HERE = "tic:here"
BLOCK_MS = 1000


class RedisNudges:
    """The entry id of the stream is the event id, so a page resumes wherever it was connected before."""

    def __init__(self, url: str) -> None:
        timeout = BLOCK_MS / 1000 + 2
        self._redis: Any = Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=1)
        self._fanout = Fanout()
        self._patience = Patience("Redis (nudges)")
        self._reader: asyncio.Task[None] | None = None
        self._started = asyncio.Event()
        self._last = "$"
        self._owed: dict[Nudge, None] = {}
        self._repaying: asyncio.Task[None] | None = None

    async def send(self, nudges: list[Nudge]) -> None:
        """What Redis does not take is sent later: who listens to it may hear well, and know of no gap."""
        if await self._add(nudges):
            return
        self._owed |= dict.fromkeys(nudges)
        while len(self._owed) > KEPT:
            self._owed.pop(next(iter(self._owed)))
        if self._repaying is None or self._repaying.done():
            self._repaying = asyncio.create_task(self._repay())

    async def note(self, organization_id: str, topic: str, who: str, where: str) -> bool:
        key, until = f"{HERE}:{organization_id}:{topic}", time.time() + HERE_SECONDS
        before = (await self.noted(organization_id, topic)).get(who)

        async def keep() -> None:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.hset(key, who, f"{until:.0f} {where}")
                pipe.expire(key, int(HERE_SECONDS) + 1)
                await pipe.execute()

        return await self._patience.attempt(keep) and before != where

    async def noted(self, organization_id: str, topic: str) -> dict[str, str]:
        found: dict[bytes, bytes] = {}

        async def fetch() -> None:
            found.update(await self._redis.hgetall(f"{HERE}:{organization_id}:{topic}"))

        await self._patience.attempt(fetch)
        parts = ((who.decode(), value.decode().partition(" ")) for who, value in found.items())
        return {who: where for who, (until, _, where) in parts if float(until) >= time.time()}

    async def _repay(self) -> None:
        while self._owed and not self._fanout.closed:
            await asyncio.sleep(FALLBACK_SECONDS)
            owed = list(self._owed)
            if await self._add(owed):
                for nudge in owed:
                    self._owed.pop(nudge, None)

    async def _add(self, nudges: list[Nudge]) -> bool:
        async def add() -> None:
            async with self._redis.pipeline(transaction=False) as pipe:
                for nudge in nudges:
                    fields = {"o": nudge.organization_id, "t": nudge.topic, "n": nudge.name, "p": nudge.page}
                    pipe.xadd(STREAM, fields, maxlen=KEPT, approximate=True)
                await pipe.execute()

        return await self._patience.attempt(add)

    async def listen(
        self, organization_id: str, topic: str, after: str = "", page: str = ""
    ) -> AsyncIterator[tuple[str, str]]:
        if self._reader is None and not self._fanout.closed:
            self._reader = asyncio.create_task(self._read())
        listener = self._fanout.open(organization_id, topic, page)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._started.wait(), 2)
            last = position(after)
            if after:
                async for event_id, name in self._missed(listener, after):
                    last = max(last, position(event_id))
                    yield event_id, name
            async for event_id, name in listener.told():
                # What came while the missed ones were read is in both.
                if name == REFRESH or position(event_id) > last:
                    yield event_id, name
        finally:
            self._fanout.drop(listener)

    def hush(self) -> None:
        self._fanout.close()

    async def close(self) -> None:
        self.hush()
        for task in filter(None, (self._reader, self._repaying)):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._redis.aclose()

    async def _missed(self, listener: Listener, after: str) -> AsyncIterator[tuple[str, str]]:
        start = "{}-{}".format(*position(after))
        found: list[Any] = []

        async def fetch() -> None:
            oldest = await self._redis.xrange(STREAM, count=1)
            if not oldest or position(oldest[0][0].decode()) > position(after):
                found.append(None)  # what came in between was trimmed or lost
            found.extend(await self._redis.xrange(STREAM, min=f"({start}"))

        if not await self._patience.attempt(fetch):
            yield after, REFRESH
        for entry in found:
            if entry is None:
                yield after, REFRESH
                continue
            event_id, nudge = _decoded(entry)
            if listener.hears(nudge):
                yield event_id, nudge.name

    async def _read(self) -> None:
        """Read the stream until closed; while Redis is away, have every page refresh now and then."""
        away = False
        # Not for ever: a cancellation that meets a timeout is lost in it.
        while not self._fanout.closed:
            try:
                if self._last == "$":
                    newest = await self._redis.xrevrange(STREAM, count=1)
                    self._last = newest[0][0].decode() if newest else "0-0"
                self._started.set()
                answer = await self._redis.xread({STREAM: self._last}, count=500, block=BLOCK_MS)
                if away:
                    away = False
                    self._fanout.refresh(self._last)
                for _, entries in answer:
                    for entry in entries:
                        self._last, nudge = _decoded(entry)
                        self._fanout.tell(nudge, self._last)
            except Exception as error:
                if not away:
                    log.warning("nudges of other processes cannot be had: %r", error)
                away = True
                self._fanout.refresh("" if self._last == "$" else self._last)
                await asyncio.sleep(FALLBACK_SECONDS)


def _decoded(entry: tuple[bytes, dict[bytes, bytes]]) -> tuple[str, Nudge]:
    event_id, fields = entry
    return event_id.decode(), Nudge(*(fields.get(name, b"").decode() for name in (b"o", b"t", b"n", b"p")))
