"""What an organization may have of the workers: its weight, its slots, and how much may wait for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import alone
from app.installation import Installation
from app.queue.clock import database_now
from app.queue.models import FINISHED, Job, JobState, Share
from app.queue.registry import KINDS
from app.settings import Settings
from app.tenancy import across_organizations


@dataclass(frozen=True)
class Limits:
    """Weights and most jobs at a time, by organization and by kind of job. What is not named has no limit."""

    weights: Mapping[str, int] = field(default_factory=dict)
    slots: Mapping[str, int] = field(default_factory=dict)
    """Of single organizations; 0 means no limit."""
    slots_of_all: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)

    def weight(self, organization_id: str) -> int:
        return self.weights.get(organization_id, 1)

    def most(self, organization_id: str) -> int:
        """Jobs the organization may run at a time; 0 means no limit."""
        return self.slots.get(organization_id, self.slots_of_all)

    def hold(self, organization_id: str, kind: str) -> bool:
        """Whether a limit decides if a job of this kind may begin now."""
        return bool(self.most(organization_id)) or kind in self.kinds


def limits_of(settings: Settings, shares: list[Share]) -> Limits:
    """The limits the settings and the registry name, and the shares that differ from them."""
    kinds = {kind.name: kind.slots for kind in KINDS.values() if kind.slots}
    return Limits(
        weights={share.organization_id: share.weight for share in shares},
        slots={share.organization_id: share.slots for share in shares if share.slots is not None},
        slots_of_all=settings.organization_slots,
        kinds=kinds | settings.slots_by_kind,
    )


async def load_limits(installation: Installation) -> Limits:
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            shares = (await session.exec(select(Share))).all()
    return limits_of(installation.settings, list(shares))


async def room_for(session: AsyncSession, organization_id: str, kind: str, limits: Limits) -> bool:
    """Whether one more such job may run; true for one worker at a time, until the transaction ends."""
    running = and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) >= database_now())
    asked = [
        (f"slots of kind {kind}", col(Job.kind) == kind, limits.kinds.get(kind, 0)),
        (
            f"slots of {organization_id}",
            col(Job.organization_id) == organization_id,
            limits.most(organization_id),
        ),
    ]
    with across_organizations(session):
        for name, which, most in asked:
            if not most:
                continue
            await alone(session, name)
            counted = select(func.count()).select_from(Job).where(running, which)
            if (await session.exec(counted)).one() >= most:
                return False
    return True


def backlog_of(settings: Settings, share: Share | None) -> int:
    """Unfinished jobs an organization with that share may have; 0 means no limit."""
    return settings.backlog_max if share is None or share.backlog is None else share.backlog


async def waiting_jobs(session: AsyncSession, most: int) -> int:
    """Jobs of the session's organization that have not ended, counted no further than `most`."""
    some = select(Job.id).where(col(Job.state).not_in(tuple(FINISHED))).limit(most).subquery()
    return (await session.exec(select(func.count()).select_from(some))).one()
