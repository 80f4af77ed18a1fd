"""Bringing the schema up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database import Database
from app.rowsecurity import say
from app.settings import Settings

log: Any = structlog.get_logger("tic.migrating")

HERE = Path(__file__).resolve().parent.parent / "migrations"
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE UPDATE, DELETE ON audit_event FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
)
PASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
BYPASSED = "Row-level security does not hold for this role; docs/security.md tells how to make the two roles."
MODELS = (
    "app.accounts.factors",
    "app.accounts.models",
    "app.accounts.programs",
    "app.accounts.tokens",
    "app.audit",
    "app.branding.models",
    "app.documents.models",
    "app.documents.vectors",
    "app.episodes.models",
    "app.episodes.revisions",
    "app.mail.letters",
    "app.kept",
    "app.narration.models",
    "app.objects",
    "app.members.invitations",
    "app.organizations.models",
    "app.organizations.teams",
    "app.queue.models",
    "app.pronunciation.models",
    "app.scim.models",
    "app.sso.entries",
    "app.sso.models",
    "app.voices.models",
)


def models() -> None:
    """Import every table, so that the metadata knows them."""
    for name in MODELS:
        import_module(name)


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


async def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to `revision`; nothing happens when the schema is there already."""
    async with database.engine.execution_options(tic_writes=True).connect() as connection:
        if not database.sqlite:
            # A migration that changes rows changes those of all organizations.
            await connection.run_sync(lambda sync: say(sync, "", "on"))
        async with _tables_replaced(connection) if database.sqlite else nullcontext():
            await connection.run_sync(lambda sync: command.upgrade(config(sync), revision))
        await connection.commit()


@asynccontextmanager
async def _tables_replaced(connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by a copy that takes its place; meanwhile rows may point at nothing.

    With foreign keys on, dropping the old table would delete or refuse them. They are looked at after.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    # Heard only while no transaction is open.
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        async with connection.begin():
            yield
            if lost := (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all():
                raise RuntimeError(f"{len(lost)} rows would point at nothing, so nothing was changed")
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


async def bring_up_to_date(settings: Settings) -> None:
    """Upgrade as the owner of the tables, then let the role that runs the application use them."""
    owner = Database.of_owner(settings)
    try:
        await migrate(owner)
        if settings.database_owner_url:
            await _let_in(owner, str(make_url(settings.database_url).username))
    finally:
        await owner.close()
    if not owner.sqlite:
        await _warn_of_bypass(settings)


async def _let_in(owner: Database, role: str) -> None:
    """Rows may be read and written, events of the record only read and added, the schema not touched."""
    async with owner.engine.begin() as connection:
        quoted = connection.dialect.identifier_preparer.quote(role)
        for statement in GRANTS:
            await connection.exec_driver_sql(statement.format(role=quoted))


async def _warn_of_bypass(settings: Settings) -> None:
    running = Database.of(settings)
    try:
        async with running.engine.connect() as connection:
            passes = (await connection.exec_driver_sql(PASSES)).scalar()
    finally:
        await running.close()
    if passes:
        log.warning("row_security.bypassed", role=make_url(settings.database_url).username, told=BYPASSED)
