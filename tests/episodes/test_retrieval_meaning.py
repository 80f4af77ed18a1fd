"""Finding evidence by meaning: when a document is embedded, and what a search then finds."""

from importlib.util import find_spec
from typing import Any

import pytest
from sqlmodel import select

from app.documents.vectors import SentenceVectors, want_vectors
from app.outside.vectors import open_vectors
from app.queue.models import Job
from tests.fakes.concepts import Concepts
from tests.world import World

WIND = "Wind speed was recorded with two anemometers at a height of 10 metres."
FREELY = "A pair of gauges logged the velocity of the breeze ten meters above ground."


@pytest.fixture(params=["table", "faiss"])
async def embedded(request: pytest.FixtureRequest, world: World) -> World:
    """The world with the documents of its episode embedded by a small model."""
    if request.param == "faiss":
        if find_spec("faiss") is None:
            pytest.skip("the extra `retrieval` is not installed")
        settings = world.installation.settings.model_copy(update={"vector_store": "faiss"})
        world.installation.vectors = open_vectors(settings)
    world.installation.embedder = Concepts()
    await embed(world)
    return world


async def embed(world: World) -> None:
    async with world.writing() as session:
        await want_vectors(session, [world.known.things["document"]], world.principal("ed"))
    await world.run(wait=True)


async def found(world: World, text: str, **asked: Any) -> list[str]:
    at = f"/v1/episodes/{world.known.things['episode']}/evidence"
    spans = (await world.program("ben").get(at, params={"text": text, **asked})).json()
    return [span["quote"] for span in spans]


async def test_what_is_said_in_other_words_is_found(embedded: World) -> None:
    assert await found(embedded, FREELY) == [WIND]


async def test_words_alone_do_not_find_it(world: World) -> None:
    assert await found(world, FREELY) == []


async def test_what_the_words_say_is_found_as_before(embedded: World) -> None:
    assert await found(embedded, "Two anemometers recorded wind speed at 10 metres.") == [WIND]


async def test_what_no_page_means_finds_nothing(embedded: World) -> None:
    for text in ("The committee elected a new treasurer in spring.", "", "…"):
        assert await found(embedded, text) == []


async def test_the_search_by_meaning_is_held_to_the_pages_named(embedded: World) -> None:
    at = f"/v1/episodes/{embedded.known.things['episode']}/evidence"
    (span,) = (await embedded.program("ben").get(at, params={"text": FREELY})).json()
    assert await found(embedded, FREELY, page=[span["page"]]) == [WIND]
    assert await found(embedded, FREELY, page=[span["page"] + 1]) == []


async def test_an_edited_sentence_gets_evidence_by_its_meaning(embedded: World) -> None:
    segment = next(one for one in (await embedded.script()).segments if one.sentences)
    edits = [*({"id": row.id, "text": row.text} for row in segment.sentences), {"text": FREELY}]
    answer = await embedded.program("ed").post(
        f"/v1/segments/{segment.id}/revision", json={"sentences": edits}
    )
    assert [span["quote"] for span in answer.json()["sentences"][-1]["evidence"]] == [WIND]


async def vectors(world: World) -> list[SentenceVectors]:
    async with world.reading() as session:
        return list((await session.exec(select(SentenceVectors))).all())


async def jobs(world: World) -> list[Job]:
    async with world.reading() as session:
        return list((await session.exec(select(Job).where(Job.kind == "embed_document"))).all())


async def test_a_second_run_finds_it_done(world: World) -> None:
    world.installation.embedder = Concepts()
    await embed(world)
    (before,) = await vectors(world)
    await embed(world)
    (after,) = await vectors(world)
    assert (after.id, after.content) == (before.id, before.content)
    assert [job.state for job in await jobs(world)] == ["succeeded", "succeeded"]


async def test_drafting_a_script_has_its_documents_embedded(world: World) -> None:
    world.installation.embedder = Concepts()
    asked = {"document_ids": [world.known.things["document"]], "minutes": 1}
    assert (await world.program("ed").post("/v1/episodes", json=asked)).status_code == 202
    await world.run(wait=True)
    assert len(await vectors(world)) == 1


async def test_without_the_extra_no_job_is_asked_for(world: World) -> None:
    await embed(world)
    assert await jobs(world) == []
