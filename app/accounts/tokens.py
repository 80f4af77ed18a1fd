"""Short-lived tokens (JWT, ES256): made for a key, signed with keys that change by themselves."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import Row, json_field, moment
from app.encryption import decrypt_field, encrypt_field
from app.ids import now

ALGORITHM = "ES256"
KIND = "at+jwt"
TOKEN_SECONDS = 900
SIGNS_FOR = timedelta(days=30)
SHOWN_AHEAD = timedelta(days=1)
"""How long a new key is published before it signs, and an old one after, for who caches our keys."""
TOKEN_MAX = 4096


class SigningKey(Row, table=True):
    """A key pair tokens are signed with; its id is what tokens call it by (kid)."""

    __tablename__ = "signing_key"

    private_key: bytes
    """PEM, sealed under the installation's key."""
    public_key: dict[str, Any] = json_field(dict)
    """As a JWK."""
    retired_at: datetime | None = moment()
    """From then on no token signed with it is taken."""

    @classmethod
    def made(cls, master_key: bytes) -> "SigningKey":
        row, key = cls(private_key=b"", created_at=now()), ECKey.generate_key("P-256")
        row.private_key = encrypt_field(key.as_pem(private=True).decode(), master_key, row._context)
        row.public_key = {**key.as_dict(private=False), "kid": row.id, "use": "sig", "alg": ALGORITHM}
        return row

    def sign(self, claims: dict[str, Any], master_key: bytes) -> str:
        pem = decrypt_field(self.private_key, master_key, self._context)
        return jwt.encode({"alg": ALGORITHM, "typ": KIND, "kid": self.id}, claims, ECKey.import_key(pem))

    @property
    def _context(self) -> bytes:
        return f"signing key {self.id}".encode()


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a token that was signed here says: the key it was made for, and what it may do."""

    key_id: str
    scopes: list[str]


async def shown_keys(session: AsyncSession) -> list[SigningKey]:
    """The keys whose tokens are taken, oldest first."""
    statement = select(SigningKey).where(col(SigningKey.retired_at).is_(None)).order_by(col(SigningKey.id))
    return list(await session.exec(statement))


async def signer(session: AsyncSession, master_key: bytes) -> SigningKey:
    """The key to sign with now. Makes the next one in time, and retires what has been followed for long."""
    keys, at = await shown_keys(session), now()
    if not keys or at - keys[-1].created_at >= SIGNS_FOR:
        keys.append(SigningKey.made(master_key))
        session.add(keys[-1])
    ready = [key for key in keys if at - key.created_at >= SHOWN_AHEAD] or keys[:1]
    for key in keys[: keys.index(ready[-1])]:
        if at - ready[-1].created_at >= 2 * SHOWN_AHEAD:
            key.retired_at = at
    return ready[-1]


async def replace_keys(session: AsyncSession, master_key: bytes) -> int:
    """A key was stolen: retire all, so that every token out there is refused. How many they were."""
    keys = await shown_keys(session)
    for key in keys:
        key.retired_at = now()
    session.add(SigningKey.made(master_key))
    return len(keys)


def claims_for(origin: str, key_id: str, organization_id: str, scopes: list[str]) -> dict[str, Any]:
    """What a token for a key says (RFC 9068)."""
    issued = int(now().timestamp())
    return {
        "iss": origin,
        "aud": f"{origin}/v1",
        "sub": key_id,
        "client_id": key_id,
        "org": organization_id,
        "scope": " ".join(scopes),
        "jti": secrets.token_urlsafe(16),
        "iat": issued,
        "exp": issued + TOKEN_SECONDS,
    }


def looks_like_token(secret: str) -> bool:
    return secret.count(".") == 2 and len(secret) <= TOKEN_MAX and secret.isascii()


async def claimed(session: AsyncSession, token: str, origin: str) -> Claimed | None:
    """What a token says, when one of our keys signed it for us and it has not ended; else None."""
    keys = {key.id: key for key in await shown_keys(session)}
    try:
        # The header only chooses among our own keys; addresses and keys it brings along are not looked at.
        named = keys.get(str(_header(token).get("kid", "")))
        if named is None:
            return None
        decoded = jwt.decode(token, ECKey.import_key(named.public_key), algorithms=[ALGORITHM])
        registry = jwt.JWTClaimsRegistry(
            leeway=0,
            iss={"essential": True, "value": origin},
            aud={"essential": True, "value": f"{origin}/v1"},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        registry.validate(decoded.claims)
    except (JoseError, ValueError, TypeError):
        return None
    if decoded.header.get("typ") != KIND:
        return None
    return Claimed(str(decoded.claims["sub"]), str(decoded.claims.get("scope", "")).split())


def _header(token: str) -> dict[str, Any]:
    from joserfc.jws import extract_compact

    header = extract_compact(token.encode()).protected
    return dict(header)
