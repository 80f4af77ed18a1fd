"""A worker that vanishes within a transaction: PostgreSQL ends it, and another takes up the job."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.database import Database
from app.installation import Installation
from app.queue.models import Job
from app.tenancy import scope
from tests.queue.world import ACME, asked, claim, found_organizations, installation_on


async def test_what_a_vanished_worker_held_is_let_go(
    installation: Installation, postgres_url: str | None
) -> None:
    if postgres_url is None:
        pytest.skip("there is no PostgreSQL here")
    database, vanishing = Database(postgres_url), Database(postgres_url, idle_seconds=0.2)
    await found_organizations(database)
    other = installation_on(database, installation.settings)
    job_id = await asked(other, "anything")

    async def taken_up() -> bool:
        async with other.work() as heir:
            return await claim(heir, job_id, "heir", 5) is not None

    async def vanish() -> None:
        async with vanishing.session() as session:
            scope(session, ACME)
            await session.exec(select(Job).where(Job.id == job_id).with_for_update())
            assert not await taken_up(), "a locked row is passed by"
            async with asyncio.timeout(20):
                while not await taken_up():  # noqa: ASYNC110 - the database lets it go
                    await asyncio.sleep(0.1)
            await session.exec(select(Job))

    with pytest.raises(DBAPIError):
        await vanish()
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("TRUNCATE organization CASCADE")
    await vanishing.close()
    await database.close()
