"""OpenID Connect providers over the egress guard: what they say of themselves, their keys, their answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlencode

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from app.outside.breaker import Breaker, Resting
from app.outside.egress import Egress, EgressError, Reply
from app.outside.id_token import ALGORITHMS, TokenError, usable_keys

METADATA_SECONDS = 3600.0
KEYS_SECONDS = 600.0
REFRESHES, REFRESH_SECONDS = 5, 60.0
"""Newer keys are asked for at most so often, however many tokens name unknown ones."""
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
T = TypeVar("T")


class ProviderError(Exception):
    """Why a provider cannot be used, for a person; `again` when it may be only now."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.again = again


@dataclass(frozen=True, slots=True)
class Client:
    """We, as a provider knows us."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was exchanged for; none of it reaches a browser."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)


@dataclass
class _Known:
    """What is remembered of one provider."""

    metadata: dict[str, Any]
    read_at: float
    keys: list[Any] = field(default_factory=list)
    keys_at: float = 0.0
    refreshed: list[float] = field(default_factory=list)


class IdentityProviders:
    """Everything asked of identity providers; what they say of themselves is kept for a while."""

    def __init__(self, egress: Egress, clock: Callable[[], float] = time.monotonic) -> None:
        self._egress = egress
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._breakers: dict[str, Breaker] = {}

    def forget(self) -> None:
        """Ask everything anew."""
        self._known.clear()
        self._breakers.clear()

    async def metadata(self, issuer: str, *, anew: bool = False) -> dict[str, Any]:
        """What the provider says of itself; raises ProviderError for what cannot be used."""
        known = self._known.get(issuer)
        if known is None or anew or self._clock() - known.read_at > METADATA_SECONDS:
            found = await self._read(issuer, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            known = _Known(_checked(found, issuer), self._clock())
            self._known[issuer] = known
        return known.metadata

    async def keys(self, issuer: str) -> list[Any]:
        """The keys it signs with, as far as we take them."""
        metadata = await self.metadata(issuer)
        known = self._known[issuer]
        if not known.keys or self._clock() - known.keys_at > KEYS_SECONDS:
            known.keys = usable_keys(await self._read(issuer, metadata["jwks_uri"]))
            known.keys_at = self._clock()
        if not known.keys:
            raise ProviderError("The identity provider shows no key that can be used.")
        return known.keys

    async def verified(self, issuer: str, verify: Callable[[list[Any]], T]) -> T:
        """What `verify` finds with the provider's keys; with newer ones when none of them fits."""
        try:
            return verify(await self.keys(issuer))
        except TokenError as error:
            if not error.unknown_key or not self._may_refresh(issuer):
                raise
        self._known[issuer].keys_at = float("-inf")
        return verify(await self.keys(issuer))

    def _may_refresh(self, issuer: str) -> bool:
        known = self._known[issuer]
        known.refreshed = [at for at in known.refreshed if self._clock() - at < REFRESH_SECONDS]
        known.refreshed.append(self._clock())
        return len(known.refreshed) <= REFRESHES

    async def authorization_url(
        self, client: Client, scopes: str, state: str, nonce: str, verifier: str, **more: str
    ) -> str:
        """Where to send the browser: code flow, PKCE with S256."""
        metadata = await self.metadata(client.issuer)
        maker = OAuth2Client(
            None,
            client_id=client.client_id,
            scope=scopes,
            redirect_uri=client.redirect_uri,
            code_challenge_method="S256",
        )
        endpoint = metadata["authorization_endpoint"]
        url, _ = maker.create_authorization_url(endpoint, state, verifier, nonce=nonce, **more)
        return str(url)

    async def exchange(self, client: Client, code: str, verifier: str) -> Tokens:
        """The tokens for a code; raises ProviderError."""
        reply = await self._ask_for_tokens(client, code, verifier)
        answer = _object(reply)
        if reply.status != 200:
            raise ProviderError(_refusal(answer), again=reply.status >= 500)
        tokens = Tokens(answer.get("id_token") or "", answer.get("access_token") or "")
        if not isinstance(tokens.id_token, str) or not tokens.id_token:
            raise ProviderError(
                "The identity provider does not say who you are. Is the scope openid asked for?"
            )
        return tokens

    async def _ask_for_tokens(self, client: Client, code: str, verifier: str) -> Reply:
        metadata = await self.metadata(client.issuer)
        body = urlencode(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": client.redirect_uri,
                "code_verifier": verifier,
            }
        )
        method = _authentication(metadata, client.secret)
        known_as = (client.client_id, client.secret)
        if method == "client_secret_basic":
            # RFC 6749, 2.3.1: encoded as a form would be, which Authlib leaves to its caller.
            known_as = (quote_plus(client.client_id), quote_plus(client.secret))
        prepared = ClientAuth(*known_as, method).prepare("POST", metadata["token_endpoint"], dict(FORM), body)
        url, headers, body = prepared
        try:
            return await self._egress.post(url, body.encode(), headers)
        except EgressError as error:
            raise ProviderError(error.message, again=error.again) from None

    async def user_info(self, issuer: str, tokens: Tokens, subject: str) -> dict[str, Any]:
        """What else the provider says of the person, as far as it says so in plain JSON."""
        endpoint = (await self.metadata(issuer)).get("userinfo_endpoint")
        if not endpoint or not tokens.access_token:
            return {}
        headers = {"Authorization": f"Bearer {tokens.access_token}", "Accept": "application/json"}
        try:
            reply = await self._egress.get(endpoint, headers)
        except EgressError as error:
            raise ProviderError(error.message, again=error.again) from None
        if reply.status != 200 or "json" not in reply.headers.get("Content-Type", ""):
            return {}
        said = _object(reply)
        if said.get("sub") != subject:
            raise ProviderError("The identity provider speaks of two different people.")
        return said

    async def refuses_client(self, client: Client) -> bool:
        """Whether it refuses our id and secret; asked with a code that never was."""
        reply = await self._ask_for_tokens(client, "never-issued", "x" * 43)
        return _object(reply).get("error") in ("invalid_client", "unauthorized_client")

    async def _read(self, issuer: str, url: str) -> dict[str, Any]:
        """What the address answers; a provider that keeps failing is left alone for a while."""
        breaker = self._breakers.setdefault(issuer, Breaker("The identity provider", clock=self._clock))
        try:
            with breaker.asking():
                reply = await self._egress.get(url, {"Accept": "application/json"})
                if reply.status != 200:
                    raise ProviderError(
                        f"{url} answers {reply.status}. "
                        "Is this the issuer, exactly as the provider writes it?",
                        again=reply.status >= 500,
                    )
        except EgressError as error:
            raise ProviderError(error.message, again=error.again) from None
        except Resting as resting:
            raise ProviderError(str(resting), again=True) from None
        return _object(reply)


