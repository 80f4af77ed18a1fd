"""What an organization may have of the workers: its weight, its slots, and how much may wait for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy import and_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import alone
from app.installation import BEFORE_COMMIT, Installation
from app.permissions import Principal
from app.problems import Refused
from app.queue.clock import database_now
from app.queue.models import FINISHED, Job, JobState, Share
from app.queue.registry import KINDS
from app.settings import Settings
from app.tenancy import across_organizations, organization_of

RETRY_AFTER = 30
"""Seconds; what a program that is refused new work is told to wait."""


class Busy(Refused):
    """More work waits for the organization than it may have waiting."""

    status = 429
    problem = "busy"
    title = "Too much is waiting"

    def __init__(self, waiting: int) -> None:
        super().__init__(
            f"{waiting} jobs of your organization are waiting or running, and no more are taken on until "
            "some are done. Nothing was changed. Try again in a minute, or cancel what is no longer needed.",
            retry_after=RETRY_AFTER,
        )


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


async def has_room(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard of what asks for new work: Busy past the organization's backlog limit.

    It looks before a body is read; requests at the same moment are told apart by `keep_room`.
    """
    principal: Principal = connection.scope["state"]["principal"]
    installation: Installation = connection.app.state.installation
    async with installation.work(principal.organization_id, writes=False) as session:
        share = (await session.exec(select(Share))).first()
        most = backlog_of(installation.settings, share)
        if most and (waiting := await waiting_jobs(session, most)) >= most:
            raise Busy(waiting)
    if most:
        BEFORE_COMMIT.set((*BEFORE_COMMIT.get(), partial(keep_room, most=most)))


async def keep_room(session: AsyncSession, most: int) -> None:
    """Done last where new work was asked for: Busy, and nothing is changed, when others took the room."""
    if not session.info.get("asked"):
        return
    await session.flush()
    await alone(session, f"backlog of {organization_of(session)}")
    if await waiting_jobs(session, most + 1) > most:
        raise Busy(most)


class KeepRoom(ASGIMiddleware):
    """What `has_room` wants done before a commit is forgotten with the request."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        before = BEFORE_COMMIT.set(BEFORE_COMMIT.get())
        try:
            await next_app(scope, receive, send)
        finally:
            BEFORE_COMMIT.reset(before)
