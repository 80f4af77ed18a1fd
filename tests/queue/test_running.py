"""How an attempt at a job ends."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.ids import now
from app.installation import Installation
from app.organizations.models import Workspace
from app.outside.breaker import Resting
from app.permissions import Principal
from app.problems import Refused
from app.queue.models import Job, JobState, ask
from app.queue.registry import job
from app.queue.running import JobError, NotYet, Work
from app.queue.scheduling import run_all
from tests.queue.world import ACME, ADA, asked, claim, found, lease, outcomes


class Unreachable(Exception):
    """What an adapter raises: it says itself whether to try again."""

    def __init__(self, *, again: bool) -> None:
        super().__init__("The service is away.")
        self.again = again


def failing(name: str, error: Exception, **options: Any) -> None:
    @job(name, backoff=0.0, **options)
    async def fail(work: Work) -> None:
        raise error


async def died(session: AsyncSession, subject_id: str, reason: str, by: Principal) -> None:
    workspace = await session.get_one(Workspace, subject_id)
    workspace.name = f"given up: {reason}"


async def room(installation: Installation) -> Workspace:
    workspace = Workspace(name="Research")
    async with installation.work(ACME) as session:
        session.add(workspace)
    return workspace


async def test_a_handlers_answer_becomes_the_result(either: Installation) -> None:
    @job("greet")
    async def greet(work: Work) -> dict[str, str]:
        return {"greeting": f"hello {work.job.payload['name']}"}

    job_id = await asked(either, "greet", name="Ada")
    await run_all(either)
    done = await found(either, job_id)
    assert (done.state, done.result, done.progress) == (JobState.SUCCEEDED, {"greeting": "hello Ada"}, 1.0)
    assert (done.attempts, done.failures, done.lease_until, done.worker) == (1, 0, None, "")
    assert done.finished_at is not None
    assert await outcomes(either, job_id) == ["succeeded"]


async def test_a_failure_is_tried_again_until_it_works(installation: Installation) -> None:
    @job("flaky", backoff=0.05)
    async def flaky(work: Work) -> None:
        if work.job.attempts < 3:
            raise JobError("not this time", again=True)

    job_id = await asked(installation, "flaky")
    await run_all(installation, wait=True)
    done = await found(installation, job_id)
    assert (done.state, done.attempts, done.failures, done.reason) == (JobState.SUCCEEDED, 3, 2, "")
    assert await outcomes(installation, job_id) == ["failed", "failed", "succeeded"]


async def test_a_retry_waits_as_long_as_the_service_said(installation: Installation) -> None:
    failing("limited", JobError("slow down", again=True, after=30))
    job_id = await asked(installation, "limited")
    await run_all(installation)
    waiting = await found(installation, job_id)
    assert (waiting.state, waiting.reason) == (JobState.FAILED, "slow down")
    assert waiting.due_at > now() + timedelta(seconds=29)


async def test_backoff_grows_with_every_failure(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queue.execution.random.uniform", lambda low, high: high)

    @job("broken", backoff=10.0)
    async def broken(work: Work) -> None:
        raise JobError("no", again=True)

    job_id = await asked(installation, "broken")
    waits = []
    for _ in range(3):
        await run_all(installation)
        waits.append(round(((await found(installation, job_id)).due_at - now()).total_seconds()))
        async with installation.work(ACME) as session:
            (await session.get_one(Job, job_id)).due_at = now()
    assert waits == [10, 20, 40]


async def test_an_exhausted_job_is_dead_with_its_reason_and_its_subject_is_told(either: Installation) -> None:
    failing("broken", JobError("it broke", again=True), attempts=2, on_dead=died)
    workspace = await room(either)
    job_id = await asked(either, "broken", subject=workspace)
    await run_all(either)
    dead = await found(either, job_id)
    assert (dead.state, dead.reason, dead.attempts, dead.failures) == (JobState.DEAD, "it broke", 2, 2)
    assert await outcomes(either, job_id) == ["failed", "dead"]
    async with either.work(ACME, writes=False) as session:
        assert (await session.get_one(Workspace, workspace.id)).name == "given up: it broke"
        events = (await session.exec(select(AuditEvent).where(AuditEvent.action == "job.died"))).all()
    assert [event.details for event in events] == [{"kind": "broken", "reason": "it broke"}]


@pytest.mark.parametrize(
    "error",
    [JobError("no", again=False), Unreachable(again=False), Refused("no")],
    ids=["JobError", "adapter", "Refused"],
)
async def test_a_hopeless_error_is_not_tried_again(installation: Installation, error: Exception) -> None:
    failing("hopeless", error)
    job_id = await asked(installation, "hopeless")
    await run_all(installation)
    dead = await found(installation, job_id)
    assert (dead.state, dead.attempts, dead.reason) == (JobState.DEAD, 1, str(error))


@pytest.mark.parametrize("error", [ValueError("a\x00b"), Unreachable(again=True)], ids=["unknown", "adapter"])
async def test_any_other_error_is_tried_again(either: Installation, error: Exception) -> None:
    failing("surprising", error, attempts=2)
    job_id = await asked(either, "surprising")
    await run_all(either)
    dead = await found(either, job_id)
    assert (dead.state, dead.attempts) == (JobState.DEAD, 2)
    assert dead.reason in ("The service is away.", "Something unexpected went wrong (ValueError: ab).")


async def test_a_job_nobody_knows_is_dead(installation: Installation) -> None:
    job_id = await asked(installation, "unheard_of")
    await run_all(installation)
    dead = await found(installation, job_id)
    assert (dead.state, dead.reason) == (JobState.DEAD, "No worker knows how to do “unheard_of”.")


async def test_a_job_past_its_deadline_is_not_begun(installation: Installation) -> None:
    @job("timely")
    async def timely(work: Work) -> None: ...

    job_id = await asked(installation, "timely")
    async with installation.work(ACME) as session:
        (await session.get_one(Job, job_id)).deadline = now() - timedelta(seconds=1)
    await run_all(installation)
    assert (await found(installation, job_id)).state == JobState.DEAD


async def test_a_job_that_takes_too_long_is_stopped(installation: Installation) -> None:
    @job("endless", seconds=0.1, attempts=1)
    async def endless(work: Work) -> None:
        await asyncio.Event().wait()

    job_id = await asked(installation, "endless")
    await run_all(installation)
    dead = await found(installation, job_id)
    assert (dead.state, dead.reason) == (JobState.DEAD, "It took longer than 0.1 seconds.")


async def test_a_result_that_cannot_be_stored_does_not_stop_the_worker(installation: Installation) -> None:
    @job("odd")
    async def odd(work: Work) -> dict[str, object]:
        return {"odd": object()}

    job_id = await asked(installation, "odd")
    await run_all(installation)
    assert (await found(installation, job_id)).reason.startswith("Its result cannot be stored")


async def crash(installation: Installation, job_id: str, progress: float = 0.0) -> None:
    """Claim the job and fall silent, perhaps after some progress."""
    async with installation.work() as session:
        held = await claim(session, job_id, "doomed", 0.001)
    assert held is not None
    if progress:
        await Work(installation, held).progress(progress)
        async with installation.work(ACME) as session:
            (await session.get_one(Job, job_id)).lease_until = now()
    await asyncio.sleep(0.005)


async def test_three_crashes_in_a_row_are_the_end(installation: Installation) -> None:
    lease(installation, 0.5)
    begun = []

    @job("poison")
    async def poison(work: Work) -> None:
        begun.append(work.job.id)

    job_id = await asked(installation, "poison")
    for _ in range(3):
        await crash(installation, job_id)
    await run_all(installation, wait=True)
    dead = await found(installation, job_id)
    assert (dead.state, begun) == (JobState.DEAD, [])
    assert "3 times in a row" in dead.reason


async def test_crashes_with_progress_between_do_not_count(installation: Installation) -> None:
    @job("long")
    async def long(work: Work) -> None: ...

    job_id = await asked(installation, "long")
    for progress in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        await crash(installation, job_id, progress)
    await run_all(installation)
    assert (await found(installation, job_id)).state == JobState.SUCCEEDED


async def test_repeating_the_same_progress_is_no_progress(installation: Installation) -> None:
    lease(installation, 0.5)

    @job("stuck")
    async def stuck(work: Work) -> None: ...

    job_id = await asked(installation, "stuck")
    for _ in range(4):
        await crash(installation, job_id, 0.1)
    await run_all(installation, wait=True)
    assert (await found(installation, job_id)).state == JobState.DEAD


async def test_a_job_that_must_wait_spends_no_attempt(installation: Installation) -> None:
    looks = []

    @job("patient")
    async def patient(work: Work) -> None:
        looks.append(work.job.attempts)
        if len(looks) < 4:
            raise NotYet("Waiting for the document", seconds=0.01)

    job_id = await asked(installation, "patient")
    await run_all(installation, wait=True)
    done = await found(installation, job_id)
    assert (done.state, done.attempts, looks) == (JobState.SUCCEEDED, 1, [1, 1, 1, 1])
    assert await outcomes(installation, job_id) == ["succeeded"]


async def test_a_transaction_carries_organization_actor_and_children(installation: Installation) -> None:
    @job("parent")
    async def parent(work: Work) -> dict[str, str]:
        async with work.transaction() as session:
            child = ask(session, "child", by=work.principal, parent_id=work.job.id)
        return {"child": child.id}

    @job("child")
    async def child(work: Work) -> dict[str, str]:
        return {"actor": work.principal.id}

    job_id = await asked(installation, "parent")
    await run_all(installation)
    inner = await found(installation, str((await found(installation, job_id)).result["child"]))
    assert (inner.state, inner.result, inner.parent_id) == (JobState.SUCCEEDED, {"actor": ADA.id}, job_id)


async def test_a_dead_job_is_dead_even_when_its_farewell_fails(installation: Installation) -> None:
    async def bad_farewell(session: AsyncSession, subject_id: str, reason: str, by: Principal) -> None:
        session.add(Workspace(name="never kept"))
        await session.flush()
        raise RuntimeError("no farewell")

    failing("broken", JobError("it broke", again=False), on_dead=bad_farewell)
    job_id = await asked(installation, "broken", subject=await room(installation))
    await run_all(installation)
    assert (await found(installation, job_id)).state == JobState.DEAD
    async with installation.work(ACME, writes=False) as session:
        assert [workspace.name for workspace in (await session.exec(select(Workspace))).all()] == ["Research"]


async def test_a_service_that_rests_spends_no_attempt(installation: Installation) -> None:
    failing("resting", Resting("The service", 20.0), attempts=1)
    job_id = await asked(installation, "resting")
    await run_all(installation)
    waiting = await found(installation, job_id)
    assert (waiting.state, waiting.attempts, waiting.failures) == (JobState.QUEUED, 0, 0)
    assert waiting.due_at > now() + timedelta(seconds=18)
    assert "left alone" in waiting.note


async def test_a_job_that_has_not_begun_within_its_time_is_given_up(either: Installation) -> None:
    failing("late", JobError("no", again=True), attempts=9)
    job_id = await asked(either, "late", within=-1.0)
    other = await asked(either, "late", within=60.0)
    await run_all(either)
    assert (await found(either, job_id)).reason == "Its deadline passed before it could begin."
    assert (await found(either, other)).reason == "no"