def _object(reply: Reply) -> dict[str, Any]:
    try:
        found = reply.json()
    except EgressError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(
            "The identity provider answers something that is no JSON.", again=reply.status >= 500
        )
    return found


def _checked(metadata: dict[str, Any], issuer: str) -> dict[str, Any]:
    if metadata.get("issuer") != issuer:
        raise ProviderError(
            f"The provider calls itself {str(metadata.get('issuer'))[:200]}, not {issuer}. "
            "The two must be equal, to the last slash."
        )
    for name in ENDPOINTS:
        if not isinstance(metadata.get(name), str):
            raise ProviderError(f"The provider does not say its {name}.")
    for name in (*ENDPOINTS, "userinfo_endpoint", "end_session_endpoint"):
        # They become links of ours, so nothing but a web address will do.
        if not str(metadata.get(name) or "https://").startswith(("https://", "http://")):
            raise ProviderError(f"The provider's {name} is no web address.")
    signing = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    if not isinstance(signing, list) or not set(signing) & set(ALGORITHMS):
        raise ProviderError(f"The provider signs with none of {', '.join(ALGORITHMS)}.")
    methods = metadata.get("code_challenge_methods_supported", ["S256"])
    if not isinstance(methods, list) or "S256" not in methods:
        raise ProviderError("The provider does not know PKCE with S256.")
    return metadata


def _authentication(metadata: dict[str, Any], secret: str) -> str:
    """How we prove who we are: as the provider likes, in the header unless it wants the body."""
    if not secret:
        return "none"
    supported = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = not isinstance(supported, list) or "client_secret_basic" in supported
    return "client_secret_basic" if basic else "client_secret_post"


def _refusal(answer: dict[str, Any]) -> str:
    if answer.get("error") in ("invalid_client", "unauthorized_client"):
        return "The identity provider refuses the client id or secret of this connection."
    if answer.get("error") == "invalid_grant":
        return "The identity provider does not accept the code of this sign-in. Begin again."
    return "The identity provider refused to say who you are."
