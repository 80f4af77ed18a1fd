"""Proving that the record of an organization is whole, reading a page of it at a time."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import GENESIS, AuditEvent, AuditHead, Chain
from app.record.exporting import from_facts
from app.record.reading import PAGE, Wanted, onward


@dataclass(frozen=True, slots=True)
class Proof:
    """What reading a record to its end has shown; `number` and `hash` are of the last event that fits."""

    number: int
    hash: str
    fault: str = ""
    """What is wrong right behind it, for a person; '' where nothing is."""


async def prove(session: AsyncSession) -> Proof:
    """Follow the chain of the session's organization up to where it ended when this began."""
    head = (await session.exec(select(AuditHead))).first()
    end, digest = (head.number, head.hash) if head else (0, GENESIS)
    chain = Chain()
    async for row in _events(session, end):
        if not chain.follow(row):
            return Proof(chain.number, chain.hash, _told(chain, row))
    if chain.number != end:
        return Proof(chain.number, chain.hash, f"Events {chain.number + 1} to {end} are missing.")
    if chain.hash != digest:
        return Proof(chain.number, chain.hash, "The end of the record is not the one that was noted.")
    strays = select(func.count()).select_from(AuditEvent).where(col(AuditEvent.number) < 1)
    if (await session.exec(strays)).one():
        return Proof(chain.number, chain.hash, "There are events before the first.")
    return Proof(chain.number, chain.hash)


def prove_lines(lines: Iterable[str]) -> Proof:
    """The same of an export as JSON Lines that holds everything; raises ValueError for other files."""
    chain = Chain()
    for line in lines:
        row = from_facts(json.loads(line))
        if not chain.follow(row):
            return Proof(chain.number, chain.hash, _told(chain, row))
    return Proof(chain.number, chain.hash)


async def _events(session: AsyncSession, end: int) -> AsyncIterator[AuditEvent]:
    async for row in onward(session, Wanted(), size=PAGE):
        if row.number > end:
            return
        yield row


def _told(chain: Chain, row: AuditEvent) -> str:
    due = chain.number + 1
    if row.number > due:
        return f"Event {due} is missing."
    if row.hash != row.digest():
        return f"Event {due} is not as it was written."
    return f"Event {due} does not follow the one before it."
