"""The failure inbox: what went wrong by reason, run again or laid aside, one or all."""

import re

import pytest
from sqlmodel import select

from app.documents.models import Document
from app.queue.inbox import group_of
from app.queue.models import Job, ask
from tests.html import Page
from tests.queue.bodies import dead
from tests.world import World


@pytest.fixture(autouse=True)
def kinds() -> None:
    """Here the registry stays as it is: jobs are the product's own."""


@pytest.fixture
async def failed(world: World) -> list[str]:
    """Two readings that took too long, and a mail; the ids of their jobs."""
    async with world.writing() as session:
        documents = (await session.exec(select(Document))).all()
        by = world.principal("ada")
        jobs = [ask(session, "read_document", by=by, subject=document) for document in documents]
        jobs.append(ask(session, "send_mail", by=by))
        dead(jobs[0], "It took longer than 120 seconds.")
        dead(jobs[1], "It took longer than 90 seconds.")
        dead(jobs[2], "The server “mail.example” refuses the letter.")
    return [job.id for job in jobs]


async def states(world: World, ids: list[str]) -> list[str]:
    async with world.reading() as session:
        return [(await session.get_one(Job, job_id)).state.value for job_id in ids]


def test_reasons_that_differ_in_numbers_and_names_are_one() -> None:
    def named(reason: str, kind: str = "read_document") -> str:
        return group_of(Job(kind=kind, reason=reason))

    assert named("It took 3.5 s for “a”.") == named("It took 120 s for “b c”.")
    assert named("It took 3 s.") != named("It took 3 pages.")
    assert named("It took 3 s.") != named("It took 3 s.", "send_mail")


async def test_the_page_groups_by_reason_and_leads_to_what_failed(world: World, failed: list[str]) -> None:
    page = (await world.browser("ada").get("/acme/failures")).text
    assert page.count('<section class="failures') == 2
    assert "Run all 2 again" in page
    document_id = world.known.things["document"]
    assert f'href="/acme/documents/{document_id}"' in page
    assert "The organization" in page


async def test_what_is_part_of_an_episode_names_it(world: World) -> None:
    """Segments of many episodes are called alike."""
    script = await world.script()
    async with world.writing() as session:
        for part in (script.segments[0], script.segments[0].sentences[0]):
            dead(ask(session, "speak_segment", by=world.principal("ada"), subject=part))
    page = (await world.browser("ada").get("/acme/failures")).text
    assert page.count(f"<span>{script.title}</span>") == 2


async def test_nothing_failed_is_said(world: World) -> None:
    assert "Nothing has failed" in (await world.browser("ed").get("/acme/failures")).text


async def test_the_navigation_counts_for_who_can_act(world: World, failed: list[str]) -> None:
    for name, count in (("ada", 3), ("ed", 2)):  # the letter belongs to no workspace of Ed's
        told = f'<span class="count" aria-hidden="true">{count}</span>'
        assert told in (await world.browser(name).get("/acme")).text
    for name in ("ben", "lou"):
        browser = world.browser(name)
        assert "/acme/failures" not in (await browser.get("/acme")).text
        assert (await browser.get("/acme/failures")).status_code == 403


async def test_one_is_run_again(world: World, failed: list[str]) -> None:
    answer = await world.browser("ed").post(f"/acme/failures/{failed[0]}/retry")
    back = f"/acme/failures?done=retried&job_id={failed[0]}"
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert await states(world, failed) == ["queued", "dead", "dead"]
    assert (await world.actions())[-1] == "job.retried"


async def notice(world: World, path: str, who: str = "ed") -> str:
    """The words of what the inbox says was done; '' when it says nothing."""
    page = (await world.browser(who).get(path)).text
    assert Page(page).check_page() == []
    found = re.search(r'<div class="notice notice-ok" role="status">(.*?)</div>\s*</div>', page, re.S)
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found[1], flags=re.S).split()) if found else ""


async def test_what_was_done_to_one_is_said_with_what_became_of_it(world: World, failed: list[str]) -> None:
    ed = world.browser("ed")
    back = (await ed.post(f"/acme/failures/{failed[0]}/retry")).headers["location"]
    told = await notice(world, back)
    assert told.startswith("Reading a document: ")
    assert told.endswith("It was asked to run again, with all its attempts. Now: Queued")
    assert re.search(r'role="status">.*?<a href="/acme/documents/', (await ed.get(back)).text, re.S)
    await world.run()
    assert (await notice(world, back)).endswith("Now: Succeeded")
    back = (await ed.post(f"/acme/failures/{failed[1]}/discard")).headers["location"]
    assert "It was discarded and will not run." in await notice(world, back)
    assert (await notice(world, back)).endswith("Now: Cancelled")


