"""Settings of an organization: its service accounts and their keys."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.keys import issue_key, new_account, rotate_key
from app.accounts.models import User
from app.accounts.programs import OVERLAP_DAYS_MAX, ApiKey, ServiceAccount
from app.confirming import is_confirmed, recently_confirmed
from app.organizations.settings import render_settings
from app.permissions import ROLES, SCOPES, Permission, Principal, Role
from app.problems import Invalid, Refused
from app.web import AnyRequest, Session, redirect, sought, there

LIVES = (30, 90, 365)
"""Days a key made on the page can live."""
Caller = NamedDependency[Principal]


@dataclass
class AccountForm:
    name: str = ""
    role: str = Role.EDITOR


@dataclass
class KeyForm:
    name: str = ""
    scopes: list[str] | str = field(default_factory=list)
    """One that is ticked alone comes as a word."""
    days: int = 90


@dataclass
class RotationForm:
    overlap_days: int = OVERLAP_DAYS_MAX


@get("/settings/api-keys", needs=Permission.MANAGE)
async def show_keys(request: AnyRequest, session: Session) -> Template:
    return await _page(request, session)


async def _page(
    request: AnyRequest,
    session: AsyncSession,
    made: tuple[ApiKey, str] | None = None,
    error: Refused | None = None,
) -> Template:
    """All of them; `made` is a key whose secret is shown this once, `error` why nothing was made."""
    await session.flush()
    accounts = (await session.exec(select(ServiceAccount).order_by(col(ServiceAccount.name)))).all()
    keys = (await session.exec(select(ApiKey).order_by(col(ApiKey.id).desc()))).all()
    issuers = {key.issuer_id for key in keys if key.issuer_id}
    people = (await session.exec(select(User).where(col(User.id).in_(issuers)))).all()
    principal: Principal = request.scope["state"]["principal"]
    offered = SCOPES if principal.may_make_directories else SCOPES - {Permission.PROVISION}
    return render_settings(
        request,
        "api-keys",
        status_code=error.status if error else 200,
        accounts=[row for row in accounts if row.removed_at is None],
        keys=keys,
        people={person.id: person.label for person in people},
        scopes={role: sorted(offered & held) for role, held in ROLES.items()},
        roles=[role for role in Role if role is not Role.OWNER or principal.may(Permission.OWN)],
        lives=LIVES,
        overlap_most=OVERLAP_DAYS_MAX,
        confirmed=is_confirmed(request.scope["state"]),
        made=made,
        error=error,
    )


def _back(request: AnyRequest) -> Response[Any]:
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/api-keys")


@post("/settings/service-accounts", needs=Permission.MANAGE, guards=[recently_confirmed])
async def create_account(
    request: AnyRequest, session: Session, principal: Caller, data: URLEncodedBody[AccountForm]
) -> Response[Any] | Template:
    try:
        await new_account(session, data.name, data.role, principal)
    except Invalid as refusal:
        return await _page(request, session, error=refusal)
    return _back(request)


async def provide_account(session: Session, account_id: FromPath[str]) -> ServiceAccount:
    return await sought(session, session.get_one(ServiceAccount, account_id))


async def provide_key(session: Session, key_id: FromPath[str]) -> ApiKey:
    return await sought(session, session.get_one(ApiKey, key_id))


OF_ACCOUNT: dict[str, Any] = {
    "guards": [there(ServiceAccount, "account_id"), recently_confirmed],
    "dependencies": {"account": Provide(provide_account)},
}
OF_KEY: dict[str, Any] = {
    "guards": [there(ApiKey, "key_id"), recently_confirmed],
    "dependencies": {"key": Provide(provide_key)},
}


@post("/settings/service-accounts/{account_id:str}/removal", needs=Permission.MANAGE, **OF_ACCOUNT)
async def remove_account(
    request: AnyRequest, session: Session, principal: Caller, account: NamedDependency[ServiceAccount]
) -> Response[Any]:
    session.add(account.remove(principal))
    return _back(request)


@post(
    "/settings/service-accounts/{account_id:str}/keys",
    needs=Permission.MANAGE,
    status_code=200,
    **OF_ACCOUNT,
)
async def create_key(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    account: NamedDependency[ServiceAccount],
    data: URLEncodedBody[KeyForm],
) -> Template:
    """The answer itself shows the secret, since nobody can ask for it again."""
    try:
        scopes = [data.scopes] if isinstance(data.scopes, str) else data.scopes
        made = await issue_key(session, account, data.name, scopes, data.days, principal)
    except Invalid as refusal:
        return await _page(request, session, error=refusal)
    return await _page(request, session, made)


@post("/settings/keys/{key_id:str}/rotation", needs=Permission.MANAGE, status_code=200, **OF_KEY)
async def create_rotation(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    key: NamedDependency[ApiKey],
    data: URLEncodedBody[RotationForm],
) -> Template:
    try:
        made = await rotate_key(session, key, data.overlap_days, principal)
    except Refused as refusal:
        return await _page(request, session, error=refusal)
    return await _page(request, session, made)


@post("/settings/keys/{key_id:str}/revocation", needs=Permission.MANAGE, **OF_KEY)
async def create_revocation(
    request: AnyRequest, session: Session, principal: Caller, key: NamedDependency[ApiKey]
) -> Response[Any]:
    session.add(key.revoke(principal))
    return _back(request)


router = Router(
    path="/{org:str}",
    route_handlers=[
        show_keys,
        create_account,
        remove_account,
        create_key,
        create_rotation,
        create_revocation,
    ],
)
