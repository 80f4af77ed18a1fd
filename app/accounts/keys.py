"""API keys: their form, finding who shows one or a token made for it, making, rotating and ending them."""

import secrets
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User, digest
from app.accounts.programs import KEY_DAYS_MAX, ApiKey, ServiceAccount
from app.accounts.telling import tell
from app.accounts.tokens import claimed, looks_like_token
from app.ids import now
from app.installation import Installation
from app.organizations.models import Membership, Organization
from app.organizations.places import found
from app.permissions import Principal, Role
from app.problems import Forbidden, Invalid, Missing
from app.tenancy import across_organizations, scope

log: Any = structlog.get_logger("tic.accounts")

_PREFIX = "tic_"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM, _CHECK = 30, 6
USE_NOTED_EVERY = timedelta(minutes=1)
REFUSAL_NOTED_EVERY = timedelta(hours=1)


def new_secret() -> str:
    """tic_, 30 random characters (178 bits), and six that check them, as GitHub writes its tokens."""
    random = "".join(secrets.choice(_BASE62) for _ in range(_RANDOM))
    return f"{_PREFIX}{random}{_checksum(random)}"


def well_formed(secret: str) -> bool:
    """Whether it could be a key at all; a typing error is refused here, without asking the database."""
    random, check = secret[len(_PREFIX) : -_CHECK], secret[-_CHECK:]
    shape = secret.startswith(_PREFIX) and len(random) == _RANDOM and secret.isascii()
    return shape and check == _checksum(random)


def _checksum(random: str) -> str:
    """CRC-32 in six base-62 digits."""
    number, digits = zlib.crc32(random.encode()), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits


async def principal_of(installation: Installation, secret: str, address: str = "") -> Principal | None:
    """Who shows this key, or a token made for one; Forbidden in a suspended organization.

    None for a wrong, revoked or expired one, and when who answers for it is no longer a member.
    """
    token = looks_like_token(secret)
    if not (token or well_formed(secret)):
        return None
    narrowed = None
    async with installation.work(writes=False) as session:
        which: Any = ApiKey.hash == digest(secret)
        if token:
            said = await claimed(session, secret, installation.settings.origin)
            if said is None:
                return None
            which, narrowed = ApiKey.id == said.key_id, said.scopes
        row = await _shown(session, which)
    if row is None:
        return None
    key, account, organization, answered = row
    if not (key.usable and answered) or account.removed_at:
        await _note_refusal(installation, key, address)
        return None
    if organization.closed:
        raise Forbidden(organization.closed)
    await _note_use(installation, key, address)
    return key.principal(account, narrowed)


async def _shown(
    session: AsyncSession, which: Any
) -> tuple[ApiKey, ServiceAccount, Organization, bool] | None:
    """The key, its account and organization, and whether somebody still answers for it."""
    statement = (
        select(ApiKey, ServiceAccount, Organization)
        .join(ServiceAccount, col(ServiceAccount.id) == col(ApiKey.service_account_id))
        .join(Organization, col(Organization.id) == col(ApiKey.organization_id))
        .where(which)
    )
    with across_organizations(session):
        row = (await session.exec(statement)).first()
        if row is None:
            return None
        key, account, organization = row
        membership = (
            select(Membership.id)
            .join(User, col(User.id) == col(Membership.user_id))
            .where(
                Membership.user_id == key.issuer_id,
                Membership.organization_id == key.organization_id,
                col(Membership.suspended).is_(False),
                col(User.disabled).is_(False),
            )
        )
        answered = key.issuer_id is None or (await session.exec(membership)).first() is not None
    return key, account, organization, answered


async def _note_use(installation: Installation, key: ApiKey, address: str) -> None:
    """Keep when and whence a key was last used, to the minute, without writing at each request."""
    if key.last_used_at and now() - key.last_used_at < USE_NOTED_EVERY:
        return
    async with installation.work(key.organization_id) as session:
        if found := await session.get(ApiKey, key.id):
            found.note_use(address)


async def _note_refusal(installation: Installation, key: ApiKey, address: str) -> None:
    """Log the use of a key that has ended, and put it into the record, at most once an hour."""
    log.warning("key_refused", key=key.id, organization=key.organization_id, address=address)
    if key.refused_at and now() - key.refused_at < REFUSAL_NOTED_EVERY:
        return
    async with installation.work(key.organization_id) as session:
        if found := await session.get(ApiKey, key.id):
            session.add(found.note_refusal(address))


async def new_account(session: AsyncSession, name: str, role: str, by: Principal) -> ServiceAccount:
    """A place for a program; raises Invalid, also for a name that is taken."""
    account, event = ServiceAccount.opened(name, role, by)
    if (await session.exec(select(ServiceAccount).where(ServiceAccount.name == account.name))).first():
        raise Invalid("There is a service account of this name, or was one.", field="name")
    session.add_all([account, event])
    return account


