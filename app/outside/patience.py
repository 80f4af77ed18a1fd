"""Waiting little for a service that may be away, and not at all right after it was."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Patience:
    """Tries calls that may fail. After a failure nothing is tried for `rest` seconds.

    Without the rest every request would wait out its own timeout while the service hangs.
    """

    def __init__(self, name: str, *, timeout: float = 1.0, rest: float = 2.0) -> None:
        self.name = name
        self._timeout = timeout
        self._rest = rest
        self._resting_until = 0.0

    async def attempt(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Whether the call succeeded; never raises its errors."""
        if time.monotonic() < self._resting_until:
            return False
        try:
            async with asyncio.timeout(self._timeout):
                await call()
        except Exception as error:
            log.warning("%s is away: %r", self.name, error)
            self._resting_until = time.monotonic() + self._rest
            return False
        return True
