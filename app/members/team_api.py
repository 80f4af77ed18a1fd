"""Teams over the API."""

from dataclasses import dataclass, field

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.members.teaming import Shown, provide_team, roles_named, shown_teams
from app.organizations.teams import Team, create_team, grant, keep_members, remove_team, rename_team
from app.permissions import Permission, Principal
from app.web import Session, there

MANAGE = Permission.MANAGE
Caller = NamedDependency[Principal]


@dataclass
class TeamShown:
    """`roles`: what its members are besides, by workspace id."""

    id: str
    name: str
    membership_ids: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)


@dataclass
class TeamList:
    items: list[TeamShown]
    next: str | None = None


@dataclass
class TeamNamed:
    name: str


@dataclass
class TeamMembersGiven:
    membership_ids: list[str]


@dataclass
class TeamRolesGiven:
    """Roles by workspace id."""

    roles: dict[str, str]


def shown(one: Shown) -> TeamShown:
    roles = {room: role.value for room, role in sorted(one.roles.items())}
    return TeamShown(one.team.id, one.team.name, sorted(one.membership_ids), roles)


@get("/teams", needs=MANAGE)
async def list_teams(session: Session) -> TeamList:
    """All of them, by name, in one page."""
    return TeamList([shown(one) for one in await shown_teams(session)])


@post("/teams", needs=MANAGE, status_code=201)
async def create_team_by_program(session: Session, principal: Caller, data: JSONBody[TeamNamed]) -> TeamShown:
    """A team without members or roles."""
    team = await create_team(session, principal, data.name)
    return TeamShown(team.id, team.name)


@post("/teams/{team_id:str}/name", needs=MANAGE, status_code=204)
async def create_team_name(
    session: Session, principal: Caller, team: NamedDependency[Team], data: JSONBody[TeamNamed]
) -> None:
    await rename_team(session, team, principal, data.name)


@post("/teams/{team_id:str}/members", needs=MANAGE, status_code=204)
async def create_team_members(
    session: Session, principal: Caller, team: NamedDependency[Team], data: JSONBody[TeamMembersGiven]
) -> None:
    """Exactly these, from their next request on."""
    await keep_members(session, team, principal, data.membership_ids)


@post("/teams/{team_id:str}/roles", needs=MANAGE, status_code=204)
async def create_team_roles(
    session: Session, principal: Caller, team: NamedDependency[Team], data: JSONBody[TeamRolesGiven]
) -> None:
    """Exactly these; in a workspace that is left out the team is nothing."""
    await grant(session, team, principal, roles_named(data.roles))


@post("/teams/{team_id:str}/removal", needs=MANAGE, status_code=204)
async def create_team_removal(session: Session, principal: Caller, team: NamedDependency[Team]) -> None:
    """Its members stay members of the organization."""
    await remove_team(session, team, principal)


router = Router(
    path="/",
    route_handlers=[
        list_teams,
        create_team_by_program,
        Router(
            path="/",
            route_handlers=[create_team_name, create_team_members, create_team_roles, create_team_removal],
            guards=[there(Team, "team_id")],
            dependencies={"team": provide_team},
        ),
    ],
    tags=["Members"],
)
