"""A world on a database of its own for each test, and hashing that does not slow it down."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from sqlmodel import SQLModel

from app.accounts import passwords, signing_in
from app.database import Database, sqlite_url
from app.installation import Installation
from app.queue.doorbell import SilentDoorbell
from app.settings import Settings
from tests.accounts.world import CHEAP, World, application, people
from tests.engines import Moved, moved_to


def installed(folder: Path, database: Database | None = None, **values: Any) -> Installation:
    """An installation of a database alone; nothing here stores files or speaks."""
    settings = Settings(_env_file=None, data_dir=folder, **values)
    database = database or Database(sqlite_url(folder / "tic.db"))
    nothing: Any = None
    return Installation(
        settings,
        database,
        vault=nothing,
        doorbell=SilentDoorbell(),
        nudges=nothing,
        speech=nothing,
        master_key=bytes(32),
    )


_applications: dict[str, Litestar] = {}
"""By their settings: making one takes longer than most tests."""


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing at a hundredth of its cost; test_password.py measures the real one."""
    monkeypatch.setattr(passwords, "_argon2id", CHEAP)
    monkeypatch.setattr(passwords, "_nobody", CHEAP.hash("nobody"))
    monkeypatch.setattr(signing_in, "ANSWER_SECONDS", 0)


@pytest.fixture(scope="session")
async def blueprint(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A database with the three people in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("blueprint")
    installation = installed(folder)
    async with installation.database.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    rows = await people(installation)
    await installation.database.close()
    return folder / "tic.db", rows


@pytest.fixture
async def build(blueprint: tuple[Path, dict[str, Any]], tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Makes a world with the given settings."""
    database, rows = blueprint
    made: list[Moved] = []

    async def make(**values: Any) -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        shutil.copy(database, folder / "tic.db")
        made.append(moved_to(folder / "tic.db"))
        installation = installed(folder, made[-1], **values)
        kind = repr(sorted(values.items()))
        if kind not in _applications:
            _applications[kind] = application(installation)
        app = _applications[kind]
        app.state.installation = installation
        return World(installation, app, **rows)

    yield make
    for moved in made:
        await moved.rest()


@pytest.fixture
async def world(build: Callable[..., Any]) -> World:
    return await build()
