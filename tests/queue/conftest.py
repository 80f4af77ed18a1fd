"""An installation on a fresh database, and an empty registry."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.database import Database, sqlite_url
from app.installation import Installation
from app.queue import registry
from app.settings import Settings
from tests.postgres import new_database
from tests.queue.world import create_tables, found_organizations, installation_on


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, sweep_seconds=0.1, drain_seconds=0.2)


@pytest.fixture
async def installation(settings: Settings, sqlite_file: Path) -> AsyncIterator[Installation]:
    shutil.copy(sqlite_file, settings.data_dir / "tic.db")
    database = Database.of(settings)
    yield installation_on(database, settings)
    await database.close()


@pytest.fixture(scope="session")
async def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "tic.db"
    database = Database(sqlite_url(path))
    await create_tables(database)
    await found_organizations(database)
    await database.close()
    return path


@pytest.fixture(scope="session")
async def postgres_url(postgres_server: str | None) -> str | None:
    """A database with tables; None where PostgreSQL cannot be had."""
    if postgres_server is None:
        return None
    url = await new_database(postgres_server)
    database = Database(url)
    await create_tables(database)
    await database.close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
async def either(
    request: pytest.FixtureRequest, installation: Installation, postgres_url: str | None
) -> AsyncIterator[Installation]:
    """The installation, once on each kind of database."""
    if request.param == "sqlite":
        yield installation
        return
    if postgres_url is None:
        pytest.skip("there is no PostgreSQL here")
    database = Database(postgres_url)
    await found_organizations(database)
    yield installation_on(database, installation.settings)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("TRUNCATE organization CASCADE")
    await database.close()


@pytest.fixture(autouse=True)
def kinds() -> Iterator[dict[str, registry.Kind]]:
    """The registry, empty for each test."""
    before = dict(registry.KINDS)
    registry.KINDS.clear()
    yield registry.KINDS
    registry.KINDS.clear()
    registry.KINDS.update(before)
