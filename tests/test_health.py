"""Health and metrics: whether it lives, what it needs, what it counts; nothing in them names a tenant."""

import hashlib
import re
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from app import doorstep
from tests.conftest import Build
from tests.world import Blueprint, World


async def test_it_lives(world: World) -> None:
    assert (await world.browser().get("/health/live")).json() == {"status": "ok"}


async def test_only_the_tic_up_that_started_it_gets_its_word(world: World) -> None:
    settings = world.installation.settings
    hearsay = {"tic-up": hashlib.sha256(b"").hexdigest()}
    with doorstep.lock(settings) as held:
        word = (settings.data_dir / "up.lock").read_text()
        asked = {"tic-up": hashlib.sha256(word.encode()).hexdigest()}
        assert (await world.browser(**asked).get("/health/live")).headers["tic-up"] == word
        for headers in ({}, hearsay, {"tic-up": word}, {"tic-up": "x"}):
            answer = await world.browser(**headers).get("/health/live")
            assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
            assert "tic-up" not in answer.headers
        assert held is not None
        held.truncate(0)
        for headers in (asked, hearsay):
            assert "tic-up" not in (await world.browser(**headers).get("/health/live")).headers


async def test_it_is_ready_and_says_why(world: World) -> None:
    answer = await world.browser().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert {"database", "disk", "redis"} <= set(answer.json()["checks"])


async def test_without_its_database_it_is_not_ready(world: World) -> None:
    database = world.installation.database.engine.url.database
    await world.installation.database.close()
    with open(database, "wb") as file:  # noqa: ASYNC230, PTH123
        file.write(b"not a database" * 100)
    answer = await world.browser().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "DatabaseError"
    assert (await world.browser().get("/health/live")).status_code == 200


async def test_without_space_it_is_not_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    full: Callable[[Any], Any] = lambda path: usage._replace(free=1_000_000)  # noqa: E731
    monkeypatch.setattr(shutil, "disk_usage", full)
    answer = await world.browser().get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["disk"]) == (503, "only 1 MB free")


async def test_without_redis_it_is_slower_but_ready(build: Build, empty_blueprint: Blueprint) -> None:
    world = build(empty_blueprint, redis_url="redis://127.0.0.1:1/0")
    answer = await world.browser().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["checks"]["redis"] != "ok"


async def test_requests_are_counted_by_route_and_jobs_by_kind(world: World) -> None:
    episode = world.known.things["episode"]
    await world.program("ada").get(f"/v1/episodes/{episode}")
    answer = await world.browser().get("/metrics")
    assert answer.status_code == 200
    assert re.search(
        r'tic_requests_total{method="GET",route="/v1/episodes/{episode_id}[^"]*",status="200"}', answer.text
    ), answer.text
    assert 'tic_jobs{kind="narrate_episode",state="succeeded"} 1.0' in answer.text
    assert "tic_queue_age_seconds" in answer.text


async def test_no_label_tells_whose_it_is(world: World) -> None:
    await world.browser("ada").get(f"/acme/episodes/{world.known.things['episode']}")
    await world.browser("ada").get("/acme/documents/secret-name")
    text = (await world.browser().get("/metrics")).text
    assert "tic_requests_total" in text
    for secret in ("acme", "secret-name", world.known.things["episode"], world.known.organizations["acme"]):
        assert secret not in text


async def test_metrics_can_be_switched_off(build: Build, empty_blueprint: Blueprint) -> None:
    world = build(empty_blueprint, metrics=False)
    assert (await world.browser().get("/metrics")).status_code in (303, 404)
    assert (await world.browser().get("/health/live")).status_code == 200
