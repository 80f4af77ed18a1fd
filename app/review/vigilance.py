"""Vigilance in figures: who noticed how many of the errors planted for them, as a page and over the API."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.organizations.models import Project
from app.organizations.places import projects_seen
from app.organizations.settings import render_settings
from app.permissions import Permission
from app.review.decoys import Decoy, Outcome
from app.review.rules import provide_project
from app.web import AnyRequest, Session, there


@dataclass
class Watcher:
    """What one reviewer did about the errors planted for them; those that passed count for nothing."""

    user_id: str
    name: str
    caught: int
    missed: int
    passed: int
    rate: float | None
    """Share of those caught, 0 to 1; null before any counts."""


@dataclass
class VigilanceShown:
    """`one_in`: an error is planted in one of so many sentences; 0: vigilance is off."""

    project_id: str
    one_in: int
    caught: int
    missed: int
    rate: float | None
    reviewers: list[Watcher] = field(default_factory=list)


def rate_of(rows: Sequence[Decoy]) -> tuple[int, int, float | None]:
    """Caught, missed, and the share of those caught."""
    caught = sum(row.outcome is Outcome.CAUGHT for row in rows)
    missed = sum(row.outcome is Outcome.MISSED for row in rows)
    return caught, missed, round(caught / (caught + missed), 4) if caught + missed else None


async def vigilance_in(session: AsyncSession, project: Project) -> VigilanceShown:
    """Reviewers by name."""
    query = select(Decoy, User).join(User, col(User.id) == col(Decoy.user_id))
    rows: defaultdict[tuple[str, str], list[Decoy]] = defaultdict(list)
    for decoy, user in (await session.exec(query.where(Decoy.project_id == project.id))).all():
        rows[user.label, user.id].append(decoy)
    whole = rate_of([row for each in rows.values() for row in each])
    watchers = []
    for (name, user_id), met in sorted(rows.items()):
        caught, missed, rate = rate_of(met)
        watchers.append(Watcher(user_id, name, caught, missed, len(met) - caught - missed, rate))
    return VigilanceShown(project.id, project.vigilance, *whole, reviewers=watchers)


@get("/settings/vigilance", needs=Permission.MANAGE)
async def show_vigilance(request: AnyRequest, session: Session) -> Template:
    """Every project where vigilance is on, or was."""
    found = [(choice, await vigilance_in(session, choice.project)) for choice in await projects_seen(session)]
    shown = [(choice, figures) for choice, figures in found if choice.project.vigilance or figures.reviewers]
    return render_settings(request, "vigilance", projects=shown)


@get("/projects/{project_id:str}/vigilance", needs=Permission.MANAGE)
async def show_project_vigilance(session: Session, project: NamedDependency[Project]) -> VigilanceShown:
    """Who noticed how many of the errors planted for them in this project."""
    return await vigilance_in(session, project)


pages = Router(path="/{org:str}", route_handlers=[show_vigilance])
api = Router(
    path="/",
    route_handlers=[show_project_vigilance],
    guards=[there(Project, "project_id")],
    dependencies={"project": provide_project},
    tags=["Review"],
)
