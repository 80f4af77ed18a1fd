"""What is done again and again: each turn once, whoever looks, and one for all that were missed."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.ids import now
from app.installation import Installation
from app.organizations.models import Organization
from app.queue import schedules as queue_schedules
from app.queue.models import Job, JobState, Schedule
from app.queue.registry import Kind, job
from app.queue.running import JobError, Work
from app.queue.schedules import SCHEDULES, Every, every, keep_turning, next_turn, settle_rows, take_turns
from app.queue.scheduling import run_all
from app.tenancy import across_organizations
from tests.jobs.conftest import eventually
from tests.queue.world import ACME, GLOBEX

HOUR = 3600.0


@pytest.fixture(autouse=True)
def schedules(kinds: dict[str, Kind]) -> Iterator[list[str]]:
    """Two kinds, one of them scheduled in each organization; the organizations that were tidied."""
    before, tidied = dict(SCHEDULES), []
    SCHEDULES.clear()

    @job("tidy")
    async def tidy(work: Work) -> None:
        tidied.append(work.job.organization_id)

    @job("reconcile", attempts=1)
    async def reconcile(work: Work) -> None:
        raise JobError("It does not add up.", again=False)

    every("tidy", seconds=HOUR)
    yield tidied
    SCHEDULES.clear()
    SCHEDULES.update(before)


async def rows(installation: Installation) -> list[Schedule]:
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            query = select(Schedule).order_by(col(Schedule.organization_id))
            return list((await session.exec(query)).all())


async def pass_time(installation: Installation, seconds: float) -> None:
    """As if the database's clock had gone on: every row was due that much earlier."""
    async with installation.work() as session:
        with across_organizations(session):
            for row in (await session.exec(select(Schedule))).all():
                row.next_due_at -= timedelta(seconds=seconds)
            await session.flush()


async def jobs(installation: Installation) -> list[Job]:
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            return list((await session.exec(select(Job).order_by(col(Job.id)))).all())


async def test_every_organization_has_its_turn(either: Installation, schedules: list[str]) -> None:
    await settle_rows(either)
    await settle_rows(either)
    assert [row.organization_id for row in await rows(either)] == sorted([ACME, GLOBEX])
    assert await take_turns(either) == []
    await pass_time(either, HOUR + 1)
    assert len(await take_turns(either)) == 2
    await run_all(either)
    assert sorted(schedules) == sorted([ACME, GLOBEX])
    assert {(done.state, done.actor_kind) for done in await jobs(either)} == {(JobState.SUCCEEDED, "system")}


async def test_of_many_workers_one_takes_the_turn(either: Installation) -> None:
    await asyncio.gather(*(settle_rows(either) for _ in range(4)))
    assert len(await rows(either)) == 2
    for _ in range(3):
        await pass_time(either, HOUR + 1)
        asked = await asyncio.gather(*(take_turns(either) for _ in range(8)))
        assert sum(len(ids) for ids in asked) == 2
        await run_all(either)
    assert len(await jobs(either)) == 6


async def test_turns_that_were_missed_are_made_up_for_by_one(either: Installation) -> None:
    await settle_rows(either)
    before = [row.next_due_at for row in await rows(either)]
    await pass_time(either, 5 * HOUR + 60)
    assert len(await take_turns(either)) == 2
    assert await take_turns(either) == []
    # The next one comes at the minute it always did.
    turns = [row.next_due_at for row in await rows(either)]
    assert turns == [due - timedelta(seconds=60) for due in before]
    assert all(now() < turn <= now() + timedelta(seconds=HOUR) for turn in turns)


async def test_a_turn_is_passed_over_while_the_last_one_runs(installation: Installation) -> None:
    await settle_rows(installation)
    await pass_time(installation, HOUR + 1)
    assert len(await take_turns(installation)) == 2
    await pass_time(installation, HOUR + 1)
    assert await take_turns(installation) == []
    await run_all(installation)
    await pass_time(installation, HOUR + 1)
    assert len(await take_turns(installation)) == 2


async def test_a_dead_job_does_not_end_its_schedule(installation: Installation) -> None:
    SCHEDULES.clear()
    every("reconcile", seconds=HOUR, per="installation")
    await settle_rows(installation)
    for turn in (1, 2):
        await pass_time(installation, HOUR + 1)
        await take_turns(installation)
        await run_all(installation)
        assert [done.state for done in await jobs(installation)] == [JobState.DEAD] * turn


