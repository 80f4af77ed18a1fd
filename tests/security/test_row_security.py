"""PostgreSQL itself keeps organizations apart: no statement whatever, raw SQL included, reaches across.

The world is built and walked as the role that owns nothing, so everything else of tests/test_postgresql.py
holds with these walls standing.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import select

from app.audit import AuditEvent, AuditRelease
from app.database import Database, metadata
from app.documents.models import Document
from app.migrating import bring_up_to_date, models
from app.organizations.models import Organization, Workspace
from app.outside.storage import MemoryStorage
from app.settings import Settings
from app.tenancy import across_organizations, tenanted
from tests.paper import DUNES, pdf_of
from tests.postgres import APP, OWNER, as_role, new_database
from tests.world import World, founded, installation_on, uploaded

models()
TABLES = sorted(table.name for table in tenanted())


@pytest.fixture(scope="module")
async def walled(
    postgres_server: str | None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """Acme and Globex, founded, with a document of Acme."""
    if postgres_server is None:
        pytest.skip("there is no PostgreSQL here")
    url = await new_database(postgres_server)
    roles = {"database_url": as_role(url, APP), "database_owner_url": as_role(url, OWNER)}
    folder = tmp_path_factory.mktemp("walled")
    settings = Settings(_env_file=None, data_dir=folder, **roles)  # type: ignore[call-arg]
    await bring_up_to_date(settings)
    installation = installation_on(settings, MemoryStorage(), Database.of(settings))
    known = await founded(installation)
    world = World(installation, None, known)  # type: ignore[arg-type]
    await uploaded(installation, world.principal("ada"), pdf_of(DUNES), "dunes.pdf")
    yield world
    await installation.database.close()


@pytest.fixture(params=[APP, OWNER])
async def connection(walled: World, request: pytest.FixtureRequest) -> AsyncIterator[AsyncConnection]:
    """A bare connection of either role: no session, no filter, nothing of ours between."""
    database = Database(
        as_role(walled.installation.settings.database_url.replace(f"//{APP}@", "//tic@"), request.param)
    )
    async with database.engine.connect() as found:
        yield found
        await found.rollback()
    await database.close()


async def say(connection: AsyncConnection, organization_id: str) -> None:
    statement = text("SELECT set_config('app.organization_id', :id, true)")
    await connection.execute(statement, {"id": organization_id})


async def count(connection: AsyncConnection, table: str) -> int:
    found: int = (await connection.execute(text(f'SELECT count(*) FROM "{table}"'))).scalar_one()
    return found


async def test_every_tenanted_table_has_its_wall(connection: AsyncConnection) -> None:
    """Who adds a table calls `wall` in its migration (CONTRIBUTING.md)."""

    def named(sync: Connection) -> set[str]:
        found = inspect(sync)
        return {
            name
            for name in found.get_table_names()
            if "organization_id" in {column["name"] for column in found.get_columns(name)}
        }

    walls = text(
        "SELECT c.relname FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname "
        "WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.policyname = 'walls' AND p.cmd = 'ALL'"
    )
    standing = set((await connection.execute(walls)).scalars())
    assert len(TABLES) > 25
    assert await connection.run_sync(named) == standing == set(TABLES)


async def test_who_says_nothing_sees_nothing(connection: AsyncConnection) -> None:
    assert {name: await count(connection, name) for name in TABLES} == dict.fromkeys(TABLES, 0)


async def test_who_works_for_globex_sees_nothing_of_acme(walled: World, connection: AsyncConnection) -> None:
    acme, globex = (walled.known.organizations[slug] for slug in ("acme", "globex"))
    await say(connection, acme)
    assert await count(connection, "document") == 1
    assert await count(connection, "audit_event") > 5
    await say(connection, globex)
    looked = 0
    for name in TABLES:
        elsewhere = text(f'SELECT count(*) FROM "{name}" WHERE organization_id <> :globex')
        assert (await connection.execute(elsewhere, {"globex": globex})).scalar_one() == 0, name
        looked += await count(connection, name)
    assert looked > 5


async def test_rows_of_others_are_neither_written_nor_changed(
    walled: World, connection: AsyncConnection
) -> None:
    acme, globex = (walled.known.organizations[slug] for slug in ("acme", "globex"))
    await say(connection, globex)
    for name in TABLES:
        if name not in ("audit_event",):
            moved = text(
                f'UPDATE "{name}" SET organization_id = organization_id WHERE organization_id = :acme'
            )
            assert (await connection.execute(moved, {"acme": acme})).rowcount == 0, name
    for statement, values in (
        ("INSERT INTO workspace (id, created_at, organization_id, name) VALUES ('1', now(), :acme, 'x')", {}),
        ("UPDATE workspace SET organization_id = :acme", {}),
    ):
        savepoint = await connection.begin_nested()
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(text(statement), {"acme": acme} | values)
        await savepoint.rollback()


async def test_the_wall_holds_inside_a_session_whatever_it_executes(walled: World) -> None:
    """What the filter of the session cannot see: the bare connection and Core tables."""
    for slug, seen in (("acme", 1), ("globex", 0)):
        async with walled.reading(slug) as session:
            bare = await session.connection()
            assert (await bare.execute(text("SELECT count(*) FROM document"))).scalar_one() == seen
            assert len((await session.exec(select(metadata.tables["document"]))).all()) == seen  # type: ignore[call-overload]


async def test_the_mappers_own_insert_cannot_write_across(walled: World) -> None:
    acme = walled.known.organizations["acme"]
    with pytest.raises(DBAPIError, match="row-level security"):
        await inserted(walled, "globex", acme)


async def inserted(world: World, slug: str, organization_id: str) -> None:
    async with world.writing(slug) as session:
        await session.exec(insert(Workspace).values(organization_id=organization_id, name="Attic"))


async def test_a_session_that_changes_whom_it_works_for_is_followed(walled: World) -> None:
    async with walled.installation.work(writes=False) as session:
        with across_organizations(session):
            assert len((await session.exec(select(Document))).all()) == 1
            assert len({row.organization_id for row in (await session.exec(select(Workspace))).all()}) == 2
        bare = await session.connection()
        assert (await bare.execute(text("SELECT count(*) FROM document"))).scalar_one() == 0


async def test_what_is_told_within_a_savepoint_is_told_again_after_it(walled: World) -> None:
    async with walled.reading("acme") as session:
        savepoint = await session.begin_nested()
        assert (await session.exec(select(Document))).all()
        await savepoint.rollback()
        assert (await session.exec(select(Document))).all()


async def test_a_statement_that_fails_within_a_savepoint_leaves_the_rest_to_go_on(walled: World) -> None:
    """As when two insert one key: a transaction that has failed is told nothing until it is rolled back."""
    async with walled.reading() as session:
        told = (await session.exec(select(Document))).all()
        with pytest.raises(DBAPIError, match="division by zero"):
            async with session.begin_nested():
                await (await session.connection()).execute(text("SELECT 1/0"))
        assert (await session.exec(select(Document))).all() == told != []


async def test_a_connection_keeps_nothing_for_who_comes_next(walled: World) -> None:
    async with walled.reading("acme") as session:
        assert (await session.exec(select(Document))).all()
    for _ in range(12):
        async with walled.installation.database.engine.connect() as connection:
            assert await count(connection, "document") == 0


async def test_the_role_that_runs_the_application_can_only_add_to_the_record(walled: World) -> None:
    acme = walled.known.organizations["acme"]
    for statement in (
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "DROP TABLE audit_event",
    ):
        async with walled.installation.database.engine.connect() as connection:
            await say(connection, acme)
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                await connection.execute(text(statement))


async def test_a_whole_record_goes_only_with_a_release(walled: World) -> None:
    owner = Database(walled.installation.settings.database_owner_url)
    async with owner.session() as session:
        gone = Organization(slug="gone", name="Gone")
        session.add(gone)
        await session.flush()
        session.info["organization_id"] = gone.id
        session.add(AuditEvent(action="a.b", actor_kind="system", subject_type="a", subject_id=""))
    try:
        with pytest.raises(DBAPIError, match="only ever added"):
            await emptied(owner, gone.id, released=False)
        assert await emptied(owner, gone.id, released=True) == 1
        with pytest.raises(DBAPIError, match="only ever added"):
            await emptied(owner, walled.known.organizations["acme"], released=False)
    finally:
        await owner.close()


async def emptied(database: Database, organization_id: str, *, released: bool) -> Any:
    async with database.session(organization_id=organization_id) as session:
        if released:
            session.add(AuditRelease(organization_id=organization_id, reason="The contract ended."))
            await session.flush()
        bare = await session.connection()
        return (await bare.execute(text("DELETE FROM audit_event"))).rowcount
