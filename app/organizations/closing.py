"""Deleting an organization: its key first, so that no file of it can be read again, then files and rows.

What stays is the record, which nothing may remove, and a nameless row that it belongs to.
"""

from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent, AuditHead
from app.database import metadata
from app.installation import Installation
from app.objects import DataKey
from app.organizations.models import Organization
from app.permissions import Principal
from app.queue.models import FINISHED, Job, JobState, ask
from app.queue.running import Work
from app.tenancy import tenanted

KEPT = (AuditEvent, AuditHead)
UNTOUCHED = {"synchronize_session": False}


async def start_deletion(session: AsyncSession, by: Principal, typed: str) -> None:
    """Decide it and keep everybody out at once; a job does it. Invalid unless its address was typed."""
    organization = await session.get_one(Organization, by.organization_id)
    session.add(organization.delete(by, typed))
    ask(session, "delete_organization", by=by, priority=10)


async def delete_organization(work: Work) -> None:
    """The job; it removes its own row with the rest, so nobody is told that it ended."""
    await shred(work.installation, work.job.organization_id)
    await remove_files(work.installation, work.job.organization_id)
    async with work.transaction() as session:
        await remove_rows(session, work.principal)


async def shred(installation: Installation, organization_id: str) -> None:
    """Make every file unreadable for good, and stop whatever is still at work on them."""
    async with installation.work(organization_id) as session:
        # The row itself goes with those that refer to it.
        await session.exec(update(DataKey).values(wrapped=b"").execution_options(**UNTOUCHED))
        unfinished = update(Job).where(
            col(Job.state).not_in(FINISHED), col(Job.kind) != "delete_organization"
        )
        stopped = unfinished.values(state=JobState.CANCELLED, lease_until=None)
        await session.exec(stopped.execution_options(**UNTOUCHED))


async def remove_files(installation: Installation, organization_id: str) -> int:
    """Every stored object and vector; how many objects there were."""
    storage = installation.vault.storage
    keys = [key async for key in storage.keys(f"{organization_id}/")]
    for key in keys:
        await storage.delete(key)
    if installation.vectors is not None:
        await installation.vectors.forget(organization_id)
    return len(keys)


async def remove_rows(session: AsyncSession, by: Principal) -> None:
    """Everything of the session's organization but its record, which gets a last event."""
    organization = await session.get_one(Organization, by.organization_id)
    models = tenanted()
    counts = {}
    for table in reversed(metadata.sorted_tables):
        model = models.get(table)
        if model is None or model in KEPT:
            continue
        counts[table.name] = (await session.exec(select(func.count()).select_from(model))).one()
        await session.exec(delete(model).execution_options(**UNTOUCHED))
    session.add(AuditEvent.of(organization, "deleted", by, rows={k: n for k, n in counts.items() if n}))
    # Its address is free again, and its name forgotten.
    organization.slug, organization.name = f"deleted-{organization.id[-12:]}", "Deleted"
