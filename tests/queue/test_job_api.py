"""Jobs over the API: how they go, their events, another try, an end."""

import json

import pytest
from sqlmodel import select

import app.queue.api
from app.queue.models import Job, JobState
from tests.paper import pdf_of
from tests.streams import opened
from tests.world import World, uploaded


@pytest.fixture(autouse=True)
def kinds() -> None:
    """Here the registry stays as it is: jobs are the product's own."""


async def reading_job(empty: World) -> str:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(), "a.pdf")
    assert received.job is not None
    return received.job.id


async def test_a_job_tells_how_it_goes(empty: World) -> None:
    job_id = await reading_job(empty)
    lou = empty.program("lou")
    shown = (await lou.get(f"/v1/jobs/{job_id}")).json()
    assert (shown["kind"], shown["state"], shown["progress"]) == ("read_document", "queued", 0.0)
    await empty.run()
    shown = (await lou.get(f"/v1/jobs/{job_id}")).json()
    assert (shown["state"], shown["progress"], shown["attempts"]) == ("succeeded", 1.0, 1)
    assert shown["result"]["pages"] == 2


async def test_its_events_end_with_the_job(empty: World) -> None:
    job_id = await reading_job(empty)
    async with opened(empty, f"/v1/jobs/{job_id}/events", "lou") as stream:
        first = await stream.event()
        assert first is not None
        assert (first["event"], json.loads(first["data"])["state"]) == ("job", "queued")
        await empty.run()
        ids, last = [int(first["id"])], first
        while event := await stream.event():
            ids.append(int(event["id"]))
            last = event
    assert (last["event"], json.loads(last["data"])["state"]) == ("finished", "succeeded")
    assert ids == sorted(set(ids))


async def test_whoever_comes_back_hears_only_what_is_new(empty: World) -> None:
    job_id = await reading_job(empty)
    path = f"/v1/jobs/{job_id}/events"
    async with opened(empty, path, "lou") as stream:
        first = await stream.event()
    assert first is not None
    await empty.run()
    async with opened(empty, path, "lou", **{"Last-Event-ID": first["id"]}) as stream:
        event = await stream.event()
        assert event is not None
        assert event["event"] == "finished"
        assert await stream.event() is None
    async with opened(empty, path, "lou", **{"Last-Event-ID": event["id"]}) as stream:
        assert await stream.event() is None


@pytest.mark.parametrize("seen", ["x", "-1", "²", "9" * 5000, ""])
async def test_a_strange_event_id_starts_from_the_beginning(empty: World, seen: str) -> None:
    job_id = await reading_job(empty)
    async with opened(empty, f"/v1/jobs/{job_id}/events", "lou", **{"Last-Event-ID": seen}) as stream:
        assert stream.status == 200
        assert await stream.event()


async def test_a_lost_nudge_hides_a_change_for_seconds_only(
    empty: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.queue.api, "CHECK_SECONDS", 0.05)
    job_id = await reading_job(empty)
    async with opened(empty, f"/v1/jobs/{job_id}/events", "lou") as stream:
        assert await stream.event()
        async with empty.writing() as session:
            job = await session.get_one(Job, job_id)
            job.state, job.revision = JobState.DEAD, job.revision + 1
            session.info.pop("nudges", None)
        event = await stream.event()
    assert event is not None
    assert json.loads(event["data"])["state"] == "dead"


async def test_a_dead_job_is_run_again_on_one_call(empty: World) -> None:
    job_id = await reading_job(empty)
    async with empty.writing() as session:
        (await session.get_one(Job, job_id)).state = JobState.DEAD
    assert (await empty.program("ben").post(f"/v1/jobs/{job_id}/retry")).status_code == 403
    assert (await empty.program("ed").post(f"/v1/jobs/{job_id}/retry")).status_code == 202
    await empty.run()
    assert (await empty.program("ed").get(f"/v1/jobs/{job_id}")).json()["state"] == "succeeded"
    assert (await empty.program("ed").post(f"/v1/jobs/{job_id}/retry")).status_code == 409


async def test_a_waiting_job_is_cancelled(empty: World) -> None:
    job_id = await reading_job(empty)
    answer = await empty.program("ed").post(f"/v1/jobs/{job_id}/cancellation")
    assert answer.json()["state"] == "cancelled"
    await empty.run()
    async with empty.reading() as session:
        assert (await session.exec(select(Job))).one().state == JobState.CANCELLED
    assert (await empty.program("ed").post(f"/v1/jobs/{job_id}/cancellation")).status_code == 409


async def test_a_member_outside_the_workspace_does_not_see_its_jobs(empty: World) -> None:
    job_id = await reading_job(empty)
    assert (await empty.browser("lou").get("/acme")).status_code == 200
    assert (await empty.program("cleo").get(f"/v1/jobs/{job_id}")).status_code == 404
