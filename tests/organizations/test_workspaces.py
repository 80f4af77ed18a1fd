"""Workspaces and projects: made, renamed, put away; and choosing where a paper goes."""

import pytest
from sqlmodel import select

from app.documents.models import Document
from app.organizations.models import Project, Workspace
from tests.html import Page
from tests.world import World

AT = "/acme/settings/workspaces"


async def made(world: World, name: str = "Attic") -> tuple[Workspace, Project]:
    answer = await world.browser("ada").post(AT, data={"name": name})
    assert answer.headers["location"] == f"{AT}?done=created", answer.text
    async with world.reading() as session:
        room = (await session.exec(select(Workspace).where(Workspace.name == name))).one()
        show = (await session.exec(select(Project).where(Project.workspace_id == room.id))).one()
    return room, show


async def test_a_workspace_comes_with_a_project_and_is_seen_by_its_members(empty: World) -> None:
    room, show = await made(empty)
    page = (await empty.browser("ada").get(AT)).text
    for said in ("Attic", "General", show.name, "0 members besides owners and admins"):
        assert said in page
    assert (await empty.actions())[-1] == "workspace.created"
    another = await empty.browser("ada").post(f"{AT}/{room.id}/projects", data={"name": "Second show"})
    assert another.is_redirect
    assert "Second show" in (await empty.browser("ada").get(AT)).text


@pytest.mark.parametrize("kind", ["workspaces", "projects"])
async def test_they_are_renamed_archived_and_restored(empty: World, kind: str) -> None:
    room, show = await made(empty)
    row = room if kind == "workspaces" else show
    at = f"/acme/settings/{kind}/{row.id}"
    ada = empty.browser("ada")
    assert (await ada.post(f"{at}/name", data={"name": "Loft"})).is_redirect
    for noun in ("archival", "restoration", "archival"):
        assert (await ada.post(f"{at}/{noun}")).headers["location"].startswith(f"{AT}?done=")
    assert (await ada.post(f"{at}/archival")).status_code == 409
    page = (await ada.get(AT)).text
    assert "Loft" in page
    assert "Archived" in page
    singular = kind.removesuffix("s")
    verbs = [a.partition(".")[2] for a in await empty.actions() if a.startswith(f"{singular}.")]
    assert verbs[-4:] == ["renamed", "archived", "restored", "archived"]


async def test_names_are_not_given_twice(empty: World) -> None:
    room, show = await made(empty)
    ada = empty.browser("ada")
    taken = await ada.post(AT, data={"name": "General"})
    assert taken.status_code == 422
    assert "There is a workspace General already." in taken.text
    assert Page(taken.text).check_page() == []
    again = await ada.post(f"{AT}/{room.id}/projects", data={"name": show.name})
    assert again.status_code == 422
    assert Page(again.text).check_page() == []
    assert (await ada.post(f"{AT}/{room.id}/name", data={"name": "General"})).status_code == 422


async def test_a_paper_goes_where_it_is_meant_to(empty: World) -> None:
    _, show = await made(empty)
    ada = empty.browser("ada")
    page = Page((await ada.get("/acme/documents")).text)
    assert any(field.get("name") == "project_id" for field in page.all("select"))
    files = {"file": ("a.pdf", b"%PDF-1.7 for the attic", "application/pdf")}
    assert (await ada.post("/acme/documents", files=files, data={"project_id": show.id})).is_redirect
    async with empty.reading() as session:
        assert (await session.exec(select(Document.project_id))).one() == show.id
    for where, listed in ((show.id, True), ("", True), ("nowhere", False)):
        found = (await ada.get(f"/acme/documents?project_id={where}")).text
        assert ('id="document-' in found) is listed, where


async def test_where_there_is_one_project_nobody_is_asked(empty: World) -> None:
    page = Page((await empty.browser("ada").get("/acme/documents")).text)
    assert not [field for field in page.all("select") if field.get("name") == "project_id"]


async def test_archived_ones_are_not_offered(empty: World) -> None:
    room, show = await made(empty)
    ada = empty.browser("ada")
    await ada.post(f"/acme/settings/workspaces/{room.id}/archival")
    page = Page((await ada.get("/acme/documents")).text)
    assert not [field for field in page.all("select") if field.get("name") == "project_id"]
    files = {"file": ("a.pdf", b"%PDF-1.7 for the attic", "application/pdf")}
    answer = await ada.post("/acme/documents", files=files, data={"project_id": show.id})
    assert answer.status_code == 409


async def test_a_project_of_another_house_is_missing(empty: World) -> None:
    async with empty.reading("globex") as session:
        theirs = (await session.exec(select(Project))).one()
    files = {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    answer = await empty.browser("ada").post("/acme/documents", files=files, data={"project_id": theirs.id})
    assert answer.status_code == 404


async def test_programs_see_and_make_them(empty: World) -> None:
    ada = empty.program("ada")
    room = (await ada.post("/v1/workspaces", json={"name": "Attic"})).json()
    assert room["name"] == "Attic"
    show = await ada.post(f"/v1/workspaces/{room['id']}/projects", json={"name": "Attic talks"})
    assert show.status_code == 201
    assert [row["name"] for row in (await ada.get("/v1/workspaces")).json()["items"]] == ["Attic", "General"]
    projects = (await empty.program("lou").get("/v1/projects")).json()["items"]
    assert {row["name"] for row in projects} >= {"First show", "Attic talks"}
    assert (await empty.program("ed").post("/v1/workspaces", json={"name": "X"})).status_code == 403


@pytest.mark.parametrize("page", ["voices", "pronunciation", "branding", "policy", "audit-log"])
async def test_projects_of_one_name_are_told_apart(world: World, page: str) -> None:
    _, show = await made(world, "Second room")
    assert f"Second room: {show.name}" in (await world.browser("ada").get(f"/acme/settings/{page}")).text
