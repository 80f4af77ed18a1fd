"""The schema: made by the migrations, equal to the models, undone again; the record cannot be rewritten."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select, update

from app.audit import AuditEvent, AuditRelease, broken_link
from app.database import Database, metadata, sqlite_url
from app.migrating import config, migrate
from app.organizations.models import Organization
from app.permissions import Principal
from app.tenancy import across_organizations, scope
from tests.postgres import new_database
from tests.world import Blueprint, World


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty one of each kind."""
    if request.param == "sqlite":
        found = Database(sqlite_url(tmp_path / "tic.db"))
    else:
        server = request.getfixturevalue("postgres_server")
        if server is None:
            pytest.skip("there is no PostgreSQL here")
        found = Database(await new_database(server))
    yield found
    await found.close()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_an_empty_database_gets_every_table(database: Database) -> None:
    await migrate(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(tables) == {*metadata.tables, "alembic_version"}


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    await migrate(database)
    await migrate(database)


async def test_the_schema_is_what_the_models_say(database: Database) -> None:
    await migrate(database)

    def compared(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(compared) == []


async def test_undoing_leaves_nothing_and_doing_again_works(database: Database) -> None:
    await migrate(database)
    async with database.engine.execution_options(tic_writes=True).connect() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        await connection.commit()
        assert await connection.run_sync(tables) == {"alembic_version"}
    await migrate(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(tables) > {"audit_event"}


async def test_an_upgrade_keeps_every_row_of_a_database_in_use(
    lived_blueprint: Blueprint, tmp_path: Path
) -> None:
    """0120 replaces the table of jobs, at which attempts, letters and jobs themselves point."""
    installation = lived_blueprint.copied(tmp_path / "used")
    world = World(installation, None, lived_blueprint.known)  # type: ignore[arg-type]
    before = await world.everything()
    assert len(before["job"]) > 5
    async with installation.database.engine.execution_options(tic_writes=True).connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA foreign_keys=OFF")
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "0112"))
        await connection.commit()
        await connection.invalidate()
    await migrate(installation.database)
    assert await world.everything() == before
    async with installation.database.engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
    await installation.database.close()


async def test_an_upgrade_that_loses_a_row_changes_nothing(
    empty_blueprint: Blueprint, tmp_path: Path
) -> None:
    database = empty_blueprint.copied(tmp_path / "used").database
    async with database.engine.execution_options(tic_writes=True).connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA foreign_keys=OFF")
        await connection.exec_driver_sql("DELETE FROM organization")
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "0112"))
        await connection.commit()
        await connection.invalidate()
    with pytest.raises(RuntimeError, match="point at nothing"):
        await migrate(database)
    async with database.engine.connect() as connection:
        there = await connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        assert there.scalar() == "0112"
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
    await database.close()


async def test_the_record_is_only_added_to(database: Database) -> None:
    await migrate(database)
    async with database.session() as session:
        acme = Organization(slug="acme", name="Acme")
        session.add(acme)
        await session.flush()
        scope(session, acme.id)
        by = Principal.system(acme.id)
        session.add_all([AuditEvent.of(acme, "created", by), AuditEvent.of(acme, "renamed", by)])
    statements = [update(AuditEvent).values(action="organization.praised"), delete(AuditEvent)]
    for statement in statements:
        with pytest.raises(DBAPIError, match="only ever added"):
            await executed(database, statement)
    async with database.session(writes=False, organization_id=acme.id) as session:
        events = list((await session.exec(select(AuditEvent).order_by(AuditEvent.number))).all())
    assert [event.action for event in events] == ["organization.created", "organization.renamed"]
    assert broken_link(events) is None


async def test_a_whole_record_may_go_with_its_organization(database: Database) -> None:
    """After a release says so, and that of no other organization."""
    await migrate(database)
    async with database.session() as session:
        made = [Organization(slug=slug, name=slug) for slug in ("acme", "globex")]
        session.add_all(made)
        await session.flush()
        ids = [row.id for row in made]
    for row in made:
        async with database.session(organization_id=row.id) as session:
            session.add(AuditEvent.of(row, "created", Principal.system(row.id)))
    async with database.session(organization_id=ids[0]) as session:
        session.add(AuditRelease(organization_id=ids[0], reason="The contract ended."))
    with pytest.raises(DBAPIError, match="only ever added"):
        await executed(database, delete(AuditEvent))
    with pytest.raises(DBAPIError, match="only ever added"):
        await executed(database, update(AuditEvent).values(action="organization.praised"))
    await executed(database, delete(AuditEvent).where(col(AuditEvent.organization_id) == ids[0]))


async def executed(database: Database, statement: Any) -> None:
    async with database.session() as session:
        with across_organizations(session):
            await session.exec(statement)


async def test_who_writes_past_the_triggers_is_found_by_the_chain(database: Database) -> None:
    await migrate(database)
    async with database.session() as session:
        acme = Organization(slug="acme", name="Acme")
        session.add(acme)
        await session.flush()
        scope(session, acme.id)
        by = Principal.system(acme.id)
        session.add_all([AuditEvent.of(acme, f"renamed {number}", by, number=number) for number in range(4)])
    await _rewrite(database)
    async with database.session(writes=False, organization_id=acme.id) as session:
        events = list((await session.exec(select(AuditEvent).order_by(AuditEvent.number))).all())
    assert len(events) == 4
    assert broken_link(events) == 3


async def _rewrite(database: Database) -> None:
    """As somebody with the database's own password could."""
    off = "DROP TRIGGER audit_event_no_update"
    if not database.sqlite:
        off = "ALTER TABLE audit_event DISABLE TRIGGER USER"
    async with database.engine.execution_options(tic_writes=True).begin() as connection:
        await connection.exec_driver_sql(off)
        await connection.exec_driver_sql("UPDATE audit_event SET actor_id = 'somebody' WHERE number = 3")
