"""Whose turn it is: weights, limits, and that a flood in one organization does not reach another."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.ids import now
from app.installation import Installation
from app.queue.claims import claim_all
from app.queue.models import Job, Share
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import SLOTS_RESERVED_FROM, Runner, begin_all, run_all
from app.queue.shares import Limits, limits_of, load_limits
from app.queue.turns import Due, Held, choose, next_due, resume
from app.settings import Settings
from tests.queue.world import ACME, GLOBEX, asked

EARLY = now()


def waiting(count: int, organization_id: str, kind: str = "bulk", priority: int = 0) -> list[Due]:
    """Jobs named after their organization's first letter and their place."""
    letter = "a" if organization_id == ACME else "g"
    return [
        Due(f"{letter}{n}", organization_id, kind, priority, EARLY + timedelta(seconds=n))
        for n in range(count)
    ]


def names(*due: list[Due], limits: Limits | None = None, held: Held | None = None, count: int = 100) -> str:
    jobs = [one for line in due for one in line]
    return " ".join(one.id for one in choose(jobs, held or Held(), limits or Limits(), count))


def test_a_heavier_organization_has_more_turns() -> None:
    limits = Limits(weights={ACME: 2})
    assert names(waiting(4, ACME), waiting(2, GLOBEX), limits=limits) == "a0 g0 a1 a2 g1 a3"


def test_an_organization_holds_no_more_than_its_slots() -> None:
    limits = Limits(slots={ACME: 2, GLOBEX: 0}, slots_of_all=1)
    held = Held()
    held.organizations[ACME] = 1
    assert names(waiting(3, ACME), waiting(3, GLOBEX), limits=limits, held=held) == "g0 a0 g1 g2"


def test_what_a_limit_holds_back_lets_the_rest_pass() -> None:
    limits = Limits(kinds={"rare": 1})
    line = [*waiting(3, ACME, "rare"), *(d._replace(id=f"b{n}") for n, d in enumerate(waiting(2, ACME)))]
    assert names(line, waiting(1, GLOBEX, "rare"), limits=limits) == "a0 b0 b1"


def test_no_more_are_chosen_than_there_is_room_for() -> None:
    assert names(waiting(9, ACME), waiting(9, GLOBEX), count=3) == "a0 g0 a1"


async def test_many_organizations_and_states_come_in_their_order(either: Installation) -> None:
    late = await asked(either, "bulk", ACME)
    first = await asked(either, "bulk", ACME)
    urgent = await asked(either, "bulk", ACME, priority=10)
    other = await asked(either, "bulk", GLOBEX)
    async with either.work(ACME) as session:
        (await session.get_one(Job, late)).due_at = now() - timedelta(seconds=1)
        (await session.get_one(Job, first)).due_at = now() - timedelta(seconds=60)
        (await session.get_one(Job, first)).state = "failed"  # type: ignore[assignment]
    async with either.work(writes=False) as session:
        order = [found.id for found in await next_due(session, 9)]
    assert order == [urgent, other, first, late]


async def test_what_lost_its_worker_comes_before_all_turns(either: Installation) -> None:
    other = await asked(either, "bulk", GLOBEX)
    before = [await asked(either, "bulk", ACME) for _ in range(2)]
    lost = await asked(either, "bulk", ACME)
    async with either.work(ACME) as session:
        (claimed,) = await claim_all(session, [lost], "gone", -1.0)
        (await session.get_one(Job, lost)).due_at = now() + timedelta(seconds=60)
    assert claimed.id == lost
    async with either.work(writes=False) as session:
        order = [found.id for found in await next_due(session, 9)]
        assert [found.id for found in await next_due(session, 1)] == [lost]
        held_back = await next_due(session, 9, Limits(slots={ACME: 1}))
    assert order == [lost, other, *before]
    assert [found.id for found in held_back if found.organization_id == ACME] == [lost]


def test_what_lost_its_worker_stays_within_the_limits() -> None:
    held = Held()
    held.kinds["rare"] = 1
    limits = Limits(kinds={"rare": 2}, slots={GLOBEX: 1})
    lost = [*waiting(2, ACME, "rare"), *waiting(2, GLOBEX)]
    assert [job.id for job in resume(lost, held, limits, 9)] == ["a0", "g0"]
    assert (held.kinds["rare"], held.organizations[GLOBEX]) == (2, 1)


