"""What is done again and again: declared beside its job, a row for each organization, asked by one worker."""

import asyncio
import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import metadata
from app.installation import Installation
from app.permissions import Principal
from app.queue.clock import database_now
from app.queue.leases import shut
from app.queue.models import Job, Schedule, ask
from app.queue.registry import KINDS
from app.tenancy import across_organizations, scope

log = logging.getLogger(__name__)

SETTLE_SECONDS = 60.0
"""How often it is looked whether a new organization lacks its rows."""


@dataclass(frozen=True, slots=True)
class Every:
    """How often a job of this kind is asked for, and in how many organizations."""

    kind: str
    seconds: float
    per: Literal["organization", "installation"] = "organization"
    priority: int = 0


SCHEDULES: dict[str, Every] = {}


def every(
    kind: str,
    *,
    seconds: float,
    per: Literal["organization", "installation"] = "organization",
    priority: int = 0,
) -> None:
    """Ask for a job of this kind every so many `seconds`, first when that long has passed.

    It is asked for without subject or payload, in the name of the system: in each organization, or, `per`
    installation, in the oldest one that is not shut, whose handler then looks at all of them. Turns missed
    while nothing ran, or while the organization was shut, are made up for by one; a turn that finds the last
    one's job unfinished is passed over.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is scheduled but is no kind of job")
    if seconds <= 0:
        raise ValueError("a schedule needs a period")
    SCHEDULES[kind] = Every(kind, seconds, per, priority)


def next_turn(due: datetime, present: datetime, seconds: float) -> datetime:
    """The first turn after the present that is a whole number of periods after the one due."""
    missed = max(0, math.floor((present - due).total_seconds() / seconds))
    return due + timedelta(seconds=seconds * (missed + 1))


async def settle_rows(installation: Installation) -> None:
    """Give each schedule its rows: one an organization, or one in all."""
    for declared in SCHEDULES.values():
        async with installation.work(writes=False) as session:
            with across_organizations(session):
                lacking = await _lacking(session, declared)
        for organization_id in lacking:
            try:
                async with installation.work(organization_id) as session:
                    if not await _open(session, organization_id):
                        continue
                    first: Any = database_now(declared.seconds)
                    if declared.per == "installation":
                        first = await _taken_away(session, declared) or first
                    session.add(Schedule(kind=declared.kind, next_due_at=first))
            except IntegrityError:
                log.debug("another worker scheduled %s first", declared.kind)


async def _lacking(session: AsyncSession, declared: Every) -> list[str]:
    """Organizations that should have a row and have none."""
    # The table by its name: the queue stands below the feature it belongs to.
    place = metadata.tables["organization"].columns["id"]
    has = select(Schedule.organization_id).where(Schedule.kind == declared.kind)
    there = select(place).where(place.not_in(shut())).order_by(place)
    if declared.per == "installation":
        taken = (await session.exec(has.where(col(Schedule.organization_id).not_in(shut())))).first()
        return [] if taken is not None else list((await session.exec(there.limit(1))).all())
    return list((await session.exec(there.where(place.not_in(has)))).all())


async def _open(session: AsyncSession, organization_id: str) -> bool:
    """Whether it is not shut, and will not be before the transaction ends: nothing follows a deletion."""
    place = metadata.tables["organization"].columns["id"]
    query = select(place).where(place == organization_id, place.not_in(shut())).with_for_update(read=True)
    return (await session.exec(query)).first() is not None


async def _taken_away(session: AsyncSession, declared: Every) -> datetime | None:
    """When an organization that was shut meanwhile would have had the turn for all, which it has no more."""
    of_shut = and_(col(Schedule.kind) == declared.kind, col(Schedule.organization_id).in_(shut()))
    gone = delete(Schedule).where(of_shut).returning(col(Schedule.next_due_at))
    with across_organizations(session):
        found = await session.exec(gone, execution_options={"synchronize_session": False})
    return min(found.scalars(), default=None)


async def organization_ids(session: AsyncSession) -> list[str]:
    """Every organization, the oldest first."""
    place = metadata.tables["organization"].columns["id"]
    return list((await session.exec(select(place).order_by(place))).all())


async def take_turns(installation: Installation) -> list[str]:
    """Ask for the job of every schedule that is due; the ids of those this process asked for."""
    query = (
        select(Schedule.id)
        .where(
            col(Schedule.kind).in_(tuple(SCHEDULES)),
            col(Schedule.next_due_at) <= database_now(),
            col(Schedule.organization_id).not_in(shut()),
        )
        .order_by(col(Schedule.next_due_at))
    )
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            due = (await session.exec(query)).all()
    asked = [await _take_turn(installation, schedule_id) for schedule_id in due]
    return [job_id for job_id in asked if job_id]


async def _take_turn(installation: Installation, schedule_id: str) -> str:
    """The id of the job asked for; '' when another worker was faster or the last one is still at it."""
    async with installation.work() as session:
        query = select(Schedule, database_now()).where(Schedule.id == schedule_id)
        with across_organizations(session):
            row, present = (await session.exec(query)).one()
            declared = SCHEDULES[row.kind]
            turn = next_turn(row.next_due_at, present, declared.seconds)
            won = (
                update(Schedule)
                .where(
                    col(Schedule.id) == row.id,
                    col(Schedule.next_due_at) == row.next_due_at,
                    col(Schedule.next_due_at) <= database_now(),
                )
                .values(next_due_at=turn)
            )
            taken = await session.exec(won, execution_options={"synchronize_session": False})
        if taken.rowcount != 1:
            return ""
        scope(session, row.organization_id)
        last = await session.get(Job, row.job_id) if row.job_id else None
        if last is not None and not last.finished:
            log.warning("%s is still at its last turn, so this one is passed over", row.kind)
            return ""
        by = Principal.system(row.organization_id)
        job = ask(session, row.kind, by=by, priority=declared.priority)
        row.job_id = job.id
    return job.id


async def keep_turning(installation: Installation) -> None:
    """Take turns every sweep until cancelled. Every worker does; each turn is taken once."""
    loop = asyncio.get_running_loop()
    settled = -math.inf
    while True:
        try:
            if loop.time() - settled >= SETTLE_SECONDS:
                await settle_rows(installation)
                settled = loop.time()
            await take_turns(installation)
        except Exception as error:
            log.warning("schedules wait: %r", error)
        await asyncio.sleep(installation.settings.sweep_seconds)
