"""Service accounts, keys and tokens over the API."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody
from litestar.response import Response
from sqlmodel import col, select

from app.accounts.keys import issue_key, new_account, rotate_key
from app.accounts.programs import ApiKey, ServiceAccount
from app.accounts.tokens import TOKEN_SECONDS, claims_for, looks_like_token, shown_keys, signer
from app.audit import AuditEvent
from app.permissions import Permission, Principal
from app.problems import Forbidden, Invalid, Missing
from app.web import AnyRequest, Session, installation_of, sought, there

Caller = NamedDependency[Principal]


@dataclass
class AccountShown:
    id: str
    name: str
    role: str
    removed_at: datetime | None


@dataclass
class AccountsShown:
    items: list[AccountShown]
    next: str | None = None


@dataclass
class AccountGiven:
    name: str
    role: str


@dataclass
class KeyShown:
    id: str
    service_account_id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str
    revoked_at: datetime | None
    usable: bool
    secret: str | None = None
    """Only in the answer that made it."""


@dataclass
class KeysShown:
    items: list[KeyShown]
    next: str | None = None


@dataclass
class KeyGiven:
    service_account_id: str
    name: str
    scopes: list[str]
    days: int = 90


@dataclass
class Rotation:
    overlap_days: int = 7


@dataclass
class TokenWanted:
    scopes: list[str] = field(default_factory=list)
    """Of the key's, those the token shall have; empty: all."""


@dataclass
class TokenShown:
    access_token: str
    token_type: str
    expires_in: int
    scope: str


def account_shown(row: ServiceAccount) -> AccountShown:
    return AccountShown(row.id, row.name, row.role.value, row.removed_at)


def key_shown(row: ApiKey, secret: str | None = None) -> KeyShown:
    return KeyShown(
        row.id,
        row.service_account_id,
        row.name,
        row.prefix,
        row.scopes,
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.last_used_from,
        row.revoked_at,
        row.usable,
        secret,
    )


async def provide_account(session: Session, account_id: FromPath[str]) -> ServiceAccount:
    return await sought(session, session.get_one(ServiceAccount, account_id))


async def provide_key(session: Session, key_id: FromPath[str]) -> ApiKey:
    return await sought(session, session.get_one(ApiKey, key_id))


ACCOUNT: dict[str, Any] = {
    "guards": [there(ServiceAccount, "account_id")],
    "dependencies": {"account": Provide(provide_account)},
}
KEY: dict[str, Any] = {
    "guards": [there(ApiKey, "key_id")],
    "dependencies": {"key": Provide(provide_key)},
}


@get("/service-accounts", needs=Permission.MANAGE)
async def list_accounts(session: Session) -> AccountsShown:
    rows = (await session.exec(select(ServiceAccount).order_by(col(ServiceAccount.id)))).all()
    return AccountsShown([account_shown(row) for row in rows])


@post("/service-accounts", needs=Permission.MANAGE, status_code=201)
async def create_account(session: Session, principal: Caller, data: JSONBody[AccountGiven]) -> AccountShown:
    return account_shown(await new_account(session, data.name, data.role, principal))


@post("/service-accounts/{account_id:str}/removal", needs=Permission.MANAGE, status_code=200, **ACCOUNT)
async def remove_account(
    session: Session, principal: Caller, account: NamedDependency[ServiceAccount]
) -> AccountShown:
    """Every key of it is refused from the next request on."""
    session.add(account.remove(principal))
    return account_shown(account)


@get("/keys", needs=Permission.MANAGE)
async def list_keys(session: Session) -> KeysShown:
    """Newest first, with those that have ended."""
    rows = (await session.exec(select(ApiKey).order_by(col(ApiKey.id).desc()))).all()
    return KeysShown([key_shown(row) for row in rows])


@post("/keys", needs=Permission.MANAGE, status_code=201)
async def create_key(session: Session, principal: Caller, data: JSONBody[KeyGiven]) -> KeyShown:
    """The answer holds the secret, which is told this once."""
    account = await session.get(ServiceAccount, data.service_account_id)
    if account is None:
        raise Missing
    key, secret = await issue_key(session, account, data.name, data.scopes, data.days, principal)
    return key_shown(key, secret)


@post("/keys/{key_id:str}/rotation", needs=Permission.MANAGE, status_code=201, **KEY)
async def create_rotation(
    session: Session, principal: Caller, key: NamedDependency[ApiKey], data: JSONBody[Rotation]
) -> KeyShown:
    """A new key with a new secret; the old one works for `overlap_days` more, at most 7."""
    new, secret = await rotate_key(session, key, data.overlap_days, principal)
    return key_shown(new, secret)


@post("/keys/{key_id:str}/revocation", needs=Permission.MANAGE, status_code=200, **KEY)
async def create_revocation(session: Session, principal: Caller, key: NamedDependency[ApiKey]) -> KeyShown:
    session.add(key.revoke(principal))
    return key_shown(key)


@post("/token", needs=Permission.SIGNED_IN, status_code=200)
async def create_token(
    request: AnyRequest, session: Session, principal: Caller, data: JSONBody[TokenWanted | None] = None
) -> Response[TokenShown]:
    """A token (JWT) for this key, valid for 15 minutes wherever the key is; it ends with the key at once."""
    if looks_like_token(request.headers["authorization"].partition(" ")[2].strip()):
        raise Forbidden("A token makes no tokens. Show the key.")
    held = sorted(principal.permissions - {Permission.PUBLIC, Permission.SIGNED_IN})
    scopes = sorted(set(data.scopes)) if data and data.scopes else [str(scope) for scope in held]
    if beyond := set(scopes) - set(held):
        raise Invalid(f"The key does not have {', '.join(sorted(beyond))}.", field="scopes")
    installation = installation_of(request)
    claims = claims_for(installation.settings.origin, principal.id, principal.organization_id, scopes)
    token = (await signer(session, installation.master_key)).sign(claims, installation.master_key)
    key = await session.get_one(ApiKey, principal.id)
    session.add(AuditEvent.of(key, "exchanged", principal, token=claims["jti"], scopes=scopes))
    shown = TokenShown(token, "Bearer", TOKEN_SECONDS, " ".join(scopes))
    return Response(shown, headers={"Cache-Control": "no-store"})


@get("/.well-known/jwks.json", needs=Permission.PUBLIC)
async def show_signing_keys(request: AnyRequest) -> Response[dict[str, Any]]:
    """The public halves of the keys tokens are signed with."""
    async with installation_of(request).work(writes=False) as session:
        keys = [key.public_key for key in await shown_keys(session)]
    return Response({"keys": keys}, headers={"Cache-Control": "public, max-age=3600"})


router = Router(
    path="/",
    route_handlers=[
        list_accounts,
        create_account,
        remove_account,
        list_keys,
        create_key,
        create_rotation,
        create_revocation,
        create_token,
    ],
    tags=["Keys"],
)
published = Router(path="/", route_handlers=[show_signing_keys], include_in_schema=False)
