"""Past an organization's backlog limit new work is refused, and nothing else is."""

import asyncio

import pytest
from sqlmodel import select

from app.documents.models import Document
from app.episodes.models import Episode
from app.organizations.sharing import change_share
from app.problems import Invalid, Missing
from app.queue.models import Job, Share, ask
from app.queue.shares import waiting_jobs
from tests.addresses import names
from tests.conftest import Build
from tests.paper import TIDES, pdf_of
from tests.world import Blueprint, World


@pytest.fixture(autouse=True)
def kinds() -> None:
    """Here the registry stays as it is: jobs are the product's own."""


@pytest.fixture
async def full(build: Build, lived_blueprint: Blueprint) -> World:
    """Acme may have two unfinished jobs, and has."""
    world = build(lived_blueprint, backlog_max=2)
    async with world.writing() as session:
        for _ in range(2):
            ask(session, "embed_document", by=world.principal("ada"))
    return world


PDF = {"file": ("a.pdf", pdf_of((TIDES[0] + ", again", TIDES[1])), "application/pdf")}


async def test_a_program_is_told_when_to_come_back(full: World) -> None:
    answer = await full.program("ed").post("/v1/documents", files=PDF)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert (answer.json()["type"], answer.json()["status"]) == ("/problems/busy", 429)
    asked = {"document_ids": [full.known.things["document"]]}
    assert (await full.program("ed").post("/v1/episodes", json=asked)).status_code == 429


async def test_a_person_is_told_in_a_sentence(full: World) -> None:
    answer = await full.browser("ed").post("/acme/documents", files=PDF)
    assert answer.status_code == 429
    assert "2 jobs of your organization are waiting or running" in answer.text
    async with full.reading() as session:
        assert len((await session.exec(select(Document))).all()) == 2


ASKING = (
    "documents/{document_id}/versions",
    "episodes/{episode_id}/narration",
    "episodes/{episode_id}/format",
    "sentences/{sentence_id}/take",
    "sentences/{sentence_id}/recording",
)


async def test_whatever_asks_for_work_is_refused_and_changes_nothing(full: World) -> None:
    at = await names(full)
    async with full.reading() as session:
        before = len((await session.exec(select(Job))).all())
    for asked in (path.format(**at) for path in ASKING):
        answer = await full.program("ada").post(f"/v1/{asked}")
        assert (answer.status_code, answer.headers.get("Retry-After")) == (429, "30"), asked
        assert (await full.browser("ada").post(f"/acme/{asked}")).status_code == 429, asked
    async with full.reading() as session:
        assert len((await session.exec(select(Job))).all()) == before


async def test_others_and_decisions_go_on(full: World) -> None:
    assert (await full.program("cleo").post("/v1/documents", files=PDF)).status_code == 201
    script = await full.script()
    segment = next(
        row for row in script.segments if not any(f.blocks for s in row.sentences for f in s.findings)
    )
    body = {"content_hash": segment.content_hash}
    answer = await full.program("ada").post(f"/v1/segments/{segment.id}/approval", json=body)
    assert answer.status_code == 200


async def test_a_share_of_its_own_counts_before_the_settings(full: World) -> None:
    async with full.writing() as session:
        session.add(Share(backlog=0))
    assert (await full.program("ed").post("/v1/documents", files=PDF)).status_code == 201


async def test_a_job_that_ends_makes_room(full: World) -> None:
    await full.run()
    assert (await full.program("ed").post("/v1/documents", files=PDF)).status_code == 201


async def test_the_last_place_is_given_once(full: World) -> None:
    """All fifty look before the first has asked, and one of them finds room."""
    async with full.writing() as session:
        session.add(Share(backlog=3))
    asked = {"document_ids": [full.known.things["document"]]}
    answers = await asyncio.gather(
        *(full.program("ed").post("/v1/episodes", json=asked, headers=key(number)) for number in range(50))
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202] + [429] * 49
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (refused.headers["Retry-After"], refused.json()["type"]) == ("30", "/problems/busy")
    async with full.reading() as session:
        assert await waiting_jobs(session, 99) == 3
        assert len((await session.exec(select(Episode).where(Episode.state == "drafting"))).all()) == 1


def key(number: int) -> dict[str, str]:
    """Every other request has an Idempotency-Key, which has something done before the commit, too."""
    return {"Idempotency-Key": f"place {number}"} if number % 2 else {}


async def test_an_operator_changes_a_share(full: World) -> None:
    told = await change_share(full.installation, "acme", weight=3, backlog=0)
    assert told == "acme: weight 3, slots as set, backlog unlimited"
    assert await change_share(full.installation, "acme") == told
    assert (await full.actions())[-1] == "share.changed"
    for wrong in ({"weight": 0}, {"slots": -1}):
        with pytest.raises(Invalid):
            await change_share(full.installation, "acme", **wrong)
    with pytest.raises(Missing):
        await change_share(full.installation, "nobody", weight=2)
