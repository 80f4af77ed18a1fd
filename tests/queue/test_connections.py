"""Connections to PostgreSQL that cannot be had, or were lost while nobody used them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlmodel import func, select

from app import connections
from app.connections import Unreachable
from app.database import Database


@pytest.fixture
async def database(postgres_url: str | None) -> AsyncIterator[Database]:
    if postgres_url is None:
        pytest.skip("there is no PostgreSQL here")
    opened = Database(postgres_url)
    yield opened
    await opened.close()


async def served_by(database: Database) -> int:
    """The process of the server behind the connection that is used now."""
    async with database.session() as session:
        return int((await session.exec(select(func.pg_backend_pid()))).one())


async def test_one_that_was_just_used_and_then_lost_is_replaced(database: Database) -> None:
    lost = await served_by(database)
    other = database.apart()
    async with other.session() as session:  # as a server that restarts does
        await session.exec(select(func.pg_terminate_backend(lost, 5000)))
    await other.close()
    await asyncio.sleep(0.05)
    assert await served_by(database) != lost


async def test_one_that_was_not_used_for_a_while_is_asked_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(connection: object) -> None:
        raise ConnectionError("no answer")

    used = await served_by(database)
    monkeypatch.setattr(AsyncAdapt_asyncpg_connection, "ping", silent)
    assert await served_by(database) == used, "not asked"
    monkeypatch.setattr(connections, "STALE_SECONDS", 0)
    assert await served_by(database) != used


async def test_one_that_answers_is_used_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    used = await served_by(database)
    monkeypatch.setattr(connections, "STALE_SECONDS", 0)
    assert await served_by(database) == used


@pytest.mark.parametrize("where", ["/tic?host=/nowhere", "127.0.0.1:9/tic"])
async def test_a_server_that_is_not_there_is_unreachable(where: str) -> None:
    away = Database(f"postgresql+asyncpg://tic@{where}")
    with pytest.raises(Unreachable):
        await served_by(away)


async def test_a_server_that_lets_nobody_in_is_unreachable(postgres_url: str | None) -> None:
    if postgres_url is None:
        pytest.skip("there is no PostgreSQL here")
    away = Database(postgres_url.replace("/tic_", "/gone_"))
    with pytest.raises(Unreachable, match="does not exist"):
        await served_by(away)
