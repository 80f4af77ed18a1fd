"""Ids and times as every table stores them: UUIDv7 text, UTC with microseconds."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID


def new_id() -> str:
    """A UUIDv7 (RFC 9562, section 5.7) as text: sorts by the millisecond it was made in."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80 | random
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(UUID(int=value))


def now() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)
