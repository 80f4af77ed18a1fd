"""Authenticator, RecoveryCode, Passkey, SignInStep, SpentChallenge: what a person has besides a password."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import BigInteger
from sqlmodel import Field

from app.accounts.models import User, digest
from app.database import Row, json_field, moment
from app.encryption import decrypt_field, encrypt_field
from app.ids import now
from app.problems import Refused

ISSUER = "Thinking in Code"
STEPS_APART = 1
"""Clocks differ: the code before and the one after count, too."""
RECOVERY_CODES = 10
STEP_LIFE = timedelta(minutes=10)
NAME_MAX = 80


class StepOver(Refused):
    """The second step of a sign-in came too late, or twice."""

    status = 410
    problem = "sign-in-over"
    title = "This sign-in took too long"

    def __init__(self) -> None:
        super().__init__("Begin again at the sign-in page.")


class Authenticator(Row, table=True):
    """An app that shows six digits, new every 30 seconds (TOTP, RFC 6238); one for each person."""

    __tablename__ = "authenticator"

    user_id: str = Field(foreign_key="user.id", unique=True, max_length=36)
    secret: bytes
    """Sealed under the installation's key."""
    confirmed_at: datetime | None = moment()
    """None until its first code has been typed in; until then it is not asked for."""
    last_step: int = 0
    """The number of the 30 seconds whose code was taken last: no code works twice."""

    @classmethod
    def begun(cls, user: User, master_key: bytes) -> "Authenticator":
        """A new secret, to be shown until its first code."""
        row = cls(user_id=user.id, secret=b"")
        row.secret = encrypt_field(pyotp.random_base32(), master_key, row._context)
        return row

    def shown(self, master_key: bytes) -> str:
        """The secret as people type it in."""
        return decrypt_field(self.secret, master_key, self._context)

    def address(self, user: User, master_key: bytes) -> str:
        """The otpauth address for the QR code."""
        return pyotp.TOTP(self.shown(master_key)).provisioning_uri(name=user.email, issuer_name=ISSUER)

    def accepts(self, code: str, master_key: bytes, at: datetime) -> bool:
        """Whether the code is of this moment and was not taken before; it never is again."""
        generator = pyotp.TOTP(self.shown(master_key))
        current, typed = generator.timecode(at), "".join(code.split())
        for step in range(current - STEPS_APART, current + STEPS_APART + 1):
            same = hmac.compare_digest(generator.generate_otp(step).encode(), typed.encode())
            if same and step > self.last_step:
                self.last_step = step
                return True
        return False

    @property
    def _context(self) -> bytes:
        return f"authenticator {self.id}".encode()


class RecoveryCode(Row, table=True):
    """A way in for who has lost the other factors; works once, kept as a keyed digest."""

    __tablename__ = "recovery_code"

    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    code_hash: str = Field(unique=True, max_length=64)
    used_at: datetime | None = moment()

    @classmethod
    def made_for(cls, user: User, master_key: bytes) -> tuple[list["RecoveryCode"], list[str]]:
        """A fresh set, and what to show this once: 80 bits each."""
        codes = [_grouped(base64.b32encode(secrets.token_bytes(10)).decode()) for _ in range(RECOVERY_CODES)]
        rows = [cls(user_id=user.id, code_hash=recovery_hash(user.id, code, master_key)) for code in codes]
        return rows, codes


def _grouped(letters: str) -> str:
    lower = letters.lower()
    return "-".join(lower[at : at + 4] for at in range(0, len(lower), 4))


def recovery_hash(user_id: str, code: str, master_key: bytes) -> str:
    """What is stored of a recovery code, however it is typed."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hmac.new(master_key, f"recovery code 1 {user_id} {plain}".encode(), "sha256").hexdigest()


class Passkey(Row, table=True):
    """A key pair in a person's device or password store (WebAuthn); we keep the public half."""

    __tablename__ = "passkey"

    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    name: str = Field(max_length=NAME_MAX)
    credential: str = Field(unique=True, max_length=1400)
    """base64url, as browsers write it."""
    public_key: bytes
    sign_count: int = Field(default=0, sa_type=BigInteger)
    """How often it has signed, where it counts: a copy would count, too, and be found out."""
    transports: list[str] = json_field(list)
    host: str = Field(max_length=253)
    """The name of ours it is bound to."""
    last_used_at: datetime | None = moment()

    def used(self, sign_count: int) -> None:
        self.sign_count, self.last_used_at = sign_count, now()


class SignInStep(Row, table=True):
    """A person whose password or link was right, and who has yet to show the second factor."""

    __tablename__ = "sign_in_step"

    token_hash: str = Field(unique=True, max_length=64)
    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    how: str = Field(max_length=40)
    next_path: str = Field(default="", max_length=2000)
    expires_at: datetime = moment(default_now=True)

    @classmethod
    def begin(cls, user: User, how: str, next_path: str) -> tuple["SignInStep", str]:
        """A step and the secret for its cookie, told this once."""
        token = secrets.token_urlsafe(32)
        expires = now() + STEP_LIFE
        row = cls(
            token_hash=digest(token), user_id=user.id, how=how, next_path=next_path[:2000], expires_at=expires
        )
        return row, token


class SpentChallenge(Row, table=True):
    """A passkey's answer works once: the digest of what it answered, until that would be too old anyway."""

    __tablename__ = "spent_challenge"

    hash: str = Field(unique=True, max_length=64)


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can prove themselves with, besides a password."""

    authenticator: Authenticator | None
    """One that has been confirmed."""
    passkeys: list[Passkey]
    codes_left: int

    @property
    def enrolled(self) -> bool:
        return self.authenticator is not None or bool(self.passkeys)
