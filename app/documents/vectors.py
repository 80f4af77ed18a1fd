"""What source sentences mean, as vectors: the table that keeps them, and the job that makes them."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import addressable, inside
from app.documents.ingestion import source_sentences
from app.documents.models import Document, DocumentVersion
from app.outside.embedding import Embedder, Vectors
from app.outside.vectors import FaissDatabase, Near, VectorStore, fingerprint_of
from app.permissions import Principal
from app.queue.models import ask
from app.queue.running import JobError, Work
from app.tenancy import Tenanted, organization_of

AT_ONCE = 64
"""Sentences embedded between two reports of progress."""


class SentenceVectors(Tenanted, table=True):
    """The vectors of a version's source sentences, in their order: float16, little-endian, row after row."""

    __tablename__ = "sentence_vectors"
    __table_args__ = (
        addressable(),
        inside("document_version", "version_id"),
        UniqueConstraint("version_id"),
    )

    version_id: str = Field(max_length=36)
    fingerprint: str = Field(max_length=64)
    dimensions: int
    content: bytes = Field(sa_type=LargeBinary)

    def vectors(self) -> Vectors:
        found = np.frombuffer(self.content, dtype="<f2").reshape(-1, self.dimensions)
        return np.asarray(found, dtype=np.float32)


class TableVectors:
    """Vectors in our own database, compared with all of a version's: exact, and quick enough for a book."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def put(self, key: str, fingerprint: str, vectors: Vectors) -> None:
        await self.remove(key)
        content = np.ascontiguousarray(vectors, dtype="<f2").tobytes()
        self.session.add(
            SentenceVectors(
                version_id=key, fingerprint=fingerprint, dimensions=vectors.shape[1], content=content
            )
        )
        await self.session.flush()

    async def has(self, key: str, fingerprint: str) -> bool:
        query = select(SentenceVectors.id).where(
            SentenceVectors.version_id == key, SentenceVectors.fingerprint == fingerprint
        )
        return (await self.session.exec(query)).first() is not None

    async def nearest(
        self, key: str, fingerprint: str, query: Vectors, most: int, among: Collection[int] | None = None
    ) -> list[Near]:
        row = (
            await self.session.exec(select(SentenceVectors).where(SentenceVectors.version_id == key))
        ).first()
        if row is None or row.fingerprint != fingerprint:
            return []
        likeness = row.vectors() @ query
        rows = range(len(likeness)) if among is None else sorted(among)
        best = sorted(rows, key=lambda position: -likeness[position])[:most]
        return [Near(position, float(likeness[position])) for position in best]

    async def remove(self, key: str) -> None:
        await self.session.exec(delete(SentenceVectors).where(col(SentenceVectors.version_id) == key))


def embedder_of(session: AsyncSession) -> Embedder | None:
    """What gives texts their vectors in this installation; None where the extra `retrieval` is missing."""
    found: Embedder | None = session.info.get("embedder")
    return found


def store_of(session: AsyncSession) -> VectorStore:
    """Where this installation keeps vectors, for the organization of the session."""
    database: FaissDatabase | None = session.info.get("vectors")
    return database.of(organization_of(session)) if database else TableVectors(session)


async def want_vectors(session: AsyncSession, document_ids: Iterable[str], by: Principal) -> None:
    """Have what these documents say embedded, where that can be done: a job each, as a book takes minutes."""
    if embedder_of(session) is not None:
        for document_id in document_ids:
            document = await session.get_one(Document, document_id)
            ask(session, "embed_document", by=by, subject=document)


async def embed_document(work: Work) -> dict[str, Any]:
    """Embed the sentences of the job's document; a second run finds it done."""
    embedder = work.installation.embedder
    async with work.reading() as session:
        document = await session.get(Document, work.job.subject_id)
        if document is None:
            raise JobError("The document was removed.", again=False)
        version = await session.get_one(DocumentVersion, document.version_id)
        texts = [row.text for row in await source_sentences(session, version.id)]
        if embedder is None or not texts or not embedder.knows(version.language):
            return {"sentences": 0}
        fingerprint = fingerprint_of(embedder, texts)
        if await store_of(session).has(version.id, fingerprint):
            return {"sentences": len(texts)}
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        await work.progress(start / len(texts), "Reading for meaning")
        parts.append(await asyncio.to_thread(embedder.embed, texts[start : start + AT_ONCE]))
    async with work.transaction() as session:
        await store_of(session).put(version.id, fingerprint, np.concatenate(parts))
    return {"sentences": len(texts)}
