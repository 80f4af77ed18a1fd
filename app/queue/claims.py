"""Claims on many jobs at a time: taken, kept, given up and fulfilled in a few statements, however many.

The statements are made once and run by Core: the mapper costs more than a quick job. They look across
organizations, as workers do; what is inserted carries the organization of its job.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, bindparam, case, insert, or_, tuple_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import metadata
from app.ids import new_id, now
from app.queue.clock import database_now
from app.queue.leases import UNTOUCHED, due
from app.queue.models import CRASHES_MAX, STARTING, WAITED_FOR, Attempt, Job, JobState
from app.tenancy import across_organizations

Claim = tuple[str, int]
"""A job and the fence of whoever holds or held it."""


def claim_of(job: Job) -> Claim:
    return job.id, job.fence


async def claim_all(
    session: AsyncSession, job_ids: Sequence[str], worker: str, seconds: float, *, apart: bool = False
) -> list[Job]:
    """Those of the jobs that were to be had, now this worker's for `seconds`, in the order they are named.

    With `apart`, those that have one crash left are held for processes of their own.
    """
    frail = worker + STARTING if apart else worker
    values = {"ids": job_ids, "holder": worker, "frail_holder": frail, "span": seconds}
    with across_organizations(session):
        found = await session.exec(_claiming(), params=values, execution_options=UNTOUCHED)
        jobs: list[Job] = sorted(found.scalars(), key=lambda job: job_ids.index(job.id))
        if again := [job.id for job in jobs if job.fence > 1]:
            await _run(session, _closing_silent(), {"ids": again})
        if jobs:
            await _run(session, insert(_table(Attempt)), [_attempt(job) for job in jobs])
    return jobs


async def renew_all(session: AsyncSession, claims: Sequence[Claim], seconds: float) -> set[Claim]:
    """Hold these jobs for `seconds` from now; the claims that still stand.

    Passes over rows that are locked: their holder renews them, and nobody may wait for it here.
    """
    with across_organizations(session):
        await _run(session, _renewing(), {**_named(claims), "span": seconds})
        standing = select(Job.id, Job.fence).where(_held())
        found = await session.exec(standing, params=_named(claims))
        return {(job_id, fence) for job_id, fence in found}


async def admit_lapses(session: AsyncSession, claims: Sequence[Claim]) -> None:
    """These claims ended with nothing stored, but their worker lives: none of them was a crash.

    What nobody else has taken up waits again, unspent.
    """
    jobs, tries = _table(Job), _table(Attempt).c
    with across_organizations(session):
        await lock_all(session, [job_id for job_id, _ in claims])
        await _run(session, _returning_unspent(), _named(claims))
        unsaid = or_(tries.ended_at.is_(None), tries.outcome == "crashed")
        attempts = tuple_(tries.job_id, tries.fence).in_(claims)
        lapsed = (
            _closing()
            .where(attempts, unsaid)
            .values(outcome="lapsed", reason="Its lease ran out while its worker lived.")
            .returning(tries.job_id)
        )
        found = await _run(session, lapsed, _ids(claims))
        for job_id, times in Counter(found.scalars()).items():
            fewer = case((jobs.c.crashes > times, jobs.c.crashes - times), else_=0)
            wronged = update(Job).where(col(Job.id) == job_id)
            values = {"crashes": fewer, "lapses": jobs.c.lapses + times, "note": ""}
            await session.exec(wronged.values(values), execution_options=UNTOUCHED)


async def end_leases(session: AsyncSession) -> int:
    """Let every lease be over, for whoever held one is known to be dead; how many there were.

    What that makes hopeless need not wait either until somebody says that it lives.
    """
    last = (col(Job.crashes) >= CRASHES_MAX - 1) & ~col(Job.worker).endswith(STARTING)
    values = {
        "lease_until": database_now(-1.0),
        "note": case((last, WAITED_FOR), else_=col(Job.note)),
    }
    dead = update(Job).where(col(Job.state) == JobState.RUNNING).values(values)
    with across_organizations(session):
        return (await session.exec(dead, execution_options=UNTOUCHED)).rowcount


async def lock_all(session: AsyncSession, job_ids: Sequence[str]) -> None:
    """Hold these jobs, of those the session may see, until the transaction ends.

    Whoever wants several waits for them in this order, older ones first, lest two wait for each other.
    """
    ordered = select(Job.id).where(col(Job.id).in_(job_ids)).order_by(col(Job.id)).with_for_update()
    await session.exec(ordered)


async def succeed_all(session: AsyncSession, done: Sequence[tuple[Job, dict[str, Any]]]) -> set[Claim]:
    """End these jobs well, each with its result; the claims that still stood."""
    claims = [claim_of(job) for job, _ in done]
    with across_organizations(session):
        found = await _run(session, _succeeding(), _named(claims))
        stood = {(job_id, fence) for job_id, fence in found}
        results = [{"of": job.id, "what": told} for job, told in done if told and claim_of(job) in stood]
        if results:
            await _run(session, _answering(), results)
        if stood:
            await _close(session, [job_id for job_id, _ in stood], "succeeded")
    return stood


def _table(model: type[Job] | type[Attempt]) -> Table:
    return metadata.tables[str(model.__tablename__)]


def _named(claims: Sequence[Claim]) -> dict[str, Any]:
    return {**_ids(claims), "claims": list(claims)}


def _ids(claims: Sequence[Claim]) -> dict[str, Any]:
    return {"ids": [job_id for job_id, _ in claims]}


def _held() -> ColumnElement[bool]:
    """Those of the claims that are the latest of their job, while it runs."""
    jobs = _table(Job).c
    ids = jobs.id.in_(bindparam("ids", expanding=True))  # which the index finds
    return (
        ids
        & tuple_(jobs.id, jobs.fence).in_(bindparam("claims", expanding=True))
        & (jobs.state == JobState.RUNNING)
    )


async def _run(session: AsyncSession, statement: Any, values: Any) -> Any:
    return await (await session.connection()).execute(statement, values)


async def _close(session: AsyncSession, job_ids: Sequence[str], outcome: str, reason: str = "") -> None:
    still_open = _closing().where(_table(Attempt).c.ended_at.is_(None))
    await _run(session, still_open, {"ids": job_ids, "outcome": outcome, "reason": reason})


@cache
def _claiming() -> Any:
    # A row somebody has locked is passed over: one long transaction must not hold up all others.
    free = select(Job.id).where(col(Job.id).in_(bindparam("ids", expanding=True)), due())
    silent, starting = col(Job.state) == JobState.RUNNING, col(Job.worker).endswith(STARTING)
    # Whose own process had not come so far had not begun: that the worker fell silent was not its doing.
    crashes = Job.crashes + case((silent & ~starting, 1), else_=0)
    frail = crashes == CRASHES_MAX - 1
    return (
        update(Job)
        .where(col(Job.id).in_(free.with_for_update(skip_locked=True)), due())
        .values(
            state=JobState.RUNNING,
            worker=case((frail, bindparam("frail_holder")), else_=bindparam("holder")),
            lease_until=database_now(bindparam("span")),
            fence=Job.fence + 1,
            attempts=Job.attempts + 1,
            crashes=crashes,
            lapses=Job.lapses + case((silent & starting, 1), else_=0),
            revision=Job.revision + 1,
        )
        .returning(Job)
    )


@cache
def _renewing() -> Update:
    jobs = _table(Job)
    free = select(jobs.c.id).where(_held()).with_for_update(skip_locked=True)
    return jobs.update().where(jobs.c.id.in_(free)).values(lease_until=database_now(bindparam("span")))


@cache
def _returning_unspent() -> Update:
    jobs = _table(Job)
    return (
        jobs.update()
        .where(_held())
        .values(
            state=JobState.QUEUED,
            due_at=database_now(),
            lease_until=None,
            worker="",
            attempts=jobs.c.attempts - 1,
            crashes=jobs.c.crashes + 1,  # taken back with those that others counted
            revision=jobs.c.revision + 1,
        )
    )


@cache
def _succeeding() -> Any:
    jobs = _table(Job)
    ordered = select(jobs.c.id).where(_held()).order_by(jobs.c.id).with_for_update()  # as in lock_all
    return (
        jobs.update()
        .where(jobs.c.id.in_(ordered))
        .values(
            state=JobState.SUCCEEDED,
            finished_at=database_now(),
            lease_until=None,
            worker="",
            reason="",
            note="",
            progress=1.0,
            result={},
            revision=jobs.c.revision + 1,
        )
        .returning(jobs.c.id, jobs.c.fence)
    )


@cache
def _answering() -> Update:
    jobs = _table(Job)
    return jobs.update().where(jobs.c.id == bindparam("of")).values(result=bindparam("what"))


@cache
def _closing() -> Update:
    tries = _table(Attempt)
    return (
        tries.update()
        .where(tries.c.job_id.in_(bindparam("ids", expanding=True)))
        .values(ended_at=database_now())
    )


@cache
def _closing_silent() -> Update:
    tries = _table(Attempt).c
    starting = tries.worker.endswith(STARTING)
    return (
        _closing()
        .where(tries.ended_at.is_(None))
        .values(
            outcome=case((starting, "lapsed"), else_="crashed"),
            reason=case(
                (starting, "Its worker fell silent before it had begun."), else_="Its worker fell silent."
            ),
        )
    )


def _attempt(job: Job) -> dict[str, Any]:
    began = now()
    return {
        "id": new_id(),
        "created_at": began,
        "organization_id": job.organization_id,
        "job_id": job.id,
        "number": job.attempts,
        "fence": job.fence,
        "worker": job.worker,
        "started_at": began,
        "outcome": "",
        "reason": "",
    }
