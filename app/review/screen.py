"""What the review screen shows: the script, how far the review is, and the pages beside it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.models import Document, DocumentVersion
from app.documents.shelf import PageSize, page_sizes
from app.episodes.draft import WriteRequest
from app.episodes.length import falls_short, read_seconds
from app.episodes.models import Episode, EpisodeSource, Segment
from app.episodes.pickups import Pickup
from app.episodes.sentences import EvidenceSpan, Sentence, hash_of
from app.episodes.states import EpisodeState, ReviewState
from app.permissions import Permission, Principal
from app.queue.models import Job, JobState
from app.review.assignments import assigned_to, reviewers_in
from app.review.comparing import word_diff
from app.review.decoys import Decoy, Vigilance, vigilance, watched
from app.review.marking import changed_pages


@dataclass(frozen=True)
class Cell:
    """One segment in the progress strip; `state` is a ReviewState, or 'blocked'."""

    id: str
    title: str
    state: str
    version: str
    """Of all that is shown of it, so that a page finds out what it missed."""


@dataclass(frozen=True)
class Progress:
    """Counted in sentences; `rejected` in segments."""

    cells: list[Cell]
    approved: int
    blocked: int
    total: int
    rejected: int
    pickups: list[Pickup]

    @property
    def only_rejected_left(self) -> bool:
        """Everything is decided, and something was sent back."""
        return self.rejected > 0 and all(cell.state in ("approved", "rejected") for cell in self.cells)

    @property
    def versions(self) -> dict[str, str]:
        """By segment id."""
        return {cell.id: cell.version for cell in self.cells}


@dataclass(frozen=True)
class Leaves:
    """A document with the sizes of its pages in points."""

    id: str
    title: str
    filename: str
    version: int
    pages: list[PageSize]


def progress_of(episode: Episode) -> Progress:
    cells = []
    for segment in episode.segments:
        undecided = [row for row in segment.sentences if row.state is not ReviewState.APPROVED]
        blocked = segment.state is not ReviewState.REJECTED and any(row.blocked for row in undecided)
        state = "blocked" if blocked else segment.state
        cells.append(Cell(segment.id, segment.title, state, version_of(episode, segment)))
    sentences = episode.sentences
    return Progress(
        cells=cells,
        approved=sum(row.state is ReviewState.APPROVED for row in sentences),
        blocked=sum(row.blocked and row.state is not ReviewState.REJECTED for row in sentences),
        total=len(sentences),
        rejected=sum(segment.state is ReviewState.REJECTED for segment in episode.segments),
        pickups=episode.pickups,
    )


def version_of(episode: Episode, segment: Segment) -> str:
    """Another one means that something else is to be shown of the segment."""
    shown: list[Any] = [asdict(episode.policy), episode.hosts, segment.title, segment.state]
    shown.append([row.id for row in segment.rejections if row.stands])
    for row in segment.sentences:
        given = [[each.id for each in part if each.stands] for part in (row.approvals, row.overrides)]
        said = [[comment.id, comment.open, comment.outcome] for comment in row.comments]
        pickup = row.pickup.id if row.pickup else ""
        shown.append([row.id, row.computed_hash(), row.state, row.host, row.findings, given, said, pickup])
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


async def leaves_of(session: AsyncSession, episode: Episode) -> list[Leaves]:
    """The documents of an episode with their pages, in the order they were given."""
    query = (
        select(Document, DocumentVersion.number)
        .join(DocumentVersion, DocumentVersion.id == Document.version_id)  # type: ignore[arg-type]
        .join(EpisodeSource, EpisodeSource.document_id == Document.id)  # type: ignore[arg-type]
        .where(EpisodeSource.episode_id == episode.id)
        .order_by(col(EpisodeSource.position))
    )
    leaves = []
    for document, number in (await session.exec(query)).all():
        sizes = await page_sizes(session, document.version_id)
        leaves.append(Leaves(document.id, document.title, document.filename, number, sizes))
    return leaves


class Order(StrEnum):
    """In which the cursor goes through the sentences; they stand in the order of the script either way."""

    SCRIPT = "script"
    RISK = "risk"
    """Blocked ones first, then those with an advice, then the least supported."""


def first_undecided(episode: Episode, order: Order, by: Principal) -> Sentence | None:
    """Where the cursor stands when nobody says otherwise: the first that waits for this viewer."""
    rows = episode.sentences
    if order is Order.RISK:
        rows = sorted(rows, key=lambda row: -row.risk)
    undecided = [row for row in rows if row.state is ReviewState.IN_REVIEW]
    mine = [row for row in undecided if not row.approved_by(by)]
    return next(iter(mine or undecided or rows), None)


async def screen(
    session: AsyncSession,
    episode: Episode,
    by: Principal,
    sentence_id: str = "",
    order: Order = Order.SCRIPT,
    done: int = 0,
    met: str = "",
) -> dict[str, Any]:
    """Everything review/show.html needs; `done`: the number of the event that brought the viewer here.

    `met`: id of the planted error that came to light just now.
    """
    chosen = next((row for row in episode.sentences if row.id == sentence_id), None)
    current = chosen or first_undecided(episode, order, by)
    shown: Sequence[EvidenceSpan] = current.evidence if current else []
    watch = await vigilance(session, episode, by)
    job = await session.get(Job, episode.job_id) if episode.job_id else None
    return {
        **length_of(episode),
        "watch": watch,
        "watched": watched(episode, by),
        "pairs": await changed_pages(session, episode.sentences),
        "met": next((row for row in watch.met if row.id == met), None),
        "order": order,
        "word_diff": word_diff,
        **quotes_left(episode, by, watch),
        "done": await told(session, episode, by, done),
        "episode": episode,
        "segments": episode.segments,
        "progress": progress_of(episode),
        "documents": await leaves_of(session, episode),
        "assigned": await assigned_to(session, episode.id),
        "reviewers": await reviewers_in(session, episode.workspace_id) if by.may(Permission.WRITE) else [],
        "current_id": current.id if current else "",
        "shown": shown,
        "job": job,
        "unfinished": unfinished(episode, job),
        "working": episode.state in (EpisodeState.DRAFTING, EpisodeState.NARRATING),
    }


def unfinished(episode: Episode, job: Job | None) -> str:
    """Why its drafting or its last narration ended without a result; '' where it did not, or goes on."""
    if episode.state in (EpisodeState.DRAFTING, EpisodeState.NARRATING):
        return ""
    ended = job is not None and job.state in (JobState.DEAD, JobState.CANCELLED)
    return episode.reason if ended or episode.state is EpisodeState.FAILED else ""


def length_of(episode: Episode) -> dict[str, Any]:
    """How long the script is as it stands, and whether that is short of what was asked for."""
    texts = [[row.text for row in segment.sentences] for segment in episode.segments]
    if not texts:
        return {"minutes": episode.minutes, "short": False}
    seconds = read_seconds(texts, WriteRequest().words_per_minute, episode.language)
    return {"minutes": seconds / 60, "short": falls_short(episode.mode, episode.minutes, seconds)}


def quotes_left(episode: Episode, by: Principal, watch: Vigilance) -> dict[str, Any]:
    """The exact quotes the viewer may approve in bulk, as they see them."""
    quotes = episode.quotes_for(by) if by.may(Permission.REVIEW) else []
    quotes = [row for row in quotes if row.id not in watch.planted]
    return {"quotes": quotes, "quotes_hash": hash_of(quotes)}


async def told(session: AsyncSession, episode: Episode, by: Principal, number: int) -> AuditEvent | None:
    """The viewer's own event of that number about the episode as a whole, to be told once more in words."""
    if not number:
        return None
    query = select(AuditEvent).where(
        AuditEvent.number == number, AuditEvent.subject_id == episode.id, AuditEvent.actor_id == by.id
    )
    return (await session.exec(query)).first()


async def segment_view(
    session: AsyncSession,
    episode: Episode,
    segment: Segment,
    by: Principal,
    current_id: str = "",
    order: Order = Order.SCRIPT,
    met: Decoy | None = None,
) -> dict[str, Any]:
    """Everything review/_segment.html needs, with the progress to swap in beside it."""
    watch = await vigilance(session, episode, by)
    return {
        "watch": watch,
        "pairs": await changed_pages(session, segment.sentences),
        "met": met,
        "order": order,
        "word_diff": word_diff,
        **quotes_left(episode, by, watch),
        "episode": episode,
        "segment": segment,
        "progress": progress_of(episode),
        "current_id": current_id,
        "oob": True,
    }
