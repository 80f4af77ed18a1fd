"""API keys: their form, finding who shows one, and making one from the command line."""

import secrets
import zlib
from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import KEY_DAYS_MAX, ApiKey, ServiceAccount, digest
from app.audit import AuditEvent
from app.ids import now
from app.installation import Installation
from app.organizations.models import Organization
from app.organizations.places import found
from app.permissions import Principal, Role
from app.problems import Forbidden, Missing
from app.tenancy import across_organizations, scope

_PREFIX = "tic_"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM, _CHECK = 30, 6
USE_NOTED_EVERY = timedelta(minutes=1)


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


async def principal_of(installation: Installation, secret: str) -> Principal | None:
    """Who shows this key; None for a wrong, revoked or expired one, Forbidden in a suspended organization."""
    if not well_formed(secret):
        return None
    async with installation.work(writes=False) as session:
        with across_organizations(session):
            found = await session.exec(
                select(ApiKey, ServiceAccount, Organization)
                .join(ServiceAccount, col(ServiceAccount.id) == col(ApiKey.service_account_id))
                .join(Organization, col(Organization.id) == col(ApiKey.organization_id))
                .where(ApiKey.hash == digest(secret))
            )
            row = found.first()
    if row is None or not row[0].usable:
        return None
    key, account, organization = row
    if organization.closed:
        raise Forbidden(organization.closed)
    await _note_use(installation, key)
    return key.principal(account)


async def _note_use(installation: Installation, key: ApiKey) -> None:
    """Keep when a key was last used, to the minute, without writing at each request."""
    if key.last_used_at and now() - key.last_used_at < USE_NOTED_EVERY:
        return
    async with installation.work(key.organization_id) as session:
        if found := await session.get(ApiKey, key.id):
            found.last_used_at = now()


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
        secret = new_secret()
        session.add_all(ApiKey.issue(account, name, secret, scopes, days, by))
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
    found = (await session.exec(select(ServiceAccount).where(ServiceAccount.name == name))).first()
    if found:
        return found
    account = ServiceAccount(organization_id=by.organization_id, name=name, role=Role.ADMIN)
    session.add_all([account, AuditEvent.of(account, "created", by, name=name, role=account.role)])
    return account
