"""The world of tests/world.py, made once a session and copied for each test."""

import fcntl
import os
import pickle
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from app.database import Database, sqlite_url
from app.migrating import migrate
from app.outside.storage import MemoryStorage
from app.settings import Settings
from tests.engines import Moved, moved_to
from tests.members.bodies import peopled
from tests.postgres import postgres, programs
from tests.review.bodies import reviewer_asked
from tests.sso.bodies import staffed
from tests.voices.bodies import furnished
from tests.world import Blueprint, World, application, approved, founded, installation_on, lived_in

Build = Callable[..., World]


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """Log lines are made and thrown away; the pretty ones would take longer than the tests."""
    structlog.configure(
        processors=[structlog.processors.KeyValueRenderer()], logger_factory=structlog.ReturnLoggerFactory()
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str | None]:
    """A PostgreSQL of our own; None where there is none to be had."""
    if programs() is None:
        yield None
        return
    # Not below tmp_path, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="tic-pg-") as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder)) as url:
            yield url


async def drawn(folder: Path, *, lived: bool) -> Blueprint:
    settings = Settings(_env_file=None, data_dir=folder)  # type: ignore[call-arg]
    storage = MemoryStorage()
    installation = installation_on(settings, storage, Database(sqlite_url(folder / "tic.db")))
    await migrate(installation.database)
    known = await founded(installation)
    if lived:
        await lived_in(installation, known)
        await furnished(installation, known)
        await staffed(installation, known)
        await reviewer_asked(installation, known)
        await peopled(installation, known)
    await installation.database.close()
    return Blueprint(folder / "tic.db", storage.objects, known)


async def once(
    factory: pytest.TempPathFactory, name: str, draw: Callable[[Path], Awaitable[Blueprint]]
) -> Blueprint:
    """A blueprint drawn by the first process of a test run that needs it, and read by the others.

    They wait for the first: drawing it several times at once would take all of them longer.
    """
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    kept = shared / f"{name}.blueprint"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            folder = shared / name
            folder.mkdir()
            drawing = pickle.dumps(await draw(folder))
            kept.write_bytes(drawing)
    found: Blueprint = pickle.loads(kept.read_bytes())
    return found


@pytest.fixture(scope="session")
async def empty_blueprint(tmp_path_factory: pytest.TempPathFactory) -> Blueprint:
    """Organizations and people, nothing uploaded yet."""
    return await once(tmp_path_factory, "empty", lambda folder: drawn(folder, lived=False))


@pytest.fixture(scope="session")
async def lived_blueprint(tmp_path_factory: pytest.TempPathFactory) -> Blueprint:
    """An episode in review and another narrated."""
    return await once(tmp_path_factory, "lived", lambda folder: drawn(folder, lived=True))


@pytest.fixture(scope="session")
async def spoken_blueprint(lived_blueprint: Blueprint, tmp_path_factory: pytest.TempPathFactory) -> Blueprint:
    """The same after Ada approved everything and it was spoken."""

    async def draw(folder: Path) -> Blueprint:
        installation = lived_blueprint.copied(folder)
        world = World(installation, application(installation), lived_blueprint.known)
        await approved(installation, world.principal("ada"), world.known.things["episode"])
        await installation.database.close()
        return Blueprint(folder / "tic.db", world.storage.objects, lived_blueprint.known)

    return await once(tmp_path_factory, "spoken", draw)


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Callable[..., World]]:
    """Makes a world from a blueprint, with the given settings; closed after the test."""
    made: list[Moved] = []

    def make(blueprint: Blueprint, **values: Any) -> World:
        folder = tmp_path / f"world-{len(made)}"
        made.append(moved_to(folder / "tic.db"))
        installation = blueprint.copied(folder, made[-1], **values)
        return World(installation, application(installation, **values), blueprint.known)

    yield make
    for database in made:
        await database.rest()


@pytest.fixture
def world(build: Callable[..., World], lived_blueprint: Blueprint) -> World:
    """Acme with an episode in review and another that can be listened to; Globex with nothing."""
    return build(lived_blueprint)


@pytest.fixture
def empty(build: Callable[..., World], empty_blueprint: Blueprint) -> World:
    """The same people before anybody uploaded anything."""
    return build(empty_blueprint)


@pytest.fixture
def ada(world: World) -> httpx.AsyncClient:
    """Ada owns Acme."""
    return world.browser("ada")


@pytest.fixture
def ben(world: World) -> httpx.AsyncClient:
    """Ben reviews for Ada."""
    return world.browser("ben")


@pytest.fixture
def ed(world: World) -> httpx.AsyncClient:
    """Ed edits."""
    return world.browser("ed")


@pytest.fixture
def lou(world: World) -> httpx.AsyncClient:
    """Lou only listens."""
    return world.browser("lou")


@pytest.fixture
def cleo(world: World) -> httpx.AsyncClient:
    """Cleo owns Globex and must see nothing of Acme."""
    return world.browser("cleo")
