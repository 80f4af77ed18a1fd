"""One attempt at a claimed job: its handler, and how the attempt ends."""

import asyncio
import errno
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.connections import Unreachable
from app.database import is_full
from app.installation import Installation
from app.outside.breaker import Resting
from app.permissions import Principal
from app.problems import Refused
from app.queue import leases
from app.queue.claims import succeed_all
from app.queue.clock import database_now
from app.queue.endings import Endings
from app.queue.heart import Heart
from app.queue.leases import LeaseLost
from app.queue.models import CRASHES_MAX, WAITED_FOR, Job, JobState
from app.queue.registry import KINDS, Kind
from app.queue.running import JobError, NotYet, Work, announce

log = logging.getLogger(__name__)

Write = Callable[[AsyncSession], Awaitable[None]]
LAPSES_MAX = 10
BACKOFF_MAX = 600.0
"""Seconds."""
NO_ROOM_SECONDS = 30.0
"""Before a job that found a disk full is tried again: nobody makes room within seconds."""
REASON_MAX = 500
"""Characters."""
STOPPING = 1.0
"""Seconds a cancelled handler has for its own tidying up."""
STORE_WAITS = (0.2, 1.0, 2.0, 4.0)
"""Seconds between tries to store how an attempt ended."""


def last_chance(job: Job) -> bool:
    """Whether one more crash without progress would be its last."""
    return job.crashes == CRASHES_MAX - 1


def hopeless(job: Job, *, overdue: bool) -> str:
    """Why a job that was just claimed must not be begun, or ''."""
    if job.kind not in KINDS:
        return f"No worker knows how to do “{job.kind}”."
    if job.crashes >= CRASHES_MAX:
        return broken_off(job.crashes)
    if job.lapses >= LAPSES_MAX:
        return f"Its workers lost hold of it {job.lapses} times in a row without any progress."
    if overdue:
        return "Its deadline passed before it could begin."
    return ""


def broken_off(crashes: int) -> str:
    """Why a job that crashed so often in a row is given up."""
    return f"Its worker broke off {crashes} times in a row without any progress."


def in_doubt(job: Job) -> bool:
    """Whether a job that was just claimed seems hopeless, while the last worker may yet say that it lives."""
    return job.crashes >= CRASHES_MAX and job.note != WAITED_FOR


async def bury(session: AsyncSession, job: Job, reason: str, **values: int) -> None:
    """Make the job a dead letter and let its domain mark the subject, in the session's transaction."""
    await leases.end(session, job, JobState.DEAD, "dead", reason, **values)
    by = Principal.system(job.organization_id)
    # The subject first: whoever decides on it holds it, too, before the record.
    await tell_subject(session, job, reason, by)
    session.add(AuditEvent.of(job, "died", by, kind=job.kind, reason=reason))
    announce(session, job, finished=True)


async def tell_subject(session: AsyncSession, job: Job, reason: str, by: Principal) -> None:
    """Let the domain mark what a job that was given up or cancelled worked on, in the same transaction."""
    kind = KINDS.get(job.kind)
    if kind is not None and kind.on_dead is not None and job.subject_id:
        try:
            async with session.begin_nested():
                await kind.on_dead(session, job.subject_id, reason, by)
        except Exception:
            # The job must end all the same, or it would be claimed and fail for ever.
            log.exception("the subject of job %s could not be marked", job.id)


async def perform(installation: Installation, job: Job, heart: Heart, endings: Endings) -> None:
    """Run a claimed job to the end of this attempt; cancelling it gives the job back unspent."""
    kind = KINDS[job.kind]
    work = Work(installation, job)
    handler = asyncio.create_task(_result(kind, work))
    heart.hold(work, handler)
    try:
        await asyncio.wait({handler}, timeout=kind.seconds)
        timed_out = not handler.done()
        if timed_out:
            handler.cancel()
            await asyncio.wait({handler}, timeout=STOPPING)
        error = _error_of(kind, handler, timed_out)
        if error is None:
            await settle(work, _well(job, handler.result()), lambda: endings.succeed(job, handler.result()))
        else:
            await settle(work, lambda session: _conclude(session, job, kind, error))
    except asyncio.CancelledError:
        handler.cancel()
        await asyncio.wait({handler}, timeout=STOPPING)
        await settle(work, lambda session: release(session, job))
    finally:
        heart.let_go(work)


async def _result(kind: Kind, work: Work) -> dict[str, Any]:
    result = await kind.handler(work) or {}
    try:
        json.dumps(result)
    except (TypeError, ValueError) as error:
        raise JobError(f"Its result cannot be stored: {error}.", again=False) from error
    return result


