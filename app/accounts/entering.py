"""Beginning a session, or the second step before one; renewing the secret of the one there is."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.factors import SignInStep
from app.accounts.lookups import factors_of, home_of, organizations_of
from app.accounts.models import LoginSession, User, digest
from app.accounts.tries import Visitor
from app.ids import now
from app.installation import Installation
from app.leading import local
from app.tenancy import across_organizations

SECOND_STEP = "/sign-in/second-factor"


@dataclass(frozen=True, slots=True)
class Entry:
    """A secret for a cookie, and the page to show next."""

    token: str
    to: str
    step: bool = False
    """The secret is of the step before the session: the second factor is still to be shown."""


async def enter_or_ask(
    session: AsyncSession, installation: Installation, user: User, visitor: Visitor, next_path: str, how: str
) -> Entry:
    """In, or, for who has enrolled a second factor, on to where it is asked for."""
    if not (await factors_of(session, user)).enrolled:
        return await enter(session, installation, user, visitor, next_path, how=how)
    await session.exec(delete(SignInStep).where(col(SignInStep.expires_at) < now()))
    step, token = SignInStep.begin(user, how, local(next_path, ""))
    session.add(step)
    return Entry(token, SECOND_STEP, step=True)


async def enter(
    session: AsyncSession,
    installation: Installation,
    user: User,
    visitor: Visitor,
    next_path: str,
    *,
    how: str,
    mfa_at: datetime | None = None,
) -> Entry:
    """Begin a session under a new secret; the one this browser had before ends."""
    before = await session_of(session, visitor.token)
    if before and before.ended_at is None:
        before.ended_at = now()
    seconds = installation.settings.session_max_seconds
    login, token = LoginSession.begin(user, seconds, visitor.address, visitor.user_agent)
    login.mfa_at = mfa_at
    organization_ids = await organizations_of(session, user)
    session.add_all([login, *user.record("signed_in", organization_ids, how=how, address=visitor.address)])
    await flush(session)
    return Entry(token, local(next_path, await home_of(session, user)))


async def session_of(session: AsyncSession, token: str) -> LoginSession | None:
    """The login session of a cookie's secret, open or not."""
    statement = select(LoginSession).where(LoginSession.token_hash == digest(token))
    return (await session.exec(statement)).first() if token else None


async def flush(session: AsyncSession) -> None:
    """Write now, while the session may touch the records of all the person's organizations."""
    with across_organizations(session):
        await session.flush()
