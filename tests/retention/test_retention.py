"""Retention: what the page says is what happens."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import LoginSession, SignInLink, SignInTry, User
from app.accounts.signing_in import sign_in_link
from app.ids import now
from app.kept import KeptAnswer
from app.queue.models import Job, JobState, ask
from app.queue.schedules import SCHEDULES
from tests.html import Page
from tests.world import Blueprint, World

PAGE = "/acme/settings/retention"
SOON = timedelta(hours=1)


async def spans(world: World) -> dict[str, Any]:
    answer = await world.program("ada").get("/v1/retention")
    assert answer.status_code == 200, answer.text
    return {rule["name"]: rule["seconds"] for rule in answer.json()["rules"]}


@pytest.fixture
def other(build: Any, empty_blueprint: Blueprint) -> World:
    """Where everything is kept for another time than usual."""
    world: World = build(
        empty_blueprint,
        keep_jobs_days=3,
        keep_dead_jobs_days=5,
        session_idle_seconds=700,
        session_max_seconds=7000,
        sign_in_link_seconds=70,
    )
    return world


def ended(world: World, session: Any, state: JobState, at: datetime) -> str:
    job: Job = ask(session, "embed_document", by=world.principal("ada"))
    job.state, job.finished_at = state, at
    return job.id


async def test_jobs_and_answers_are_removed_when_it_says(other: World) -> None:
    found = await spans(other)
    kept, gone = [], []
    async with other.writing() as session:
        for name, state in (("jobs", JobState.SUCCEEDED), ("failed_jobs", JobState.DEAD)):
            edge = now() - timedelta(seconds=found[name])
            kept.append(ended(other, session, state, edge + SOON))
            gone.append(ended(other, session, state, edge - SOON))
        edge = now() - timedelta(seconds=found["answers"])
        for key, at in (("kept", edge + SOON), ("gone", edge - SOON)):
            session.add(KeptAnswer(actor_id="x", key=key, request_hash="x", created_at=at))
        ask(session, "prune_jobs", by=other.principal("ada"))
    await other.run()
    async with other.reading() as session:
        jobs = set((await session.exec(select(Job.id))).all())
        answers = (await session.exec(select(KeptAnswer.key))).all()
    assert set(kept) <= jobs
    assert not set(gone) & jobs
    assert answers == ["kept"]
    assert (found["jobs"], found["failed_jobs"]) == (3 * 86400, 5 * 86400)


async def test_sessions_and_links_end_when_it_says(other: World) -> None:
    found = await spans(other)
    await sign_in_link(other.installation, "ada@example.org")
    async with other.installation.work() as session:
        link = (await session.exec(select(SignInLink))).one()
        ada = await session.get_one(User, other.known.users["ada"])
        assert (link.expires_at - link.created_at).total_seconds() == pytest.approx(
            found["sign_in_links"], abs=5
        )
        session.add(SignInTry(counted_for="x", created_at=now() - timedelta(seconds=found["tries"] + 60)))
        session.add(SignInTry(counted_for="y", created_at=now() - timedelta(seconds=found["tries"] - 60)))
    form = {"email": "ada@example.org", "password": "wrong"}
    await other.browser().post("/sign-in", data=form)
    settings = other.installation.settings
    login, _ = LoginSession.begin(ada, settings.session_max_seconds, "", "")
    over = timedelta(seconds=found["idle_sessions"])
    assert login.open(now() + over - SOON / 60, settings.session_idle_seconds)
    assert not login.open(now() + over + SOON / 60, settings.session_idle_seconds)
    assert (login.expires_at - now()).total_seconds() == pytest.approx(found["sessions"], abs=5)
    async with other.installation.work(writes=False) as session:
        counted = (await session.exec(select(SignInTry.counted_for))).all()
    assert "y" in counted
    assert "x" not in counted


async def test_nothing_else_is_removed_by_a_schedule(empty: World) -> None:
    """Whoever makes another kind of job that removes things tells of it on the page, then here."""
    assert set(SCHEDULES) == {"remind_of_keys", "remove_leftovers", "mail_digests", "prune_jobs"}
    found = await spans(empty)
    assert {"jobs", "failed_jobs", "answers", "leftovers"} <= set(found)
    assert found["record"] is None
    assert found["documents"] is None


async def test_the_page_says_how_long(other: World) -> None:
    async with other.installation.work() as session:
        login = await session.get_one(LoginSession, other.known.logins["ada"])
        login.last_seen_at = now()  # however long the tests before this one took, she has not been idle
    answer = await other.browser("ada").get(PAGE)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.check_page() == []
    for shown in ("3 days", "5 days", "24 hours", "11.7 minutes", "70 seconds", "Nothing but what stands"):
        assert shown in answer.text, shown
    assert ("GET", "/acme/settings/general") in page.addresses


@pytest.mark.parametrize("who", ["ben", "ed", "lou"])
async def test_only_who_manages_sees_it(empty: World, who: str) -> None:
    assert (await empty.browser(who).get(PAGE)).status_code == 403
    assert (await empty.program(who).get("/v1/retention")).status_code == 403
