"""Health and metrics."""

import shutil
import time
from typing import Any

from litestar import Router, get
from litestar.middleware import ASGIMiddleware
from litestar.response import Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import func
from sqlmodel import select

from app.doorstep import HEADER, word_for
from app.installation import Installation
from app.outside.kafka import kafka_state
from app.permissions import Permission
from app.queue.models import FINISHED, Job, JobState
from app.settings import Settings
from app.tenancy import across_organizations
from app.web import AnyRequest, installation_of

DISK_FREE_BYTES = 256 * 1024 * 1024
"""Below this much free space the installation is not ready for uploads."""

registry = CollectorRegistry()
requests = Counter(
    "tic_requests_total", "Answered requests", ["route", "method", "status"], registry=registry
)
latency = Histogram("tic_request_seconds", "Time to the first byte", ["route"], registry=registry)
jobs = Gauge("tic_jobs", "Jobs by kind and state", ["kind", "state"], registry=registry)
oldest = Gauge("tic_queue_age_seconds", "How long the oldest due job has waited", registry=registry)
ages = Gauge(
    "tic_jobs_oldest_seconds",
    "Of unfinished jobs, how long the oldest has been due, or been in hand",
    ["kind", "state"],
    registry=registry,
)


class Measure(ASGIMiddleware):
    """Counts and times requests by route template, never by path: paths hold ids and organizations."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        started = time.perf_counter()

        async def measured(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = str(scope.get("path_template", "other"))
                requests.labels(route, scope.get("method", ""), message["status"]).inc()
                latency.labels(route).observe(time.perf_counter() - started)
            await send(message)

        await next_app(scope, receive, measured)


@get("/health/live", needs=Permission.PUBLIC)
async def show_live(request: AnyRequest) -> Response[dict[str, str]]:
    """The process answers; to the `tic up` that started it, with a word by which that knows it."""
    word = word_for(installation_of(request).settings, request.headers.get(HEADER, ""))
    return Response({"status": "ok"}, headers={HEADER: word} if word else None)


@get("/health/ready", needs=Permission.PUBLIC)
async def show_ready(request: AnyRequest) -> Response[dict[str, Any]]:
    """Every dependency by name; 503 when one that is needed to accept work is away."""
    checks = await dependencies(installation_of(request))
    ready = all(state == "ok" for name, state in checks.items() if name not in ("redis", "kafka"))
    status = "ok" if ready else "not ready"
    return Response({"status": status, "checks": checks}, status_code=200 if ready else 503)


async def dependencies(installation: Installation) -> dict[str, str]:
    """'ok' or what is wrong, for each dependency. Without Redis or Kafka work is slower, not lost."""
    checks = {}
    try:
        async with installation.database.session(writes=False) as session:
            with across_organizations(session):
                await session.exec(select(func.count()).select_from(Job).where(Job.state == JobState.RUNNING))
        checks["database"] = "ok"
    except Exception as error:
        checks["database"] = type(error).__name__
    free = shutil.disk_usage(installation.settings.data_dir).free
    checks["disk"] = "ok" if free > DISK_FREE_BYTES else f"only {free // 1_000_000} MB free"
    checks["redis"] = await redis_state(installation.settings.redis_url)
    if installation.settings.transport == "kafka":
        checks["kafka"] = await kafka_state(installation.settings.kafka_url)
    return checks


async def redis_state(url: str) -> str:
    """'ok', 'none' where none is configured, or what is wrong."""
    if not url:
        return "none"
    client = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return type(error).__name__
    finally:
        await client.aclose()
    return "ok"


@get("/metrics", needs=Permission.PUBLIC)
async def show_metrics(request: AnyRequest) -> Response[bytes]:
    """Prometheus text; no label names an organization."""
    async with installation_of(request).database.session(writes=False) as session:
        with across_organizations(session):
            query = select(Job.kind, Job.state, func.count(), func.min(Job.due_at))
            counted = (await session.exec(query.group_by(Job.kind, Job.state))).all()
    jobs.clear()
    ages.clear()
    waited = [0.0]
    for kind, state, count, first in counted:
        jobs.labels(kind, state).set(count)
        if state not in FINISHED:
            ages.labels(kind, state).set(age := max(0.0, time.time() - first.timestamp()))
            waited += [age] if state != JobState.RUNNING else []
    oldest.set(max(waited))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def router(settings: Settings) -> Router:
    """Health always; metrics unless switched off."""
    handlers = [show_live, show_ready, *([show_metrics] if settings.metrics else [])]
    return Router(path="/", route_handlers=handlers, include_in_schema=False)
