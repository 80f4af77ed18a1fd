"""Where vectors are kept and searched: one small interface, and FAISS behind it for who wants it."""

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from app.outside.embedding import Embedder, Vectors
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Near:
    """A row of the vectors kept, and the cosine of its angle to what was looked for: 1 means the same."""

    position: int
    likeness: float


class VectorStore(Protocol):
    """The vectors of one organization, one array for each key (a document version's id).

    A fingerprint says which model made them of which texts. Asked with another one, a store has nothing:
    vectors of an older text or model are never compared.
    """

    async def put(self, key: str, fingerprint: str, vectors: Vectors) -> None:
        """Keep these under the key, instead of what was there. The rows have length 1."""
        ...

    async def has(self, key: str, fingerprint: str) -> bool: ...

    async def nearest(
        self, key: str, fingerprint: str, query: Vectors, most: int, among: Collection[int] | None = None
    ) -> list[Near]:
        """The rows most like the query (one vector), best first; if `among` is given, only of these rows."""
        ...

    async def remove(self, key: str) -> None:
        """Forget what is kept under the key, if anything."""
        ...


def fingerprint_of(embedder: Embedder, texts: Sequence[str]) -> str:
    """Names the model and exactly these texts in this order."""
    digest = hashlib.sha256("\0".join([embedder.name, *texts]).encode())
    return digest.hexdigest()


class FaissDatabase:
    """A folder of exact inner-product indexes (Douze et al. 2024, "The Faiss library"), one file a key.

    The files are not encrypted, as no vector database's are: keep the folder on an encrypted disk.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, organization_id: str) -> VectorStore:
        return FaissVectors(self.folder / organization_id)

    async def forget(self, organization_id: str) -> None:
        """Remove every index of the organization."""
        await asyncio.to_thread(shutil.rmtree, self.folder / organization_id, ignore_errors=True)


class FaissVectors:
    """The indexes of one organization; the fingerprint is part of a file's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, key: str, fingerprint: str, vectors: Vectors) -> None:
        await asyncio.to_thread(self._put, key, fingerprint, vectors)

    async def has(self, key: str, fingerprint: str) -> bool:
        return self._path(key, fingerprint).is_file()

    async def nearest(
        self, key: str, fingerprint: str, query: Vectors, most: int, among: Collection[int] | None = None
    ) -> list[Near]:
        return await asyncio.to_thread(self._nearest, self._path(key, fingerprint), query, most, among)

    async def remove(self, key: str) -> None:
        for path in self.folder.glob(f"{key}.*.faiss"):
            path.unlink(missing_ok=True)

    def _path(self, key: str, fingerprint: str) -> Path:
        return self.folder / f"{key}.{fingerprint}.faiss"

    def _put(self, key: str, fingerprint: str, vectors: Vectors) -> None:
        faiss = _faiss()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        kept = self._path(key, fingerprint)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            file.write(faiss.serialize_index(index).tobytes())
        Path(file.name).replace(kept)
        for path in set(self.folder.glob(f"{key}.*.faiss")) - {kept}:
            path.unlink(missing_ok=True)

    def _nearest(self, path: Path, query: Vectors, most: int, among: Collection[int] | None) -> list[Near]:
        if not path.is_file() or (among is not None and not among):
            return []
        faiss = _faiss()
        index = faiss.deserialize_index(np.fromfile(path, dtype=np.uint8))
        chosen = None
        if among is not None:
            only = faiss.IDSelectorBatch(np.array(sorted(among), dtype=np.int64))
            chosen = faiss.SearchParameters(sel=only)
        likeness, rows = index.search(
            query.reshape(1, -1).astype(np.float32), min(most, index.ntotal), params=chosen
        )
        found = zip(rows[0].tolist(), likeness[0].tolist(), strict=True)
        return [Near(row, alike) for row, alike in found if row >= 0]


def open_vectors(settings: Settings) -> FaissDatabase | None:
    """The vector database the settings name; None means the table of our own database."""
    if settings.vector_store == "table":
        return None
    if find_spec("faiss") is None:
        raise RuntimeError("TIC_VECTOR_STORE=faiss needs the extra `retrieval`: run `make retrieval`.")
    return FaissDatabase(settings.data_dir / "vectors")


def _faiss() -> Any:
    import faiss

    return faiss
