"""The page of what failed, and what can be done about it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import Document
from app.episodes.models import Episode
from app.episodes.segments import Segment
from app.episodes.sentences import Sentence
from app.permissions import Permission, Principal
from app.problems import Missing
from app.queue.api import provide_job, visible
from app.queue.control import retry_job
from app.queue.inbox import dead_group, dead_groups, discard_all, discard_job, retry_all
from app.queue.models import Job
from app.web import AnyRequest, Session, redirect, render

JOB = {"job": provide_job}


@get("/failures", needs=Permission.OPERATE)
async def list_failures(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    done: FromQuery[str] = "",
    job_id: FromQuery[str] = "",
    count: FromQuery[int] = 0,
) -> Template:
    """What failed; `done` says what was just done to the job, or to so many of a reason."""
    groups = await dead_groups(session, principal)
    told = await _job(session, principal, job_id)
    jobs = [job for group in groups for job in group.jobs]
    subjects = await named(session, [*jobs, *([told] if told else [])])
    return render(
        request,
        "queue/failures.html",
        here="failures",
        groups=groups,
        subjects=subjects,
        done=done if told or count > 0 else "",
        told=told,
        count=count,
    )


async def _job(session: AsyncSession, principal: Principal, job_id: str) -> Job | None:
    """The job, unless the address names none that the principal may see."""
    job = await session.get(Job, job_id) if job_id else None
    return job if job and visible(job, principal) else None


def back(request: AnyRequest, done: str = "", **of: str | int) -> Response[Any]:
    """To the inbox, which shows what is left, and says what was done."""
    told = f"?{urlencode({'done': done, **of})}" if done else ""
    return redirect(request, f"/{request.scope['state']['organization'].slug}/failures{told}")


@post("/failures/{job_id:str}/retry", needs=Permission.OPERATE, dependencies=JOB)
async def create_retry(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> Response[Any]:
    await retry_job(session, job.id, principal)
    return back(request, "retried", job_id=job.id)


@get("/failures/{job_id:str}/discard", needs=Permission.OPERATE, dependencies=JOB)
async def show_discard(request: AnyRequest, job: NamedDependency[Job]) -> Template:
    """Ask first."""
    return render(request, "queue/discarding.html", here="failures", jobs=[job], path=job.id)


@post("/failures/{job_id:str}/discard", needs=Permission.OPERATE, dependencies=JOB)
async def create_discard(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> Response[Any]:
    await discard_job(session, job.id, principal)
    return back(request, "discarded", job_id=job.id)


@post("/failures/groups/{group:str}/retry", needs=Permission.OPERATE)
async def create_group_retry(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], group: FromPath[str]
) -> Response[Any]:
    jobs = await retry_all(session, await dead_group(session, principal, group), principal)
    return back(request, "retried", count=len(jobs))


@get("/failures/groups/{group:str}/discard", needs=Permission.OPERATE)
async def show_group_discard(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], group: FromPath[str]
) -> Template | Response[Any]:
    """Ask first; where nothing is left of the group, show what is."""
    try:
        found = await dead_group(session, principal, group)
    except Missing:
        return back(request)
    path = f"groups/{found.id}"
    return render(request, "queue/discarding.html", here="failures", jobs=found.jobs, path=path)


@post("/failures/groups/{group:str}/discard", needs=Permission.OPERATE)
async def create_group_discard(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], group: FromPath[str]
) -> Response[Any]:
    jobs = await discard_all(session, await dead_group(session, principal, group), principal)
    return back(request, "discarded", count=len(jobs))


async def named(session: AsyncSession, jobs: Iterable[Job]) -> dict[str, tuple[str, str, str]]:
    """By subject id: what a job worked on, its address below the organization's, and the episode it is of.

    Without what is gone.
    """
    wanted: dict[str, set[str]] = {}
    for job in jobs:
        wanted.setdefault(job.subject_type, set()).add(job.subject_id)
    found: dict[str, tuple[str, str, str]] = {}
    for document in await _rows(session, Document, wanted.get("document")):
        found[document.id] = (document.title or document.filename, f"documents/{document.id}", "")
    sentences = await _rows(session, Sentence, wanted.get("sentence"))
    around = wanted.get("segment", set()) | {sentence.segment_id for sentence in sentences}
    segments = {segment.id: segment for segment in await _rows(session, Segment, around)}
    within = wanted.get("episode", set()) | {segment.episode_id for segment in segments.values()}
    titles = {episode.id: episode.title for episode in await _rows(session, Episode, within)}
    for episode_id, title in titles.items():
        found[episode_id] = (title, f"episodes/{episode_id}", "")
    for segment in segments.values():
        address = f"episodes/{segment.episode_id}#segment-{segment.id}"
        found[segment.id] = (segment.title, address, titles[segment.episode_id])
    for sentence in sentences:
        title = titles[segments[sentence.segment_id].episode_id]
        found[sentence.id] = (sentence.text, f"sentences/{sentence.id}/takes", title)
    return found


async def _rows(session: AsyncSession, model: Any, ids: set[str] | None) -> list[Any]:
    if not ids:
        return []
    return list((await session.exec(select(model).where(col(model.id).in_(ids)))).all())


router = Router(
    path="/{org:str}",
    route_handlers=[
        list_failures,
        create_retry,
        show_discard,
        create_discard,
        create_group_retry,
        show_group_discard,
        create_group_discard,
    ],
)
