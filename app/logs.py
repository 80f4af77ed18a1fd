"""Log lines: one an event, without what would let somebody in."""

import logging
import re
from typing import Any

import structlog

from app.plain import plain
from app.settings import Settings

SECRET = re.compile(r"tic_[0-9A-Za-z]{36}|(?<![0-9A-Za-z_-])[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])")
"""An API key, or 32 random bytes in base64 as cookies and one-time links carry them."""
MANY_LINES = ("exception", "stack")
"""Written over several lines for people; JSON escapes them."""


def one_line_without_secrets(logger: Any, method: str, event: Any) -> Any:
    """Take out what would let somebody in (keys, secrets of one-time links) and what would fake a line.

    Links carry their secret in the path, and whatever goes wrong with one names its path.
    """
    for name, value in event.items():
        if isinstance(value, str):
            kept = SECRET.sub("(secret)", value)
            event[name] = kept if name in MANY_LINES else plain(kept)
    return event


def set_up_logs(settings: Settings) -> None:
    """One line an event on stderr: JSON for machines, or aligned for a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        one_line_without_secrets,
    ]
    as_json = settings.log_format == "json"
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(processors=[*shared, last], cache_logger_on_first_use=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "litestar", "uvicorn.access", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
