"""The page of what failed, and what can be done about it."""

from collections.abc import Iterable
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import Document
from app.episodes.models import Episode
from app.episodes.segments import Segment
from app.episodes.sentences import Sentence
from app.permissions import Permission, Principal
from app.problems import Missing
from app.queue.api import provide_job
from app.queue.control import retry_job
from app.queue.inbox import dead_group, dead_groups, discard_all, discard_job, retry_all
from app.queue.models import Job
from app.web import AnyRequest, Session, redirect, render

JOB = {"job": provide_job}


@get("/failures", needs=Permission.OPERATE)
async def list_failures(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal]
) -> Template:
    groups = await dead_groups(session, principal)
    subjects = await named(session, [job for group in groups for job in group.jobs])
    return render(request, "queue/failures.html", here="failures", groups=groups, subjects=subjects)


def back(request: AnyRequest) -> Response[Any]:
    """To the inbox, which shows what is left."""
    return redirect(request, f"/{request.scope['state']['organization'].slug}/failures")


@post("/failures/{job_id:str}/retry", needs=Permission.OPERATE, dependencies=JOB)
async def create_retry(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> Response[Any]:
    await retry_job(session, job.id, principal)
    return back(request)


@get("/failures/{job_id:str}/discard", needs=Permission.OPERATE, dependencies=JOB)
async def show_discard(request: AnyRequest, job: NamedDependency[Job]) -> Template:
    """Ask first."""
    return render(request, "queue/discarding.html", here="failures", jobs=[job], path=job.id)


@post("/failures/{job_id:str}/discard", needs=Permission.OPERATE, dependencies=JOB)
async def create_discard(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], job: NamedDependency[Job]
) -> Response[Any]:
    await discard_job(session, job.id, principal)
    return back(request)


@post("/failures/groups/{group:str}/retry", needs=Permission.OPERATE)
async def create_group_retry(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], group: FromPath[str]
) -> Response[Any]:
    await retry_all(session, await dead_group(session, principal, group), principal)
    return back(request)


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
    await discard_all(session, await dead_group(session, principal, group), principal)
    return back(request)


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
