"""What the review screen shows: the script, how far the review is, and the pages beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import Document
from app.documents.shelf import PageSize, page_sizes
from app.episodes.models import Episode, EpisodeSource, Segment
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.states import EpisodeState, ReviewState
from app.queue.models import Job


@dataclass(frozen=True)
class Cell:
    """One segment in the progress strip; `state` is a ReviewState, or 'blocked'."""

    id: str
    title: str
    state: str


@dataclass(frozen=True)
class Progress:
    """Counted in sentences; `rejected` in segments."""

    cells: list[Cell]
    approved: int
    blocked: int
    total: int
    rejected: int

    @property
    def only_rejected_left(self) -> bool:
        """Everything is decided, and something was sent back."""
        return self.rejected > 0 and all(cell.state in ("approved", "rejected") for cell in self.cells)


@dataclass(frozen=True)
class Leaves:
    """A document with the sizes of its pages in points."""

    id: str
    title: str
    filename: str
    pages: list[PageSize]


def progress_of(episode: Episode) -> Progress:
    cells = []
    for segment in episode.segments:
        undecided = [row for row in segment.sentences if row.state is not ReviewState.APPROVED]
        blocked = segment.state is not ReviewState.REJECTED and any(row.blocked for row in undecided)
        cells.append(Cell(segment.id, segment.title, "blocked" if blocked else segment.state))
    sentences = episode.sentences
    return Progress(
        cells=cells,
        approved=sum(row.state is ReviewState.APPROVED for row in sentences),
        blocked=sum(row.blocked and row.state is not ReviewState.REJECTED for row in sentences),
        total=len(sentences),
        rejected=sum(segment.state is ReviewState.REJECTED for segment in episode.segments),
    )


async def leaves_of(session: AsyncSession, episode: Episode) -> list[Leaves]:
    """The documents of an episode with their pages, in the order they were given."""
    query = (
        select(Document)
        .join(EpisodeSource, EpisodeSource.document_id == Document.id)  # type: ignore[arg-type]
        .where(EpisodeSource.episode_id == episode.id)
        .order_by(col(EpisodeSource.position))
    )
    leaves = []
    for document in (await session.exec(query)).all():
        sizes = await page_sizes(session, document.version_id)
        leaves.append(Leaves(document.id, document.title, document.filename, sizes))
    return leaves


def first_undecided(episode: Episode) -> Sentence | None:
    """Where the cursor stands when nobody says otherwise."""
    undecided = [row for row in episode.sentences if row.state is ReviewState.IN_REVIEW]
    return undecided[0] if undecided else next(iter(episode.sentences), None)


async def screen(session: AsyncSession, episode: Episode, sentence_id: str = "") -> dict[str, Any]:
    """Everything review/show.html needs."""
    current = next((row for row in episode.sentences if row.id == sentence_id), None) or first_undecided(
        episode
    )
    shown: Sequence[EvidenceSpan] = current.evidence if current else []
    return {
        "episode": episode,
        "segments": episode.segments,
        "progress": progress_of(episode),
        "documents": await leaves_of(session, episode),
        "current_id": current.id if current else "",
        "shown": shown,
        "job": await session.get(Job, episode.job_id) if episode.job_id else None,
        "working": episode.state in (EpisodeState.DRAFTING, EpisodeState.NARRATING),
    }


def segment_view(episode: Episode, segment: Segment, current_id: str = "") -> dict[str, Any]:
    """Everything review/_segment.html needs, with the progress to swap in beside it."""
    return {
        "episode": episode,
        "segment": segment,
        "progress": progress_of(episode),
        "current_id": current_id,
        "oob": True,
    }
