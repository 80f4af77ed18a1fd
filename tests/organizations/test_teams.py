"""What a team gives: a role in some workspaces, besides one's own, from the next request on, and no more."""

from dataclasses import dataclass

import pytest
from sqlmodel import select

from app.organizations.models import Membership, Project, Workspace
from app.organizations.teams import Team, admit, create_team, dismiss, grant, remove_team
from app.permissions import IN_WORKSPACE, ROLES, TEAM_ROLES, Permission, Principal, Role
from app.problems import Invalid, Missing
from tests.addresses import addresses, names
from tests.html import Page
from tests.world import World


@dataclass
class Given:
    """Lou, a listener of the first workspace, may edit in the attic by the team."""

    world: World
    team_id: str
    attic: str
    show: str

    async def upload(self, who: str = "lou", project_id: str = "") -> str:
        files = {"file": ("a.pdf", f"%PDF-1.7 {project_id} {who}".encode(), "application/pdf")}
        page = await self.world.browser(who).post("/acme/documents", files=files)
        assert page.status_code == 303, page.text
        return page.headers["location"].rpartition("/")[2].partition("?")[0]


async def membership(world: World, who: str) -> Membership:
    async with world.reading() as session:
        query = select(Membership).where(Membership.user_id == world.known.users[who])
        return (await session.exec(query)).one()


@pytest.fixture
async def given(world: World) -> Given:
    lou = await membership(world, "lou")
    async with world.writing() as session:
        attic = Workspace(name="Attic")
        session.add(attic)
        await session.flush()
        show = Project(workspace_id=attic.id, name="Attic talks")
        session.add(show)
        team = await create_team(session, world.principal("ada"), "Astronomers")
        await session.flush()
        await grant(session, team, world.principal("ada"), {attic.id: Role.EDITOR})
        await admit(session, team, lou, world.principal("ada"))
    return Given(world, team.id, attic.id, show.id)


async def test_lou_edits_in_the_attic_and_only_there(given: Given) -> None:
    document = await given.upload()
    async with given.world.reading() as session:
        from app.documents.models import Document

        assert (await session.get_one(Document, document)).project_id == given.show
    told = given.world.known.things["document"]
    lou = given.world.browser("lou")
    assert (await lou.get(f"/acme/documents/{told}")).status_code == 200, "still a listener here"
    assert (await lou.post(f"/acme/documents/{told}/reading")).status_code == 404
    asked = await lou.post("/acme/episodes", data={"document_ids": told, "mode": "summary"})
    assert asked.status_code == 404


async def test_lou_can_change_nothing_elsewhere_by_any_address(given: Given) -> None:
    at = await names(given.world)
    before = await given.world.everything()
    looked = 0
    for address in addresses(given.world.app):
        if address.method == "POST" and address.takes_id and not address.api:
            answer = await given.world.browser("lou").post(address.at(at))
            assert answer.status_code in (403, 404), (address, answer.status_code)
            looked += 1
    assert looked > 20
    assert await given.world.everything() == before


async def test_buttons_are_there_where_they_work(given: Given) -> None:
    lou = given.world.browser("lou")
    mine = await given.upload()
    listed = (await lou.get("/acme/documents")).text
    assert f'value="{given.world.known.things["document"]}"' not in listed
    assert "Drop a paper here" in listed
    there = Page((await lou.get(f"/acme/documents/{given.world.known.things['document']}")).text)
    assert ("POST", "/acme/episodes") not in there.addresses
    async with given.world.writing() as session:
        from app.documents.models import Document

        (await session.get_one(Document, mine)).fail("damaged", "It is damaged.", Principal.system(""))
    here = Page((await lou.get(f"/acme/documents/{mine}")).text)
    assert ("POST", f"/acme/documents/{mine}/reading") in here.addresses


async def test_a_team_never_gives_what_belongs_to_the_organization(given: Given) -> None:
    async with given.world.writing() as session:
        team = await session.get_one(Team, given.team_id)
        for role in (Role.OWNER, Role.ADMIN, Role.AUDITOR):
            with pytest.raises(Invalid):
                await grant(session, team, given.world.principal("ada"), {given.attic: role})
    assert {Role.EDITOR, Role.REVIEWER, Role.PUBLISHER, Role.LISTENER} == set(TEAM_ROLES)
    lou = given.world.browser("lou")
    for page in ("voices", "policy"):
        assert (await lou.get(f"/acme/settings/{page}")).status_code == 403


