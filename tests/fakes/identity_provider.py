"""An OpenID Connect provider of our own on loopback: as strict as a good one, as hostile as it is told."""

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from tests.fakes.web_server import Asked, Handler, WebServer, web_server

ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA", "HS256"]
_RSA: list[RSAKey] = []
"""Made once: each takes a tenth of a second."""

Twist = Callable[["Provider", dict[str, Any], dict[str, Any]], str | None]
"""Changes header and claims of an id_token, or makes the whole token itself."""


def rsa_key(number: int = 0) -> RSAKey:
    while len(_RSA) <= number:
        made = RSAKey.generate_key(2048, {"kid": f"rsa-{len(_RSA)}", "use": "sig"})
        _RSA.append(made)
    return _RSA[number]


@dataclass
class Granted:
    """A code that was issued."""

    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    claims: dict[str, Any]
    used: bool = False


@dataclass
class Provider:
    """Knows one client. Codes work once, and only with the verifier whose challenge was shown."""

    client_id: str = "tic"
    secret: str = "s3cret+with/odd%chars"
    server: WebServer = field(default=None)  # type: ignore[assignment]
    keys: list[Any] = field(default_factory=lambda: [rsa_key()])
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1"})
    of_userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    """What it says of itself otherwise; None leaves it out."""
    twist: Twist | None = None
    without_token: bool = False
    down: bool = False
    codes: dict[str, Granted] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    """The latest authorization request."""

    @property
    def issuer(self) -> str:
        return self.server.url

    def authorize(self, url: str, **more: str) -> str:
        """What a browser that came to `url` and signed in is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?"), url
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["client_id"] == self.client_id
        self.seen = asked
        code = secrets.token_urlsafe(16)
        self.codes[code] = Granted(
            asked["client_id"],
            asked["redirect_uri"],
            asked["code_challenge"],
            asked["nonce"],
            dict(self.claims),
        )
        answer = {"code": code, "state": asked["state"], "iss": self.issuer} | more
        kept = {name: value for name, value in answer.items() if value}
        return f"{asked['redirect_uri']}?{urlencode(kept)}"

    def id_token(self, granted: Granted) -> str:
        now = int(time.time())
        header = {"alg": "RS256" if isinstance(self.keys[0], RSAKey) else "ES256", "kid": self.keys[0].kid}
        claims = {
            "iss": self.issuer,
            "aud": granted.client_id,
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": granted.nonce,
            **granted.claims,
        }
        made = self.twist(self, header, claims) if self.twist else None
        return made if made is not None else self.sign(claims, header)

    def sign(self, claims: dict[str, Any], header: dict[str, Any] | None = None, key: Any = None) -> str:
        header = header or {"alg": "RS256", "kid": self.keys[0].kid}
        registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        return jwt.encode(
            {"typ": "JWT", **header}, claims, key or self.keys[0], algorithms=ALGORITHMS, registry=registry
        )

    def logout_token(self, **claims: Any) -> str:
        """A good one, but for `claims`; None leaves one out."""
        now = int(time.time())
        facts = {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            **claims,
        }
        kept = {name: value for name, value in facts.items() if value is not None}
        return self.sign(kept, {"alg": "RS256", "kid": self.keys[0].kid, "typ": "logout+jwt"})

    def answer(self, handler: Handler, asked: Asked) -> None:
        if self.down:
            handler.give(b"down", 503, "text/plain")
            return
        path = asked.path.partition("?")[0]
        answers = {
            "/.well-known/openid-configuration": lambda: self._metadata(),
            "/jwks": lambda: KeySet(self.keys).as_dict(private=False),
            "/userinfo": lambda: {"sub": self.claims["sub"], **self.of_userinfo},
        }
        if path == "/token":
            status, body = self._token(asked)
            handler.give(json.dumps(body).encode(), status)
        elif path in answers:
            handler.give(json.dumps(answers[path]()).encode())
        else:
            handler.give(b"{}", 404)

    def _metadata(self) -> dict[str, Any]:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }
        return {name: value for name, value in said.items() if value is not None}

    def _token(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        scheme, _, given = asked.headers.get("Authorization", "").partition(" ")
        client, _, secret = base64.b64decode(given).decode().partition(":")
        known = (unquote_plus(client), unquote_plus(secret)) == (self.client_id, self.secret)
        if scheme != "Basic" or not known:
            return 401, {"error": "invalid_client"}
        granted = self.codes.get(form.get("code", ""))
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        good = granted is not None and not granted.used and granted.redirect_uri == form.get("redirect_uri")
        if granted is None or not good or challenge.rstrip(b"=").decode() != granted.challenge:
            return 400, {"error": "invalid_grant"}
        granted.used = True
        answer = {"access_token": secrets.token_hex(8), "token_type": "Bearer", "expires_in": 300}
        return 200, answer if self.without_token else answer | {"id_token": self.id_token(granted)}


@contextmanager
def provider(**facts: Any) -> Iterator[Provider]:
    """A running one."""
    made = Provider(**facts)
    with web_server(made.answer) as server:
        made.server = server
        yield made


def elliptic_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})
