"""Finding events in the record of the session's organization: by who, what, subject, project and time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from app.audit import AuditEvent
from app.problems import Invalid
from app.record.naming import actors_called, ids_named

PAGE = 1000
"""Events read at a time where all of them are wanted; what memory a record takes, however long it is."""
SYSTEM = "system"
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True)
class Wanted:
    """Which events; what is empty asks for nothing. `since` and `until` are ISO dates or moments."""

    who: str = ""
    """The id of a person or key, part of their name or address, or 'system'."""
    what: str = ""
    """An action such as 'segment.rejected', or the kind of thing it was done to."""
    subject: str = ""
    """The id of what it was done to, or part of its name."""
    project: str = ""
    """The id of a project."""
    since: str = ""
    until: str = ""
    """A date counts to its end."""

    def check(self) -> None:
        """Raise Invalid for a time nobody can read."""
        for name in ("since", "until"):
            if text := getattr(self, name):
                _moment(text, name)

    def as_query(self) -> dict[str, str]:
        found = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: value for name, value in found.items() if value}


async def newest(
    session: AsyncSession, wanted: Wanted, cursor: int | None, limit: int
) -> tuple[list[AuditEvent], int | None]:
    """A page of events, latest first, and the cursor of the next one."""
    query = await _query(session, wanted)
    if cursor is not None:
        if not 0 <= cursor <= NUMBER_MAX:
            raise Invalid("Give the cursor that came with the page before.", field="cursor")
        query = query.where(AuditEvent.number < cursor)
    rows = (await session.exec(query.order_by(col(AuditEvent.number).desc()).limit(limit + 1))).all()
    return list(rows[:limit]), rows[limit - 1].number if len(rows) > limit else None


async def onward(session: AsyncSession, wanted: Wanted, *, size: int = PAGE) -> AsyncIterator[AuditEvent]:
    """All of them, earliest first; none is kept."""
    query = await _query(session, wanted)
    last = 0
    while True:
        after = query.where(AuditEvent.number > last).order_by(col(AuditEvent.number)).limit(size)
        rows = (await session.exec(after)).all()
        for row in rows:
            yield row
        if len(rows) < size:
            return
        last = rows[-1].number
        session.expunge_all()


async def _query(session: AsyncSession, wanted: Wanted) -> SelectOfScalar[AuditEvent]:
    query = select(AuditEvent)
    if wanted.who == SYSTEM:
        query = query.where(AuditEvent.actor_kind == SYSTEM)
    elif wanted.who:
        query = query.where(
            col(AuditEvent.actor_id).in_([wanted.who, *await actors_called(session, wanted.who)])
        )
    if wanted.what:
        exact = col(AuditEvent.action) == wanted.what
        query = query.where(or_(exact, col(AuditEvent.subject_type) == wanted.what))
    if wanted.subject:
        ids = await ids_named(session, wanted.subject)
        query = query.where(col(AuditEvent.subject_id).in_([wanted.subject, *ids]))
    if wanted.project:
        about = or_(AuditEvent.project_id == wanted.project, AuditEvent.subject_id == wanted.project)
        query = query.where(about)
    if wanted.since:
        query = query.where(col(AuditEvent.at) >= _moment(wanted.since, "since"))
    if wanted.until:
        query = query.where(col(AuditEvent.at) < _moment(wanted.until, "until", end=True))
    return query


def _moment(text: str, field: str, *, end: bool = False) -> datetime:
    """A moment in UTC; a date alone is its first moment, or with `end` the first after it."""
    try:
        found = datetime.fromisoformat(text)
        if end and len(text) <= len("2026-03-01"):
            found += timedelta(days=1)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("Give a day such as 2026-03-01, or a moment in ISO 8601.", field=field) from None
