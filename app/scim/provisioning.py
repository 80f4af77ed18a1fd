"""What a directory does to members and teams: each change with its event, each end at once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.lookups import end_logins_within
from app.accounts.models import User as Person
from app.accounts.owning import other_owners
from app.audit import AuditEvent
from app.organizations.models import Membership, WorkspaceMembership, check_may_give
from app.organizations.teams import (
    Team,
    TeamMembership,
    create_team,
    keep_members,
    remove_team,
    rename_team,
)
from app.permissions import Permission, Principal, Role
from app.problems import Invalid, Missing
from app.scim.models import ScimGroup, ScimUser, name_key
from app.scim.resources import Known, ScimRefused, address_of, kept, name_of, role_of

DEFAULT_ROLE = Role.LISTENER


async def known_members(session: AsyncSession, ids: Iterable[str] | None = None) -> list[Known]:
    """Every member, or those of these membership ids, in the order in which they came."""
    statement = (
        select(Membership, Person, ScimUser)
        .join(Person, col(Person.id) == col(Membership.user_id))
        .join(ScimUser, col(ScimUser.membership_id) == col(Membership.id), isouter=True)
        .order_by(col(Membership.id))
    )
    if ids is not None:
        statement = statement.where(col(Membership.id).in_(list(ids)))
    return [Known(*row) for row in (await session.exec(statement)).all()]


async def known_as(session: AsyncSession, column: str, value: str) -> list[Known]:
    """The members of a userName or externalId: what directories ask for most."""
    if column == "externalId":
        said = select(ScimUser.membership_id).where(ScimUser.external_id == value)
        return await known_members(session, (await session.exec(said)).all())
    said = select(ScimUser.membership_id).where(ScimUser.user_name_key == name_key(value))
    if ids := (await session.exec(said)).all():
        return await known_members(session, ids)
    persons = select(Membership.id).join(Person, col(Person.id) == col(Membership.user_id))
    key = name_key(value)
    # Those who have no alias are called by their address.
    called = func.coalesce(func.nullif(col(Person.alias), ""), col(Person.email))
    persons = persons.where(func.lower(called) == key)
    unsaid = await known_members(session, (await session.exec(persons)).all())
    return [known for known in unsaid if known.said is None]


async def one(session: AsyncSession, membership_id: str) -> Known:
    found = await known_members(session, [membership_id])
    if not found:
        raise Missing
    return found[0]


async def create(session: AsyncSession, resource: Any, by: Principal) -> Known:
    """A new member; raises ScimRefused where the userName is a member's already.

    Their account is new, too: a directory finds nobody's account by an address.
    """
    if await known_as(session, "userName", resource.user_name):
        raise _taken(resource.user_name)
    person = Person.told_of(address_of(resource), name_of(resource))
    role = role_of(resource) or DEFAULT_ROLE
    check_may_give(by, role)
    membership = Membership(organization_id=by.organization_id, user_id=person.id, role=role)
    said = ScimUser(organization_id=by.organization_id, membership_id=membership.id, user_name_key="")
    said.take(kept(resource))
    session.add(person)
    await session.flush()
    session.add_all([membership, said])
    session.add(AuditEvent.of(membership, "created", by, role=role, how="scim"))
    known = Known(membership, person, said)
    if resource.active is False:
        session.add(membership.suspend(by, other_owners=1))
    await session.flush()
    return known


async def change(session: AsyncSession, known: Known, resource: Any, by: Principal) -> Known:
    """What a directory says from now on; `active: false` shuts out at once."""
    if name_key(resource.user_name) != name_key(known.user_name):
        others = await known_as(session, "userName", resource.user_name)
        if [other for other in others if other.membership.id != known.membership.id]:
            raise _taken(resource.user_name)
    membership, person, said = known.membership, known.person, known.said
    if said is None:
        said = ScimUser(organization_id=by.organization_id, membership_id=membership.id, user_name_key="")
        session.add(said)
    before, after = said.facts, kept(resource)
    if before != after:
        said.take(after)
        session.add(AuditEvent.of(membership, "described", by, changed=sorted(_changed(before, after))))
    if not person.reachable:
        # An account of the directory's own making; others say themselves what they are called.
        person.alias, person.name = address_of(resource)[:254], name_of(resource)
    role = role_of(resource, membership.role)
    if role and role is not membership.role:
        session.add(membership.change_role(by, role, await other_owners(session, membership)))
        await session.flush()
    active = resource.active is not False
    if active and membership.suspended:
        session.add(membership.restore(by))
    elif not active and not membership.suspended:
        await shut_out(session, membership, person, by)
    await session.flush()
    return Known(membership, person, said)


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


async def shut_out(session: AsyncSession, membership: Membership, person: Person, by: Principal) -> None:
    """No access from this moment: the membership opens nothing, and what a provider began is ended."""
    session.add(membership.suspend(by, await other_owners(session, membership)))
    await end_logins_within(session, person, membership.organization_id)


async def remove(session: AsyncSession, known: Known, by: Principal) -> None:
    """The end of a membership; what they did stays in the record."""
    membership = known.membership
    # A directory decides who is here at all, so it takes an owner away, too; the last one stays.
    entitled = replace(by, permissions=by.permissions | {Permission.OWN})
    gone = membership.remove(entitled, await other_owners(session, membership))
    await end_logins_within(session, known.person, membership.organization_id)
    for table in (ScimUser, WorkspaceMembership, TeamMembership):
        await session.exec(delete(table).where(col(table.membership_id) == membership.id))
    session.add(gone)
    await session.flush()
    await session.delete(membership)


def _taken(user_name: str) -> ScimRefused:
    return ScimRefused(f"There is a member {user_name} already.", 409, "uniqueness")


async def teams_of(session: AsyncSession, ids: Iterable[str]) -> dict[str, list[Team]]:
    """The teams of these members."""
    statement = (
        select(TeamMembership.membership_id, Team)
        .join(Team, col(Team.id) == col(TeamMembership.team_id))
        .where(col(TeamMembership.membership_id).in_(list(ids)))
        .order_by(col(Team.name))
    )
    found: dict[str, list[Team]] = {}
    for membership_id, team in (await session.exec(statement)).all():
        found.setdefault(membership_id, []).append(team)
    return found


async def members_of(session: AsyncSession, team: Team) -> list[Known]:
    statement = select(TeamMembership.membership_id).where(TeamMembership.team_id == team.id)
    return await known_members(session, (await session.exec(statement)).all())


async def said_of(session: AsyncSession, team: Team) -> ScimGroup | None:
    return (await session.exec(select(ScimGroup).where(ScimGroup.team_id == team.id))).first()


async def create_group(session: AsyncSession, resource: Any, by: Principal) -> Team:
    """A new team; which roles it has where is said in the settings."""
    try:
        team = await create_team(session, by, str(resource.display_name or ""))
    except Invalid as refusal:
        raise ScimRefused(refusal.message, 409, "uniqueness") from None
    await session.flush()
    session.add(ScimGroup(team_id=team.id, external_id=str(resource.external_id or "")[:255]))
    await _keep_members(session, team, resource, by)
    return team


async def change_group(session: AsyncSession, team: Team, resource: Any, by: Principal) -> None:
    """Its name and members from now on."""
    if resource.display_name != team.name:
        try:
            await rename_team(session, team, by, str(resource.display_name or ""))
        except Invalid as refusal:
            raise ScimRefused(refusal.message, 409, "uniqueness") from None
    said = await said_of(session, team)
    if said is None:
        said = ScimGroup(team_id=team.id)
        session.add(said)
    said.external_id = str(resource.external_id or "")[:255]
    await _keep_members(session, team, resource, by)


async def _keep_members(session: AsyncSession, team: Team, resource: Any, by: Principal) -> None:
    """Exactly those named."""
    wanted = {str(member.value) for member in resource.members or [] if member.value}
    there = select(Membership.id).where(col(Membership.id).in_(wanted))
    if missing := wanted - set((await session.exec(there)).all()):
        raise ScimRefused(f"There is no member {min(missing)}.", 400, "invalidValue")
    await keep_members(session, team, by, wanted)
    await session.flush()


async def remove_group(session: AsyncSession, team: Team, by: Principal) -> None:
    await session.exec(delete(ScimGroup).where(col(ScimGroup.team_id) == team.id))
    await remove_team(session, team, by)
