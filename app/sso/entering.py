"""A sign-in through an identity provider: sending the browser there, and believing what comes back."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.entering import Entry
from app.accounts.models import LoginSession, digest
from app.accounts.tries import Visitor
from app.audit import AuditEvent
from app.ids import now
from app.installation import Installation
from app.leading import local
from app.organizations.models import Organization
from app.outside.id_token import Asked, TokenError, verify_id_token
from app.outside.identity_provider import Client, ProviderError, Tokens
from app.permissions import Principal
from app.problems import Unavailable
from app.sso.admission import Claimed, SsoRefused, admitted
from app.sso.entries import KEPT_SECONDS, SsoEntry, SsoLogin
from app.sso.groups import groups_of
from app.sso.lookups import enter_through, entry_of
from app.sso.models import SsoConnection

log: Any = structlog.get_logger("tic.sso")
AGAIN_SECONDS = 120
"""How lately somebody must have proved themselves who was asked to do so again."""
DECLINED = {
    "access_denied": "The identity provider says that the sign-in was declined.",
    "login_required": "The identity provider wants you to sign in there first.",
    "temporarily_unavailable": "The identity provider cannot be used right now. Try again in a minute.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider sent the browser back with."""

    state: str = ""
    code: str = field(default="", repr=False)
    iss: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a sign-in is for, beside coming in."""

    next_path: str = ""
    login_hint: str = ""
    user_id: str | None = None
    """Who wants this identity to be theirs, too."""
    again: bool = False
    """They must prove themselves anew."""


def client_of(installation: Installation, connection: SsoConnection) -> Client:
    """We, as the provider of a connection knows us."""
    return Client(
        issuer=connection.issuer,
        client_id=connection.client_id,
        secret=connection.open_secret(installation.master_key),
        redirect_uri=callback_of(installation, connection),
    )


def callback_of(installation: Installation, connection: SsoConnection) -> str:
    """One for each connection: which of several providers answers cannot be mixed up."""
    return f"{installation.settings.origin}/sso/{connection.id}/callback"


async def begin(installation: Installation, connection_id: str, browser: str, purpose: Purpose) -> str:
    """Where to send the browser; raises Missing, and Unavailable while the provider does not answer."""
    async with installation.work(writes=False) as session:
        connection = await enter_through(session, connection_id)
    try:
        metadata = await installation.providers.metadata(connection.issuer)
    except ProviderError as error:
        raise _down(connection, error) from None
    key = installation.master_key
    async with installation.work() as session:
        connection = await enter_through(session, connection_id)
        over = now() - timedelta(seconds=KEPT_SECONDS)
        await session.exec(delete(SsoEntry).where(col(SsoEntry.created_at) < over))
        entry, state, verifier = SsoEntry.begin(
            connection, browser, key, local(purpose.next_path, ""), purpose.user_id, purpose.again
        )
        session.add(entry)
    more = _asked_for(connection, purpose)
    if "form_post" in metadata.get("response_modes_supported", []):
        more["response_mode"] = "query"
    client = client_of(installation, connection)
    return await installation.providers.authorization_url(
        client, connection.scopes, state, entry.nonce, verifier, **more
    )


def _asked_for(connection: SsoConnection, purpose: Purpose) -> dict[str, str]:
    """Parameters of the request that hold where they are needed."""
    more: dict[str, str] = {}
    if connection.acr:
        more["acr_values"] = connection.acr
    if connection.max_age_minutes:
        more["max_age"] = str(connection.max_age_minutes * 60)
    if purpose.again:
        more |= {"max_age": "0", "prompt": "login"}
    if purpose.login_hint:
        more["login_hint"] = purpose.login_hint[:254]
    return more


async def finish(
    installation: Installation, connection_id: str, browser: str, answer: Answer, visitor: Visitor
) -> Entry:
    """In, by what the provider says; raises SsoExpired, SsoRefused and Unavailable."""
    async with installation.work(request_id=visitor.request_id) as session:
        connection = await enter_through(session, connection_id)
        entry = await entry_of(session, connection, answer.state)
        verifier = entry.use(browser, installation.master_key)
    try:
        tokens, claims = await _believed(installation, connection, entry, verifier, answer)
    except ProviderError as error:
        if error.again:
            raise _down(connection, error) from None
        raise await _refuse(installation, connection, visitor, error.message) from None
    except TokenError as error:
        raise await _refuse(installation, connection, visitor, error.message) from None
    try:
        async with installation.work(request_id=visitor.request_id) as session:
            row = await enter_through(session, connection_id)
            return await _enter(session, installation, row, entry, tokens, claims, visitor)
    except SsoRefused as refusal:
        await _refuse(installation, connection, visitor, refusal.message)
        raise


async def _believed(
    installation: Installation, connection: SsoConnection, entry: SsoEntry, verifier: str, answer: Answer
) -> tuple[Tokens, dict[str, Any]]:
    """What the provider says of the person, verified; the id_token's own word counts before the rest."""
    providers = installation.providers
    metadata = await providers.metadata(connection.issuer)
    # RFC 9207: an answer of one provider must not be taken for one of another.
    says_who = metadata.get("authorization_response_iss_parameter_supported") is True
    if answer.iss != connection.issuer and (answer.iss or says_who):
        raise TokenError("The answer comes from another identity provider.")
    if answer.error or not answer.code:
        raise TokenError(DECLINED.get(answer.error, "The identity provider did not sign you in."))
    client = client_of(installation, connection)
    tokens = await providers.exchange(client, answer.code, verifier)
    asked = Asked(
        issuer=connection.issuer,
        client_id=connection.client_id,
        nonce=entry.nonce,
        access_token=tokens.access_token,
        acr=connection.acr.split(),
        mfa=connection.mfa,
        max_age=AGAIN_SECONDS if entry.again else connection.max_age_minutes * 60 or None,
    )
    claims = await providers.verified(
        connection.issuer, lambda keys: verify_id_token(tokens.id_token, keys, asked)
    )
    if "email" in claims and groups_of(claims, connection.group_claim):
        return tokens, claims
    more = await providers.user_info(connection.issuer, tokens, claims["sub"])
    return tokens, more | claims