async def test_what_is_the_installations_is_asked_once(either: Installation) -> None:
    SCHEDULES.clear()
    every("tidy", seconds=HOUR, per="installation")
    await asyncio.gather(*(settle_rows(either) for _ in range(4)))
    await pass_time(either, HOUR + 1)
    assert len(await take_turns(either)) == 1
    assert [job.organization_id for job in await jobs(either)] == [min(ACME, GLOBEX)]


async def change(installation: Installation, organization_id: str, **values: object) -> None:
    async with installation.work() as session:
        row = await session.get_one(Organization, organization_id)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize("shut", [{"suspended": True}, {"deleting_at": now()}])
async def test_what_is_the_installations_leaves_an_organization_that_is_shut(
    either: Installation, schedules: list[str], shut: dict[str, object]
) -> None:
    SCHEDULES.clear()
    every("tidy", seconds=HOUR, per="installation")
    await settle_rows(either)
    (before,) = await rows(either)
    await pass_time(either, HOUR + 60)
    await change(either, before.organization_id, **shut)
    assert await take_turns(either) == []
    await asyncio.gather(*(settle_rows(either) for _ in range(4)))
    (row,) = await rows(either)
    assert row.organization_id == max(ACME, GLOBEX)
    assert row.next_due_at == before.next_due_at - timedelta(seconds=HOUR + 60)
    assert len(await take_turns(either)) == 1
    await run_all(either)
    assert schedules == [row.organization_id]
    # Opened again, it is not asked in both.
    await change(either, before.organization_id, suspended=False, deleting_at=None)
    await settle_rows(either)
    assert len(await rows(either)) == 1


async def test_an_organization_that_is_shut_has_no_turns_and_one_when_it_opens(
    installation: Installation,
) -> None:
    await settle_rows(installation)
    await change(installation, ACME, suspended=True)
    for _ in range(3):
        await pass_time(installation, HOUR + 1)
        assert len(await take_turns(installation)) == 1
        await run_all(installation)
    await change(installation, ACME, suspended=False)
    assert len(await take_turns(installation)) == 1


async def test_what_is_left_of_a_deleted_organization_gets_no_rows(installation: Installation) -> None:
    await change(installation, ACME, deleting_at=now())
    await settle_rows(installation)
    assert [row.organization_id for row in await rows(installation)] == [GLOBEX]


async def test_an_organization_deleted_while_its_rows_are_settled_gets_none(
    either: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = queue_schedules._lacking

    async def then_deleted(session: AsyncSession, declared: Every) -> list[str]:
        lacking = await looked(session, declared)
        await session.commit()
        await change(either, ACME, deleting_at=now())
        return lacking

    monkeypatch.setattr(queue_schedules, "_lacking", then_deleted)
    await settle_rows(either)
    assert [row.organization_id for row in await rows(either)] == [GLOBEX]


async def test_a_new_organization_gets_its_rows(installation: Installation) -> None:
    await settle_rows(installation)
    async with installation.work() as session:
        initech = Organization(slug="initech", name="Initech")
        session.add(initech)
    await settle_rows(installation)
    assert initech.id in [row.organization_id for row in await rows(installation)]


async def test_a_worker_takes_turns_by_itself(installation: Installation) -> None:
    SCHEDULES.clear()
    every("tidy", seconds=0.2)
    turning = [asyncio.create_task(keep_turning(installation)) for _ in range(2)]

    async def both_asked() -> bool:
        return len(await jobs(installation)) >= 2

    await eventually(both_asked)
    for task in turning:
        task.cancel()
    await asyncio.gather(*turning, return_exceptions=True)


async def test_what_is_no_longer_declared_is_left_alone(installation: Installation) -> None:
    await settle_rows(installation)
    SCHEDULES.clear()
    await pass_time(installation, HOUR + 1)
    assert await take_turns(installation) == []


@pytest.mark.parametrize(("late", "then"), [(0, 60), (1, 60), (59.5, 60), (60, 120), (61, 120), (3601, 3660)])
def test_the_next_turn_keeps_the_rhythm(late: float, then: float) -> None:
    due = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert next_turn(due, due + timedelta(seconds=late), 60) == due + timedelta(seconds=then)


def test_only_kinds_of_jobs_are_scheduled() -> None:
    with pytest.raises(ValueError, match="no kind of job"):
        every("unheard_of", seconds=1)
    with pytest.raises(ValueError, match="period"):
        every("tidy", seconds=0)
