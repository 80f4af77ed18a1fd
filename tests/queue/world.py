"""Acme, where Ada asks for work, and Globex beside it; an installation without any transport."""

from typing import Any

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User  # noqa: F401 - memberships refer to it
from app.audit import AuditEvent  # noqa: F401 - dead letters are recorded
from app.database import Database
from app.installation import Installation
from app.live import MemoryNudges
from app.organizations.models import Organization
from app.outside.speech import engine
from app.outside.storage import MemoryStorage, Vault
from app.permissions import Principal
from app.queue.claims import claim_all
from app.queue.doorbell import SilentDoorbell
from app.queue.models import Attempt, Job, ask
from app.settings import Settings
from app.tenancy import scope

ACME = Organization(slug="acme", name="Acme").id
GLOBEX = Organization(slug="globex", name="Globex").id
ADA = Principal("user", "ada", "ada@acme.example", ACME)


async def create_tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


async def found_organizations(database: Database) -> None:
    async with database.session() as session:
        session.add(Organization(id=ACME, slug="acme", name="Acme"))
        session.add(Organization(id=GLOBEX, slug="globex", name="Globex"))


def installation_on(database: Database, settings: Settings) -> Installation:
    return Installation(
        settings=settings,
        database=database,
        vault=Vault(MemoryStorage()),
        doorbell=SilentDoorbell(),
        nudges=MemoryNudges(),
        speech=engine,
        master_key=bytes(32),
    )


async def asked(installation: Installation, kind: str, organization_id: str = ACME, **options: Any) -> str:
    """The id of a job Ada asked for, committed."""
    async with installation.work(organization_id) as session:
        job = ask(session, kind, by=ADA, **options)
    return job.id


async def found(installation: Installation, job_id: str, organization_id: str = ACME) -> Job:
    async with installation.work(organization_id, writes=False) as session:
        return await session.get_one(Job, job_id)


def lease(installation: Installation, seconds: float) -> None:
    """Shorten the lease: only where a test is about it, for a busy machine may stall a second."""
    installation.settings = installation.settings.model_copy(update={"lease_seconds": seconds})


async def outcomes(installation: Installation, job_id: str) -> list[str]:
    """How each attempt at the job ended, in order."""
    query = select(Attempt).where(Attempt.job_id == job_id).order_by(col(Attempt.fence))
    async with installation.work(ACME, writes=False) as session:
        return [attempt.outcome for attempt in (await session.exec(query)).all()]


async def claim(session: AsyncSession, job_id: str, worker: str, seconds: float) -> Job | None:
    """The job, now this worker's for `seconds`, or None when it is not to be had.

    Scopes the session to the job's organization.
    """
    jobs = await claim_all(session, [job_id], worker, seconds)
    if not jobs:
        return None
    scope(session, jobs[0].organization_id)
    return jobs[0]
