"""Team: a named group of members, and the roles it gives them in workspaces.

Whoever keeps groups elsewhere (an identity provider, SCIM) calls `admit` and `dismiss`; both can be called
again with the same arguments and then change and record nothing.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.organizations.models import Membership, Named, Workspace, WorkspaceMembership, checked_name
from app.permissions import TEAM_ROLES, Principal, Role
from app.problems import Invalid, Missing
from app.tenancy import Tenanted


class Team(Named, Tenanted, table=True):
    """Members of a team hold its roles in its workspaces, besides their own role in the organization."""

    __tablename__ = "team"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "name"))

    @classmethod
    def called(cls, by: Principal, name: str) -> tuple["Team", AuditEvent]:
        team = cls(organization_id=by.organization_id, name=checked_name(name))
        return team, AuditEvent.of(team, "created", by, name=team.name)


class TeamMembership(Tenanted, table=True):
    """A member of a team."""

    __tablename__ = "team_membership"
    __table_args__ = (
        inside("team"),
        inside("membership"),
        UniqueConstraint("organization_id", "team_id", "membership_id"),
    )

    team_id: str = Field(max_length=36)
    membership_id: str = Field(max_length=36)


class TeamGrant(Tenanted, table=True):
    """The role a team has in one workspace."""

    __tablename__ = "team_grant"
    __table_args__ = (
        inside("team"),
        inside("workspace"),
        UniqueConstraint("organization_id", "team_id", "workspace_id"),
    )

    team_id: str = Field(max_length=36)
    workspace_id: str = Field(max_length=36)
    role: Role = Field(sa_type=word(Role))


async def admit(session: AsyncSession, team: Team, membership: Membership, by: Principal) -> None:
    """Make the member one of the team, from their next request on."""
    if await _entry(session, team, membership) is None:
        session.add(TeamMembership(team_id=team.id, membership_id=membership.id))
        session.add(AuditEvent.of(team, "member_admitted", by, user=membership.user_id))


async def dismiss(session: AsyncSession, team: Team, membership: Membership, by: Principal) -> None:
    """Take the member out of the team; what it gave them ends with their next request."""
    if (entry := await _entry(session, team, membership)) is not None:
        await session.delete(entry)
        session.add(AuditEvent.of(team, "member_dismissed", by, user=membership.user_id))


async def keep_members(
    session: AsyncSession, team: Team, by: Principal, membership_ids: Iterable[str]
) -> None:
    """Exactly these, from their next request on; raises Missing for who is no member of the organization."""
    wanted = set(membership_ids)
    entries = select(TeamMembership.membership_id).where(TeamMembership.team_id == team.id)
    present = set((await session.exec(entries)).all())
    touched = select(Membership).where(col(Membership.id).in_(wanted | present))
    rows = {row.id: row for row in (await session.exec(touched)).all()}
    if not wanted <= rows.keys():
        raise Missing
    for membership_id in sorted(wanted ^ present):
        change = admit if membership_id in wanted else dismiss
        await change(session, team, rows[membership_id], by)


async def _entry(session: AsyncSession, team: Team, membership: Membership) -> TeamMembership | None:
    query = select(TeamMembership).where(
        TeamMembership.team_id == team.id, TeamMembership.membership_id == membership.id
    )
    return (await session.exec(query)).first()


async def create_team(session: AsyncSession, by: Principal, name: str) -> Team:
    """Raises Invalid for a name that is taken."""
    team, event = Team.called(by, name)
    await _check_free(session, team)
    session.add_all([team, event])
    return team


async def ids_by_name(session: AsyncSession) -> dict[str, str]:
    """Every team."""
    return dict((await session.exec(select(Team.name, Team.id))).all())


async def rename_team(session: AsyncSession, team: Team, by: Principal, name: str) -> None:
    event = team.rename(by, name)
    await _check_free(session, team)
    session.add(event)


async def _check_free(session: AsyncSession, team: Team) -> None:
    query = select(Team.id).where(Team.name == team.name, Team.id != team.id)
    if (await session.exec(query)).first():
        raise Invalid(f"There is a team {team.name} already.", field="name")


async def grant(session: AsyncSession, team: Team, by: Principal, roles: Mapping[str, Role | None]) -> None:
    """Give the team exactly these roles, by workspace id; None, or a workspace left out, is no role."""
    if wrong := {role for role in roles.values() if role} - set(TEAM_ROLES):
        raise Invalid(f"A team cannot be {wrong.pop()}; that is a matter of the organization.", field="role")
    for workspace_id in roles:
        if await session.get(Workspace, workspace_id) is None:
            raise Missing
    found = (await session.exec(select(TeamGrant).where(TeamGrant.team_id == team.id))).all()
    present = {row.workspace_id: row for row in found}
    before = {key: row.role for key, row in present.items()}
    for workspace_id, role in roles.items():
        row = present.pop(workspace_id, None)
        if row is not None and role is None:
            await session.delete(row)
        elif row is not None and role is not None:
            row.role = role
        elif role is not None:
            session.add(TeamGrant(team_id=team.id, workspace_id=workspace_id, role=role))
    for row in present.values():
        await session.delete(row)
    after = {key: role for key, role in roles.items() if role}
    if before != after:
        session.add(AuditEvent.of(team, "roles_changed", by, before=before, after=after))


async def remove_team(session: AsyncSession, team: Team, by: Principal) -> None:
    """The team and what it gave; its members stay members of the organization."""
    for table in (TeamMembership, TeamGrant):
        for row in (await session.exec(select(table).where(table.team_id == team.id))).all():
            await session.delete(row)
    await session.flush()
    await session.delete(team)
    session.add(AuditEvent.of(team, "removed", by, name=team.name))


async def grants_of(session: AsyncSession, membership: Membership) -> tuple[tuple[str, Role], ...]:
    """What the member's teams give: (workspace, role), in one order. Works across organizations, too."""
    query = (
        select(TeamGrant.workspace_id, TeamGrant.role)
        .join(TeamMembership, col(TeamMembership.team_id) == col(TeamGrant.team_id))
        .where(
            TeamMembership.membership_id == membership.id,
            TeamMembership.organization_id == membership.organization_id,
            TeamGrant.organization_id == membership.organization_id,
        )
    )
    return tuple(sorted((room, Role(role)) for room, role in await session.exec(query)))


async def admitted(session: AsyncSession, workspace_id: str) -> set[str]:
    """Ids of the memberships that lead into a workspace, by themselves or by a team."""
    own = select(WorkspaceMembership.membership_id).where(WorkspaceMembership.workspace_id == workspace_id)
    by_team = (
        select(TeamMembership.membership_id)
        .join(TeamGrant, col(TeamGrant.team_id) == col(TeamMembership.team_id))
        .where(TeamGrant.workspace_id == workspace_id)
    )
    return {*await session.exec(own), *await session.exec(by_team)}
