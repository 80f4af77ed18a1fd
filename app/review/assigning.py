"""Asking reviewers to look, by form and over the API."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, URLEncodedBody
from litestar.response import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.permissions import Permission
from app.problems import Missing
from app.review.answering import Caller
from app.review.assignments import Assignment, assign, assigned_to
from app.web import AnyRequest, Session, redirect, sought, there


@dataclass
class AssignmentForm:
    """`due_on`: a date such as 2026-12-24, or ''; `segment_id` '': the whole script."""

    user_id: str = ""
    due_on: str = ""
    segment_id: str = ""


@dataclass
class AssignmentShown:
    id: str
    episode_id: str
    segment_id: str | None
    user_id: str
    due_on: date | None


@dataclass
class AssignmentList:
    items: list[AssignmentShown]
    next: str | None = None


async def provide_assignment(session: Session, assignment_id: FromPath[str]) -> Assignment:
    return await sought(session, _assignment(session, assignment_id))


async def _assignment(session: AsyncSession, assignment_id: str) -> Assignment:
    row = await session.get(Assignment, assignment_id)
    if row is None:
        raise Missing
    return row


def shown(row: Assignment) -> AssignmentShown:
    return AssignmentShown(row.id, row.episode_id, row.segment_id, row.user_id, row.due_on)


EPISODE = {"episode": provide_episode}
ASSIGNMENT = {"assignment": provide_assignment}


@post("/episodes/{episode_id:str}/assignments", needs=Permission.WRITE, dependencies=EPISODE)
async def create_assignment_by_form(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    episode: NamedDependency[Episode],
    data: URLEncodedBody[AssignmentForm],
) -> Response[Any]:
    await assign(session, episode, principal, data.user_id, data.due_on, data.segment_id)
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/episodes/{episode.id}#assigned")


@post("/assignments/{assignment_id:str}/ending", needs=Permission.WRITE, dependencies=ASSIGNMENT)
async def create_ending_by_form(
    request: AnyRequest, session: Session, principal: Caller, assignment: NamedDependency[Assignment]
) -> Response[Any]:
    session.add(assignment.end(principal))
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/episodes/{assignment.episode_id}#assigned")


@get("/episodes/{episode_id:str}/assignments", needs=Permission.READ)
async def list_assignments(session: Session, episode: NamedDependency[Episode]) -> AssignmentList:
    """The open ones, oldest first."""
    rows = await assigned_to(session, episode.id)
    found = [AssignmentShown(row.id, episode.id, row.segment_id, row.user_id, row.due_on) for row in rows]
    return AssignmentList(found)


@post("/episodes/{episode_id:str}/assignments", needs=Permission.WRITE, status_code=201)
async def create_assignment(
    session: Session,
    principal: Caller,
    episode: NamedDependency[Episode],
    data: JSONBody[AssignmentForm],
) -> AssignmentShown:
    """Ask a member to review the script, or a segment of it; asking again changes the due date."""
    return shown(await assign(session, episode, principal, data.user_id, data.due_on, data.segment_id))


@post("/assignments/{assignment_id:str}/ending", needs=Permission.WRITE, status_code=200)
async def create_ending(
    session: Session, principal: Caller, assignment: NamedDependency[Assignment]
) -> AssignmentShown:
    session.add(assignment.end(principal))
    return shown(assignment)


pages = Router(path="/{org:str}", route_handlers=[create_assignment_by_form, create_ending_by_form])
_of_episodes = Router(
    path="/",
    route_handlers=[list_assignments, create_assignment],
    guards=[there(Episode, "episode_id")],
    dependencies=EPISODE,
)
_of_assignments = Router(
    path="/",
    route_handlers=[create_ending],
    guards=[there(Assignment, "assignment_id")],
    dependencies=ASSIGNMENT,
)
api = Router(path="/", route_handlers=[_of_episodes, _of_assignments], tags=["Review"])
