"""Cleo walks every address with ids of Acme, and finds nothing; nor does a member without the workspace."""

from typing import Any

import pytest
from sqlmodel import select

from app.organizations.models import Project, Workspace, WorkspaceMembership
from app.permissions import ROLES
from tests.addresses import IDS, addresses, names
from tests.walk import client, stranger_meets_nothing, those
from tests.world import MEMBERS, World

NO_IDS = {
    "org",
    "number",
    "group",
    "version",
    "name",
    "kind",
    "token",
    "line",
    "login_id",
    "passkey_id",
    "door_id",
    "voice_id",
}
"""Places that name nothing of an organization: of the installation, of oneself, or part of a thing."""
RUBBISH: list[dict[str, Any]] = [
    {"content": b"\x00{[rubbish", "headers": {"Content-Type": "application/json"}},
    {"content": b"\x00{[rubbish", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    {"content": b"rubbish", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    {"content": b"x" * 2_000_000, "headers": {"Content-Type": "application/json"}},
]
"""Bodies that no route can use, and one that is larger than any form."""


async def test_ada_finds_what_cleo_is_about_to_look_for(world: World) -> None:
    spoken = (await world.script(world.known.things["narrated"])).sentences[0]
    at = await names(world) | {"sentence_id": spoken.id}
    for address in those(world, 16, lambda a: a.method == "GET" and a.takes_id and not a.streams):
        answer = await client(world, address, "ada").get(address.at(at), follow_redirects=True)
        assert answer.status_code == 200, (address, answer.text)


async def test_cleo_finds_nothing_of_acme_and_cannot_tell_it_from_what_never_was(world: World) -> None:
    """Pages, resources, streams, files, forms and changes; at Acme's addresses and in her own house."""
    assert await stranger_meets_nothing(world) > 80


async def test_every_place_in_an_address_is_known_for_what_it_names(world: World) -> None:
    """A new one goes into IDS, where it names something of an organization, so that it is walked."""
    places = {place for address in addresses(world.app) for place in address.places}
    assert places - set(IDS) == NO_IDS
    assert set(IDS) <= places


async def test_cleo_meets_404_before_anybody_reads_her_body(world: World) -> None:
    at = await names(world)
    before = await world.everything()
    for address in those(world, 21, lambda a: a.method != "GET" and a.takes_id):
        for rubbish in RUBBISH:
            headers = rubbish["headers"]
            answer = await client(world, address, "cleo").request(
                address.method, address.at(at), content=rubbish["content"], headers=headers
            )
            assert answer.status_code == 404, (address, headers, answer.text[:300])
    assert await world.everything() == before


async def test_lists_of_cleo_hold_nothing_of_acme(world: World) -> None:
    at = await names(world)
    # The voices of the installation are nobody's.
    secrets = [*(value for name, value in at.items() if name not in ("voice_id", "kind")), "dunes", "tides"]
    for address in those(world, 5, lambda a: a.method == "GET" and set(a.places) <= {"org"}):
        answer = await client(world, address, "cleo").get(address.at({"org": "globex"}))
        for secret in secrets:
            assert secret in ("acme", 1) or str(secret) not in answer.text, (address, secret)


async def test_ids_of_acme_in_a_body_are_missing_too(world: World) -> None:
    cleo = world.program("cleo")
    known = world.known.things
    asked = await cleo.post("/v1/episodes", json={"document_ids": [known["document"]], "mode": "verbatim"})
    assert asked.status_code == 404
    async with world.reading("acme") as session:
        project = (await session.exec(select(Project))).one()
    for place in ({"project_id": project.id}, {"workspace_id": project.workspace_id}):
        answer = await cleo.post("/v1/documents", files={"file": ("a.pdf", b"%PDF-1.7")}, data=place)
        assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("name", ["ed", "lou"])
async def test_a_member_outside_the_workspace_finds_nothing_in_it(world: World, name: str) -> None:
    at = await names(world)
    async with world.writing() as session:
        for entry in (await session.exec(select(WorkspaceMembership))).all():
            await session.delete(entry)
    browser = world.browser(name)
    assert (await browser.get("/acme")).status_code == 200
    assert "dunes" not in (await browser.get("/acme/documents")).text
    held = ROLES[MEMBERS[name][1]]
    for address in those(world, 10, lambda a: a.method == "GET" and a.takes_id and not a.api):
        refused = 404 if address.needs in held else 403
        assert (await browser.get(address.at(at))).status_code == refused, address
    if name == "ed":
        for address in those(world, 10, lambda a: a.method == "POST" and a.takes_id and not a.api):
            answer = await browser.post(address.at(at), content=b"\x00")
            refused = 404 if address.needs in held else 403
            assert answer.status_code == refused, (address, answer.text)


async def test_one_episode_does_not_mix_documents_of_two_workspaces(world: World) -> None:
    """Whoever sees the one room would read the other's papers there."""
    async with world.writing() as session:
        board = Workspace(name="Board")
        session.add(board)
        await session.flush()
        session.add(Project(workspace_id=board.id, name="Secret show"))
    known = world.known.things
    ada = world.program("ada")
    upload = {"file": ("board.pdf", b"%PDF-1.7 minutes of the board", "application/pdf")}
    secret = (await ada.post("/v1/documents", files=upload, data={"workspace_id": board.id})).json()["id"]
    answer = await ada.post("/v1/episodes", json={"document_ids": [known["document"], secret]})
    assert answer.status_code == 422
    assert "workspace" in answer.json()["detail"]
