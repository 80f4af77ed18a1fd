"""Which passages mean nearly what a sentence says, by the vectors of their documents."""

import asyncio
from collections.abc import Collection, Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.pages import ReadDocument
from app.documents.vectors import embedder_of, store_of
from app.episodes.retrieval import CANDIDATES, SourceIndex
from app.episodes.words import tokens
from app.outside.vectors import fingerprint_of


async def nearest(
    session: AsyncSession,
    index: SourceIndex,
    documents: Mapping[str, tuple[str, ReadDocument]],
    text: str,
    pages: Collection[int] = (),
) -> dict[int, float]:
    """Cosines of the closest passages of each document, by their number in the index.

    `documents` has version id and content by document id. Empty where nothing was embedded: without the extra
    `retrieval`, in a language its model does not know, or before the job that does it has run.
    """
    embedder = embedder_of(session)
    if embedder is None or not tokens(text):
        return {}
    query = (await asyncio.to_thread(embedder.embed, [text]))[0]
    numbers = {(row.document_id, row.places): number for number, row in enumerate(index.passages)}
    near: dict[int, float] = {}
    for document_id, (version_id, read) in documents.items():
        fingerprint = fingerprint_of(embedder, [sentence.text for sentence in read.sentences])
        # What begins on the pages, and of it only what can be cited.
        among = {
            position: number
            for position, sentence in enumerate(read.sentences)
            if (number := numbers.get((document_id, sentence.places))) is not None
            and index.stands_on(number, pages)
        }
        for found in await store_of(session).nearest(version_id, fingerprint, query, CANDIDATES, among):
            near[among[found.position]] = found.likeness
    return near
