"""Going out: ending the provider's own session, and obeying the provider when it ends one."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import LoginSession, User, digest
from app.ids import now
from app.installation import Installation
from app.outside.id_token import LEEWAY, LOGOUT_SECONDS, TokenError, verify_logout_token
from app.outside.identity_provider import ProviderError
from app.problems import Invalid
from app.sso.entries import SsoIdentity, SsoLogin, SsoLogout
from app.sso.lookups import enter_through, login_through
from app.sso.models import SsoConnection

log: Any = structlog.get_logger("tic.sso")
REMEMBERED = timedelta(seconds=LOGOUT_SECONDS + 2 * LEEWAY)
"""Longer than any logout token is believed."""


async def farewell(installation: Installation, login: LoginSession) -> str:
    """Where the provider ends its own session of who is leaving; '' where there is no such place."""
    if not login.within_id:
        return ""
    async with installation.work(writes=False) as session:
        came = await login_through(session, login.id, login.within_id)
        connection = await session.get(SsoConnection, came.connection_id) if came else None
    if came is None or connection is None:
        return ""
    try:
        metadata = await installation.providers.metadata(connection.issuer)
    except ProviderError:
        return ""  # Going out here must not depend on whether the provider answers.
    endpoint = metadata.get("end_session_endpoint")
    if not endpoint:
        return ""
    asked = {
        "client_id": connection.client_id,
        "id_token_hint": came.open_hint(installation.master_key),
        "post_logout_redirect_uri": left_at(installation),
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def left_at(installation: Installation) -> str:
    """Where the provider sends the browser afterwards."""
    return f"{installation.settings.origin}/sign-in"


async def obey(installation: Installation, connection_id: str, token: str) -> int:
    """End what a back-channel logout token says; the number of sessions ended.

    Raises Missing for an unknown connection, Invalid for a token that is not believed, or was used before.
    """
    async with installation.work(writes=False) as session:
        connection = await enter_through(session, connection_id)
    try:
        claims = await installation.providers.verified(
            connection.issuer,
            lambda keys: verify_logout_token(token, keys, connection.issuer, connection.client_id),
        )
    except (TokenError, ProviderError) as error:
        log.warning("sso_logout_refused", connection=connection.id, why=error.message)
        raise Invalid(error.message) from None
    async with installation.work() as session:
        connection = await enter_through(session, connection_id)
        await _once(session, connection, claims["jti"])
        return await _end(session, connection, claims)


async def _once(session: AsyncSession, connection: SsoConnection, jti: str) -> None:
    await session.exec(delete(SsoLogout).where(col(SsoLogout.created_at) < now() - REMEMBERED))
    statement = select(SsoLogout).where(
        SsoLogout.connection_id == connection.id, SsoLogout.jti_hash == digest(jti)
    )
    if (await session.exec(statement)).first():
        raise Invalid("This logout token was used before.")
    session.add(SsoLogout(connection_id=connection.id, jti_hash=digest(jti)))


async def _end(session: AsyncSession, connection: SsoConnection, claims: dict[str, Any]) -> int:
    statement = (
        select(LoginSession, User)
        .join(SsoLogin, col(SsoLogin.login_id) == col(LoginSession.id))
        .join(SsoIdentity, col(SsoIdentity.id) == col(SsoLogin.identity_id))
        .join(User, col(User.id) == col(LoginSession.user_id))
        .where(SsoLogin.connection_id == connection.id, col(LoginSession.ended_at).is_(None))
    )
    if sid := claims.get("sid"):
        statement = statement.where(SsoLogin.sid == sid)
    if subject := claims.get("sub"):
        statement = statement.where(SsoIdentity.subject == subject, SsoIdentity.issuer == connection.issuer)
    rows = (await session.exec(statement)).all()
    for login, user in rows:
        session.add_all(login.end(user, [connection.organization_id]))
    return len(rows)
