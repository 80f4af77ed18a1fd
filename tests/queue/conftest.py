"""An installation on a fresh database, with short leases, and an empty registry."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.database import Database, sqlite_url
from app.installation import Installation
from app.queue import registry
from app.settings import Settings
from tests.queue.postgres import postgres, programs
from tests.queue.world import installation_on, populated


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None, data_dir=tmp_path, lease_seconds=0.6, sweep_seconds=0.1, drain_seconds=0.2
    )


@pytest.fixture
async def installation(settings: Settings) -> AsyncIterator[Installation]:
    database = Database(sqlite_url(settings.data_dir / "tic.db"))
    await populated(database)
    yield installation_on(database, settings)
    await database.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if programs() is None:
        pytest.skip("there is no PostgreSQL here")
    # Not below tmp_path, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="tic-pg-") as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder)) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def either(request: pytest.FixtureRequest, settings: Settings) -> AsyncIterator[Installation]:
    """The installation, once on each kind of database."""
    on_file = request.param == "sqlite"
    url = sqlite_url(settings.data_dir / "tic.db") if on_file else request.getfixturevalue("postgres_url")
    database = Database(url)
    await populated(database)
    yield installation_on(database, settings)
    if not on_file:
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
