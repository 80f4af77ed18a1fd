"""Tokens an identity provider signs: which are believed, and what exactly is wrong with the others."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from authlib.common.encoding import urlsafe_b64decode
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, JoseError, MissingClaimError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""What a signature may be made with: never `none`, never a secret shared with the provider."""
LEEWAY = 30
"""Seconds two clocks may differ."""
LOGOUT_SECONDS = 300
"""How old a logout token may be."""
RSA_BITS_MIN = 2048
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_KINDS: dict[str, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_FACTORS = (
    {"pwd", "pin", "kba"},
    {"otp", "hwk", "swk", "sms", "sc", "tel", "pop"},
    {"face", "fpt", "iris", "retina", "vbm"},
)


class TokenError(Exception):
    """Why a token is not believed, for a person; `unknown_key` when newer keys might help."""

    def __init__(self, message: str, *, unknown_key: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.unknown_key = unknown_key


@dataclass(frozen=True, slots=True)
class Asked:
    """What an id_token must answer."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str = ""
    acr: Sequence[str] = ()
    mfa: bool = False
    max_age: int | None = None


def usable_keys(jwks: Any) -> list[Any]:
    """The public keys of a key set that may verify a signature; everything else in it is passed over."""
    found = []
    listed = jwks.get("keys") if isinstance(jwks, dict) else None
    for raw in listed if isinstance(listed, list) else []:
        if not isinstance(raw, dict) or raw.get("kty") not in _KINDS or raw.get("use", "sig") != "sig":
            continue
        try:
            key = _KINDS[raw["kty"]].import_key({k: v for k, v in raw.items() if k != "key_ops"})
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if not isinstance(key, RSAKey) or key.public_key.key_size >= RSA_BITS_MIN:
            found.append(key)
    return found


def verify_id_token(token: str, keys: Sequence[Any], asked: Asked) -> dict[str, Any]:
    """Its claims, every one of them checked; raises TokenError."""
    header, claims = _signed(token, keys)
    options: Any = {
        "iss": {"essential": True, "value": asked.issuer},
        "aud": {"essential": True, "value": asked.client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "nonce": {"essential": True, "value": asked.nonce},
        "sub": {"essential": True},
    }
    # Without a nonce Authlib would not look for one.
    if not asked.nonce:
        raise TokenError("The sign-in began without a nonce.")
    params = {"client_id": asked.client_id, "nonce": asked.nonce, "access_token": asked.access_token}
    checked = CodeIDToken(claims, header, options, params)
    _validated(checked)
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise TokenError("The identity provider names nobody.")
    _assured(claims, asked)
    return dict(claims)


def verify_logout_token(token: str, keys: Sequence[Any], issuer: str, client_id: str) -> dict[str, Any]:
    """The claims of a back-channel logout token (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
    header, claims = _signed(token, keys)
    if str(header.get("typ", "logout+jwt")).lower() not in ("logout+jwt", "application/logout+jwt", "jwt"):
        raise TokenError("This is not a logout token.")
    options: Any = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "jti": {"essential": True},
        "events": {"essential": True},
    }
    registry = jwt.JWTClaimsRegistry(leeway=LEEWAY, **options)
    try:
        registry.validate(claims)
    except JoseError as error:
        raise TokenError(_sentence(error)) from None
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenError("The token is about no logout.")
    if "nonce" in claims:
        raise TokenError("A logout token holds no nonce.")
    if not isinstance(claims.get("sub"), str) and not isinstance(claims.get("sid"), str):
        raise TokenError("The token says neither who is leaving nor from which session.")
    if not isinstance(claims["jti"], str) or time.time() - claims["iat"] > LOGOUT_SECONDS + LEEWAY:
        raise TokenError("The logout token is too old.")
    return claims


def _signed(token: str, keys: Sequence[Any]) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Header and claims, the signature verified with one of the provider's own keys.

    Keys the token itself names or brings along (jku, jwk, x5u, x5c) are never looked at.
    """
    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise TokenError("The token is not signed in a way that proves where it comes from.")
    fitting = [key for key in keys if (not kid or key.kid == kid) and _fits(key, algorithm)]
    if not fitting:
        raise TokenError(
            "The token is signed with a key the identity provider does not show.", unknown_key=True
        )
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    for key in fitting:
        try:
            decoded = jwt.decode(token, key, algorithms=ALGORITHMS, registry=registry)
        except BadSignatureError:
            continue
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise TokenError(_sentence(error)) from None
        return decoded.header, decoded.claims
    raise TokenError("The token is not signed by the identity provider.", unknown_key=not kid)


def _header(token: str) -> dict[str, Any]:
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except (ValueError, AttributeError):
        header = None
    if not isinstance(header, dict):
        raise TokenError("The identity provider sent no token that can be read.")
    return header


def _fits(key: Any, algorithm: str) -> bool:
    kind = {"RS256": RSAKey, "PS256": RSAKey, "ES256": ECKey}.get(algorithm, OKPKey)
    return isinstance(key, kind) and key.get("alg", algorithm) in (algorithm, "EdDSA")


def _validated(claims: CodeIDToken) -> None:
    try:
        claims.validate(now=int(time.time()), leeway=LEEWAY)
    except JoseError as error:
        raise TokenError(_sentence(error)) from None
    except (TypeError, ValueError):
        raise TokenError("The token holds a claim that cannot be read.") from None


def _assured(claims: Mapping[str, Any], asked: Asked) -> None:
    """Whether they proved themselves well and lately enough."""
    if asked.acr and claims.get("acr") not in asked.acr:
        raise TokenError("The identity provider did not ask for the assurance your organization requires.")
    if asked.mfa and not second_factor(claims.get("amr")):
        raise TokenError("Your organization requires a second factor, and the identity provider names none.")
    if asked.max_age is not None:
        proved = claims.get("auth_time")
        if not isinstance(proved, int | float) or isinstance(proved, bool):
            raise TokenError("The identity provider does not say when you last proved who you are.")
        if time.time() - proved > asked.max_age + LEEWAY:
            raise TokenError("It is too long since you last proved who you are to the identity provider.")


def second_factor(methods: Any) -> bool:
    """Whether methods of RFC 8176 are `mfa`, or of two different kinds."""
    named = {str(one) for one in methods} if isinstance(methods, list) else set()
    return "mfa" in named or sum(bool(named & kind) for kind in _FACTORS) > 1


_CLAIMS = {
    "iss": "The token comes from another identity provider.",
    "aud": "The token was made for another program.",
    "azp": "The token was made for another program.",
    "nonce": "The token belongs to another sign-in.",
    "nbf": "The token is not valid yet.",
    "iat": "The token was made in the future.",
    "at_hash": "The tokens do not belong together.",
}


def _sentence(error: Exception) -> str:
    if isinstance(error, ExpiredTokenError):
        return "The token has expired."
    claim = str(getattr(error, "claim", "") or "")
    if isinstance(error, MissingClaimError):
        return f"The token lacks what it must say: {claim}."
    return _CLAIMS.get(claim, "The token cannot be verified.")
