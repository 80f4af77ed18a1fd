"""The page of teams: making one, who is in it, what it is where."""

from sqlmodel import select

from app.organizations.models import Membership, Workspace
from app.organizations.teams import Team
from tests.html import Page
from tests.world import World

AT = "/acme/settings/teams"


async def made(world: World, name: str = "Editors") -> Team:
    answer = await world.browser("ada").post(AT, data={"name": name})
    assert answer.headers["location"] == f"{AT}?done=created", answer.text
    async with world.reading() as session:
        return (await session.exec(select(Team).where(Team.name == name))).one()


async def test_ben_becomes_an_editor_by_the_team(world: World) -> None:
    team = await made(world)
    async with world.reading() as session:
        query = select(Membership).where(Membership.user_id == world.known.users["ben"])
        ben, room = (await session.exec(query)).one(), (await session.exec(select(Workspace))).one()
    ada, upload = world.browser("ada"), {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    assert (await world.browser("ben").post("/acme/documents", files=upload)).status_code == 403
    roles = {"workspace_ids": room.id, "roles": "editor"}
    assert (await ada.post(f"{AT}/{team.id}/roles", data=roles)).headers["location"] == f"{AT}?done=roles"
    assert (await ada.post(f"{AT}/{team.id}/members", data={"membership_ids": ben.id})).is_redirect
    assert (await world.browser("ben").post("/acme/documents", files=upload)).status_code == 303
    page = await ada.get(AT)
    assert "editor in General" in page.text
    assert Page(page.text).check_page() == []
    assert "teams: Editors" in (await ada.get("/acme/settings/members")).text
    assert (await ada.post(f"{AT}/{team.id}/removal")).is_redirect
    assert (await world.browser("ben").post("/acme/documents", files=upload)).status_code == 403


async def test_what_is_wrong_is_said_in_place(world: World) -> None:
    team = await made(world)
    ada = world.browser("ada")
    again = await ada.post(AT, data={"name": "Editors"})
    assert again.status_code == 422
    assert "There is a team Editors already." in again.text
    for form in ({"workspace_ids": "x", "roles": "owner"}, {"workspace_ids": ["a", "b"], "roles": "editor"}):
        assert (await ada.post(f"{AT}/{team.id}/roles", data=form)).status_code == 422
    assert (await ada.post(f"{AT}/{team.id}/members", data={"membership_ids": "x"})).status_code == 404
    assert (await ada.post(f"{AT}/{team.id}/name", data={"name": "Physics"})).status_code == 422
    renamed = await ada.post(f"{AT}/{team.id}/name", data={"name": "Writers"})
    assert renamed.headers["location"] == f"{AT}?done=renamed"


async def test_an_empty_house_is_told_what_teams_are_for(empty: World) -> None:
    page = await empty.browser("ada").get(AT)
    assert "No team yet" in page.text
    assert Page(page.text).check_page() == []
