"""An installation on a fresh database, with short leases, and an empty registry."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.database import Database, sqlite_url
from app.installation import Installation
from app.queue import registry
from app.settings import Settings
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


@pytest.fixture(autouse=True)
def kinds() -> Iterator[dict[str, registry.Kind]]:
    """The registry, empty for each test."""
    before = dict(registry.KINDS)
    registry.KINDS.clear()
    yield registry.KINDS
    registry.KINDS.clear()
    registry.KINDS.update(before)
