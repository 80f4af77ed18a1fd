"""Faults of people who decide against what is being worked on, or ask for more than there is."""

import asyncio
import time
from collections.abc import Sequence

from sqlmodel import func, select

from app.audit import AuditEvent, broken_link
from app.organizations.closing import KEPT, start_deletion
from app.organizations.places import found as found_place
from app.tenancy import tenanted
from tests.faults.arena import Arena, Entry, until
from tests.faults.ledger import Balance
from tests.faults.rows_workers import running_jobs
from tests.faults.running import run

GONE_SECONDS = 60.0


async def deleted(arena: Arena, jobs: int) -> Balance:
    """28: an organization is deleted while its sentences are being spoken, beside those of others."""
    slug = f"going-{arena.number}"
    async with arena.installation.work() as session:
        row = await found_place(session, slug, "Going", bytes(32))
        await session.flush()
        going = row.id
    arena.draw(speak_seconds=0.2)
    theirs = await arena.fill_one(going, jobs)
    objects: list[str] = []

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        await until(lambda: _worked_for(arena, going))
        by = arena.principal(going)
        async with arena.installation.work(going) as session:
            await start_deletion(session, by, slug)
        began = time.monotonic()
        await until(lambda: _gone(arena, going), GONE_SECONDS)
        # Whoever was at it may still have had a file in hand.
        await asyncio.sleep(max(0.0, 2 * arena.settings.lease_seconds - (time.monotonic() - began)))
        storage = arena.installation.vault.storage
        objects.extend([key async for key in storage.keys(f"{going}/")])
        return 1

    found = await run(arena, jobs, "deleted while it is worked for", disturb=disturb)
    found.jobs += len(theirs)
    found.orphans += len(objects)
    if back := await _left(arena, going):
        found.problems.append(f"rows of {', '.join(back)} came back after the deletion")
    async with arena.installation.work(going, writes=False) as session:
        events = (await session.exec(select(AuditEvent).order_by(AuditEvent.number))).all()  # type: ignore[arg-type]
    if broken_link(list(events)) is not None or events[-1].action != "organization.deleted":
        found.problems.append("its record is broken, or does not say that it was deleted")
    return found


async def _worked_for(arena: Arena, organization_id: str) -> bool:
    return any(job.organization_id == organization_id for job in await running_jobs(arena))


async def _gone(arena: Arena, organization_id: str) -> bool:
    return not await _left(arena, organization_id)


async def _left(arena: Arena, organization_id: str) -> list[str]:
    """The tables where it has something beside its record and a nameless row."""
    async with arena.installation.work(organization_id, writes=False) as session:
        return [
            str(model.__tablename__)
            for model in tenanted().values()
            if model not in KEPT and (await session.exec(select(func.count()).select_from(model))).one()
        ]
