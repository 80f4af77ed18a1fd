"""Settings of an organization: the second factor it asks for, and where its members are signed in."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import LoginSession, User
from app.accounts.sessions import provide_login
from app.audit import AuditEvent
from app.confirming import is_confirmed, recently_confirmed
from app.ids import now
from app.organizations.models import Membership, Organization
from app.organizations.settings import render_settings
from app.permissions import Permission, Principal
from app.problems import Missing, Refused
from app.web import AnyRequest, Session, redirect


@dataclass
class FactorForm:
    required: bool = False


@get("/settings/security", needs=Permission.MANAGE)
async def show_security(
    request: AnyRequest, session: Session, login: NamedDependency[LoginSession]
) -> Template:
    return await _page(request, session, login)


async def _page(
    request: AnyRequest, session: AsyncSession, login: LoginSession, error: Refused | None = None
) -> Template:
    organization_id = request.scope["state"]["principal"].organization_id
    return render_settings(
        request,
        "security",
        status_code=error.status if error else 200,
        logins=await _logins(session, organization_id),
        login=login,
        confirmed=is_confirmed(request.scope["state"]),
        error=error,
    )


async def _logins(
    session: AsyncSession, organization_id: str, login_id: str = ""
) -> list[tuple[LoginSession, User]]:
    """Open sessions of members that open this organization, latest seen first; or the one named."""
    statement = (
        select(LoginSession, User)
        .join(User, col(User.id) == col(LoginSession.user_id))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(LoginSession.ended_at).is_(None),
            LoginSession.expires_at > now(),
            or_(col(LoginSession.within_id).is_(None), LoginSession.within_id == organization_id),
        )
        .order_by(col(LoginSession.last_seen_at).desc())
    )
    if login_id:
        statement = statement.where(LoginSession.id == login_id)
    return list((await session.exec(statement)).all())


@post("/settings/security/second-factor", needs=Permission.MANAGE, guards=[recently_confirmed])
async def create_demand(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    login: NamedDependency[LoginSession],
    data: URLEncodedBody[FactorForm],
) -> Response[Any] | Template:
    organization = await session.get_one(Organization, principal.organization_id)
    shown = login.mfa_at is not None or login.within_id is not None
    try:
        session.add(organization.ask_second_factor(data.required, principal, shown=shown))
    except Refused as refusal:
        return await _page(request, session, login, refusal)
    return _back(request)


@post("/settings/sessions/{login_id:str}/ending", needs=Permission.MANAGE, guards=[recently_confirmed])
async def create_ending(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], login_id: FromPath[str]
) -> Response[Any]:
    """Sign a member out there; their next request meets the door, and their open pages stop listening."""
    found = await _logins(session, principal.organization_id, login_id)
    if not found:
        raise Missing
    login, user = found[0]
    login.ended_at = now()
    session.add(AuditEvent.of(user, "session_ended", principal, login_session=login.id))
    return _back(request)


def _back(request: AnyRequest) -> Response[Any]:
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/security")


router = Router(
    path="/{org:str}",
    route_handlers=[show_security, create_demand, create_ending],
    dependencies={"login": Provide(provide_login)},
)
