"""The settings page of single sign-on: connections, their domains, and whether they are the only way in."""

from dataclasses import asdict, dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.confirming import recently_confirmed
from app.organizations.models import Organization, Workspace
from app.organizations.settings import render_settings
from app.organizations.teams import ids_by_name
from app.permissions import Permission, Principal, Role
from app.problems import Invalid
from app.sso.entering import callback_of
from app.sso.keeping import found_wrong, inside_now, owners, release, remove, require, suspend
from app.sso.leaving import left_at
from app.sso.models import SCOPES, SsoConnection, SsoDomain, SsoTerms
from app.web import AnyRequest, Session, installation_of, redirect, row_of, there

PAGE = "single-sign-on"
NEW = SsoTerms(name="", issuer="", client_id="")


@dataclass
class ConnectionForm:
    """A box that is not ticked is not sent; an empty role lets in nobody outside the groups."""

    name: str = ""
    issuer: str = ""
    client_id: str = ""
    secret: str = ""
    scopes: str = SCOPES
    acr: str = ""
    mfa: bool = False
    max_age_minutes: int = 0
    group_claim: str = "groups"
    group_roles: str = ""
    group_teams: str = ""
    just_in_time: bool = False
    default_role: str = ""
    workspace_id: str = ""

    @property
    def terms(self) -> SsoTerms:
        """Raises Invalid for a role there is not."""
        facts = {name: value for name, value in asdict(self).items() if name != "secret"}
        for name, value in facts.items():
            facts[name] = value.strip() if isinstance(value, str) else value
        if self.default_role and self.default_role not in list(Role):
            raise Invalid("There is no such role.", field="default_role")
        facts["default_role"] = Role(self.default_role) if self.default_role else None
        facts["workspace_id"] = self.workspace_id or None
        return SsoTerms(**facts)


@dataclass
class RequirementForm:
    required: bool = False
    break_glass: str = ""


async def provide_connection(session: Session, connection_id: FromPath[str]) -> SsoConnection:
    return await row_of(session, SsoConnection, connection_id)


def at(request: AnyRequest, rest: str = "") -> str:
    """An address under this page."""
    return f"/{request.scope['state']['organization'].slug}/settings/{PAGE}{rest}"


@get(f"/settings/{PAGE}", needs=Permission.MANAGE)
async def list_connections(request: AnyRequest, session: Session) -> Template:
    connections = list(await session.exec(select(SsoConnection).order_by(col(SsoConnection.name))))
    keepers = await owners(session)
    return render_settings(
        request,
        PAGE,
        connections=connections,
        inside=await inside_now(session, connections),
        owners=keepers,
        keeper=next((membership.id for membership, _ in keepers if membership.break_glass), ""),
        organization_now=await session.get_one(Organization, request.scope["state"]["organization"].id),
    )


@get(f"/settings/{PAGE}/new", needs=Permission.OWN, guards=[recently_confirmed])
async def new_connection(request: AnyRequest, session: Session) -> Template:
    return await show_form(request, session, None)


@post(f"/settings/{PAGE}", needs=Permission.OWN, guards=[recently_confirmed])
async def create_connection(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[ConnectionForm],
) -> Response[Any] | Template:
    try:
        await _check_workspace(session, data)
        key = installation_of(request).master_key
        teams = await ids_by_name(session)
        row, event = SsoConnection.begin(data.terms, data.secret.strip(), key, principal, teams)
    except Invalid as refusal:
        return await show_form(request, session, None, data, refusal)
    session.add_all([row, event])
    return redirect(request, at(request, f"/{row.id}"))


@get(f"/settings/{PAGE}/{{connection_id:str}}", needs=Permission.MANAGE, guards=[recently_confirmed])
async def show_connection(
    request: AnyRequest, session: Session, connection: NamedDependency[SsoConnection]
) -> Template:
    return await show_form(request, session, connection)


