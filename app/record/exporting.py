"""The record as a file: JSON Lines, which prove themselves, or CSV for a spreadsheet."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from app.audit import AuditEvent
from app.installation import Installation
from app.permissions import Principal
from app.record.reading import Wanted, onward
from app.record.telling import facts_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets, also behind spaces."""
FIELDS = (
    "number",
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "subject_type",
    "subject_id",
    "project_id",
    "address",
    "user_agent",
    "request_id",
    "details",
    "hash",
)
CHUNK = 1 << 16


def line_of(event: AuditEvent) -> str:
    """The event as one line of JSON; `from_facts` undoes it."""
    return json.dumps(facts_of(event), ensure_ascii=False, sort_keys=True) + "\n"


def from_facts(facts: dict[str, Any]) -> AuditEvent:
    """The event an exported line tells of; raises ValueError for what is none."""
    try:
        return AuditEvent(**facts | {"at": datetime.fromisoformat(facts["at"])})
    except (KeyError, TypeError) as error:
        raise ValueError("this line is not an event of the record") from error


def row_of(event: AuditEvent) -> list[str]:
    facts = facts_of(event) | {"details": json.dumps(event.details, ensure_ascii=False, sort_keys=True)}
    return [harmless(str(facts[name])) for name in FIELDS]


def harmless(cell: str) -> str:
    """With an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(FORMULA) or cell.startswith(FORMULA) else cell


async def json_lines(installation: Installation, by: Principal, wanted: Wanted) -> AsyncIterator[bytes]:
    """Every event wanted, earliest first, in a session of its own: the request's is over by then."""
    buffer = bytearray()
    async with installation.work(by.organization_id, writes=False) as session:
        async for event in onward(session, wanted):
            buffer += line_of(event).encode()
            if len(buffer) > CHUNK:
                yield bytes(buffer)
                buffer.clear()
    yield bytes(buffer)


async def comma_separated(installation: Installation, by: Principal, wanted: Wanted) -> AsyncIterator[bytes]:
    """The same with a head of names (RFC 4180), for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    async with installation.work(by.organization_id, writes=False) as session:
        async for event in onward(session, wanted):
            writer.writerow(row_of(event))
            if text.tell() > CHUNK:
                yield text.getvalue().encode()
                text.seek(0)
                text.truncate()
    yield text.getvalue().encode()
