"""Whether more work is taken on from an organization: the guard of every route that asks for some."""

from functools import partial
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import alone
from app.installation import BEFORE_COMMIT, Installation
from app.permissions import Principal
from app.problems import Refused
from app.queue.models import Share
from app.queue.shares import backlog_of, waiting_jobs
from app.tenancy import organization_of

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
