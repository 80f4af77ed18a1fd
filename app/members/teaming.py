"""The settings page of teams: who is in them, and what they are in which workspace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.confirming import recently_confirmed
from app.members.people import members
from app.organizations.rooms import workspaces
from app.organizations.settings import attempt, done, listed, render_settings
from app.organizations.teams import (
    Team,
    TeamGrant,
    TeamMembership,
    create_team,
    grant,
    keep_members,
    remove_team,
    rename_team,
)
from app.permissions import TEAM_ROLES, Permission, Principal, Role
from app.problems import Invalid, Refused
from app.web import AnyRequest, Session, row_of, there

MANAGE = Permission.MANAGE


@dataclass
class TeamForm:
    name: str = ""


@dataclass
class TeamMembersForm:
    """A form gives one as text and several as a list."""

    membership_ids: list[str] | str = field(default_factory=list)


@dataclass
class TeamRolesForm:
    """One role, or '', for each workspace, in the same order."""

    workspace_ids: list[str] | str = field(default_factory=list)
    roles: list[str] | str = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """A team with its people and what it gives."""

    team: Team
    membership_ids: frozenset[str]
    roles: dict[str, Role]
    """By workspace id."""


async def provide_team(session: Session, team_id: FromPath[str]) -> Team:
    return await row_of(session, Team, team_id)


async def shown_teams(session: AsyncSession) -> list[Shown]:
    """By name."""
    rows = (await session.exec(select(Team).order_by(col(Team.name)))).all()
    entries = (await session.exec(select(TeamMembership))).all()
    grants = (await session.exec(select(TeamGrant))).all()
    return [
        Shown(
            row,
            frozenset(entry.membership_id for entry in entries if entry.team_id == row.id),
            {each.workspace_id: each.role for each in grants if each.team_id == row.id},
        )
        for row in rows
    ]


async def teams_page(
    request: AnyRequest, session: AsyncSession, error: Refused | None = None, typed: str = ""
) -> Template:
    return render_settings(
        request,
        "teams",
        status_code=error.status if error else 200,
        teams=await shown_teams(session),
        members=await members(session),
        workspaces=await workspaces(session),
        roles=[role.value for role in TEAM_ROLES],
        error=error,
        typed=typed,
    )


@get("/settings/teams", needs=MANAGE)
async def show_teams(request: AnyRequest, session: Session) -> Template:
    return await teams_page(request, session)


@post("/settings/teams", needs=MANAGE)
async def create_team_by_form(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[TeamForm],
) -> Template | Response[Any]:
    if error := await attempt(session, create_team(session, principal, data.name)):
        return await teams_page(request, session, error, data.name)
    return done(request, "teams", "created")


@post("/settings/teams/{team_id:str}/name", needs=MANAGE)
async def create_name(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    team: NamedDependency[Team],
    data: URLEncodedBody[TeamForm],
) -> Template | Response[Any]:
    if error := await attempt(session, rename_team(session, team, principal, data.name)):
        return await teams_page(request, session, error)
    return done(request, "teams", "renamed")


@post("/settings/teams/{team_id:str}/members", needs=MANAGE, guards=[recently_confirmed])
async def create_members(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    team: NamedDependency[Team],
    data: URLEncodedBody[TeamMembersForm],
) -> Response[Any]:
    """Exactly these; raises Missing for who is no member of the organization."""
    await keep_members(session, team, principal, listed(data.membership_ids))
    return done(request, "teams", "members")


@post("/settings/teams/{team_id:str}/roles", needs=MANAGE, guards=[recently_confirmed])
async def create_roles(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    team: NamedDependency[Team],
    data: URLEncodedBody[TeamRolesForm],
) -> Template | Response[Any]:
    async def work() -> None:
        await grant(session, team, principal, roles_of(data))

    if error := await attempt(session, work()):
        return await teams_page(request, session, error)
    return done(request, "teams", "roles")


def roles_of(data: TeamRolesForm) -> dict[str, Role | None]:
    rooms, words = listed(data.workspace_ids), listed(data.roles, blanks=True)
    if len(rooms) != len(words):
        raise Invalid("Choose a role for each workspace, or none.", field="roles")
    return roles_named(dict(zip(rooms, words, strict=True)))


def roles_named(words: Mapping[str, str]) -> dict[str, Role | None]:
    """By workspace id; '' is no role. Invalid when there is no role of a name."""
    if not set(words.values()) <= {"", *Role}:
        raise Invalid("Choose a role for each workspace, or none.", field="roles")
    return {room: Role(word) if word else None for room, word in words.items()}


@post("/settings/teams/{team_id:str}/removal", needs=MANAGE, guards=[recently_confirmed])
async def create_removal(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    team: NamedDependency[Team],
) -> Response[Any]:
    await remove_team(session, team, principal)
    return done(request, "teams", "removed")


pages = Router(
    path="/{org:str}",
    route_handlers=[
        show_teams,
        create_team_by_form,
        Router(
            path="/",
            route_handlers=[create_name, create_members, create_roles, create_removal],
            guards=[there(Team, "team_id")],
            dependencies={"team": provide_team},
        ),
    ],
)
