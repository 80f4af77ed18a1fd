"""Ids and times as every table stores them: UUIDv7 text, UTC with microseconds."""

import os
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as text: sorts by when it was made, exactly so among those of one process.

    The twelve bits behind the millisecond count its 4096ths (section 6.2, method 3).
    """
    global _last
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    with _lock:
        _last = max(milliseconds << 12 | rest * 4096 // 1_000_000, _last + 1)
        ticks = _last
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0x2 << 62 | random
    return str(UUID(int=value))


def now() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)
