"""Coming in, by password or by one-time link, and going out: what that changes and records."""

import asyncio
import time

from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.entering import Entry, enter, enter_or_ask, flush, session_of
from app.accounts.lookups import open_logins, organizations_of
from app.accounts.models import LinkSpent, LoginSession, SignInLink, User, digest, normalized_email
from app.accounts.passwords import check_new, hashed, matches
from app.accounts.telling import tell
from app.accounts.tries import Visitor, count_try, forget_try, record_refusal
from app.installation import Installation
from app.problems import Invalid, Missing, Refused

# No refusal leaves sooner than this, so that its time does not tell whether the address is known.
ANSWER_SECONDS = 0.5


async def with_password(
    installation: Installation, email: str, password: str, visitor: Visitor, next_path: str = ""
) -> Entry | Refused:
    """An Entry, or a refusal: the same for an unknown address, a disabled user and a wrong password."""
    started = time.monotonic()
    email = normalized_email(email)
    async with installation.work(request_id=visitor.request_id) as session:
        user = (await session.exec(select(User).where(User.email == email))).first()
        refused = await count_try(session, email, visitor, user)
    if refused:
        return refused
    known = user if user and not user.disabled else None
    if not await matches(known.password_hash if known else "", password) or known is None:
        async with installation.work(request_id=visitor.request_id) as session:
            await record_refusal(session, user, visitor, "wrong password")
        await asyncio.sleep(started + ANSWER_SECONDS - time.monotonic())
        return Invalid("The address or the password is wrong.", field="password")
    async with installation.work(request_id=visitor.request_id) as session:
        await forget_try(session, email, visitor)
        return await enter_or_ask(session, installation, known, visitor, next_path, "password")


async def with_link(installation: Installation, token: str, visitor: Visitor) -> Entry:
    """Spend a one-time link; raises LinkSpent when it is used, expired, unknown, or its user disabled."""
    async with installation.work(request_id=visitor.request_id) as session:
        link = (await session.exec(_link(token).with_for_update())).first()
        user = await session.get(User, link.user_id) if link else None
        if link is None or user is None or user.disabled:
            raise LinkSpent
        link.use()
        return await enter_or_ask(session, installation, user, visitor, link.next_path, "link")


async def bearer_of(installation: Installation, token: str) -> User:
    """Whom a link would let in; looking does not spend it. Raises LinkSpent."""
    async with installation.work(writes=False) as session:
        link = (await session.exec(_link(token))).first()
        user = await session.get(User, link.user_id) if link and link.usable else None
    if user is None or user.disabled:
        raise LinkSpent
    return user


async def sign_in_link(installation: Installation, email: str, next_path: str = "") -> str:
    """The address of a new one-time link for a user; raises Missing when there is no such user."""
    async with installation.work() as session:
        statement = select(User).where(User.email == normalized_email(email))
        user = (await session.exec(statement)).first()
        if user is None or user.disabled:
            raise Missing(f"There is no user {email} who could sign in.")
        link, token = SignInLink.for_user(user, installation.settings.sign_in_link_seconds, next_path)
        session.add_all([link, *user.record("sign_in_link_made", await organizations_of(session, user))])
        await flush(session)
    return f"{installation.settings.origin}/sign-in/{token}"


async def change_password(
    installation: Installation, user: User, current: str, new: str, visitor: Visitor
) -> Entry | Refused:
    """Set or change a password: every other session ends, and this one goes on under a new secret.

    Where there is a password it must be given again; a wrong one counts as a try at the door.
    """
    try:
        accepted = await asyncio.to_thread(check_new, new, user.email)
    except Invalid as refusal:
        return refusal
    if user.password_hash:
        async with installation.work(request_id=visitor.request_id) as session:
            refused = await count_try(session, user.email, visitor, user)
        if refused:
            return refused
        if not await matches(user.password_hash, current):
            async with installation.work(request_id=visitor.request_id) as session:
                await record_refusal(session, user, visitor, "wrong current password")
            return Invalid("This is not your current password.", field="current")
    password_hash = await hashed(accepted)
    async with installation.work(request_id=visitor.request_id) as session:
        if user.password_hash:
            await forget_try(session, user.email, visitor)
        user = await session.get_one(User, user.id)
        organization_ids = await organizations_of(session, user)
        session.add_all(user.change_password(password_hash, organization_ids))
        await tell(session, user, "Your password was changed, and your other sessions were ended.")
        here = await session_of(session, visitor.token)
        for login in await open_logins(session, user):
            session.add_all(login.end(user, organization_ids))
        mfa_at = here.mfa_at if here else None
        how = "password change"
        return await enter(session, installation, user, visitor, "/account", how=how, mfa_at=mfa_at)


async def end_login(
    installation: Installation, user: User, login_id: str, visitor: Visitor, within_id: str | None = None
) -> None:
    """End one of the user's own sessions, of those `within_id` where that is given; else raises Missing."""
    async with installation.work(request_id=visitor.request_id) as session:
        login = await session.get(LoginSession, login_id)
        if login is None or login.user_id != user.id or (within_id and login.within_id != within_id):
            raise Missing
        session.add_all(login.end(user, await organizations_of(session, user)))
        await flush(session)


async def choose_digests(installation: Installation, user: User, visitor: Visitor, *, wanted: bool) -> None:
    """Take a mail a day about what waits, or none."""
    async with installation.work(request_id=visitor.request_id) as session:
        person = await session.get_one(User, user.id)
        person.digests = wanted
        theirs = await organizations_of(session, person)
        session.add_all(person.record("digests_changed", theirs, wanted=wanted))
        await flush(session)


def _link(token: str) -> SelectOfScalar[SignInLink]:
    return select(SignInLink).where(SignInLink.token_hash == digest(token))
