"""Sending the record on, as it grows, to a sink outside: a file, a syslog collector, or an HTTP endpoint.

The database knows how far the sink has each organization's events and goes on from there, so a sink that is
away loses nothing. An event may come twice, after a crash; its organization and number tell.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import CursorResult
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditDelivery, AuditEvent, AuditHead
from app.ids import now
from app.installation import Installation
from app.outside.named import guard_for
from app.record.exporting import line_of
from app.tenancy import across_organizations

log: Any = structlog.get_logger("tic.audit_sink")

BATCH = 200
SEND_SECONDS = 20.0
"""Longest one batch may take."""
HELD = timedelta(seconds=60)
"""How long a batch belongs to the process that sends it."""
WAIT_MAX = 300.0
"""Seconds between tries at a sink that is away, at most."""
SYSLOG_NOTICE = 13 * 8 + 5
"""Facility "log audit", severity "notice" (RFC 5424)."""

Send = Callable[[Sequence[AuditEvent]], Awaitable[None]]


def sink_of(url: str, allow: str = "") -> Send:
    """Who takes events to where the URL says; raises ValueError for a URL that names no sink.

    `allow` is TIC_EGRESS_ALLOW.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        path = Path(unquote(parts.path))
        return lambda events: asyncio.to_thread(_append, path, events)
    if parts.scheme == "syslog" and parts.hostname:
        host, port = parts.hostname, parts.port or 514
        return lambda events: _to_syslog(host, port, events)
    if parts.scheme in ("http", "https") and parts.hostname:
        return lambda events: _post(url, allow, events)
    raise ValueError("TIC_AUDIT_SINK is file:///path, syslog://host:port (over TCP), or an http(s) address")


async def send_on(installation: Installation) -> int:
    """Send what the sink lacks, a batch an organization; how many events it took."""
    if not installation.settings.audit_sink:
        return 0
    settings = installation.settings
    send = sink_of(settings.audit_sink, settings.egress_allow)
    return sum([await _send_batch(installation, id, send) for id in await _behind(installation)])


async def keep_sending(installation: Installation, seconds: float) -> None:
    """Until cancelled. Whatever happens to one round, the next one comes."""
    while installation.settings.audit_sink:
        try:
            while await send_on(installation):
                pass
        except Exception:
            log.exception("the audit sink could not be served")
        await asyncio.sleep(seconds)


async def _behind(installation: Installation) -> list[str]:
    """Organizations with events the sink lacks, which nobody is sending and no failure holds back."""
    known = AuditDelivery.organization_id == AuditHead.organization_id
    lacking = (col(AuditDelivery.id).is_(None)) | (
        (col(AuditDelivery.number) < col(AuditHead.number)) & (col(AuditDelivery.due_at) <= now())
    )
    statement = select(AuditHead.organization_id).join(AuditDelivery, known, isouter=True).where(lacking)  # type: ignore[arg-type]
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            return list((await session.exec(statement)).all())


async def _send_batch(installation: Installation, organization_id: str, send: Send) -> int:
    async with installation.work(organization_id) as session:
        if not await _hold(session):
            return 0
    async with installation.work(organization_id, writes=False) as session:
        row = (await session.exec(select(AuditDelivery))).one()
        later = select(AuditEvent).where(AuditEvent.number > row.number).order_by(col(AuditEvent.number))
        events = (await session.exec(later.limit(BATCH))).all()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await send(events)
        failure = ""
    except Exception as error:
        failure = f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
        log.warning("audit_sink.away", reason=failure, failures=row.failures + 1)
    async with installation.work(organization_id) as session:
        row = (await session.exec(select(AuditDelivery))).one()
        row.reason, row.failures = failure, row.failures + 1 if failure else 0
        wait = min(2.0**row.failures, WAIT_MAX) if failure else 0.0
        row.due_at = now() + timedelta(seconds=wait)
        if not failure and events:
            row.number = max(row.number, events[-1].number)
    return 0 if failure else len(events)


async def _hold(session: AsyncSession) -> bool:
    """Whether this process may send the next batch; nobody else does meanwhile."""
    if (await session.exec(select(AuditDelivery))).first() is None:
        session.add(AuditDelivery(due_at=now() + HELD))
        await session.flush()
        return True
    due = update(AuditDelivery).where(col(AuditDelivery.due_at) <= now()).values(due_at=now() + HELD)
    return cast("CursorResult[Any]", await session.exec(due)).rowcount == 1


def _append(path: Path, events: Sequence[AuditEvent]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write("".join(line_of(event) for event in events).encode())
        file.flush()
        os.fsync(file.fileno())


async def _to_syslog(host: str, port: int, events: Sequence[AuditEvent]) -> None:
    """RFC 5424 over TCP, each message with its length in front (RFC 6587)."""
    _, writer = await asyncio.open_connection(host, port)
    name = socket.gethostname() or "-"
    try:
        for event in events:
            at = event.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            head = f"<{SYSLOG_NOTICE}>1 {at} {name} thinking-in-code - {event.action[:32]} - "
            message = (head + line_of(event).rstrip("\n")).encode()
            writer.write(b"%d %b" % (len(message), message))
        await writer.drain()
    finally:
        writer.close()
        await writer.wait_closed()


async def _post(url: str, allow: str, events: Sequence[AuditEvent]) -> None:
    """One request with a line an event; anything but a 2xx is a failure."""
    body = "".join(line_of(event) for event in events).encode()
    guard = guard_for(url, allow, seconds=SEND_SECONDS)
    answer = await guard.post(url, body, {"Content-Type": "application/x-ndjson"})
    if not 200 <= answer.status < 300:
        raise OSError(f"the sink answered {answer.status}")