@post(f"/settings/{PAGE}/{{connection_id:str}}", needs=Permission.OWN, guards=[recently_confirmed])
async def change_connection(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    connection: NamedDependency[SsoConnection],
    data: URLEncodedBody[ConnectionForm],
) -> Response[Any] | Template:
    try:
        await _check_workspace(session, data)
        key = installation_of(request).master_key
        teams = await ids_by_name(session)
        session.add(connection.change(data.terms, data.secret.strip(), key, principal, teams))
    except Invalid as refusal:
        return await show_form(request, session, connection, data, refusal)
    return redirect(request, at(request, f"/{connection.id}"))


@post(f"/settings/{PAGE}/{{connection_id:str}}/test", needs=Permission.OWN, guards=[recently_confirmed])
async def create_test(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    connection: NamedDependency[SsoConnection],
) -> Response[Any]:
    wrong = await found_wrong(installation_of(request), connection)
    session.add(connection.note_test(wrong, principal))
    return redirect(request, at(request, f"/{connection.id}"))


@post(f"/settings/{PAGE}/{{connection_id:str}}/suspension", needs=Permission.OWN, guards=[recently_confirmed])
async def create_suspension(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    connection: NamedDependency[SsoConnection],
) -> Response[Any]:
    await suspend(session, connection, principal)
    return redirect(request, at(request, f"/{connection.id}"))


@post(f"/settings/{PAGE}/{{connection_id:str}}/resumption", needs=Permission.OWN, guards=[recently_confirmed])
async def create_resumption(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    connection: NamedDependency[SsoConnection],
) -> Response[Any]:
    session.add(connection.resume(principal))
    return redirect(request, at(request, f"/{connection.id}"))


@post(f"/settings/{PAGE}/{{connection_id:str}}/removal", needs=Permission.OWN, guards=[recently_confirmed])
async def create_removal(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    connection: NamedDependency[SsoConnection],
) -> Response[Any]:
    await remove(session, connection, principal)
    return redirect(request, at(request))


@post(f"/settings/{PAGE}/requirement", needs=Permission.OWN, guards=[recently_confirmed])
async def create_requirement(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[RequirementForm],
) -> Response[Any]:
    organization = await session.get_one(Organization, principal.organization_id)
    if data.required:
        await require(session, organization, data.break_glass, principal)
    else:
        await release(session, organization, principal)
    return redirect(request, at(request))


async def show_form(
    request: AnyRequest,
    session: AsyncSession,
    connection: SsoConnection | None,
    typed: ConnectionForm | None = None,
    error: Invalid | None = None,
    domain: str = "",
) -> Template:
    """The form with what is typed in or kept, everything around it, and the sentence of a refusal."""
    installation = installation_of(request)
    teams = await ids_by_name(session)
    domains = select(SsoDomain).order_by(col(SsoDomain.domain))
    if connection:
        domains = domains.where(SsoDomain.connection_id == connection.id)
    return render_settings(
        request,
        PAGE,
        status_code=error.status if error else 200,
        form=typed or (connection.terms(teams) if connection else NEW),
        teams=sorted(teams),
        error=error,
        wrong=error.field if error else "",
        connection=connection,
        callback=callback_of(installation, connection) if connection else "",
        logout=f"{installation.settings.origin}/sso/{connection.id}/logout" if connection else "",
        left_at=left_at(installation),
        domains=list(await session.exec(domains)) if connection else [],
        domain=domain,
        roles=list(Role),
        workspaces=list(await session.exec(select(Workspace).order_by(col(Workspace.name)))),
    )


async def _check_workspace(session: AsyncSession, data: ConnectionForm) -> None:
    if data.workspace_id and await session.get(Workspace, data.workspace_id) is None:
        raise Invalid("There is no such workspace.", field="workspace_id")


of_one = Router(
    path="/",
    route_handlers=[
        show_connection,
        change_connection,
        create_test,
        create_suspension,
        create_resumption,
        create_removal,
    ],
    guards=[there(SsoConnection, "connection_id")],
    dependencies={"connection": Provide(provide_connection)},
)
router = Router(
    path="/{org:str}",
    route_handlers=[
        list_connections,
        new_connection,
        create_connection,
        create_requirement,
        of_one,
    ],
)
