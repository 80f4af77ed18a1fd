"""Asking for an episode: documents still being read are waited for; what cannot be drafted says why."""

import asyncio

import pytest
from sqlmodel import select

from app.episodes import drafting
from app.episodes.draft import WritingError
from app.episodes.models import Episode
from app.episodes.revisions import ScriptRevision
from app.episodes.states import EpisodeState
from app.queue.models import Job
from app.queue.models import ask as ask_for
from app.queue.turns import next_due
from tests.paper import TIDES, pdf_of
from tests.streams import opened
from tests.world import World, approved, uploaded


async def ask(world: World, who: str = "ed", **body: object) -> tuple[int, dict[str, object]]:
    answer = await world.program(who).post("/v1/episodes", json=body)
    return answer.status_code, answer.json()


async def test_an_episode_is_accepted_then_drafted(world: World) -> None:
    status, made = await ask(world, document_ids=[world.known.things["document"]], mode="summary", minutes=1)
    assert (status, made["state"]) == (202, "drafting")
    program = world.program("lou")
    assert (await program.get(f"/v1/jobs/{made['job_id']}")).json()["kind"] == "draft_episode"
    await world.run()
    shown = (await program.get(f"/v1/episodes/{made['id']}")).json()
    assert (shown["state"], shown["revision"], shown["progress"]) == ("in_review", 1, 1.0)
    segments = (await program.get(f"/v1/episodes/{made['id']}/segments")).json()
    assert {row["role"] for row in segments} >= {"hook", "body", "recap", "takeaway"}
    for segment in segments:
        for sentence in segment["sentences"]:
            assert sentence["spoken"]
            assert bool(sentence["evidence"]) == sentence["claim"], sentence["text"]


async def test_it_is_drafted_before_what_was_approved_earlier_is_spoken(world: World) -> None:
    await approved(world.installation, world.principal("ada"), world.known.things["episode"], spoken=False)
    _, made = await ask(world, document_ids=[world.known.things["document"]], minutes=1)
    async with world.reading() as session:
        due = await next_due(session, 20)
    assert "speak_segment" in {job.kind for job in due}
    assert due[0].id == made["job_id"]


async def test_evidence_stands_on_its_page(world: World) -> None:
    path = f"/v1/episodes/{world.known.things['episode']}/segments"
    segments = (await world.program("lou").get(path)).json()
    found = [span for part in segments for row in part["sentences"] for span in row["evidence"]]
    assert len(found) >= 5
    for span in found:
        assert span["document_id"] == world.known.things["document"]
        assert span["page"] in (1, 2)
        assert span["quote"]
        for x0, y0, x1, y1 in span["boxes"]:
            assert 0 <= x0 < x1 <= 596
            assert 0 <= y0 < y1 <= 843


async def test_a_document_still_being_read_is_waited_for(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(), "a.pdf")
    status, made = await ask(empty, document_ids=[received.document.id], minutes=1)
    assert status == 202
    async with empty.writing() as session:
        reading = await session.get_one(Job, received.job.id if received.job else "")
        kept, reading.due_at = reading.due_at, reading.due_at.replace(year=2099)
    await empty.run()
    job = (await empty.program("ed").get(f"/v1/jobs/{made['job_id']}")).json()
    assert (job["state"], job["note"], job["attempts"]) == (
        "queued",
        "Waiting for the document to be read",
        0,
    )
    async with empty.writing() as session:
        (await session.get_one(Job, reading.id)).due_at = kept
    await empty.run(wait=True)
    assert (await empty.script(str(made["id"]))).state is EpisodeState.IN_REVIEW


async def test_a_document_that_turns_out_unreadable_fails_the_episode(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(encrypted=True), "a.pdf")
    _, made = await ask(empty, document_ids=[received.document.id])
    await empty.run(wait=True)
    shown = (await empty.program("ed").get(f"/v1/episodes/{made['id']}")).json()
    assert shown["state"] == "failed"
    assert "password" in shown["reason"]
    page = (await empty.browser("ed").get(f"/acme/episodes/{made['id']}")).text
    assert "password" in page


