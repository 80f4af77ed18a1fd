"""The heart of a worker: it keeps the leases of all that runs there, and owns up to those it lost."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from app.database import Database
from app.installation import Installation
from app.queue.claims import Claim, admit_lapses, claim_of, renew_all
from app.queue.running import Work

log = logging.getLogger(__name__)

BEATS = 4
"""In a lease."""
SILENT_LEASES = 2
"""After so many without a beat that succeeded, what runs here is given up: others have it by now."""
AGAIN_SECONDS = 0.2
"""After a beat that failed; a lock of SQLite has been waited for by then."""


class Heart:
    """Beats while something runs: one statement for all of it, on a connection nothing else waits for.

    A claim that ended with nothing stored, though this worker lives, is owned up to with the next beat, so
    that it does not count as a crash.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._held: dict[Claim, tuple[Work, asyncio.Task[Any] | None]] = {}
        self._lost: set[Claim] = set()
        self._beating: asyncio.Task[None] | None = None

    def holds(self, job_id: str) -> bool:
        """Whether the job runs here, with a lease or without."""
        return any(held == job_id for held, _ in self._held)

    def hold(self, work: Work, handler: "asyncio.Task[Any] | None") -> None:
        """Keep the lease from now on; the handler, where it runs here, is cancelled once it is lost."""
        self._held[claim_of(work.job)] = (work, handler)
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._beat_on())

    def let_go(self, work: Work) -> None:
        """The attempt has ended; if its work was lost, that is owned up to."""
        self._held.pop(claim_of(work.job), None)
        if work.lost:
            self._lost.add(claim_of(work.job))

    async def rest(self, seconds: float) -> None:
        """Wait, for so long at most, until what was lost is owned up to; nothing is held any more."""
        if self._lost and self._beating is not None:
            await asyncio.wait({self._beating}, timeout=seconds)

    async def stop(self) -> None:
        """What is still to be owned up to is left: then it counts as a crash."""
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating

    async def _beat_on(self) -> None:
        lease = self._installation.settings.lease_seconds
        database = self._installation.database.apart()
        try:
            while self._held or self._lost:
                renewed = time.monotonic()
                await asyncio.sleep(lease / BEATS)
                while not await self._beat(database, lease):
                    if time.monotonic() - renewed > SILENT_LEASES * lease:
                        self._give_up(set(self._held))
                    await asyncio.sleep(AGAIN_SECONDS)
        finally:
            await database.close()

    async def _beat(self, database: Database, lease: float) -> bool:
        """Whether everything was written."""
        held, lost = list(self._held), list(self._lost)
        if not held and not lost:
            return True
        try:
            async with asyncio.timeout(lease):
                async with database.session() as session:
                    standing = await renew_all(session, held, lease) if held else set()
                # Apart: this waits for rows, and whoever holds those may wait for the ones just renewed.
                if lost:
                    async with database.session() as session:
                        await admit_lapses(session, lost)
        except Exception as error:
            log.warning("%d leases could not be renewed: %r", len(held), error)
            return False
        self._lost.difference_update(lost)
        self._give_up(set(held) - standing)
        return True

    def _give_up(self, claims: set[Claim]) -> None:
        for work, handler in [self._held[claim] for claim in claims if claim in self._held]:
            work.lost = True
            if handler is not None:
                handler.cancel()
