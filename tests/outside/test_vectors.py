"""What every store of vectors promises, asked of each of them."""

from collections.abc import AsyncIterator, Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

from app.documents.models import DocumentVersion
from app.documents.vectors import TableVectors
from app.outside.embedding import Vectors
from app.outside.vectors import FaissDatabase, VectorStore, open_vectors
from app.settings import Settings
from tests.world import World

Open = Callable[[str], VectorStore]
FINGERPRINT, OTHER = "a" * 64, "b" * 64


@pytest.fixture(params=["table", "faiss"])
async def store(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> AsyncIterator[VectorStore]:
    """Of Acme."""
    if request.param == "table":
        async with world.writing() as session:
            yield TableVectors(session)
    else:
        if find_spec("faiss") is None:
            pytest.skip("the extra `retrieval` is not installed")
        yield FaissDatabase(tmp_path).of("acme")


@pytest.fixture
async def key(world: World) -> str:
    """A document version that is there."""
    async with world.reading() as session:
        return (await session.exec(select(DocumentVersion.id))).first() or ""


def turned(*degrees: float) -> Vectors:
    """Vectors of length 1 at these angles."""
    angles = np.radians(np.array(degrees))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


ROWS = turned(0, 90, 45, 180)
AHEAD = turned(10)[0]


async def positions(store: VectorStore, key: str, most: int = 9, among: set[int] | None = None) -> list[int]:
    return [near.position for near in await store.nearest(key, FINGERPRINT, AHEAD, most, among)]


async def test_the_nearest_come_first_with_their_cosine(store: VectorStore, key: str) -> None:
    await store.put(key, FINGERPRINT, ROWS)
    found = await store.nearest(key, FINGERPRINT, AHEAD, 2)
    assert [near.position for near in found] == [0, 2]
    cosines = np.cos(np.radians([10, 35]))
    assert [near.likeness for near in found] == pytest.approx(cosines, abs=2e-3)


async def test_asked_for_more_than_there_are_it_gives_all(store: VectorStore, key: str) -> None:
    await store.put(key, FINGERPRINT, ROWS)
    assert await positions(store, key, most=99) == [0, 2, 1, 3]


async def test_the_search_can_be_held_to_some_rows(store: VectorStore, key: str) -> None:
    await store.put(key, FINGERPRINT, ROWS)
    assert await positions(store, key, among={1, 3}) == [1, 3]
    assert await positions(store, key, among=set()) == []


async def test_vectors_of_another_model_or_text_are_not_compared(store: VectorStore, key: str) -> None:
    await store.put(key, OTHER, ROWS)
    assert not await store.has(key, FINGERPRINT)
    assert await positions(store, key) == []


async def test_what_is_put_replaces_what_was_there(store: VectorStore, key: str) -> None:
    await store.put(key, OTHER, turned(7))
    await store.put(key, FINGERPRINT, ROWS)
    await store.put(key, FINGERPRINT, ROWS[:2])
    assert await positions(store, key) == [0, 1]
    assert await store.has(key, FINGERPRINT)
    assert not await store.has(key, OTHER)


async def test_what_is_removed_is_gone(store: VectorStore, key: str) -> None:
    await store.put(key, FINGERPRINT, ROWS)
    await store.remove(key)
    await store.remove(key)
    assert not await store.has(key, FINGERPRINT)
    assert await positions(store, key) == []


async def test_an_unknown_key_has_nothing(store: VectorStore) -> None:
    assert await positions(store, "unknown") == []


async def test_another_organization_sees_nothing(world: World, key: str, tmp_path: Path) -> None:
    async with world.writing() as session:
        await TableVectors(session).put(key, FINGERPRINT, ROWS)
    async with world.reading("globex") as session:
        assert await positions(TableVectors(session), key) == []
    if find_spec("faiss"):
        await FaissDatabase(tmp_path).of("acme").put(key, FINGERPRINT, ROWS)
        assert await positions(FaissDatabase(tmp_path).of("globex"), key) == []


def test_a_database_that_is_not_installed_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, vector_store="faiss")  # type: ignore[call-arg]
    monkeypatch.setattr("app.outside.vectors.find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="make retrieval"):
        open_vectors(settings)
