"""Teams and the members of workspaces over the API, by the same rules as on the pages."""

import httpx
import pytest
from sqlmodel import select

from app.organizations.models import Membership, Workspace, WorkspaceMembership
from tests.html import Page
from tests.world import World


async def ids(world: World) -> dict[str, str]:
    """Membership ids by the name of the person, and the workspace."""
    async with world.reading() as session:
        rows = (await session.exec(select(Membership))).all()
        room = (await session.exec(select(Workspace))).one()
    people = {id: name for name, id in world.known.users.items()}
    return {people[row.user_id]: row.id for row in rows} | {"room": room.id}


async def inside(world: World) -> set[str]:
    """Names of those who are in Acme's workspace by themselves."""
    async with world.reading() as session:
        rows = set((await session.exec(select(WorkspaceMembership.membership_id))).all())
    return {name for name, id in (await ids(world)).items() if id in rows}


async def made(world: World, name: str = "Desk") -> str:
    answer = await world.program("ada").post("/v1/teams", json={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def listed(client: httpx.AsyncClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await client.get("/v1/teams")).json()["items"]
    return found


async def test_a_team_from_its_making_to_its_end(empty: World) -> None:
    ada, known = empty.program("ada"), await ids(empty)
    at = f"/v1/teams/{await made(empty)}"
    for noun, body in (
        ("name", {"name": "News"}),
        ("members", {"membership_ids": [known["lou"], known["ben"]]}),
        ("members", {"membership_ids": [known["lou"]]}),
        ("roles", {"roles": {known["room"]: "editor"}}),
    ):
        assert (await ada.post(f"{at}/{noun}", json=body)).status_code == 204, noun
    (team,) = await listed(ada)
    assert team["name"] == "News"
    assert team["membership_ids"] == [known["lou"]]
    assert team["roles"] == {known["room"]: "editor"}
    upload = {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    assert (await empty.browser("lou").post("/acme/documents", files=upload)).status_code == 303
    assert (await ada.post(f"{at}/removal")).status_code == 204
    assert await listed(ada) == []
    assert (await empty.browser("lou").post("/acme/documents", files=upload)).status_code == 403
    told = [event.action for event in await empty.events() if event.subject_type == "team"]
    assert told[:3] == ["team.created", "team.renamed", "team.member_admitted"]
    assert told[-3:] == ["team.member_dismissed", "team.roles_changed", "team.removed"]


@pytest.mark.parametrize(
    ("noun", "body", "status"),
    [
        ("members", {"membership_ids": ["nobody"]}, 404),
        ("roles", {"roles": {"nowhere": "editor"}}, 404),
        ("roles", {"roles": {"nowhere": "king"}}, 422),
        ("roles", {"roles": {"nowhere": "owner"}}, 422),
        ("name", {"name": "Taken"}, 422),
        ("name", {"name": ""}, 422),
    ],
)
async def test_what_is_refused_changes_nothing(
    empty: World, noun: str, body: dict[str, object], status: int
) -> None:
    await made(empty, "Taken")
    at = f"/v1/teams/{await made(empty)}"
    before = await empty.everything()
    assert (await empty.program("ada").post(f"{at}/{noun}", json=body)).status_code == status
    assert await empty.everything() == before


async def test_all_members_of_a_workspace_are_chosen_in_one_place(empty: World) -> None:
    ada, known = empty.browser("ada"), await ids(empty)
    at = f"/acme/settings/workspaces/{known['room']}/members"
    assert f'href="{at}"' in (await ada.get("/acme/settings/workspaces")).text
    page = (await ada.get(at)).text
    assert Page(page).check_page() == []
    assert known["ada"] not in page, "owners see everything anyway"
    everybody = await inside(empty)
    assert {"ada", "ben", "ed", "lou"} == everybody
    answer = await ada.post(at, data={"membership_ids": [known["ben"]]})
    assert answer.headers["location"] == "/acme/settings/workspaces?done=members"
    assert await inside(empty) == {"ada", "ben"}
    assert (await empty.browser("ed").get("/acme/documents")).status_code == 200
    (*_, one, other) = [event.action for event in await empty.events()]
    assert (one, other) == ("workspace.member_dismissed", "workspace.member_dismissed")
    program = empty.program("ada")
    path = f"/v1/workspaces/{known['room']}/members"
    both = {"membership_ids": [known["ben"], known["lou"]]}
    assert (await program.post(path, json=both)).status_code == 204
    assert await inside(empty) == {"ada", "ben", "lou"}
    assert (await program.post(path, json={"membership_ids": ["nobody"]})).status_code == 404


async def test_what_cannot_be_undone_asks_once_more_without_javascript(empty: World) -> None:
    """Scripts show a dialog instead; browsers without them hold back the form until the box is ticked."""
    page = (await empty.browser("ada").get("/acme/settings/members")).text
    for form in page.split("<form")[1:]:
        if "/removal" in form.partition(">")[0] or "/ownership" in form.partition(">")[0]:
            asked = form.partition("<noscript>")[2].partition("</noscript>")[0]
            assert 'type="checkbox" required' in asked
