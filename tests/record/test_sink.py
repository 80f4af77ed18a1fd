"""The sink gets every event at least once; losing it loses nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select, update

from app.audit import AuditDelivery
from app.ids import now
from app.record import sink
from app.record.sink import send_on, sink_of
from tests.conftest import Build
from tests.world import Blueprint, World


async def everything_sent(world: World) -> None:
    while await send_on(world.installation):
        pass


def received(path: Path, world: World) -> list[int]:
    acme = world.known.organizations["acme"]
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [row["number"] for row in rows if row["organization_id"] == acme]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sink" / "audit.jsonl"


@pytest.fixture
def sending(build: Build, empty_blueprint: Blueprint, file: Path) -> World:
    return build(empty_blueprint, audit_sink=f"file://{file}")


def make_unwritable(file: Path) -> None:
    """Where the file should be there is a folder."""
    file.mkdir(parents=True)


def private(file: Path) -> bool:
    return file.stat().st_mode & 0o077 == 0


async def test_a_file_gets_each_event_once_and_the_later_ones_later(sending: World, file: Path) -> None:
    await everything_sent(sending)
    events = await sending.events()
    assert received(file, sending) == [event.number for event in events]
    assert private(file)
    assert await send_on(sending.installation) == 0
    assert (await sending.browser("ada").post("/sign-out")).status_code == 303
    await everything_sent(sending)
    assert received(file, sending) == list(range(1, len(events) + 2))


async def test_a_sink_that_is_away_loses_nothing(sending: World, file: Path) -> None:
    make_unwritable(file)
    assert await send_on(sending.installation) == 0
    async with sending.reading() as session:
        row = (await session.exec(select(AuditDelivery))).one()
    assert (row.number, row.failures) == (0, 1)
    assert "IsADirectory" in row.reason
    await asyncio.to_thread(file.rmdir)
    assert await send_on(sending.installation) == 0, "it waits before it tries again"
    await due(sending)
    await everything_sent(sending)
    assert received(file, sending) == [event.number for event in await sending.events()]


async def due(world: World) -> None:
    for slug in ("acme", "globex"):
        async with world.writing(slug) as session:
            await session.exec(update(AuditDelivery).values(due_at=now()))


async def test_two_processes_do_not_send_the_same(sending: World, file: Path) -> None:
    await asyncio.gather(everything_sent(sending), everything_sent(sending))
    numbers = received(file, sending)
    assert sorted(set(numbers)) == numbers


async def test_what_was_sent_but_not_noted_is_sent_again(sending: World, file: Path) -> None:
    await everything_sent(sending)
    async with sending.writing() as session:
        await session.exec(update(AuditDelivery).values(number=0))
    await everything_sent(sending)
    assert set(received(file, sending)) == {event.number for event in await sending.events()}


@pytest.fixture
async def collector() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A port, and what came to it; it answers as an HTTP server would."""
    taken: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(await reader.read(1 << 20))
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], taken
    server.close()


async def test_syslog_and_http_get_the_same_lines(empty: World, collector: tuple[int, list[bytes]]) -> None:
    port, taken = collector
    events = await empty.events()
    await sink_of(f"syslog://127.0.0.1:{port}")(events)
    await sink_of(f"http://127.0.0.1:{port}/audit")(events)
    await asyncio.sleep(0)
    log, http = taken
    length, _, rest = log.partition(b" ")
    message = rest[: int(length)].decode()
    assert message.startswith("<109>1 ")
    assert json.loads(message[message.index("{") :])["number"] == 1
    body: Any = http.partition(b"\r\n\r\n")[2].decode().splitlines()
    assert [json.loads(line)["number"] for line in body] == [event.number for event in events]


@pytest.mark.parametrize("url", ["ftp://x/y", "file://", "syslog://", "somewhere"])
def test_what_is_no_sink_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="TIC_AUDIT_SINK"):
        sink_of(url)
    assert sink.BATCH > 0
