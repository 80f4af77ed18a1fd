"""The kinds of jobs this process can run, by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.permissions import Principal
from app.queue.running import Work

Handler = Callable[[Work], Awaitable[dict[str, Any] | None]]
Farewell = Callable[[AsyncSession, str, str, Principal], Awaitable[None]]
"""(session, subject id, reason, by): marks the subject of a job given up, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of job is run. Durations are seconds."""

    name: str
    handler: Handler
    attempts: int = 5
    """Failures after which the job is dead."""
    seconds: float = 3600.0
    """Longest one attempt may take."""
    backoff: float = 2.0
    """The first retry waits up to this, each further one up to twice as long as the one before."""
    on_dead: Farewell | None = None
    slots: int = 0
    """Most jobs of this kind that run at a time over all workers; 0 means no limit."""


KINDS: dict[str, Kind] = {}


def job(
    name: str,
    *,
    attempts: int = 5,
    seconds: float = 3600.0,
    backoff: float = 2.0,
    on_dead: Farewell | None = None,
    slots: int = 0,
) -> Callable[[Handler], Handler]:
    """Register the coroutine function that runs jobs of this name; its dict becomes the job's result."""

    def register(handler: Handler) -> Handler:
        if name in KINDS and KINDS[name].handler is not handler:
            raise ValueError(f"two handlers for jobs of kind {name!r}")
        KINDS[name] = Kind(name, handler, attempts, seconds, backoff, on_dead, slots)
        return handler

    return register
