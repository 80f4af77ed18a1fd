"""Idempotency-Key on every POST of the API: one effect and one answer, however often it is sent."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.bodies import BodyDigest
from app.database import Database
from app.documents.models import Document
from app.episodes.models import Episode
from app.idempotency import Keeper
from app.ids import now
from app.installation import Installation
from app.kept import KeptAnswer
from app.main import create_app
from app.queue.models import Job
from tests.addresses import BODIES, Address, addresses, names
from tests.paper import TIDES, pdf_of
from tests.postgres import new_database
from tests.world import World, founded, installation_on

PDF = pdf_of((TIDES[0] + ", again", TIDES[1]))


def posts() -> list[str]:
    found = sorted(template for template in BODIES if template.startswith("/v1/"))
    assert len(found) > 20
    return found


async def sent(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    if "file" not in body:
        return await client.post(path, json=body)
    fields = {name: value for name, value in body.items() if name != "file"}
    return await client.post(path, files={"file": body["file"]}, data=fields)


async def until_done(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    """As a program does that was told to come back: with the same key."""
    for _ in range(60):
        answer = await sent(client, path, body)
        if not answer.headers.get("Retry-After"):
            break
        await asyncio.sleep(0.5)
    return answer


def test_every_post_of_the_api_has_a_body_to_try(world: World) -> None:
    found = {a.template for a in addresses(world.app) if a.template.startswith("/v1/") and a.method == "POST"}
    assert found <= set(posts())


@pytest.mark.parametrize("template", posts())
async def test_the_second_time_has_the_first_answer_and_no_effect(world: World, template: str) -> None:
    address = Address("POST", template, next(a.needs for a in addresses(world.app) if a.template == template))
    at = await names(world)
    body = await BODIES[template](world, at)
    path = address.at(at)
    client = world.program("ada", **{"Idempotency-Key": f"once {template}"})
    first = await sent(client, path, body)
    assert first.status_code in (200, 201, 202, 204), first.text
    before = await world.everything()
    again = await sent(client, path, body)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers.get("content-type") == first.headers.get("content-type")
    assert (again.headers["idempotent-replayed"], "idempotent-replayed" in first.headers) == ("true", False)
    assert await world.everything() == before
    other = await client.post(path, json={"something": "else"})
    assert (other.status_code, other.headers["content-type"]) == (422, "application/problem+json")
    assert await world.everything() == before


@pytest.fixture(params=["sqlite", "postgresql"])
async def two(request: pytest.FixtureRequest, empty: World) -> Any:
    """Two applications that share nothing but the database, as two web processes do."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        if server is None:
            pytest.skip("there is no PostgreSQL here")
        url = await new_database(server)
        settings = empty.installation.settings.model_copy(update={"database_url": url})
        installation = installation_on(settings, empty.storage, Database(url))
        from app.migrating import migrate

        await migrate(installation.database)
        known = await founded(installation)
        first = World(installation, create_app(settings, installation), known)
    else:
        first = empty
    settings = first.installation.settings
    beside: Installation = installation_on(settings, first.storage, Database.of(settings))
    yield first, World(beside, create_app(settings, beside), first.known)
    await beside.database.close()
    if first is not empty:
        await first.installation.database.close()


async def test_fifty_at_once_over_two_applications_create_one(two: tuple[World, World]) -> None:
    clients = [world.program("ed", **{"Idempotency-Key": "fifty"}) for world in two]
    files = {"file": ("a.pdf", PDF, "application/pdf")}
    asked = (until_done(clients[n % 2], "/v1/documents", files) for n in range(50))
    answers = await asyncio.gather(*asked)
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    assert len({answer.content for answer in answers}) == 1
    async with two[0].reading() as session:
        assert len((await session.exec(select(Document))).all()) == 1
        assert len((await session.exec(select(Job))).all()) == 1


async def test_a_key_belongs_to_who_sent_it(world: World) -> None:
    asked = {"document_ids": [world.known.things["document"]], "minutes": 2}
    made = set()
    for name in ("ada", "ed", "ada"):
        client = world.program(name, **{"Idempotency-Key": "same"})
        made.add((await client.post("/v1/episodes", json=asked)).json()["id"])
    assert len(made) == 2
    foreign = world.program("cleo", **{"Idempotency-Key": "same"})
    assert (await foreign.post("/v1/episodes", json=asked)).status_code == 404


