"""Groups of a provider lead into teams here and out of them again, at every sign-in."""

from typing import Any

import pytest
from sqlmodel import select

from app.organizations.models import Membership, Workspace
from app.organizations.teams import Team, TeamGrant, TeamMembership, admit
from app.permissions import Principal, Role
from tests.fakes.identity_provider import Provider, rsa_key
from tests.sso.world import PAGE, come, connected
from tests.world import World

MAPPED = "Staff = Desk\ncn=Night,ou=x = Desk\nShow makers = Show"


@pytest.fixture
async def teams(world: World) -> dict[str, str]:
    """Ids of Acme's teams; the Desk edits, and nothing leads to Others."""
    ada = world.principal("ada")
    made = {name: Team(organization_id=ada.organization_id, name=name) for name in ("Desk", "Show", "Others")}
    async with world.writing() as session:
        room = (await session.exec(select(Workspace))).one()
        session.add_all(made.values())
        session.add(TeamGrant(team_id=made["Desk"].id, workspace_id=room.id, role=Role.EDITOR))
    return {name: team.id for name, team in made.items()}


async def members_of(world: World, teams: dict[str, str]) -> set[str]:
    """Names of the teams that have a member."""
    async with world.reading() as session:
        rows = (await session.exec(select(TeamMembership.team_id))).all()
    return {name for name, id in teams.items() if id in rows}


async def test_people_join_and_leave_as_their_groups_say(
    world: World, idp: Provider, teams: dict[str, str]
) -> None:
    connection_id = await connected(world, idp, group_teams=MAPPED)
    for groups, found in (
        (["Staff", "Unknown"], {"Desk"}),
        (["cn=Night,ou=x", "Show makers"], {"Desk", "Show"}),
        ("Show makers", {"Show"}),
        (["Show makers"], {"Show"}),
        (None, set()),
    ):
        idp.claims["groups"] = groups
        assert (await come(world, idp, connection_id))[1].status_code == 303
        assert await members_of(world, teams) == found, groups
    told = [event.action.partition(".")[2] for event in await world.events() if event.subject_type == "team"]
    assert told == ["member_admitted", "member_admitted", "member_dismissed", "member_dismissed"]


async def test_what_the_team_gives_comes_and_goes(world: World, idp: Provider, teams: dict[str, str]) -> None:
    connection_id = await connected(world, idp, group_teams=MAPPED)
    upload = {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    idp.claims["groups"] = ["Staff"]
    browser, _ = await come(world, idp, connection_id)
    assert (await browser.post("/acme/documents", files=upload)).status_code == 303
    idp.claims["groups"] = []
    await come(world, idp, connection_id)
    assert (await browser.post("/acme/documents", files=upload)).status_code == 403, (
        "in the open session, too"
    )


async def test_teams_nothing_leads_to_are_left_alone(
    world: World, idp: Provider, teams: dict[str, str]
) -> None:
    connection_id = await connected(world, idp, group_teams=MAPPED)
    await come(world, idp, connection_id)
    async with world.writing() as session:
        rows = (await session.exec(select(Membership).order_by(Membership.created_at))).all()
        others = await session.get_one(Team, teams["Others"])
        await admit(session, others, rows[-1], Principal.system(others.organization_id))
    idp.claims["groups"] = ["Others", "Desk"]
    await come(world, idp, connection_id)
    assert await members_of(world, teams) == {"Others"}, "a group that is called like a team gives nothing"


@pytest.mark.parametrize(
    "groups", [[1, None, {"Staff": True}], {"Staff": 1}, [["Staff"]], 7, ["staff"], [""]]
)
async def test_what_is_no_list_of_names_leads_nowhere(
    world: World, idp: Provider, teams: dict[str, str], groups: Any
) -> None:
    connection_id = await connected(world, idp, group_teams=MAPPED)
    idp.claims["groups"] = groups
    assert (await come(world, idp, connection_id))[1].status_code == 303
    assert await members_of(world, teams) == set()


async def test_a_liar_moves_nobody(world: World, idp: Provider, teams: dict[str, str]) -> None:
    """Neither by a token of another key, nor by what the userinfo says of somebody else."""
    connection_id = await connected(world, idp, group_teams=MAPPED)
    idp.claims["groups"] = ["Staff"]
    await come(world, idp, connection_id)
    idp.claims["groups"] = ["Show makers"]
    idp.twist = lambda p, header, claims: p.sign(claims, header, rsa_key(2))
    assert (await come(world, idp, connection_id))[1].status_code == 403
    assert await members_of(world, teams) == {"Desk"}
    idp.twist, idp.claims["groups"] = None, None
    idp.of_userinfo = {"sub": "somebody else", "groups": ["Show makers"]}
    await come(world, idp, connection_id)
    assert "Show" not in await members_of(world, teams)


async def test_the_form_takes_names_and_keeps_teams(
    world: World, idp: Provider, teams: dict[str, str]
) -> None:
    connection_id = await connected(world, idp, group_teams=MAPPED)
    ada, page = world.browser("ada"), f"{PAGE}/{connection_id}"
    assert "Show makers = Show" in (await ada.get(page)).text
    await ada.post(f"/acme/settings/teams/{teams['Desk']}/name", data={"name": "News"})
    await ada.post(f"/acme/settings/teams/{teams['Show']}/removal")
    shown = (await ada.get(page)).text
    assert "Staff = News" in shown
    assert "Show makers" not in shown
    idp.claims["groups"] = ["Staff", "Show makers"]
    assert (await come(world, idp, connection_id))[1].status_code == 303
    assert await members_of(world, teams) == {"Desk"}


@pytest.mark.parametrize("line", ["Staff", "Staff = Nowhere", "= Desk", "Staff ="])
async def test_a_line_that_names_no_team_is_named(
    world: World, idp: Provider, teams: dict[str, str], line: str
) -> None:
    terms = {"name": "A", "issuer": idp.issuer, "client_id": "tic", "group_teams": f"Staff = Desk\n{line}"}
    answer = await world.browser("ada").post(PAGE, data=terms)
    assert answer.status_code == 422
    assert f"“{line}” is no line such as Staff = Desk" in answer.text


async def test_no_team_of_another_organization_can_be_named(
    world: World, idp: Provider, teams: dict[str, str]
) -> None:
    async with world.writing("globex") as session:
        session.add(Team(name="Globex staff"))
    terms = {"name": "A", "issuer": idp.issuer, "client_id": "tic", "group_teams": "Staff = Globex staff"}
    assert (await world.browser("ada").post(PAGE, data=terms)).status_code == 422
