"""The record of an organization for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.audit import AuditEvent
from app.permissions import Permission
from app.plain import plain
from app.problems import Invalid
from app.record.naming import names_of
from app.record.reading import Wanted, newest
from app.record.telling import told
from app.web import Session

PAGE_SIZE = 50


@dataclass
class EventShown:
    """`hash` covers every fact but `sentence`, and the hash of the event before."""

    number: int
    at: datetime
    sentence: str
    """For people, with the names things have now."""
    action: str
    actor_kind: str
    actor_id: str
    subject_type: str
    subject_id: str
    project_id: str
    details: dict[str, Any]
    address: str
    user_agent: str
    request_id: str
    version: int
    previous_hash: str
    hash: str


@dataclass
class EventList:
    items: list[EventShown]
    next: int | None


def shown(event: AuditEvent, sentence: str) -> EventShown:
    facts = event.model_dump(exclude={"id", "created_at", "organization_id"})
    return EventShown(sentence=sentence, **facts)


async def provide_wanted(
    who: FromQuery[str] = "",
    what: FromQuery[str] = "",
    subject: FromQuery[str] = "",
    project: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
) -> Wanted:
    """Which events are asked for; raises Invalid for a time nobody can read."""
    wanted = Wanted(*(plain(part) for part in (who, what, subject, project, since, until)))
    wanted.check()
    return wanted


@get("/audit-events", needs=Permission.AUDIT)
async def list_audit_events(
    session: Session,
    wanted: NamedDependency[Wanted],
    cursor: FromQuery[int | None] = None,
    limit: FromQuery[int] = PAGE_SIZE,
) -> EventList:
    """Newest first; `next` is the cursor of the following page.

    `who` is an id, part of a name or address, or `system`; `what` an action or a kind of thing; `subject` an
    id or part of a name; `since` and `until` days or moments.
    """
    if not 1 <= limit <= 200:
        raise Invalid("Ask for 1 to 200 at a time.", field="limit")
    events, more = await newest(session, wanted, cursor, limit)
    names = await names_of(session, events)
    return EventList([shown(event, told(event, names).sentence) for event in events], more)


router = Router(
    path="/",
    route_handlers=[list_audit_events],
    dependencies={"wanted": provide_wanted},
    tags=["Audit log"],
)