async def test_one_episode_tells_two_documents(world: World) -> None:
    known = world.known.things
    _, made = await ask(world, document_ids=[known["document"], known["told"]], mode="verbatim")
    await world.run()
    script = await world.script(str(made["id"]))
    assert {span.document_id for row in script.sentences for span in row.evidence} == {
        known["document"],
        known["told"],
    }


async def test_a_document_named_twice_is_told_once(world: World) -> None:
    document = world.known.things["document"]
    status, made = await ask(world, document_ids=[document, document], minutes=1)
    assert status == 202
    await world.run()
    assert (await world.script(str(made["id"]))).state is EpisodeState.IN_REVIEW


async def test_verbatim_ignores_the_minutes(world: World) -> None:
    for minutes in (0, -1, 1e9):
        status, _ = await ask(
            world, document_ids=[world.known.things["document"]], mode="verbatim", minutes=minutes
        )
        assert status == 202


@pytest.mark.parametrize("minutes", [0, 0.5, 61, -3, 1e300])
async def test_a_summary_has_its_limits(world: World, minutes: float) -> None:
    status, problem = await ask(world, document_ids=[world.known.things["document"]], minutes=minutes)
    assert (status, problem["field"]) == (422, "minutes")


async def test_minutes_that_are_no_number_are_refused(world: World) -> None:
    form = {"document_ids": world.known.things["document"], "minutes": "nan"}
    answer = await world.browser("ed").post("/acme/episodes", data=form)
    assert answer.status_code == 422


async def test_no_document_or_a_strange_one_is_refused(world: World) -> None:
    assert (await ask(world, document_ids=[]))[0] == 422
    assert (await ask(world, document_ids=["nowhere"]))[0] == 404
    assert (await ask(world, document_ids=[world.known.things["document"], "nowhere"]))[0] == 404
    assert (await ask(world, mode="summary"))[0] == 422


async def test_a_writer_that_finds_nothing_says_so_and_may_try_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = await ask(world, document_ids=[world.known.things["document"]], minutes=1)
    path = f"/acme/episodes/{made['id']}"
    ed = world.browser("ed")
    assert (await ed.post(f"{path}/drafting")).status_code == 409

    async def silent(*args: object) -> None:
        raise WritingError("This document says nothing that can be told.")

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "_draft", silent)
        await world.run()
    assert (await world.script(str(made["id"]))).state is EpisodeState.FAILED
    assert "nothing that can be told" in (await ed.get(path)).text
    assert (await ed.post(f"{path}/drafting")).status_code == 303
    await world.run()
    assert (await world.script(str(made["id"]))).state is EpisodeState.IN_REVIEW


async def test_a_second_run_finds_the_script_written(world: World) -> None:
    async with world.writing() as session:
        episode = await session.get_one(Episode, world.known.things["episode"])
        job = ask_for(session, "draft_episode", by=world.principal("ed"), subject=episode)
    await world.run()
    async with world.reading() as session:
        assert (await session.get_one(Job, job.id)).result == {"revision": 1}
        query = select(ScriptRevision).where(ScriptRevision.episode_id == episode.id)
        assert len((await session.exec(query)).all()) == 1


async def test_the_same_document_gives_the_same_script(world: World) -> None:
    _, made = await ask(world, document_ids=[world.known.things["document"]], minutes=1)
    await world.run()
    first, second = await world.script(), await world.script(str(made["id"]))
    assert [row.text for row in first.sentences] == [row.text for row in second.sentences]
    assert [row.computed_hash() for row in first.sentences] == [
        row.computed_hash() for row in second.sentences
    ]


async def test_whoever_looks_on_hears_when_the_script_is_there(world: World) -> None:
    _, made = await ask(world, document_ids=[world.known.things["told"]], minutes=1)
    async with opened(world, f"/acme/episodes/{made['id']}/live", "lou") as stream:
        await asyncio.sleep(0.05)
        await world.run()
        heard = set()
        while "episode" not in heard:
            event = await stream.event()
            assert event is not None
            heard.add(event["event"])
    assert TIDES[0] in (await world.script(str(made["id"]))).title


async def test_lou_does_not_ask_for_episodes(world: World) -> None:
    assert (await ask(world, "lou", document_ids=[world.known.things["document"]]))[0] == 403
