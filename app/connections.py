"""Connections to PostgreSQL that may have been lost while nobody used them."""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

STALE_SECONDS = 1.0
"""A connection that was used so recently is not asked whether it is still there."""
USED = "tic_used"


def asked_when_stale(engine: Engine) -> None:
    """From now on a connection that was lost is replaced before it is used, and the others with it.

    SQLAlchemy's own ping before each transaction takes three round trips: on a busy worker as many as the
    transaction itself. A server that has gone has closed its connections, which is known without asking.
    """
    event.listen(engine, "checkin", _used)
    event.listen(engine, "checkout", _look)


def _used(connection: Any, record: Any) -> None:
    record.info[USED] = time.monotonic()


def _look(connection: Any, record: Any, proxy: Any) -> None:
    if USED not in record.info:
        return  # made just now
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
    if time.monotonic() - record.info[USED] > STALE_SECONDS:
        try:
            connection.ping()
        except Exception as error:
            raise InvalidatePoolError from error
