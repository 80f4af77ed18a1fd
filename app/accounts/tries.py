"""Tries at passwords: counted per account and per network, ten wrong ones in five minutes and no more."""

import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.lookups import organizations_of
from app.accounts.models import SignInTry, User, digest
from app.ids import now
from app.problems import Refused
from app.tenancy import across_organizations

log: Any = structlog.get_logger("tic.accounts")

TRIES = 10
WINDOW = timedelta(minutes=5)


class TooManyTries(Refused):
    """`retry_after` in the details is in whole seconds."""

    status = 429
    problem = "too-many-tries"
    title = "Too many tries"

    def __init__(self, seconds: int) -> None:
        super().__init__("Too many wrong tries. Wait a few minutes, then try again.", retry_after=seconds)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser at the door: where it is, what it calls itself, the session secret it came with."""

    address: str
    user_agent: str = ""
    token: str = ""
    request_id: str = ""


async def count_try(
    session: AsyncSession, email: str, visitor: Visitor, user: User | None
) -> TooManyTries | None:
    """Count a try before it is looked at, or refuse it.

    The rows live in the database: several web processes share them, and a restart forgives nothing.
    The refusal that begins a pause is recorded, later ones only logged, so nobody can flood the record.
    """
    await session.exec(delete(SignInTry).where(col(SignInTry.created_at) < now() - WINDOW))
    wait, begins = 0, False
    for counted_for in _counted_for(email, visitor):
        times = select(SignInTry.created_at).where(SignInTry.counted_for == counted_for)
        tries = sorted(await session.exec(times))
        begins = begins or len(tries) == TRIES
        if len(tries) <= TRIES:
            session.add(SignInTry(counted_for=counted_for))
        if len(tries) >= TRIES:
            wait = max(wait, int((tries[-TRIES] + WINDOW - now()).total_seconds()) + 1)
    if not wait:
        return None
    log.warning("sign_in_throttled", address=visitor.address)
    if begins:
        await record_refusal(session, user, visitor, "too many tries")
    return TooManyTries(wait)


async def forget_try(session: AsyncSession, email: str, visitor: Visitor) -> None:
    """A right password was no wrong try; the wrong ones before it still count."""
    for counted_for in _counted_for(email, visitor):
        statement = select(SignInTry).where(SignInTry.counted_for == counted_for)
        latest = statement.order_by(col(SignInTry.created_at).desc())
        if found := (await session.exec(latest)).first():
            await session.delete(found)


async def record_refusal(session: AsyncSession, user: User | None, visitor: Visitor, why: str) -> None:
    """Log it, and where the address is somebody's, record it in each of their organizations."""
    log.warning("sign_in_refused", address=visitor.address, why=why, user=user.id if user else "")
    if user:
        session.add_all(user.refuse(await organizations_of(session, user), visitor.address, why))
        with across_organizations(session):
            await session.flush()


def _counted_for(email: str, visitor: Visitor) -> tuple[str, str]:
    """Digests of the account typed in and of the network it comes from (of IPv6 the first 64 bits)."""
    network = visitor.address
    with suppress(ValueError):
        if ipaddress.ip_address(network).version == 6:
            network = str(ipaddress.ip_network(f"{network}/64", strict=False))
    return digest(f"account {email}"), digest(f"network {network}")