async def test_it_ends_with_the_next_request(given: Given) -> None:
    lou = await membership(given.world, "lou")
    path = f"/acme/documents/{await given.upload()}"
    assert (await given.world.browser("lou").get(path)).status_code == 200
    async with given.world.writing() as session:
        team = await session.get_one(Team, given.team_id)
        await dismiss(session, team, lou, given.world.principal("ada"))
    assert (await given.world.browser("lou").get(path)).status_code == 404
    assert (await given.world.actions())[-1] == "team.member_dismissed"


async def test_admitting_again_records_nothing(given: Given) -> None:
    lou = await membership(given.world, "lou")
    before = await given.world.actions()
    async with given.world.writing() as session:
        team = await session.get_one(Team, given.team_id)
        await admit(session, team, lou, given.world.principal("ada"))
        await grant(session, team, given.world.principal("ada"), {given.attic: Role.EDITOR})
        await dismiss(session, team, await membership(given.world, "ben"), given.world.principal("ada"))
    assert await given.world.actions() == before


async def test_without_the_team_nothing_of_it_is_left(given: Given) -> None:
    async with given.world.writing() as session:
        await remove_team(session, await session.get_one(Team, given.team_id), given.world.principal("ada"))
    everything = await given.world.everything()
    left = [everything[name] for name in ("team", "team_membership", "team_grant")]
    assert given.team_id not in str(left)
    assert (await given.world.browser("lou").post("/acme/documents", files={})).status_code == 403


async def test_roles_and_names_of_another_house_are_missing_or_taken(given: Given) -> None:
    async with given.world.reading("globex") as session:
        theirs = (await session.exec(select(Workspace))).one()
    async with given.world.writing() as session:
        team = await session.get_one(Team, given.team_id)
        with pytest.raises(Missing):
            await grant(session, team, given.world.principal("ada"), {theirs.id: Role.EDITOR})
        with pytest.raises(Invalid, match="already"):
            await create_team(session, given.world.principal("ada"), "Astronomers")


def test_an_actor_in_a_workspace_has_the_strongest_of_its_roles() -> None:
    grants = (("attic", Role.REVIEWER), ("cellar", Role.PUBLISHER))
    lou = Principal(
        "user", "lou", "lou", "acme", ("attic", "cellar"), ROLES[Role.LISTENER], Role.LISTENER, grants
    )
    assert lou.may(Permission.REVIEW)
    assert lou.may(Permission.REVIEW, "attic")
    assert not lou.may(Permission.REVIEW, "cellar")
    assert lou.where(Permission.REVIEW).workspace_ids == ("attic",)
    assert lou.where(Permission.READ) is lou
    assert lou.within("attic").role is Role.REVIEWER
    assert lou.within("hall").role is Role.LISTENER
    assert not lou.within("hall").may(Permission.REVIEW)
    assert not any(
        lou.may(permission) for permission in set(Permission) - IN_WORKSPACE - ROLES[Role.LISTENER]
    )


async def test_an_approval_names_the_role_it_was_given_in(given: Given) -> None:
    lou = await membership(given.world, "lou")
    async with given.world.writing() as session:
        team = await session.get_one(Team, given.team_id)
        room = (await session.exec(select(Project.workspace_id).where(Project.name == "First show"))).one()
        await grant(session, team, given.world.principal("ada"), {room: Role.REVIEWER})
        assert lou.role is Role.LISTENER
    row = (await given.world.script()).segments[0].sentences[0]
    form = {"content_hash": row.content_hash}
    answer = await given.world.browser("lou").post(f"/acme/sentences/{row.id}/approval", data=form)
    assert answer.is_redirect, answer.text
    after = (await given.world.script()).segments[0].sentences[0]
    assert [approval.actor_role for approval in after.approvals] == ["reviewer"]