async def issue_key(
    session: AsyncSession, account: ServiceAccount, name: str, scopes: Iterable[str], days: int, by: Principal
) -> tuple[ApiKey, str]:
    """A new key of an account, and its secret, told this once."""
    secret = new_secret()
    key, event = ApiKey.issue(account, name, secret, scopes, days, by, await _answers(session, by))
    session.add_all([key, event])
    await _tell(session, account, key, by)
    return key, secret


async def _tell(session: AsyncSession, account: ServiceAccount, key: ApiKey, by: Principal) -> None:
    """Write to the person who made a key, in case it was somebody else in their name."""
    user = await session.get(User, by.id) if by.kind == "user" else None
    if user:
        what = f"An API key was made in your name: {key.name} of the service account {account.name}."
        await tell(session, user, what, organization_id=by.organization_id)


async def rotate_key(
    session: AsyncSession, key: ApiKey, overlap_days: int, by: Principal
) -> tuple[ApiKey, str]:
    """A key to replace this one, and its secret, told this once; both work during the overlap."""
    await session.refresh(key, with_for_update=True)
    line = (await session.exec(select(ApiKey).where(ApiKey.line == key.line))).all()
    account = await session.get_one(ServiceAccount, key.service_account_id)
    secret = new_secret()
    issuer_id = await _answers(session, by)
    new, events = key.rotate(account, secret, overlap_days, by, line, issuer_id)
    session.add_all([new, *events])
    await _tell(session, account, new, by)
    return new, secret


async def _answers(session: AsyncSession, by: Principal) -> str | None:
    """Who answers for what a key makes: whoever answers for that key."""
    key = await session.get(ApiKey, by.id) if by.kind == "key" else None
    return key.issuer_id if key else None


async def create_key(
    installation: Installation,
    org_slug: str,
    name: str,
    scopes: Iterable[str],
    *,
    days: int = KEY_DAYS_MAX,
    reserved: frozenset[str] = frozenset(),
) -> str:
    """A new key of the service account of the same name, told this once.

    An embedded installation gets the organization too when it is missing, with a workspace and a project;
    elsewhere that is Missing. Raises Invalid for an unknown scope or a slug that is malformed or reserved.
    """
    async with installation.work() as session:
        organization = await _organization(session, installation, org_slug, reserved)
        scope(session, organization.id)
        by = Principal.system(organization.id)
        account = await _service_account(session, name, by)
        _, secret = await issue_key(session, account, name, scopes, days, by)
    return secret


async def _organization(
    session: AsyncSession, installation: Installation, slug: str, reserved: frozenset[str]
) -> Organization:
    known = (await session.exec(select(Organization).where(Organization.slug == slug))).first()
    if known:
        return known
    if installation.settings.database_url:
        raise Missing(f"There is no organization {slug}.")
    return await found(session, slug, slug, installation.master_key, reserved)


async def _service_account(session: AsyncSession, name: str, by: Principal) -> ServiceAccount:
    plain = " ".join(name.split())
    found = (await session.exec(select(ServiceAccount).where(ServiceAccount.name == plain))).first()
    if found:
        return found
    account, event = ServiceAccount.opened(name, Role.ADMIN, by)
    session.add_all([account, event])
    return account


async def keys_of(installation: Installation, org_slug: str) -> list[tuple[ApiKey, ServiceAccount]]:
    """Every key of an organization with its account, newest first; raises Missing."""
    async with _within(installation, org_slug) as session:
        statement = select(ApiKey, ServiceAccount).join(
            ServiceAccount, col(ServiceAccount.id) == col(ApiKey.service_account_id)
        )
        return list((await session.exec(statement.order_by(col(ApiKey.id).desc()))).all())


async def revoke_from_shell(installation: Installation, org_slug: str, key_id: str) -> None:
    async with _within(installation, org_slug) as session:
        key = await _named(session, key_id)
        session.add(key.revoke(Principal.system(key.organization_id)))


async def rotate_from_shell(installation: Installation, org_slug: str, key_id: str, overlap_days: int) -> str:
    """The secret of the key that replaces it; nobody but the system answers for that one."""
    async with _within(installation, org_slug) as session:
        key = await _named(session, key_id)
        _, secret = await rotate_key(session, key, overlap_days, Principal.system(key.organization_id))
    return secret


async def _named(session: AsyncSession, key_id: str) -> ApiKey:
    key = await session.get(ApiKey, key_id)
    if key is None:
        raise Missing(f"There is no key {key_id} in this organization.")
    return key


@asynccontextmanager
async def _within(installation: Installation, org_slug: str) -> AsyncIterator[AsyncSession]:
    async with installation.work() as session:
        statement = select(Organization).where(Organization.slug == org_slug)
        organization = (await session.exec(statement)).first()
        if organization is None:
            raise Missing(f"There is no organization {org_slug}.")
        scope(session, organization.id)
        yield session
