"""Nudges: after a commit, a word that something changed, so that browsers ask again. Never a payload."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from app.tenancy import organization_of

REFRESH = "refresh"
"""The name of the nudge that says: something may have been missed, ask for everything again."""
KEPT = 10_000
"""Nudges kept for listeners that come back with the id of the last one they saw."""
PENDING = 100
"""Nudges a slow listener may fall behind; beyond that they become one refresh."""
FALLBACK_SECONDS = 2.0
"""How often listeners are told to refresh while nudges of other processes cannot be had."""

HERE_SECONDS = 40.0
"""How long somebody is taken to be where they were last."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """`topic` is what a page listens to (an episode, a document, a job), `name` what changed in it.

    `page`: the one open page that need not be told, because it got the change as its answer.
    """

    organization_id: str
    topic: str
    name: str
    page: str = ""


def nudge(session: AsyncSession, topic: str, name: str) -> None:
    """Note a nudge; it is sent when the transaction has been committed, and never after a rollback."""
    noted = session.info.setdefault("nudges", [])
    if (fresh := Nudge(organization_of(session), topic, name)) not in noted:
        noted.append(fresh)


def answered(session: AsyncSession, name: str, page: str) -> None:
    """The page is about to be answered with what `name` says changed: the nudge is for all the others."""
    noted = session.info.get("nudges", [])
    noted[:] = [replace(each, page=page) if each.name == name else each for each in noted]


class Nudges(Protocol):
    """Carries nudges between processes. Losing one is harmless: a reload shows the truth."""

    async def send(self, nudges: list[Nudge]) -> None:
        """Never raises: what cannot be sent is dropped and logged."""
        ...

    def listen(
        self, organization_id: str, topic: str, after: str = "", page: str = ""
    ) -> AsyncIterator[tuple[str, str]]:
        """(id, name) of each nudge of the topic, from now or from after the given id; ends at shutdown.

        The name is REFRESH when some may have been missed. Nudges `page` was answered with are left out.
        """
        ...

    async def note(self, organization_id: str, topic: str, who: str, where: str) -> bool:
        """Note where somebody is, for HERE_SECONDS; whether that is news. Never raises, never lasts."""
        ...

    async def noted(self, organization_id: str, topic: str) -> dict[str, str]:
        """Where everybody is who was noted lately; empty when that cannot be known."""
        ...

    def hush(self) -> None:
        """Every listener ends, and whoever comes now ends at once; the rest goes on until closed."""
        ...

    async def close(self) -> None:
        """Shutdown: every listener ends."""
        ...


def position(event_id: str) -> tuple[int, int]:
    """An event id, milliseconds and a number within them ("1700000000000-0"), as numbers that sort."""
    milliseconds, _, number = event_id.partition("-")
    if not (milliseconds.isdecimal() and milliseconds.isascii()):
        return (0, 0)
    return int(milliseconds), int(number) if number.isdecimal() and number.isascii() else 0


class Listener:
    """One open page: the nudges it has yet to be told."""

    def __init__(self, organization_id: str, topic: str, page: str = "") -> None:
        self._address = (organization_id, topic)
        self._page = page
        self._pending: deque[tuple[str, str]] = deque()
        self._ready = asyncio.Event()
        self._closed = False

    def hears(self, nudge: Nudge) -> bool:
        """Whether it is about the topic, and not what the page was answered with itself."""
        own = self._page != "" and nudge.page == self._page
        return not own and (nudge.organization_id, nudge.topic) == self._address

    def tell(self, event_id: str, name: str) -> None:
        if len(self._pending) >= PENDING:
            self._pending.clear()
            name = REFRESH
        self._pending.append((event_id, name))
        self._ready.set()

    def close(self) -> None:
        self._closed = True
        self._ready.set()

    async def told(self) -> AsyncIterator[tuple[str, str]]:
        """What it is told, until closed."""
        while not self._closed:
            await self._ready.wait()
            self._ready.clear()
            while self._pending and not self._closed:
                yield self._pending.popleft()


class Fanout:
    """The listeners of this process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self.closed = False

    def open(self, organization_id: str, topic: str, page: str = "") -> Listener:
        listener = Listener(organization_id, topic, page)
        self._listeners.add(listener)
        if self.closed:
            listener.close()
        return listener

    def drop(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def tell(self, nudge: Nudge, event_id: str) -> None:
        for listener in self._listeners:
            if listener.hears(nudge):
                listener.tell(event_id, nudge.name)

    def refresh(self, event_id: str) -> None:
        for listener in self._listeners:
            listener.tell(event_id, REFRESH)

    def close(self) -> None:
        self.closed = True
        for listener in self._listeners:
            listener.close()


class MemoryNudges:
    """Nudges within one process. With `alone` False others work too, so pages also refresh by the clock."""

    def __init__(self, *, alone: bool = True) -> None:
        self._alone = alone
        self._fanout = Fanout()
        self._kept: deque[tuple[str, Nudge]] = deque(maxlen=KEPT)
        self._numbers = itertools.count()
        self._began = position(self._next_id())
        self._clock: asyncio.Task[None] | None = None
        self._here: dict[tuple[str, str], dict[str, tuple[str, float]]] = {}

    async def note(self, organization_id: str, topic: str, who: str, where: str) -> bool:
        before = (await self.noted(organization_id, topic)).get(who)
        self._here[organization_id, topic][who] = where, time.monotonic() + HERE_SECONDS
        return before != where

    async def noted(self, organization_id: str, topic: str) -> dict[str, str]:
        present = time.monotonic()
        here = self._here.setdefault((organization_id, topic), {})
        for who in [who for who, (_, until) in here.items() if until < present]:
            del here[who]
        return {who: where for who, (where, _) in here.items()}

    def _next_id(self) -> str:
        return f"{time.time_ns() // 1_000_000}-{next(self._numbers)}"

    async def send(self, nudges: list[Nudge]) -> None:
        for nudge in nudges:
            event_id = self._next_id()
            self._kept.append((event_id, nudge))
            self._fanout.tell(nudge, event_id)

    async def listen(
        self, organization_id: str, topic: str, after: str = "", page: str = ""
    ) -> AsyncIterator[tuple[str, str]]:
        if not self._alone and self._clock is None:
            self._clock = asyncio.create_task(self._refresh())
        listener = self._fanout.open(organization_id, topic, page)
        try:
            if after:
                self._replay(listener, after)
            async for told in listener.told():
                yield told
        finally:
            self._fanout.drop(listener)

    def _replay(self, listener: Listener, after: str) -> None:
        oldest = position(self._kept[0][0]) if len(self._kept) == KEPT else self._began
        if position(after) < oldest:
            listener.tell(after, REFRESH)
        for event_id, nudge in self._kept:
            if position(event_id) > position(after) and listener.hears(nudge):
                listener.tell(event_id, nudge.name)

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(FALLBACK_SECONDS)
            self._fanout.refresh(self._next_id())

    def hush(self) -> None:
        self._fanout.close()

    async def close(self) -> None:
        self.hush()
        if self._clock is not None:
            self._clock.cancel()
