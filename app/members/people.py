"""Members as settings show them, and what changes who they are: role, workspaces, ownership, leaving."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import LoginSession, User
from app.accounts.owning import other_owners
from app.audit import AuditEvent
from app.organizations.models import Membership, Workspace, WorkspaceMembership
from app.organizations.teams import Team, TeamMembership
from app.permissions import Principal, Role
from app.problems import Missing, Refused


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the organization."""

    membership: Membership
    user: User
    workspace_ids: frozenset[str]
    """Their own; those of their teams are not among them."""
    teams: tuple[str, ...]
    last_seen_at: datetime | None

    @property
    def id(self) -> str:
        return self.membership.id

    @property
    def called(self) -> str:
        return self.user.name or self.user.label


async def members(session: AsyncSession) -> list[Member]:
    """Everybody, by role and then by name."""
    query = select(Membership, User).join(User, col(User.id) == col(Membership.user_id))
    rows = (await session.exec(query)).all()
    rooms, teams = defaultdict(set), defaultdict(list)
    for row in (await session.exec(select(WorkspaceMembership))).all():
        rooms[row.membership_id].add(row.workspace_id)
    named = select(TeamMembership.membership_id, Team.name).join(
        Team, col(Team.id) == col(TeamMembership.team_id)
    )
    for membership_id, name in (await session.exec(named.order_by(Team.name))).all():
        teams[membership_id].append(name)
    seen = await _last_seen(session, [user.id for _, user in rows])
    found = [
        Member(row, user, frozenset(rooms[row.id]), tuple(teams[row.id]), seen.get(user.id))
        for row, user in rows
    ]
    return sorted(found, key=lambda one: (list(Role).index(one.membership.role), one.called.casefold()))


async def _last_seen(session: AsyncSession, user_ids: list[str]) -> dict[str, datetime]:
    latest = func.max(col(LoginSession.last_seen_at))
    query = select(LoginSession.user_id, latest).where(col(LoginSession.user_id).in_(user_ids))
    return dict((await session.exec(query.group_by(col(LoginSession.user_id)))).all())


async def change_role(session: AsyncSession, membership: Membership, by: Principal, role: Role) -> None:
    session.add(membership.change_role(by, role, await other_owners(session, membership)))


async def change_workspaces(
    session: AsyncSession, membership: Membership, by: Principal, workspace_ids: Iterable[str]
) -> None:
    """Let the member into exactly these workspaces, from their next request on; raises Missing for others."""
    wanted = set(workspace_ids)
    await check_workspaces(session, wanted)
    query = select(WorkspaceMembership).where(WorkspaceMembership.membership_id == membership.id)
    present = {row.workspace_id: row for row in (await session.exec(query)).all()}
    for workspace_id in present.keys() - wanted:
        await session.delete(present[workspace_id])
    for workspace_id in wanted - present.keys():
        session.add(WorkspaceMembership(workspace_id=workspace_id, membership_id=membership.id))
    if wanted != present.keys():
        facts = {"user": membership.user_id, "before": sorted(present), "after": sorted(wanted)}
        session.add(AuditEvent.of(membership, "workspaces_changed", by, **facts))


async def change_people(
    session: AsyncSession, workspace: Workspace, by: Principal, membership_ids: Iterable[str]
) -> None:
    """Let exactly these members in by themselves, from their next request on; raises Missing for others.

    Who sees every workspace is left as they are.
    """
    rows = {row.id: row for row in (await session.exec(select(Membership))).all()}
    wanted = set(membership_ids)
    if not wanted <= rows.keys():
        raise Missing
    query = select(WorkspaceMembership).where(WorkspaceMembership.workspace_id == workspace.id)
    present = {row.membership_id: row for row in (await session.exec(query)).all()}
    for id in sorted(wanted ^ present.keys()):
        if rows[id].sees_every_workspace:
            continue
        if id in present:
            await session.delete(present[id])
        else:
            session.add(WorkspaceMembership(workspace_id=workspace.id, membership_id=id))
        did = "member_dismissed" if id in present else "member_admitted"
        session.add(AuditEvent.of(workspace, did, by, user=rows[id].user_id))


async def check_workspaces(session: AsyncSession, ids: set[str]) -> None:
    """Missing unless each of them is there."""
    found = await session.exec(select(Workspace.id).where(col(Workspace.id).in_(ids)))
    if set(found.all()) != ids:
        raise Missing


async def hand_over(session: AsyncSession, membership: Membership, by: Principal) -> None:
    """Make the member an owner, and who hands over an admin."""
    query = select(Membership).where(Membership.user_id == by.id)
    own = (await session.exec(query)).first() if by.kind == "user" else None
    if own is None:
        raise Refused("Only an owner, as a person, can hand the organization over.")
    if own.id == membership.id:
        raise Refused("You own it already.")
    if membership.suspended or (await session.get_one(User, membership.user_id)).disabled:
        raise Refused("This person cannot sign in, so they cannot own the organization.")
    owners = await other_owners(session, membership)
    if membership.role is not Role.OWNER:
        session.add(membership.change_role(by, Role.OWNER, owners))
    session.add(own.change_role(by, Role.ADMIN, 1))


async def remove_member(session: AsyncSession, membership: Membership, by: Principal) -> None:
    """Take the person out of the organization, from their next request on; what they did stays theirs."""
    event = membership.remove(by, await other_owners(session, membership))
    for table in (WorkspaceMembership, TeamMembership):
        for row in (await session.exec(select(table).where(table.membership_id == membership.id))).all():
            await session.delete(row)
    await session.flush()
    await session.delete(membership)
    session.add(event)