def _error_of(kind: Kind, handler: "asyncio.Task[dict[str, Any]]", timed_out: bool) -> BaseException | None:
    """Why the attempt failed; None when it did not."""
    if timed_out:
        return JobError(f"It took longer than {kind.seconds:g} seconds.", again=True)
    if handler.cancelled():
        return JobError("It was interrupted.", again=True)
    return handler.exception()


async def _conclude(session: AsyncSession, job: Job, kind: Kind, error: BaseException) -> None:
    if isinstance(error, Resting):
        await leases.give_back(session, job, seconds=error.after, note=str(error))
        await leases.forget_attempt(session, job)
    elif isinstance(error, NotYet):
        await leases.give_back(session, job, seconds=error.seconds, note=error.note)
        await leases.forget_attempt(session, job)
    elif isinstance(error, LeaseLost):
        raise error
    elif database_away(error) and job.lapses + 1 < LAPSES_MAX:
        wait = _jitter(kind, job.lapses)
        await leases.give_back(
            session, job, seconds=wait, note="Waiting for the database", lapses=job.lapses + 1
        )
        await leases.forget_attempt(session, job)
    else:
        await _fail(session, job, kind, error)


def _well(job: Job, result: dict[str, Any]) -> Write:
    async def write(session: AsyncSession) -> None:
        if not await succeed_all(session, [(job, result)]):
            raise LeaseLost(f"job {job.id} is no longer held with fence {job.fence}")
        announce(session, job, finished=True)

    return write


async def _fail(session: AsyncSession, job: Job, kind: Kind, error: BaseException) -> None:
    reason, again, after = _told(error)
    failures = job.failures + 1
    if not again or failures >= kind.attempts:
        await bury(session, job, reason, failures=failures)
        return
    wait = after + _jitter(kind, failures - 1)
    await leases.end(
        session,
        job,
        JobState.FAILED,
        "failed",
        reason,
        failures=failures,
        due_at=database_now(wait),
    )
    announce(session, job)


def _jitter(kind: Kind, before: int) -> float:
    """Seconds to wait after one more failure; jobs that failed together do not come back together."""
    longest = min(kind.backoff * 2**before, BACKOFF_MAX)
    return random.uniform(0, longest)  # noqa: S311 - spreads load, guards nothing


def database_away(error: BaseException) -> bool:
    """Whether the database was locked, gone, full or out of connections, for which no job can be blamed."""
    if isinstance(error, DBAPIError):
        return (
            is_full(error)
            or isinstance(error, OperationalError | InterfaceError)
            or error.connection_invalidated
        )
    return isinstance(error, PoolTimeout | Unreachable)


def _told(error: BaseException) -> tuple[str, bool, float]:
    """Of an error: its sentence, whether to try again, and the seconds it asks to wait."""
    # PostgreSQL stores no NUL, and messages may quote a document.
    message = str(error).replace("\x00", "")[:REASON_MAX]
    if isinstance(error, Refused):
        return message, False, 0.0
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            "The disk for files in the making is full. Free some space; it is tried again.",
            True,
            NO_ROOM_SECONDS,
        )
    again = getattr(error, "again", None)
    if again is None:
        log.error("a job failed unexpectedly", exc_info=error)
        return f"Something unexpected went wrong ({type(error).__name__}: {message}).", True, 0.0
    return message, bool(again), float(getattr(error, "after", 0.0) or 0.0)


async def release(session: AsyncSession, job: Job, seconds: float | None = None) -> None:
    """Give the job back unspent, due in `seconds`, or in its old place: it had its turn. Raises LeaseLost."""
    await leases.give_back(session, job, seconds=seconds)
    await leases.close_attempts(session, [job.id], "released")
    announce(session, job)


async def settle(work: Work, write: Write, first: Callable[[], Awaitable[None]] | None = None) -> None:
    """Store the end of the attempt; when that fails the lease runs out and another worker goes on.

    Tried `first` with those of other jobs, any of which may be what cannot be stored; then alone.
    """
    for wait in (*STORE_WAITS, None):
        if work.lost:
            return
        try:
            if first is not None:
                await first()
            else:
                async with work.installation.work(
                    work.job.organization_id, request_id=work.job.id
                ) as session:
                    await write(session)
            return
        except LeaseLost as lost:
            log.info("an attempt does not count: %s", lost)
            work.lost = True
            return
        except Exception as error:
            log.warning("the end of job %s could not be stored: %s", work.job.id, error)
            first = None
            if wait is not None:
                await asyncio.sleep(wait)
