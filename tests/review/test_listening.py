"""Streams end within seconds for who may no longer listen, and one person has only so many."""

import time
from contextlib import AsyncExitStack

import pytest
from sqlmodel import select

from app.accounts.models import LoginSession, User
from app.accounts.programs import ApiKey
from app.ids import now
from app.live import nudge
from app.organizations.models import Membership
from app.queue.models import Job, JobState
from tests.addresses import STREAMS, addresses, names
from tests.conftest import Build
from tests.streams import opened
from tests.world import Blueprint, World


async def live(world: World) -> str:
    return f"/acme/episodes/{(await names(world))['episode_id']}/live"


async def waiting(world: World) -> str:
    """The stream of a job that goes on."""
    job_id = (await names(world))["job_id"]
    async with world.writing() as session:
        (await session.get_one(Job, job_id)).state = JobState.QUEUED
    return f"/v1/jobs/{job_id}/events"


def test_every_stream_says_that_it_is_one(world: World) -> None:
    handlers = [
        (route.path, handler)
        for route in world.app.routes
        for handler in getattr(route, "route_handlers", [])
    ]
    named = {path.replace(":str", "") for path, handler in handlers if handler.opt.get("stream")}
    there = {row.template for row in addresses(world.app) if row.template.endswith(STREAMS)}
    assert len(named) >= 3
    assert named == there - {"/health/live"}


async def disable(world: World) -> None:
    async with world.installation.work() as session:
        (await session.get_one(User, world.known.users["ed"])).disabled = True


async def sign_out(world: World) -> None:
    async with world.installation.work() as session:
        (await session.get_one(LoginSession, world.known.logins["ed"])).ended_at = now()


async def dismiss(world: World) -> None:
    async with world.writing() as session:
        statement = select(Membership).where(Membership.user_id == world.known.users["ed"])
        (await session.exec(statement)).one().suspended = True


@pytest.mark.parametrize("shut_out", [disable, sign_out, dismiss])
async def test_a_page_stops_listening_within_five_seconds(world: World, shut_out) -> None:
    async with (
        opened(world, await live(world), "ed") as stream,
        opened(world, await live(world), "ben") as other,
    ):
        await shut_out(world)
        started = time.monotonic()
        assert await stream.event(seconds=6) is None
        assert time.monotonic() - started < 5
        async with world.writing() as session:
            nudge(session, (await names(world))["episode_id"], "refresh")
        assert await other.event(seconds=6) is not None


async def test_so_does_a_program_whose_key_is_revoked(world: World) -> None:
    async with opened(world, await waiting(world), "ed") as stream:
        assert await stream.event() is not None
        async with world.writing() as session:
            key = (await session.exec(select(ApiKey).where(ApiKey.name == "ed"))).one()
            session.add(key.revoke(world.principal("ada")))
        started = time.monotonic()
        assert await stream.event(seconds=6) is None
        assert time.monotonic() - started < 5


async def test_one_stream_too_many_is_refused_until_another_closes(
    build: Build, lived_blueprint: Blueprint
) -> None:
    world = build(lived_blueprint, streams_per_user=2)
    path = await live(world)
    async with AsyncExitStack() as stack:
        for _ in range(2):
            assert (await stack.enter_async_context(opened(world, path, "ed"))).status == 200
        async with opened(world, path, "ed") as third:
            assert third.status == 429
            assert third.headers["retry-after"] == "10"
        async with opened(world, path, "ben") as other:
            assert other.status == 200
    async with opened(world, path, "ed") as again:
        assert again.status == 200
