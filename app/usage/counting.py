"""How much an organization has now, and how much of it came this calendar month: one statement a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Float, cast
from sqlmodel import case, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.programs import ApiKey, ServiceAccount
from app.documents.models import Document, DocumentVersion
from app.episodes.models import Episode
from app.ids import now
from app.members.invitations import Invitation
from app.narration.models import Clip, Master
from app.objects import StoredObject
from app.organizations.models import Membership
from app.queue.models import FINISHED, Job, JobState
from app.review.guests import GuestLink

STORED = (("image/", "pictures"), ("audio/", "audio"), ("application/pdf", "documents"))
"""Beginnings of media types, and what files of these are called together; whatever else is `other`."""


@dataclass
class Figure:
    """`this_month`: how much of it came since the first of the month, UTC; null where nobody counts that."""

    name: str
    title: str
    """For people."""
    unit: str
    """count, seconds or bytes."""
    now: int
    this_month: int | None = None


@dataclass
class Group:
    name: str
    title: str
    figures: list[Figure]


def month_of(moment: datetime) -> datetime:
    """Where its calendar month begins, UTC."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _sum(value: Any, which: Any = None) -> Any:
    counted = value if which is None else case((which, value), else_=0)
    return func.coalesce(func.sum(counted), 0)


def _both(model: Any, value: Any, month: datetime) -> tuple[Any, Any]:
    """The sum over all rows, and over those made since."""
    return _sum(value), _sum(value, col(model.created_at) >= month)


async def _one(session: AsyncSession, query: Any) -> list[int]:
    return [round(value) for value in (await session.exec(query)).one()]


async def documents(session: AsyncSession, month: datetime) -> Group:
    versions = _both(DocumentVersion, 1, month)
    pages = _both(DocumentVersion, col(DocumentVersion.pages), month)
    first = col(DocumentVersion.number) == 1
    made = (_sum(1, first), _sum(1, first & (col(Document.created_at) >= month)))
    sums: list[Any] = [*made, *versions, *pages]
    query = select(*sums).select_from(DocumentVersion)
    row = await _one(session, query.join(Document, col(Document.id) == col(DocumentVersion.document_id)))
    return Group(
        "documents",
        "Documents",
        [
            Figure("documents", "Documents", "count", row[0], row[1]),
            Figure("versions", "Versions of them", "count", row[2], row[3]),
            Figure("pages", "Pages, of every version", "count", row[4], row[5]),
        ],
    )


async def episodes(session: AsyncSession, month: datetime) -> list[Figure]:
    row = await _one(session, select(*_both(Episode, 1, month)).select_from(Episode))
    return [Figure("episodes", "Episodes", "count", row[0], row[1])]


async def masters(session: AsyncSession, month: datetime) -> list[Figure]:
    seconds = cast(col(Master.samples), Float) / col(Master.sample_rate)
    query = select(*_both(Master, 1, month), *_both(Master, seconds, month)).select_from(Master)
    row = await _one(session, query.join(Episode, col(Episode.id) == col(Master.episode_id)))
    return [
        Figure("narrations", "Narrations, each counted", "count", row[0], row[1]),
        Figure("narrated", "Narrated", "seconds", row[2], row[3]),
    ]


async def clips(session: AsyncSession, month: datetime) -> list[Figure]:
    seconds = cast(col(Clip.samples), Float) / col(Clip.sample_rate)
    query = select(*_both(Clip, 1, month), *_both(Clip, seconds, month)).select_from(Clip)
    row = await _one(session, query)
    return [
        Figure("clips", "Sentences spoken or recorded", "count", row[0], row[1]),
        Figure("spoken", "Spoken or recorded", "seconds", row[2], row[3]),
    ]


async def stored(session: AsyncSession, month: datetime) -> Group:
    """Of every kind of file how many bytes, as they were before they were encrypted."""
    media_type = col(StoredObject.media_type)
    kind = case(*((media_type.startswith(begin), name) for begin, name in STORED), else_="other")
    query = select(kind, *_both(StoredObject, col(StoredObject.bytes), month)).group_by(kind)
    found = {name: (int(all_), int(new)) for name, all_, new in (await session.exec(query)).all()}
    titles = {
        "documents": "PDFs",
        "pictures": "Page images and covers",
        "audio": "Sounds",
        "other": "Other files",
    }
    figures = [Figure(name, title, "bytes", *found.get(name, (0, 0))) for name, title in titles.items()]
    whole = [sum(values) for values in zip(*found.values(), strict=True)] or [0, 0]
    return Group("stored", "Stored", [*figures, Figure("all", "Together", "bytes", *whole)])


async def _active(session: AsyncSession, model: Any, which: Sequence[Any], month: datetime) -> list[int]:
    query = select(*_both(model, 1, month)).select_from(model).where(*which)
    if model is ApiKey:
        account = col(ServiceAccount.id) == col(ApiKey.service_account_id)
        query = query.join(ServiceAccount, account).where(col(ServiceAccount.removed_at).is_(None))
    return await _one(session, query)


async def people(session: AsyncSession, month: datetime) -> Group:
    """Whoever may come in now, or was asked to; of these, whose way in was made this month."""
    open_ = {
        "members": (Membership, "Members", (col(Membership.suspended).is_(False),)),
        "invitations": (
            Invitation,
            "Invitations not yet accepted",
            (
                col(Invitation.accepted_at).is_(None),
                col(Invitation.revoked_at).is_(None),
                col(Invitation.expires_at) > now(),
            ),
        ),
        "keys": (
            ApiKey,
            "API keys that work",
            (col(ApiKey.revoked_at).is_(None), col(ApiKey.expires_at) > now()),
        ),
        "guests": (
            GuestLink,
            "Guest links that work",
            (col(GuestLink.revoked_at).is_(None), col(GuestLink.expires_at) > now()),
        ),
    }
    figures = [
        Figure(name, title, "count", *(await _active(session, model, which, month)))
        for name, (model, title, which) in open_.items()
    ]
    return Group("people", "People and keys", figures)


async def jobs(session: AsyncSession) -> Group:
    """As it is now: jobs that ended are not kept for good, so no month could be counted."""
    state = col(Job.state)
    running, dead = state == JobState.RUNNING, state == JobState.DEAD
    waiting = state.not_in((*FINISHED, JobState.RUNNING))
    row = await _one(session, select(_sum(1, waiting), _sum(1, running), _sum(1, dead)).select_from(Job))
    return Group(
        "jobs",
        "Work",
        [
            Figure("waiting", "Jobs waiting", "count", row[0]),
            Figure("running", "Jobs running", "count", row[1]),
            Figure("failed", "Jobs that failed and wait for somebody", "count", row[2]),
        ],
    )


async def used(session: AsyncSession) -> list[Group]:
    """Everything that is counted, as far as the session sees."""
    month = month_of(now())
    told = [step for count in (episodes, masters, clips) for step in await count(session, month)]
    return [
        await documents(session, month),
        Group("episodes", "Episodes", told),
        await stored(session, month),
        await people(session, month),
        await jobs(session),
    ]
