"""Usage and limits, as a page of the settings and over the API."""

from dataclasses import dataclass

from litestar import Router, get
from litestar.response import Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.ids import now
from app.organizations.settings import render_settings
from app.permissions import Permission
from app.settings import Settings
from app.usage.counting import Group, month_of, used
from app.usage.limits import Limit, limits
from app.web import AnyRequest, Session, installation_of


@dataclass
class Usage:
    """Documents, episodes, minutes and bytes have no limit beside those listed."""

    month: str
    """Which is counted as this one, UTC, as 2026-11."""
    groups: list[Group]
    limits: list[Limit]


async def usage_of(session: AsyncSession, settings: Settings) -> Usage:
    groups = await used(session)
    return Usage(f"{month_of(now()):%Y-%m}", groups, await limits(session, settings, groups))


@get("/settings/usage", needs=Permission.MANAGE)
async def show_usage(request: AnyRequest, session: Session) -> Template:
    """What the organization has, beside what it may have."""
    usage = await usage_of(session, installation_of(request).settings)
    empty = not any(figure.now for group in usage.groups[:3] for figure in group.figures)
    return render_settings(request, "usage", usage=usage, month=month_of(now()), empty=empty)


@get("/usage", needs=Permission.MANAGE)
async def read_usage(request: AnyRequest, session: Session) -> Usage:
    """What the organization has now and what came this month, and the limits that hold."""
    return await usage_of(session, installation_of(request).settings)


pages = Router(path="/{org:str}", route_handlers=[show_usage])
api = Router(path="/", route_handlers=[read_usage], tags=["Usage and retention"])
