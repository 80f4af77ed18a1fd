"""Adding and removing one's own second factors; an added one renews the secret of the session."""

from dataclasses import dataclass, field

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.entering import flush
from app.accounts.factors import Authenticator, Passkey, RecoveryCode
from app.accounts.lookups import factors_of, organizations_of
from app.accounts.models import LoginSession, User, normalized_email
from app.accounts.passkeys import Ceremony
from app.accounts.proving import WRONG_CODE
from app.accounts.telling import tell
from app.ids import now
from app.installation import Installation
from app.problems import Invalid, Missing, Refused

WORDS = {
    "authenticator_added": "An authenticator app was added to your account.",
    "authenticator_removed": "The authenticator app was removed from your account.",
    "passkey_added": "A passkey was added to your account.",
    "passkey_removed": "A passkey was removed from your account.",
    "recovery_codes_made": "New recovery codes were made for your account; the ones before open nothing.",
    "second_factors_reset": "An operator removed every second factor of your account.",
}
"""What people are told by mail."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The session's new secret, and recovery codes to show this once, where there were none."""

    token: str
    codes: list[str] = field(default_factory=list)


async def begin_authenticator(session: AsyncSession, user: User, master_key: bytes) -> None:
    """A fresh secret to scan; nothing is asked for until its first code. Raises Refused when there is one."""
    if (await factors_of(session, user)).authenticator:
        raise Refused("An authenticator app is set up already. Remove it first.")
    await session.exec(delete(Authenticator).where(col(Authenticator.user_id) == user.id))
    session.add(Authenticator.begun(user, master_key))
    await _record(session, user, "authenticator_begun")


async def begun_authenticator(session: AsyncSession, user: User) -> Authenticator:
    """The one that waits for its first code; raises Missing."""
    statement = select(Authenticator).where(
        Authenticator.user_id == user.id, col(Authenticator.confirmed_at).is_(None)
    )
    found = (await session.exec(statement)).first()
    if found is None:
        raise Missing("No authenticator app is being set up. Begin on the page of second factors.")
    return found


async def activate_authenticator(
    session: AsyncSession, installation: Installation, login: LoginSession, user: User, code: str
) -> Enrolled:
    """From now on its codes are asked for; raises Invalid for a wrong one."""
    app = await begun_authenticator(session, user)
    if not app.accepts(code, installation.master_key, now()):
        raise Invalid(WRONG_CODE, field="code")
    app.confirmed_at = now()
    return await _enrolled(session, installation, login, user, "authenticator_added")


async def add_passkey(
    installation: Installation,
    login: LoginSession,
    user: User,
    ceremony: Ceremony,
    name: str,
    credential: str,
    request_id: str,
) -> Enrolled:
    """Keep a passkey a browser has made; raises Invalid."""
    async with installation.work(request_id=request_id) as session:
        passkey = await ceremony.register(session, user, name, credential)
        session.add(passkey)
        details = {"passkey": passkey.id, "name": passkey.name}
        return await _enrolled(session, installation, login, user, "passkey_added", **details)


async def _enrolled(
    session: AsyncSession,
    installation: Installation,
    login: LoginSession,
    user: User,
    action: str,
    **details: object,
) -> Enrolled:
    factors = await factors_of(session, user)
    codes = [] if factors.codes_left else await renew_codes(session, user, installation.master_key)
    token = (await session.get_one(LoginSession, login.id)).confirm(mfa=True)
    await tell(session, user, WORDS[action])
    await _record(session, user, action, **details)
    return Enrolled(token, codes)


async def renew_codes(session: AsyncSession, user: User, master_key: bytes) -> list[str]:
    """A fresh set of recovery codes, told this once; the ones before open nothing any more."""
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))
    rows, codes = RecoveryCode.made_for(user, master_key)
    session.add_all(rows)
    await tell(session, user, WORDS["recovery_codes_made"])
    await _record(session, user, "recovery_codes_made")
    return codes


async def remove_authenticator(session: AsyncSession, user: User) -> None:
    """Its codes are no longer asked for, nor taken; raises Missing where there is none."""
    app = (await factors_of(session, user)).authenticator
    if app is None:
        raise Missing
    await session.delete(app)
    await _removed(session, user, "authenticator_removed")


async def remove_passkey(session: AsyncSession, user: User, passkey_id: str) -> None:
    """It opens nothing any more; raises Missing for anybody else's."""
    passkey = await session.get(Passkey, passkey_id)
    if passkey is None or passkey.user_id != user.id:
        raise Missing
    await session.delete(passkey)
    await _removed(session, user, "passkey_removed", passkey=passkey.id, name=passkey.name)


async def forget_factors(session: AsyncSession, user: User) -> None:
    """Every second factor of a person who has lost them all: the operator's command."""
    for model in (Authenticator, Passkey):
        for row in (await session.exec(select(model).where(model.user_id == user.id))).all():
            await session.delete(row)
    await _removed(session, user, "second_factors_reset")


async def reset_from_shell(installation: Installation, email: str) -> None:
    """As `forget_factors`, of the person with this address; raises Missing."""
    async with installation.work() as session:
        statement = select(User).where(User.email == normalized_email(email))
        user = (await session.exec(statement)).first()
        if user is None:
            raise Missing(f"There is no user {email}.")
        await forget_factors(session, user)


async def _removed(session: AsyncSession, user: User, action: str, **details: object) -> None:
    await session.flush()
    if not (await factors_of(session, user)).enrolled:
        await session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))
    await tell(session, user, WORDS[action])
    await _record(session, user, action, **details)


async def _record(session: AsyncSession, user: User, action: str, **details: object) -> None:
    session.add_all(user.record(action, await organizations_of(session, user), **details))
    await flush(session)
