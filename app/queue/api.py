"""Jobs over the API: how they go, their events, another try, an end; and what failed, by reason."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.permissions import Permission, Principal
from app.problems import Invalid, Missing
from app.queue.control import cancel_job, retry_job
from app.queue.inbox import Group, dead_group, dead_groups, discard_all, discard_job, retry_all
from app.queue.models import Job, JobState
from app.web import AnyRequest, Session, installation_of, sought

PAGE_SIZE = 50
CHECK_SECONDS = 5.0
"""How long a lost nudge can hide a change from a stream."""


@dataclass
class JobShown:
    id: str
    kind: str
    state: str
    progress: float
    note: str
    attempts: int
    reason: str
    result: dict[str, Any]
    subject_type: str
    subject_id: str


def shown(job: Job) -> JobShown:
    return JobShown(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=1.0 if job.state == "succeeded" else round(job.progress, 4),
        note=job.note,
        attempts=job.attempts,
        reason=job.reason,
        result=job.result,
        subject_type=job.subject_type,
        subject_id=job.subject_id,
    )


async def provide_job(session: Session, job_id: FromPath[str], principal: NamedDependency[Principal]) -> Job:
    return await sought(session, find_job(session, job_id, principal))


async def find_job(session: AsyncSession, job_id: str, principal: Principal) -> Job:
    job = await session.get(Job, job_id)
    if job is None or not visible(job, principal):
        raise Missing
    return job


def visible(job: Job, principal: Principal) -> bool:
    """Whether the job works on something in the principal's workspaces."""
    return principal.workspace_ids is None or job.workspace_id in principal.workspace_ids


@get("/jobs/{job_id:str}", needs=Permission.READ)
async def show_job(job: NamedDependency[Job]) -> JobShown:
    return shown(job)


@get("/jobs/{job_id:str}/events", needs=Permission.READ, stream=True)
async def stream_events(request: AnyRequest, job: NamedDependency[Job]) -> ServerSentEvent:
    """The job at each change as server-sent events until it has ended; Last-Event-ID resumes."""
    seen = request.headers.get("Last-Event-ID", "")
    after = int(seen) if re.fullmatch("[0-9]{1,18}", seen) else -1
    return ServerSentEvent(
        _changes(installation_of(request), (job.organization_id, job.id), after),
        headers={"Cache-Control": "no-store"},
    )


async def _news(installation: Installation, job: tuple[str, str], after: int) -> tuple[str, int, str]:
    """Of a job by its organization and id: event, revision and content, '' where nothing is new or left."""
    organization_id, job_id = job
    async with installation.work(organization_id, writes=False) as session:
        current = await session.get(Job, job_id)
    if current is None:
        return "", after, ""
    event = "finished" if current.finished else "job"
    if current.revision <= after:
        return event, after, ""
    return event, current.revision, json.dumps(asdict(shown(current)))


async def _changes(
    installation: Installation, job: tuple[str, str], after: int
) -> AsyncIterator[ServerSentEventMessage]:
    # Hundreds may listen at a time: while one waits it holds a few strings, no row and no session.
    nudges = installation.nudges.listen(*job)
    waiting: asyncio.Future[Any] | None = asyncio.ensure_future(anext(nudges))
    try:
        while True:
            # Whoever hangs up cancels this; a query broken off would cost a connection.
            event, after, data = await asyncio.shield(_news(installation, job, after))
            if data:
                yield ServerSentEventMessage(event=event, id=str(after), data=data)
            if event != "job":
                return
            data = ""
            waiting = waiting or asyncio.ensure_future(anext(nudges))
            done, _ = await asyncio.wait({waiting}, timeout=CHECK_SECONDS)
            if not done:
                yield ServerSentEventMessage(data=None, comment="still here")
            elif isinstance(waiting.exception(), StopAsyncIteration):
                return
            else:
                waiting = None
    finally:
        if waiting is not None:
            waiting.cancel()


@post("/jobs/{job_id:str}/retry", needs=Permission.OPERATE, status_code=202)
async def create_retry(
    session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> JobShown:
    """Run a dead, failed or cancelled job again."""
    return shown(await retry_job(session, job.id, principal))


@post("/jobs/{job_id:str}/cancellation", needs=Permission.OPERATE, status_code=200)
async def create_cancellation(
    session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> JobShown:
    """End a job and everything below it."""
    return shown(await cancel_job(session, job.id, principal))


@post("/jobs/{job_id:str}/discard", needs=Permission.OPERATE, status_code=200)
async def create_discard(
    session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> JobShown:
    """Lay a dead job aside: it leaves the failures and will not run."""
    return shown(await discard_job(session, job.id, principal))


@dataclass
class JobList:
    items: list[JobShown]
    next: str | None


@dataclass
class GroupShown:
    id: str
    kind: str
    reason: str
    count: int
    latest_at: datetime | None
    job_ids: list[str]


@dataclass
class GroupList:
    items: list[GroupShown]
    next: str | None


@dataclass
class JobsShown:
    """What became of the jobs of a group."""

    items: list[JobShown]


def group_shown(group: Group) -> GroupShown:
    ids = [job.id for job in group.jobs]
    return GroupShown(group.id, group.kind, group.reason, len(ids), group.jobs[0].finished_at, ids)


@get("/jobs", needs=Permission.READ)
async def list_jobs(
    session: Session,
    principal: NamedDependency[Principal],
    in_state: Annotated[JobState | None, QueryParameter(name="state")] = None,
    kind: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = PAGE_SIZE,
) -> JobList:
    """Newest first, of one `state` or `kind` where named; `next` is the cursor of the following page."""
    if not 1 <= limit <= 200:
        raise Invalid("Ask for 1 to 200 at a time.", field="limit")
    query = select(Job).order_by(col(Job.id).desc()).limit(limit + 1)
    if principal.workspace_ids is not None:
        query = query.where(col(Job.workspace_id).in_(principal.workspace_ids))
    for column, value in ((Job.state, in_state), (Job.kind, kind)):
        query = query.where(col(column) == value) if value else query
    query = query.where(col(Job.id) < cursor) if cursor else query
    rows = (await session.exec(query)).all()
    items = [shown(job) for job in rows[:limit]]
    return JobList(items, items[-1].id if len(rows) > limit else None)


@get("/failures", needs=Permission.OPERATE)
async def list_failures(session: Session, principal: NamedDependency[Principal]) -> GroupList:
    """Dead jobs by kind and reason, the newest group first."""
    return GroupList([group_shown(group) for group in await dead_groups(session, principal)], None)


@post("/failures/{group:str}/retry", needs=Permission.OPERATE, status_code=202)
async def create_group_retry(
    session: Session, principal: NamedDependency[Principal], group: FromPath[str]
) -> JobsShown:
    """Run every dead job of the group again."""
    found = await dead_group(session, principal, group)
    return JobsShown([shown(job) for job in await retry_all(session, found, principal)])


@post("/failures/{group:str}/discard", needs=Permission.OPERATE, status_code=200)
async def create_group_discard(
    session: Session, principal: NamedDependency[Principal], group: FromPath[str]
) -> JobsShown:
    """Lay every dead job of the group aside."""
    found = await dead_group(session, principal, group)
    return JobsShown([shown(job) for job in await discard_all(session, found, principal)])


router = Router(
    path="/",
    route_handlers=[
        list_jobs,
        show_job,
        stream_events,
        create_retry,
        create_cancellation,
        create_discard,
        list_failures,
        create_group_retry,
        create_group_discard,
    ],
    dependencies={"job": provide_job},
    tags=["Jobs"],
)
