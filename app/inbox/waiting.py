"""What waits for a principal, what waits for others, what was sent back, and what was said to them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import and_, case, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.episodes.comments import Comment
from app.episodes.models import Episode, Segment
from app.episodes.sentences import Sentence
from app.episodes.states import EpisodeState, ReviewState
from app.episodes.verdicts import Approval, Rejection
from app.ids import now
from app.permissions import Permission, Principal
from app.review.assignments import Assignment

SAID_MOST = 500
"""Open comments looked through, latest first."""


@dataclass
class Waiting:
    """Sentences of one episode that wait."""

    episode_id: str
    title: str
    sentences: int = 0
    due_on: date | None = None
    assigned: bool = False
    reviewers: list[str] = field(default_factory=list)
    """Whom it waits for by name; empty: anybody who may review."""

    @property
    def late(self) -> bool:
        return self.due_on is not None and self.due_on < now().date()


@dataclass(frozen=True)
class SentBack:
    """A segment that was rejected and waits for whoever edits it."""

    episode_id: str
    episode: str
    segment_id: str
    title: str
    by: str
    reason: str


@dataclass(frozen=True)
class Said:
    """A comment that names the viewer, or answers them."""

    episode_id: str
    episode: str
    sentence_id: str
    by: str
    text: str
    at: datetime


@dataclass
class Inbox:
    mine: list[Waiting] = field(default_factory=list)
    others: list[Waiting] = field(default_factory=list)
    sent_back: list[SentBack] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def count(self) -> int:
        """What the viewer is asked for: episodes to review, and words addressed to them."""
        return len(self.mine) + len(self.said)

    @property
    def empty(self) -> bool:
        return not (self.mine or self.others or self.sent_back or self.said)


async def inbox_of(session: AsyncSession, by: Principal) -> Inbox:
    inbox = Inbox(said=await _said(session, by))
    if by.may(Permission.REVIEW) or by.may(Permission.WRITE):
        await _sort(session, by, inbox)
        inbox.sent_back = await _sent_back(session, by)
    return inbox


def _at_work(by: Principal, room: str) -> bool:
    """Whether anything in that workspace can wait for the viewer: teams give roles in some of them only."""
    return by.may(Permission.REVIEW, room) or by.may(Permission.WRITE, room)


async def _sort(session: AsyncSession, by: Principal, inbox: Inbox) -> None:
    """Undecided sentences are the viewer's where they may still decide and nobody else was asked instead."""
    assigned = await _assignments(session)
    mine: dict[str, Waiting] = {}
    others: dict[str, Waiting] = {}
    for episode_id, title, room, segment_id, total, not_mine in await _undecided(session, by):
        if not _at_work(by, room):
            continue
        asked = [row for row in assigned[episode_id] if row[0].segment_id in (None, segment_id)]
        own = [row for row, _ in asked if (by.kind, by.id) == ("user", row.user_id)]
        turn = by.may(Permission.REVIEW, room) and (bool(own) or not assigned[episode_id])
        for here, count in ((mine, total - not_mine if turn else 0), (others, not_mine if turn else total)):
            if not count:
                continue
            row = here.setdefault(episode_id, Waiting(episode_id, title))
            row.sentences += count
            due = own if here is mine else [each for each, _ in asked]
            dates = [each.due_on for each in due if each.due_on] + ([row.due_on] if row.due_on else [])
            row.due_on = min(dates, default=None)
            row.assigned = row.assigned or bool(own)
            names = {user.label for each, user in asked if each not in own}
            row.reviewers = sorted({*row.reviewers, *names})
    inbox.mine = sorted(mine.values(), key=_soonest)
    inbox.others = sorted(others.values(), key=_soonest)


def _soonest(row: Waiting) -> tuple[bool, date, str]:
    return row.due_on is None, row.due_on or date.max, row.episode_id


async def _assignments(session: AsyncSession) -> defaultdict[str, list[tuple[Assignment, User]]]:
    query = select(Assignment, User).join(User, col(User.id) == col(Assignment.user_id))
    found: defaultdict[str, list[tuple[Assignment, User]]] = defaultdict(list)
    for row, user in (await session.exec(query.where(col(Assignment.ended_at).is_(None)))).all():
        found[row.episode_id].append((row, user))
    return found


async def _undecided(session: AsyncSession, by: Principal) -> list[Any]:
    """Of each segment in review: episode, title, workspace, segment, undecided, those for others alone."""
    yes = (
        select(Approval.id)
        .where(
            Approval.sentence_id == Sentence.id,
            Approval.content_hash == Sentence.content_hash,
            Approval.actor_kind == by.kind,
            Approval.actor_id == by.id,
            col(Approval.withdrawn_at).is_(None),
        )
        .exists()
    )
    own_words = and_(
        col(Episode.author_may_approve).is_(False),
        Sentence.author_kind == by.kind,
        Sentence.author_id == by.id,
    )
    query = (
        select(  # type: ignore[call-overload]
            Sentence.episode_id,
            Episode.title,
            Episode.workspace_id,
            Sentence.segment_id,
            func.count(),
            func.sum(case((or_(yes, own_words), 1), else_=0)),
        )
        .select_from(Sentence)
        .join(Episode, col(Episode.id) == col(Sentence.episode_id))
        .where(Episode.state == EpisodeState.IN_REVIEW, Sentence.state == ReviewState.IN_REVIEW)
        .group_by(
            col(Sentence.episode_id), col(Episode.title), col(Episode.workspace_id), col(Sentence.segment_id)
        )
    )
    return list((await session.exec(query)).all())


async def _sent_back(session: AsyncSession, by: Principal) -> list[SentBack]:
    query = (
        select(Rejection, Segment, Episode)
        .join(Segment, col(Segment.id) == col(Rejection.segment_id))
        .join(Episode, col(Episode.id) == col(Segment.episode_id))
        .where(col(Rejection.withdrawn_at).is_(None), Episode.state == EpisodeState.IN_REVIEW)
        .order_by(col(Rejection.id).desc())
    )
    return [
        SentBack(episode.id, episode.title, segment.id, segment.title, row.actor_label, row.reason)
        for row, segment, episode in (await session.exec(query)).all()
        if _at_work(by, episode.workspace_id)
    ]


async def _said(session: AsyncSession, by: Principal) -> list[Said]:
    """Open comments of others that name the viewer or come after their own, latest first."""
    query = (
        select(Comment, Episode)
        .join(Sentence, col(Sentence.id) == col(Comment.sentence_id))
        .join(Episode, col(Episode.id) == col(Sentence.episode_id))
        .where(col(Comment.resolved_at).is_(None))
        .order_by(col(Comment.id).desc())
        .limit(SAID_MOST)
    )
    rows = (await session.exec(query)).all()
    own = [row for row, _ in rows if (row.actor_kind, row.actor_id) == (by.kind, by.id)]
    last = {row.sentence_id: row.id for row in reversed(own)}
    return [
        Said(
            episode.id,
            episode.title,
            row.sentence_id,
            row.actor_label,
            row.text or row.suggested,
            row.created_at,
        )
        for row, episode in rows
        if row not in own
        and row.id > last.get(row.sentence_id, "")
        and (by.id in row.mentioned or row.sentence_id in last)
    ]
