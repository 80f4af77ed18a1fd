"""Connections to PostgreSQL: those that cannot be had, and those that were lost while nobody used them."""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

STALE_SECONDS = 1.0
"""A connection that was used so recently is not asked whether it is still there."""
USED = "tic_used"


class Unreachable(ConnectionError):
    """The database lets nobody in now. Whoever wanted to was not at fault and may come again."""


def refused_as_unreachable(engine: Engine) -> None:
    """From now on whatever keeps a connection from being made is Unreachable.

    Otherwise some of it is the operating system's error, which may come from anywhere, and some the driver's,
    which SQLAlchemy takes for a mistake in a statement.
    """
    event.listen(engine, "do_connect", _connected)


def _connected(dialect: Any, record: Any, arguments: Any, options: Any) -> Any:
    try:
        return dialect.connect(*arguments, **options)
    except (OSError, dialect.loaded_dbapi.Error) as error:
        raise Unreachable(f"the database cannot be reached: {error}") from error


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
