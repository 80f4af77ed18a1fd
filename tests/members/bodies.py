"""People and places for the walks over all addresses: something to change, and bodies that change it."""

from typing import Any

from sqlmodel import select

from app.installation import Installation
from app.members.inviting import invite
from app.organizations.models import Membership
from app.organizations.teams import admit, create_team
from app.permissions import Permission, Principal, Role
from app.queue.scheduling import run_all
from tests.world import Known, World


async def peopled(installation: Installation, known: Known) -> None:
    """Somebody invited to Acme, and a team with Lou in it."""
    organization_id = known.organizations["acme"]
    by = Principal(
        "user", known.users["ada"], "ada", organization_id, None, frozenset(Permission), Role.OWNER
    )
    async with installation.work(organization_id) as session:
        invited = await invite(session, by, "http://127.0.0.1:8000", "new@example.org", Role.REVIEWER, [])
        query = select(Membership).where(Membership.user_id == known.users["lou"])
        lou = (await session.exec(query)).one()
        team = await create_team(session, by, "Physics")
        await session.flush()
        await admit(session, team, lou, by)
        await session.flush()
        known.things.update(invitation=invited.id, team=team.id, membership=lou.id)
    await run_all(installation)


async def role(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"role": "reviewer"}


async def no_workspace(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"workspace_ids": []}


async def invitation(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"email": "newer@example.org", "role": "editor", "workspace_ids": [at["workspace_id"]]}


async def name(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"name": "Another name"}


async def slug(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"slug": "acme-new"}


async def typed(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"typed": "acme"}


async def nothing(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {}


async def team_members(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"membership_ids": []}


async def team_roles(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"workspace_ids": [at["workspace_id"]], "roles": ["editor"]}


async def given_roles(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"roles": {at["workspace_id"]: "editor"}}


async def archived(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """What `restoration` needs: everything put away."""
    from app.organizations.models import Organization, Project, Workspace

    async with world.writing() as session:
        for model, key in ((Project, at["project_id"]), (Workspace, at["workspace_id"])):
            session.add((await session.get_one(model, key)).archive(world.principal("ada")))
        organization = await session.get_one(Organization, world.known.organizations["acme"])
        session.add(organization.archive(world.principal("ada")))
    return {}


AT = "/{org}/settings"
OF_PEOPLE = {
    f"{AT}/general/name": name,
    f"{AT}/general/address": slug,
    f"{AT}/general/archival": nothing,
    f"{AT}/general/restoration": archived,
    f"{AT}/general/deletion": typed,
    f"{AT}/invitations": invitation,
    f"{AT}/invitations/{{invitation_id}}/sending": nothing,
    f"{AT}/invitations/{{invitation_id}}/revocation": nothing,
    f"{AT}/members/{{membership_id}}/role": role,
    f"{AT}/members/{{membership_id}}/workspaces": no_workspace,
    f"{AT}/members/{{membership_id}}/ownership": nothing,
    f"{AT}/members/{{membership_id}}/removal": nothing,
    f"{AT}/teams": name,
    f"{AT}/teams/{{team_id}}/name": name,
    f"{AT}/teams/{{team_id}}/members": team_members,
    f"{AT}/teams/{{team_id}}/roles": team_roles,
    f"{AT}/teams/{{team_id}}/removal": nothing,
    f"{AT}/workspaces": name,
    f"{AT}/workspaces/{{workspace_id}}/projects": name,
    f"{AT}/workspaces/{{workspace_id}}/name": name,
    f"{AT}/workspaces/{{workspace_id}}/archival": nothing,
    f"{AT}/workspaces/{{workspace_id}}/restoration": archived,
    f"{AT}/projects/{{project_id}}/name": name,
    f"{AT}/projects/{{project_id}}/archival": nothing,
    f"{AT}/projects/{{project_id}}/restoration": archived,
    "/v1/members/{membership_id}/role": role,
    "/v1/members/{membership_id}/workspaces": no_workspace,
    "/v1/members/{membership_id}/removal": nothing,
    "/v1/invitations": invitation,
    "/v1/invitations/{invitation_id}/sending": nothing,
    "/v1/invitations/{invitation_id}/revocation": nothing,
    f"{AT}/workspaces/{{workspace_id}}/members": team_members,
    "/v1/workspaces/{workspace_id}/members": team_members,
    "/v1/teams": name,
    "/v1/teams/{team_id}/name": name,
    "/v1/teams/{team_id}/members": team_members,
    "/v1/teams/{team_id}/roles": given_roles,
    "/v1/teams/{team_id}/removal": nothing,
    "/v1/workspaces": name,
    "/v1/workspaces/{workspace_id}/projects": name,
}

__all__ = ["OF_PEOPLE", "peopled"]
