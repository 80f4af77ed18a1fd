"""Who works here: on the embedded database, who finds nobody else takes over at once what the dead held."""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO

from app.installation import Installation
from app.queue.claims import end_leases

log = logging.getLogger(__name__)

LOCK = "workers.lock"
"""Locked shared by every process that may hold a lease; the kernel lets go when it ends, however it ends."""
AGAIN_SECONDS = 0.02


@asynccontextmanager
async def alive(installation: Installation, *, inherit: bool = True) -> AsyncIterator[None]:
    """Be one of those who hold leases; nothing may be claimed outside.

    Who could lock out all others is alone, so whatever runs by the book has lost its worker: its lease ends
    now. That says nothing on a database of its own, which other machines may share. A process that is
    frozen keeps its lock. Were somebody overlooked all the same, the fence would hold, and it would own up.
    """
    if installation.settings.database_url:
        yield
        return
    with (installation.settings.data_dir / LOCK).open("a") as lock:
        if inherit and _locked(lock, fcntl.LOCK_EX):
            await _inherit(installation)
        # The kernel lets go of the one lock before it gives the other; nothing is held in between.
        while not _locked(lock, fcntl.LOCK_SH):  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(AGAIN_SECONDS)
        yield


def _locked(lock: IO[str], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _inherit(installation: Installation) -> None:
    try:
        async with installation.work() as session:
            ended = await end_leases(session)
    except Exception as error:
        log.warning("what the dead have left waits for its leases: %r", error)
        return
    if ended:
        log.info("%d jobs lost their worker; nobody else is here, so they go on now", ended)