async def test_a_refusal_is_not_kept(world: World) -> None:
    client = world.program("ada", **{"Idempotency-Key": "soon"})
    job_id = (await names(world))["job_id"]
    path = f"/v1/jobs/{job_id}/retry"
    assert (await client.post(path)).status_code == 409
    async with world.reading() as session:
        assert (await session.exec(select(KeptAnswer))).all() == []
    await BODIES["/v1/jobs/{job_id}/retry"](world, {"job_id": job_id})
    assert (await client.post(path)).status_code == 202


async def kept(world: World, **values: Any) -> KeptAnswer:
    """The one kept answer, after it was changed."""
    async with world.writing() as session:
        row = (await session.exec(select(KeptAnswer))).one()
        for name, value in values.items():
            setattr(row, name, value)
    return row


async def test_what_was_done_is_not_done_again_though_its_answer_was_lost(world: World) -> None:
    """As when the process was killed between the commit and the answer."""
    client = world.program("ada", **{"Idempotency-Key": "killed"})
    asked = {"document_ids": [world.known.things["document"]], "minutes": 2}
    assert (await client.post("/v1/episodes", json=asked)).status_code == 202
    row = await kept(world, status=0, body=b"", held_until=now() - timedelta(seconds=1))
    assert row.done
    for _ in range(2):
        answer = await client.post("/v1/episodes", json=asked)
        assert (answer.status_code, "answer was lost" in answer.text) == (409, True)
    async with world.reading() as session:
        assert len((await session.exec(select(Episode))).all()) == 3


async def test_who_fell_silent_before_doing_anything_is_replaced_and_commits_nothing(world: World) -> None:
    client = world.program("ada", **{"Idempotency-Key": "silent"})
    asked = {"document_ids": [world.known.things["document"]], "minutes": 2}
    assert (await client.post("/v1/episodes", json=asked)).status_code == 202
    await kept(world, status=0, body=b"", done=False, held_until=now() - timedelta(seconds=1))
    assert (await client.post("/v1/episodes", json=asked)).status_code == 202
    row = await kept(world)
    assert (row.fence, row.status) == (2, 202)
    zombie = Keeper(world.installation, world.principal("ada"), "silent", row.request_hash)
    zombie.row_id, zombie.fence = row.id, 1
    with pytest.raises(Exception, match="another request"):
        async with world.writing() as session:
            await zombie._mark(session)


async def test_the_answer_is_kept_encrypted(world: World) -> None:
    client = world.program("ada", **{"Idempotency-Key": "secret"})
    asked = {"document_ids": [world.known.things["document"]], "minutes": 2}
    answer = await client.post("/v1/episodes", json=asked)
    row = await kept(world)
    assert row.body
    assert answer.json()["id"].encode() not in row.body


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
async def test_a_malformed_key_is_refused(world: World, key: str) -> None:
    answer = await world.program("ada", **{"Idempotency-Key": key}).post("/v1/episodes", json={})
    assert answer.status_code == 422


async def test_nobodys_request_and_a_body_too_large_are_refused_as_ever(world: World) -> None:
    headers = {"Idempotency-Key": "key"}
    assert (await world.program(**headers).post("/v1/episodes", json={})).status_code == 401
    large = {"title": "x" * 2_000_000}
    assert (await world.program("ada", **headers).post("/v1/episodes", json=large)).status_code == 413


def test_the_boundary_of_a_form_does_not_count() -> None:
    def digest(boundary: str, content: bytes, step: int) -> str:
        form = f"--{boundary}\r\nContent-Disposition: form-data\r\n\r\n".encode() + content
        form += f"\r\n--{boundary}--\r\n".encode()
        found = BodyDigest(f"multipart/form-data; boundary={boundary}")
        for at in range(0, len(form), step):
            found.update(form[at : at + step])
        return found.hexdigest()

    same = {digest(name, b"content", step) for name in ("one", "another-one") for step in (1, 7, 1000)}
    assert len(same) == 1
    assert digest("one", b"contents", 1000) not in same
