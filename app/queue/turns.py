"""Whose turn it is: which due jobs run next, fairly between organizations and within every limit."""

import heapq
import math
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, union_all
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.queue.clock import database_now
from app.queue.leases import admitted, silent, waiting
from app.queue.models import Job, JobState
from app.queue.shares import Limits
from app.tenancy import across_organizations

QUEUES_MAX = 16
"""Queues of organizations that are looked into at a time; those whose turn is farther off come later."""


class Due(NamedTuple):
    """A job that may be claimed."""

    id: str
    organization_id: str
    kind: str
    priority: int
    due_at: datetime
    resumed: bool = False
    """It had its turn and lost its worker."""
    crashes: int = 0
    """Before this one, where it is resumed."""


COLUMNS: Any = (Job.id, Job.organization_id, Job.kind, Job.priority, Job.due_at)
"""The first ones of Due, in its order."""
Queue = tuple[str, str, int]
"""Jobs of one state, organization and priority; the index `ix_job_turn` holds them as they are due."""


def present() -> Any:
    """The database's present, asked for once a statement instead of for every row."""
    return select(database_now()).scalar_subquery()


@dataclass
class Held:
    """Jobs that run now, counted."""

    organizations: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


async def next_due(session: AsyncSession, count: int, limits: Limits | None = None) -> list[Due]:
    """Up to `count` due jobs in the order in which they should run.

    What lost its worker comes first: it had its turn already, and others have been begun since. Then
    organizations take turns, as many as their weight says; whoever holds least has the next one. Within an
    organization higher priority goes first, then what has been due longest. What a limit holds back does
    not stand in the way of what comes after it.
    """
    limits = limits or Limits()
    with across_organizations(session):
        held = await _held(session)
        full = [kind for kind, most in limits.kinds.items() if held.kinds[kind] >= most]
        broken = await _silent(session, full)
        heads = await _heads(session, await _queues(session, held, limits), count, full)
    first = resume(broken, held, limits, count)
    return first + choose(heads, held, limits, count - len(first))


async def _held(session: AsyncSession) -> Held:
    busy = and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) >= present())
    query = select(Job.organization_id, Job.kind, func.count()).where(busy)
    query = query.group_by(col(Job.organization_id), col(Job.kind))
    held = Held()
    for organization_id, kind, count in await session.exec(query):
        held.organizations[organization_id] += count
        held.kinds[kind] += count
    return held


async def _queues(session: AsyncSession, held: Held, limits: Limits) -> list[Queue]:
    """Those whose turn comes soonest."""
    key = (col(Job.state), col(Job.organization_id), col(Job.priority))
    query: Any = select(*key, func.min(Job.due_at)).where(waiting(present()), admitted()).group_by(*key)
    found = (await session.exec(query)).all()
    turns = [
        (_turn(place, held.organizations[place], limits), -priority, due_at, place, state)
        for state, place, priority, due_at in found
        if _may(place, held, limits)
    ]
    return [(state, place, -urgency) for _, urgency, _, place, state in heapq.nsmallest(QUEUES_MAX, turns)]


async def _silent(session: AsyncSession, full: list[str]) -> list[Due]:
    """All whose worker fell silent: no more than workers that died had slots."""
    columns: Any = (*COLUMNS, Job.crashes)
    broken = select(*columns).where(silent(present()), admitted(), col(Job.kind).not_in(full))
    return [Due._make((*row[:-1], True, row[-1])) for row in await session.exec(broken)]


async def _heads(session: AsyncSession, queues: Sequence[Queue], count: int, full: list[str]) -> list[Due]:
    """The first jobs of each queue."""
    found: list[Due] = []
    if queues:
        chosen: dict[str, Any] = {
            f"{name}_{at}": value
            for at, queue in enumerate(queues)
            for name, value in zip(("state", "place", "priority"), queue, strict=True)
        }
        each = min(count, math.ceil(2 * count / len(queues)))
        parameters = {**chosen, "full": full, "each": each}
        found += [Due(*row) for row in await session.exec(_first_of(len(queues)), params=parameters)]
    return found


@lru_cache(maxsize=QUEUES_MAX)
def _first_of(queues: int) -> Any:
    """The first jobs of so many queues, each read from its index: a flood in one costs the others nothing.

    Kept, because putting it together took longer than running it.
    """
    parts = []
    for at in range(queues):
        head = (
            select(*COLUMNS)
            .where(
                col(Job.state) == bindparam(f"state_{at}"),
                col(Job.organization_id) == bindparam(f"place_{at}"),
                col(Job.priority) == bindparam(f"priority_{at}"),
                col(Job.due_at) <= present(),
                col(Job.kind).not_in(bindparam("full", expanding=True)),
                admitted(),
            )
            .order_by(col(Job.due_at), col(Job.id))
            .limit(bindparam("each"))
            .subquery()
        )
        parts.append(select(*head.c))
    return union_all(*parts)


def _turn(organization_id: str, held: int, limits: Limits) -> float:
    return (held + 1) / limits.weight(organization_id)


def _may(organization_id: str, held: Held, limits: Limits) -> bool:
    most = limits.most(organization_id)
    return not most or held.organizations[organization_id] < most


def resume(broken: Iterable[Due], held: Held, limits: Limits, count: int) -> list[Due]:
    """The first `count` of these that no limit holds back; `held` grows with them."""
    chosen: list[Due] = []
    for job in sorted(broken, key=lambda job: (-job.priority, job.due_at, job.id)):
        full = held.kinds[job.kind] >= limits.kinds.get(job.kind, math.inf)
        if len(chosen) < count and not full and _may(job.organization_id, held, limits):
            chosen.append(job)
            held.kinds[job.kind] += 1
            held.organizations[job.organization_id] += 1
    return chosen


def choose(due: Iterable[Due], held: Held, limits: Limits, count: int) -> list[Due]:
    """The next `count` of these jobs; `held` grows with them."""
    lines: dict[str, deque[Due]] = {}
    for job in sorted(set(due), key=lambda job: (-job.priority, job.due_at, job.id)):
        lines.setdefault(job.organization_id, deque()).append(job)
    turns: list[tuple[float, int, datetime, str, str]] = []

    def wait(place: str) -> None:
        line = lines[place]
        while line and held.kinds[line[0].kind] >= limits.kinds.get(line[0].kind, math.inf):
            line.popleft()
        if line and _may(place, held, limits):
            first = line[0]
            turn = _turn(place, held.organizations[place], limits)
            heapq.heappush(turns, (turn, -first.priority, first.due_at, first.id, place))

    for place in lines:
        wait(place)
    chosen: list[Due] = []
    while turns and len(chosen) < count:
        place = heapq.heappop(turns)[-1]
        job = lines[place].popleft()
        # While it waited for its turn another organization may have taken the last slot of its kind.
        if held.kinds[job.kind] < limits.kinds.get(job.kind, math.inf):
            chosen.append(job)
            held.kinds[job.kind] += 1
            held.organizations[place] += 1
        wait(place)
    return chosen
