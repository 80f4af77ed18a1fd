"""From what reading found to what a writer takes."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.ingestion import read_back
from app.documents.models import Document
from app.documents.pages import Place, ReadBlock, ReadDocument, Role
from app.episodes.draft import Passage
from app.episodes.models import EpisodeSource

FLOW = {Role.BODY, Role.HEADING, Role.EQUATION}
"""Blocks of the running text; what floats beside it does not interrupt a paragraph."""


async def documents_of(session: AsyncSession, episode_id: str) -> list[Document]:
    """The documents of an episode, in the order they were given."""
    query = (
        select(Document)
        .join(EpisodeSource, EpisodeSource.document_id == Document.id)  # type: ignore[arg-type]
        .where(EpisodeSource.episode_id == episode_id)
        .order_by(col(EpisodeSource.position))
    )
    return list((await session.exec(query)).all())


async def read_documents(session: AsyncSession, episode_id: str) -> dict[str, ReadDocument]:
    """What reading found in each document of an episode, by id, in the order they were given."""
    return {row.id: await read_back(session, row) for row in await documents_of(session, episode_id)}


def passages(document_id: str, document: ReadDocument) -> tuple[Passage, ...]:
    """Sentences and headings in reading order, without hidden text.

    Paragraphs are numbered over the running text: between consecutive numbers nothing stands but floats.
    `level` is that of the heading a sentence stands under.
    """
    numbers, levels = _paragraphs(document.blocks), _levels(document.blocks)
    by_block: dict[int, list[Passage]] = {}
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        if not block.hidden:
            passage = Passage(
                document_id, sentence.text, sentence.places, block.role, block.section,
                numbers[sentence.block], levels[sentence.block],
            )  # fmt: skip
            by_block.setdefault(sentence.block, []).append(passage)
    for index, block in enumerate(document.blocks):
        if block.role is Role.HEADING and not block.hidden:
            place = Place(block.page, block.text, (block.box,))
            heading = Passage(
                document_id, block.text, (place,), Role.HEADING, block.text, numbers[index], block.level or 1
            )
            by_block.setdefault(index, []).insert(0, heading)
    return tuple(passage for index in sorted(by_block) for passage in by_block[index])


def _paragraphs(blocks: tuple[ReadBlock, ...]) -> list[int]:
    number, numbers = 0, []
    for block in blocks:
        number += block.role in FLOW
        numbers.append(number)
    return numbers


def _levels(blocks: tuple[ReadBlock, ...]) -> list[int]:
    level, levels = 0, []
    for block in blocks:
        level = (block.level or 1) if block.role is Role.HEADING else level
        levels.append(level)
    return levels
