"""A service that keeps failing is left alone for a while, then asked by one to see whether it is back."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FAILURES_MAX = 5
"""Failures in a row after which it is left alone."""
REST_SECONDS = 30.0


class Resting(Exception):
    """The service was not asked. Whoever wanted it waits `after` seconds; a job spends no attempt on it."""

    again = True

    def __init__(self, name: str, after: float) -> None:
        super().__init__(f"{name} failed several times in a row and is left alone for a moment.")
        self.after = after


class Breaker:
    """Of one endpoint, for all threads of this process.

    What counts as its failure is an error whose `again` is true: after any other it has answered.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = FAILURES_MAX,
        rest: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._most, self._rest, self._clock = failures, rest, clock
        self._failures = 0
        self._closed_until = 0.0
        self._lock = threading.Lock()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around one request; raises Resting instead of letting it begin while the service rests."""
        self._let_in()
        try:
            yield
        except Exception as error:
            self._heard(failed=bool(getattr(error, "again", True)))
            raise
        except BaseException:  # cancelled, which says nothing of the service: the next one finds out
            with self._lock:
                self._closed_until = min(self._closed_until, self._clock())
            raise
        self._heard(failed=False)

    def _let_in(self) -> None:
        with self._lock:
            wait = self._closed_until - self._clock()
            if wait > 0:
                raise Resting(self.name, wait)
            if self._failures >= self._most:
                # One is let through; who comes while it asks is told to wait for what it finds.
                self._closed_until = self._clock() + self._rest

    def _heard(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            self._closed_until = self._clock() + self._rest if self._failures >= self._most else 0.0


_breakers: dict[str, Breaker] = {}


def breaker_of(name: str, address: str) -> Breaker:
    """The breaker all who ask at this address share; `name` is what people call the service."""
    return _breakers.setdefault(f"{name} {address}", Breaker(name))
