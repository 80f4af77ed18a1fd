"""Proving who one is beyond a password: the second step of a sign-in, a passkey alone, a confirmation."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.entering import Entry, enter, flush
from app.accounts.factors import Authenticator, RecoveryCode, SignInStep, StepOver, recovery_hash
from app.accounts.lookups import factors_of, organizations_of
from app.accounts.models import LoginSession, User, digest
from app.accounts.passkeys import Ceremony
from app.accounts.passwords import matches
from app.accounts.tries import Visitor, count_code, count_try, forget_code, forget_try, record_refusal
from app.ids import now
from app.installation import Installation
from app.problems import Invalid, Refused

WRONG_CODE = "This code is wrong or was used before. Codes change every 30 seconds."


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows as proof: one of the three."""

    password: str = ""
    code: str = ""
    """Of the authenticator app, or a recovery code."""
    credential: str = ""
    """A passkey's answer, as JSON."""


async def with_passkey(
    installation: Installation, ceremony: Ceremony, credential: str, visitor: Visitor, next_path: str
) -> Entry | Refused:
    """In by a passkey alone: it is two factors by itself, the device and what unlocks it."""
    try:
        async with installation.work(request_id=visitor.request_id) as session:
            passkey = await ceremony.prove(session, credential)
            user = await session.get_one(User, passkey.user_id)
            if user.disabled:
                raise Invalid("This passkey was not accepted. Try again.", field="credential")
            session.add(passkey)
            return await enter(session, installation, user, visitor, next_path, how="passkey", mfa_at=now())
    except Invalid as refusal:
        async with installation.work(writes=False) as session:
            await record_refusal(session, None, visitor, "passkey not accepted")
        return refusal


async def step_of(installation: Installation, token: str) -> tuple[SignInStep, User]:
    """The open second step of a cookie's secret, and whose it is; raises StepOver."""
    async with installation.work(writes=False) as session:
        return await _open_step(session, token)


async def _open_step(session: AsyncSession, token: str) -> tuple[SignInStep, User]:
    statement = select(SignInStep).where(SignInStep.token_hash == digest(token)).with_for_update()
    step = (await session.exec(statement)).first()
    user = await session.get(User, step.user_id) if step else None
    if step is None or user is None or user.disabled or now() >= step.expires_at:
        raise StepOver
    return step, user


async def finish_step(
    installation: Installation, token: str, ceremony: Ceremony, shown: Shown, visitor: Visitor
) -> Entry | Refused:
    """In, by the second factor; raises StepOver when the first step is no longer known."""
    async with installation.work(request_id=visitor.request_id) as session:
        step, user = await _open_step(session, token)
        if refused := await _check_factor(session, installation, user, ceremony, shown, visitor):
            return refused
        await session.delete(step)
        how = f"{step.how}, then a {'passkey' if shown.credential else 'code'}"
        return await enter(session, installation, user, visitor, step.next_path, how=how, mfa_at=now())


async def confirm(
    installation: Installation,
    login: LoginSession,
    user: User,
    ceremony: Ceremony,
    shown: Shown,
    visitor: Visitor,
) -> str | Refused:
    """The session's new secret, proven by a second factor where there is one, else by password."""
    async with installation.work(request_id=visitor.request_id) as session:
        enrolled = (await factors_of(session, user)).enrolled
        if enrolled:
            refused = await _check_factor(session, installation, user, ceremony, shown, visitor)
            return refused or await _confirmed(session, login, user, mfa=True)
        if refused := await count_try(session, user.email, visitor, user):
            return refused
    right = await matches(user.password_hash, shown.password)
    async with installation.work(request_id=visitor.request_id) as session:
        if not right:
            await record_refusal(session, user, visitor, "wrong password at a confirmation")
            return Invalid("This is not your password.", field="password")
        await forget_try(session, user.email, visitor)
        return await _confirmed(session, login, user, mfa=False)


async def _confirmed(session: AsyncSession, login: LoginSession, user: User, *, mfa: bool) -> str:
    token = (await session.get_one(LoginSession, login.id)).confirm(mfa=mfa)
    session.add_all(user.record("confirmed", await organizations_of(session, user)))
    await flush(session)
    return token


async def _check_factor(
    session: AsyncSession,
    installation: Installation,
    user: User,
    ceremony: Ceremony,
    shown: Shown,
    visitor: Visitor,
) -> Refused | None:
    """What is wrong with what was shown, recorded; None when it proves the person."""
    if shown.credential:
        try:
            session.add(await ceremony.prove(session, shown.credential, user))
        except Invalid as refusal:
            await record_refusal(session, user, visitor, "passkey not accepted")
            return refusal
        return None
    if paused := await count_code(session, user, visitor):
        return paused
    await session.flush()
    if not await _code_is_right(session, user, shown.code, installation.master_key):
        await record_refusal(session, user, visitor, "wrong code")
        return Invalid(WRONG_CODE, field="code")
    await forget_code(session, user)
    return None


async def _code_is_right(session: AsyncSession, user: User, code: str, master_key: bytes) -> bool:
    """Whether it is the app's code or an unused recovery code; either is used up by asking."""
    apps = select(Authenticator).where(
        Authenticator.user_id == user.id, col(Authenticator.confirmed_at).is_not(None)
    )
    app = (await session.exec(apps.with_for_update())).first()
    if app and app.accepts(code, master_key, now()):
        return True
    hashed = recovery_hash(user.id, code, master_key)
    codes = select(RecoveryCode).where(RecoveryCode.code_hash == hashed, col(RecoveryCode.used_at).is_(None))
    recovery = (await session.exec(codes.with_for_update())).first()
    if recovery:
        recovery.used_at = now()
        session.add_all(user.record("recovery_code_used", await organizations_of(session, user)))
        await flush(session)
    return recovery is not None
