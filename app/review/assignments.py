"""Assignment: whom a script, or one segment of it, waits for, and until when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.audit import AuditEvent
from app.database import addressable, inside, moment
from app.episodes.models import Episode
from app.ids import now
from app.live import REFRESH, nudge
from app.organizations.models import Membership
from app.organizations.teams import admitted, grants_of
from app.permissions import Permission, Principal
from app.problems import Invalid, Refused
from app.tenancy import InWorkspace


class Assignment(InWorkspace, table=True):
    """One reviewer asked to look. It says whose turn it is and takes nobody else's right to decide."""

    __tablename__ = "assignment"
    __table_args__ = (addressable(), inside("episode"), inside("segment", ondelete="CASCADE"))

    episode_id: str = Field(index=True, max_length=36)
    segment_id: str | None = Field(default=None, index=True, max_length=36)
    """None: the whole script."""
    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    due_on: date | None = None
    ended_at: datetime | None = moment()

    def end(self, by: Principal) -> AuditEvent:
        if self.ended_at is not None:
            raise Refused("This was taken back already.")
        self.ended_at = now()
        return AuditEvent.of(self, "ended", by, **self._facts())

    def put_off(self, by: Principal, due_on: date | None) -> AuditEvent:
        """Another due date, or none."""
        self.due_on = due_on
        return AuditEvent.of(self, "put_off", by, **self._facts())

    def _facts(self) -> dict[str, object]:
        due = self.due_on.isoformat() if self.due_on else ""
        return {
            "episode_id": self.episode_id,
            "segment_id": self.segment_id,
            "user": self.user_id,
            "due": due,
        }


@dataclass(frozen=True)
class Reviewer:
    """A member who may review in a workspace."""

    id: str
    label: str


@dataclass(frozen=True)
class Assigned:
    """An open assignment as a page shows it."""

    id: str
    reviewer: str
    user_id: str
    segment_id: str | None
    due_on: date | None

    @property
    def late(self) -> bool:
        return self.due_on is not None and self.due_on < now().date()


async def reviewers_in(session: AsyncSession, workspace_id: str) -> list[Reviewer]:
    """Members who may review and can see the workspace, by name."""
    query = select(User, Membership).join(Membership, col(Membership.user_id) == col(User.id))
    inside_it = await admitted(session, workspace_id)
    found = []
    for user, membership in (await session.exec(query.where(col(Membership.suspended).is_(False)))).all():
        if membership.sees_every_workspace or membership.id in inside_it:
            by = membership.principal(user.label, (), await grants_of(session, membership))
            if by.may(Permission.REVIEW, workspace_id):
                found.append(Reviewer(user.id, user.label))
    return sorted(found, key=lambda row: row.label)


async def assigned_to(session: AsyncSession, episode_id: str) -> list[Assigned]:
    """The open assignments of an episode, oldest first."""
    return (await assigned_in(session, [episode_id])).get(episode_id, [])


async def assigned_in(session: AsyncSession, episode_ids: Sequence[str]) -> dict[str, list[Assigned]]:
    """The open assignments of these episodes, oldest first, by episode."""
    if not episode_ids:
        return {}
    query = (
        select(Assignment, User)
        .join(User, col(User.id) == col(Assignment.user_id))
        .where(col(Assignment.episode_id).in_(episode_ids), col(Assignment.ended_at).is_(None))
        .order_by(col(Assignment.id))
    )
    found: defaultdict[str, list[Assigned]] = defaultdict(list)
    for row, user in (await session.exec(query)).all():
        found[row.episode_id].append(Assigned(row.id, user.label, user.id, row.segment_id, row.due_on))
    return dict(found)


async def assign(
    session: AsyncSession, episode: Episode, by: Principal, user_id: str, due: str = "", segment_id: str = ""
) -> Assignment:
    """Ask a reviewer to look at the script or a segment; asking again changes the due date."""
    if user_id not in {row.id for row in await reviewers_in(session, episode.workspace_id)}:
        raise Invalid("Choose somebody who may review in this workspace.", field="user_id")
    if segment_id and segment_id not in {row.id for row in episode.segments}:
        raise Invalid("This segment is not in the script.", field="segment_id")
    due_on = _date(due)
    query = select(Assignment).where(
        Assignment.episode_id == episode.id,
        Assignment.user_id == user_id,
        Assignment.segment_id == (segment_id or None),
        col(Assignment.ended_at).is_(None),
    )
    row = (await session.exec(query)).first()
    if row is not None:
        event = row.put_off(by, due_on)
    else:
        row = Assignment(workspace_id=episode.workspace_id, episode_id=episode.id, user_id=user_id)
        row.segment_id, row.due_on = segment_id or None, due_on
        event = AuditEvent.of(row, "made", by, **row._facts())
    event.project_id = episode.project_id
    session.add_all([row, event])
    nudge(session, episode.id, REFRESH)
    return row


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("Give the date as year-month-day, such as 2026-12-24.", field="due_on") from None
