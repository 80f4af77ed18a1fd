"""Tries at passwords and codes: so many wrong ones in five minutes, and no more."""

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
from app.database import alone
from app.ids import now
from app.problems import Refused
from app.tenancy import across_organizations

log: Any = structlog.get_logger("tic.accounts")

TRIES = 10
WINDOW = timedelta(minutes=5)
CODES_AN_HOUR = 20
HOUR = timedelta(hours=1)
"""Six digits are a million; twenty guesses an hour at three that would do leave years."""


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
    counted = [await _count(session, key, TRIES, WINDOW) for key in _counted_for(email, visitor)]
    return await _refuse(session, counted, visitor, user, "too many tries")


async def count_code(session: AsyncSession, user: User, visitor: Visitor) -> TooManyTries | None:
    """Count a try at somebody's second factor, or refuse it; who comes so far knows the password."""
    counted = [
        await _count(session, digest(f"codes of {user.id}"), TRIES, WINDOW),
        await _count(session, digest(f"codes an hour of {user.id}"), CODES_AN_HOUR, HOUR),
    ]
    return await _refuse(session, counted, visitor, user, "too many codes")


async def forget_code(session: AsyncSession, user: User) -> None:
    """A right code was no wrong try."""
    for counted in ("codes", "codes an hour"):
        await _forget(session, digest(f"{counted} of {user.id}"))


async def _count(session: AsyncSession, key: str, most: int, window: timedelta) -> tuple[float, bool]:
    """How many seconds to wait before the next try, and whether the pause begins with this one."""
    await alone(session, f"tries {key}")
    await session.exec(delete(SignInTry).where(col(SignInTry.created_at) < now() - HOUR))
    times = sorted(await session.exec(select(SignInTry.created_at).where(SignInTry.counted_for == key)))
    recent = [at for at in times if at > now() - window]
    if len(recent) <= most:
        session.add(SignInTry(counted_for=key))
    if len(recent) < most:
        return 0.0, False
    return (recent[-most] + window - now()).total_seconds(), len(recent) == most


async def _refuse(
    session: AsyncSession, counted: list[tuple[float, bool]], visitor: Visitor, user: User | None, why: str
) -> TooManyTries | None:
    wait = max(seconds for seconds, _ in counted)
    if wait <= 0:
        return None
    log.warning("sign_in_throttled", address=visitor.address)
    if any(begins for _, begins in counted):
        await record_refusal(session, user, visitor, why)
    return TooManyTries(int(wait) + 1)


async def forget_try(session: AsyncSession, email: str, visitor: Visitor) -> None:
    """A right password was no wrong try; the wrong ones before it still count."""
    for key in _counted_for(email, visitor):
        await _forget(session, key)


async def _forget(session: AsyncSession, key: str) -> None:
    statement = select(SignInTry).where(SignInTry.counted_for == key)
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