async def test_of_two_workers_only_one_gets_the_last_slot(either: Installation) -> None:
    limits = Limits(kinds={"rare": 1}, slots={GLOBEX: 1})
    for organization_id, kind in ((ACME, "rare"), (GLOBEX, "bulk")):
        for _ in range(4):
            await asked(either, kind, organization_id)

    job("rare")(nothing)
    job("bulk")(nothing)
    async with either.work(writes=False) as session:
        everything = await next_due(session, 8)
    claims = (begin_all(either, [due], f"worker {due.id}", limits) for due in everything)
    begun = [found for jobs in await asyncio.gather(*claims) for found in jobs]
    assert sorted(found.kind for found in begun) == ["bulk", "rare"]


async def nothing(work: Work) -> None:
    return None


async def test_limits_come_from_settings_registry_and_shares(installation: Installation) -> None:
    job("rare", slots=3)(nothing)
    async with installation.work(ACME) as session:
        session.add(Share(weight=3, slots=0))
    values: dict[str, Any] = {"organization_slots": 4, "kind_slots": "bulk=2, rare=1"}
    installation.settings = installation.settings.model_copy(update=values)
    limits = await load_limits(installation)
    assert (limits.weight(ACME), limits.weight(GLOBEX)) == (3, 1)
    assert (limits.most(ACME), limits.most(GLOBEX)) == (0, 4)
    assert dict(limits.kinds) == {"bulk": 2, "rare": 1}
    assert limits_of(Settings(_env_file=None), []).kinds == {"rare": 3}  # type: ignore[call-arg]


@pytest.mark.parametrize("slots", ["x", "read=", "read=many"])
def test_malformed_limits_are_refused_at_the_start(slots: str) -> None:
    with pytest.raises(ValueError, match="TIC_KIND_SLOTS"):
        Settings(_env_file=None, kind_slots=slots)  # type: ignore[call-arg]


async def test_a_flood_delays_anothers_first_job_by_one_job_at_most(either: Installation) -> None:
    either.settings = either.settings.model_copy(update={"worker_slots": 1})
    begun: list[str] = []
    running = asyncio.Event()

    @job("flood")
    async def flood(work: Work) -> None:
        begun.append(work.job.organization_id)
        running.set()
        await asyncio.sleep(0.05)

    for _ in range(40):
        await asked(either, "flood", ACME, priority=10)
    runner = Runner(either)
    working = asyncio.create_task(runner.serve())
    await asyncio.wait_for(running.wait(), 20)
    await asked(either, "flood", GLOBEX)
    before = len(begun)
    runner.wake()  # as the ring after the commit does
    async with asyncio.timeout(20):
        while GLOBEX not in begun:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    assert begun.index(GLOBEX) - before <= 1
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await runner.drain(1)


async def test_a_limited_kind_is_never_exceeded_and_all_is_done(installation: Installation) -> None:
    values = {"kind_slots": "narrow=1", "worker_slots": 4}
    installation.settings = installation.settings.model_copy(update=values)
    now_running, most, done = 0, 0, 0

    @job("narrow")
    async def narrow(work: Work) -> None:
        nonlocal now_running, most, done
        now_running += 1
        most = max(most, now_running)
        await asyncio.sleep(0.02)
        now_running, done = now_running - 1, done + 1

    job("bulk")(nothing)
    for _ in range(5):
        await asked(installation, "narrow")
        await asked(installation, "bulk")
    await asyncio.gather(run_all(installation), run_all(installation))
    await run_all(installation)
    assert (most, done) == (1, 5)


async def test_the_last_slot_is_for_what_somebody_waits_for_or_what_lost_its_worker(
    either: Installation,
) -> None:
    either.settings = either.settings.model_copy(update={"worker_slots": SLOTS_RESERVED_FROM})
    begun: list[str] = []

    @job("long")
    async def long(work: Work) -> None:
        begun.append(work.job.id)
        await asyncio.sleep(60)

    lost = await asked(either, "long")
    async with either.work() as session:
        assert await claim_all(session, [lost], "somebody killed", 60)
    bulk = [await asked(either, "long") for _ in range(SLOTS_RESERVED_FROM)]
    runner = Runner(either)
    await runner.fill()
    assert runner.free == 1
    async with either.work(ACME) as session:
        (await session.get_one(Job, lost)).lease_until = now() - timedelta(seconds=1)
    runner.wake()
    await runner.fill()
    async with asyncio.timeout(20):
        while len(begun) < SLOTS_RESERVED_FROM:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    assert set(begun) == {*bulk[:-1], lost}
    await runner.drain(0)