async def _enter(
    session: AsyncSession,
    installation: Installation,
    connection: SsoConnection,
    entry: SsoEntry,
    tokens: Tokens,
    claims: dict[str, Any],
    visitor: Visitor,
) -> Entry:
    """Begin a session that opens the connection's organization alone; the browser's former one ends."""
    organization = await session.get_one(Organization, connection.organization_id)
    claimed = Claimed.of(claims, connection)
    user, identity = await admitted(session, connection, claimed, entry.user_id)
    await _end_former(session, visitor)
    seconds = installation.settings.session_max_seconds
    login, token = LoginSession.begin(user, seconds, visitor.address, visitor.user_agent)
    login.within_id = organization.id
    login.confirmed_at = claimed.proved_at
    login.mfa_at = (claimed.proved_at or now()) if claimed.mfa or connection.acr else None
    came = SsoLogin(
        organization_id=organization.id,
        connection_id=connection.id,
        identity_id=identity.id,
        login_id=login.id,
        sid=claimed.sid,
    )
    came.keep_hint(tokens.id_token, installation.master_key)
    identity.last_seen_at = now()
    session.add_all([login, identity])
    await session.flush()
    session.add(came)
    how = {"how": "single sign-on", "address": visitor.address, "connection_id": connection.id}
    session.add_all(user.record("signed_in", [organization.id], **how))
    return Entry(token, local(entry.next_path, f"/{organization.slug}/"))


async def _end_former(session: AsyncSession, visitor: Visitor) -> None:
    """The session this browser had before."""
    statement = select(LoginSession).where(LoginSession.token_hash == digest(visitor.token))
    before = (await session.exec(statement)).first() if visitor.token else None
    if before and before.ended_at is None:
        before.ended_at = now()


async def _refuse(
    installation: Installation, connection: SsoConnection, visitor: Visitor, why: str
) -> SsoRefused:
    """Record it; nobody has been identified, so the system is the actor."""
    log.warning("sso_refused", connection=connection.id, address=visitor.address, why=why)
    async with installation.work(connection.organization_id, request_id=visitor.request_id) as session:
        row = await session.get(SsoConnection, connection.id)
        if row is not None:
            by = Principal.system(connection.organization_id)
            session.add(AuditEvent.of(row, "sign_in_refused", by, address=visitor.address, why=why))
    return SsoRefused(why)


def _down(connection: SsoConnection, error: ProviderError) -> Unavailable:
    log.warning("sso_unavailable", connection=connection.id, why=error.message)
    return Unavailable(
        f"{connection.name} cannot be reached, so nobody can sign in through it right now. "
        "Who is signed in stays signed in. Try again in a minute.",
        retry_after=60,
    )