async def test_what_was_done_to_all_of_a_reason_is_said(world: World, failed: list[str]) -> None:
    group = group_of(Job(kind="read_document", reason="It took longer than 1 seconds."))
    back = (await world.browser("ed").post(f"/acme/failures/groups/{group}/retry")).headers["location"]
    assert await notice(world, back) == "2 jobs were asked to run again, with all their attempts."
    group = group_of(Job(kind="send_mail", reason="The server “x” refuses the letter."))
    back = (await world.browser("ada").post(f"/acme/failures/groups/{group}/discard")).headers["location"]
    assert (await notice(world, back)).startswith("1 failure was discarded and will not run.")


async def test_an_address_that_names_no_job_of_ours_says_nothing(world: World, failed: list[str]) -> None:
    letter = f"/acme/failures?done=retried&job_id={failed[2]}"  # belongs to no workspace of Ed's
    assert await notice(world, letter, "ada") != ""
    assert await notice(world, letter) == ""
    theirs = f"/globex/failures?done=retried&job_id={failed[0]}"
    assert await notice(world, theirs, "cleo") == ""
    for query in ("done=retried", "done=retried&count=-1", "done=odd&count=2"):
        assert await notice(world, f"/acme/failures?{query}") == ""


async def test_all_of_a_reason_are_run_again(world: World, failed: list[str]) -> None:
    group = group_of(Job(kind="read_document", reason="It took longer than 1 seconds."))
    assert (await world.browser("ed").post(f"/acme/failures/groups/{group}/retry")).status_code == 303
    assert await states(world, failed) == ["queued", "queued", "dead"]
    assert (await world.browser("ed").post(f"/acme/failures/groups/{group}/retry")).status_code == 404


async def test_discarding_is_asked_for_on_a_page(world: World, failed: list[str]) -> None:
    browser = world.browser("ada")
    page = (await browser.get("/acme/failures")).text
    assert f'href="/acme/failures/{failed[0]}/discard"' in page
    asked = (await browser.get(f"/acme/failures/{failed[0]}/discard")).text
    assert "Discard this failure?" in asked
    assert f'action="/acme/failures/{failed[0]}/discard"' in asked
    (group,) = set(re.findall(r"/acme/failures/groups/[0-9a-f]+/discard", page))
    asked = (await browser.get(group)).text
    assert "Discard 2 failures?" in asked
    assert f'action="{group}"' in asked
    assert await states(world, failed) == ["dead"] * 3


async def test_what_is_discarded_leaves_the_page_and_stays_in_the_record(
    world: World, failed: list[str]
) -> None:
    ada = world.browser("ada")
    assert (await ada.post(f"/acme/failures/{failed[2]}/discard")).status_code == 303
    assert await states(world, failed) == ["dead", "dead", "cancelled"]
    event = (await world.events())[-1]
    assert (event.action, event.subject_id) == ("job.discarded", failed[2])
    assert event.details["reason"] == "The server “mail.example” refuses the letter."
    assert (await ada.post(f"/acme/failures/{failed[2]}/discard")).status_code == 409
    group = group_of(Job(kind="read_document", reason="It took longer than 1 seconds."))
    await ada.post(f"/acme/failures/groups/{group}/discard")
    assert "Nothing has failed" in (await ada.get("/acme/failures")).text


async def test_programs_do_the_same(world: World, failed: list[str]) -> None:
    ed = world.program("ada")
    listed = (await ed.get("/v1/jobs", params={"state": "dead"})).json()
    assert sorted(job["id"] for job in listed["items"]) == sorted(failed)
    first = (await ed.get("/v1/jobs", params={"state": "dead", "limit": 2})).json()
    rest = (await ed.get("/v1/jobs", params={"state": "dead", "cursor": first["next"]})).json()
    assert (len(first["items"]), len(rest["items"])) == (2, 1)
    assert (await ed.get("/v1/jobs", params={"kind": "send_mail"})).json()["items"][0]["id"] == failed[2]
    assert (await ed.get("/v1/jobs", params={"state": "odd"})).status_code in (400, 422)
    groups = (await ed.get("/v1/failures")).json()["items"]
    counts = sorted((group["kind"], group["count"]) for group in groups)
    assert counts == [("read_document", 2), ("send_mail", 1)]
    many = next(group for group in groups if group["count"] == 2)
    assert (await ed.post(f"/v1/failures/{many['id']}/retry")).status_code == 202
    one = next(group for group in groups if group["count"] == 1)
    assert (await ed.post(f"/v1/failures/{one['id']}/discard")).json()["items"][0]["state"] == "cancelled"
    assert await states(world, failed) == ["queued", "queued", "cancelled"]
    assert (await world.program("lou").get("/v1/failures")).status_code == 403


async def test_others_see_none_of_it(world: World, failed: list[str]) -> None:
    assert "Nothing has failed" in (await world.browser("cleo").get("/globex/failures")).text
    assert (await world.program("cleo").get("/v1/failures")).json()["items"] == []
    assert (await world.program("cleo").get("/v1/jobs")).json()["items"] == []
