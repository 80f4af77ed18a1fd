"""Archived places stay readable; nothing in them changes, and nobody is offered them."""

from typing import Any

import pytest
from sqlmodel import select

from app.organizations.models import Organization, Project, Workspace
from app.queue.models import Job
from tests.addresses import BODIES, addresses, names, send
from tests.world import World

KINDS: dict[str, Any] = {"project": Project, "workspace": Workspace, "organization": Organization}


async def put_away(world: World, kind: str, *, restore: bool = False) -> None:
    async with world.writing() as session:
        query = select(KINDS[kind])
        if kind == "organization":
            query = query.where(Organization.slug == "acme")
        row = (await session.exec(query)).one()
        by = world.principal("ada")
        session.add(row.restore(by) if restore else row.archive(by))


CHANGES = (
    "/v1/segments/{segment_id}/approval",
    "/v1/segments/{segment_id}/rejection",
    "/v1/segments/{segment_id}/revision",
    "/v1/segments/{segment_id}/removal",
    "/v1/sentences/{sentence_id}/comments",
    "/{org}/projects/{project_id}/policy",
    "/{org}/episodes",
)


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_in_it_is_changed(world: World, kind: str) -> None:
    at = await names(world)
    todo = [a for a in addresses(world.app) if a.method == "POST" and a.template in CHANGES]
    assert len(todo) >= 6
    bodies = {address.template: await BODIES[address.template](world, at) for address in todo}
    await put_away(world, kind)
    before = await world.everything()
    for address in todo:
        answer = await send(world, address, address.at(at), bodies[address.template], "ada")
        assert answer.status_code == 409, (address, answer.text)
        assert "archived" in answer.text
    assert await world.everything() == before


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_read_and_comes_back(world: World, kind: str) -> None:
    await put_away(world, kind)
    path = f"/acme/documents/{world.known.things['document']}"
    assert (await world.browser("lou").get(path)).status_code == 200
    segment = (await world.script()).segments[0]
    form = {"content_hash": segment.content_hash}
    ben = world.browser("ben")
    refused = await ben.post(f"/acme/segments/{segment.id}/approval", data=form)
    assert refused.status_code == 409
    assert f"This {'project' if kind == 'workspace' else kind} is archived" in refused.text
    await put_away(world, kind, restore=True)
    assert (await ben.post(f"/acme/segments/{segment.id}/approval", data=form)).is_redirect


@pytest.mark.parametrize("kind", ["project", "workspace"])
async def test_nothing_new_comes_into_it(world: World, kind: str) -> None:
    await put_away(world, kind)
    upload = {"file": ("new.pdf", b"%PDF-1.7 new", "application/pdf")}
    answer = await world.program("ed").post("/v1/documents", files=upload)
    assert answer.status_code == 422
    asked = {"document_ids": [world.known.things["document"]]}
    assert (await world.program("ed").post("/v1/episodes", json=asked)).status_code == 409


async def test_work_that_had_begun_ends(world: World) -> None:
    segment = (await world.script()).segments[0]
    form = {"content_hash": segment.content_hash}
    assert (await world.browser("ben").post(f"/acme/segments/{segment.id}/approval", data=form)).is_redirect
    await put_away(world, "project")
    await world.run()
    async with world.reading() as session:
        spoken = (await session.exec(select(Job).where(Job.subject_id == segment.id))).all()
    assert {job.state for job in spoken} == {"succeeded"}
