"""User, LoginSession, SignInLink, SignInTry: who may come in, and how."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Field

from app.audit import AuditEvent
from app.database import Row, json_field, moment
from app.ids import new_id, now
from app.outside.mail import NOWHERE
from app.permissions import Principal
from app.problems import Invalid, Refused


class LinkSpent(Refused):
    """A one-time link that was used, has expired, or never was: the three are never told apart."""

    status = 410
    problem = "link-spent"
    title = "This link no longer works"

    def __init__(self) -> None:
        super().__init__("A sign-in link works once and for a limited time. Ask for a new one.")


def digest(secret: str) -> str:
    """SHA-256 as hex: what is stored of a token with at least 128 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def normalized_email(address: str) -> str:
    """How an address is compared: without surrounding space, in lower case."""
    return address.strip().lower()


class User(Row, table=True):
    """A person, known to the whole installation; what they may do is said by their memberships."""

    __tablename__ = "user"

    email: str = Field(unique=True, max_length=254)
    """Normalized, and nobody else's; of who came from a directory that proved none, a stand-in."""
    alias: str = Field(default="", max_length=254)
    """What a directory calls somebody whose address it did not prove; it finds and identifies nobody."""
    name: str = Field(default="", max_length=200)
    password_hash: str = ""
    """argon2id in its encoded form, or '' for who has no password."""
    disabled: bool = False
    digests: bool = True
    """Takes a mail a day about what waits for them."""
    operator: bool = False
    """May see to the installation itself; says nothing about any organization."""

    @classmethod
    def known_as(cls, email: str, name: str = "") -> "User":
        """A new user without a password; raises Invalid for what cannot be an address."""
        address = normalized_email(email)
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or len(address) > 254 or any(c.isspace() for c in address):
            raise Invalid("Give an e-mail address such as ada@example.org.", field="email")
        return cls(email=address, name=name.strip())

    @classmethod
    def told_of(cls, alias: str, name: str = "") -> "User":
        """Somebody a directory tells of, whose address nobody proved: only that directory lets them in."""
        return cls(email=f"{new_id()}@{NOWHERE}", alias=alias.strip()[:254], name=name.strip()[:200])

    @property
    def label(self) -> str:
        """How pages and the record call them."""
        return self.alias or self.email

    @property
    def reachable(self) -> bool:
        """Whether mail to the address arrives with them."""
        return not self.email.endswith(f"@{NOWHERE}")

    @property
    def standing(self) -> str:
        """What they are in the installation, besides a person."""
        return "operator" if self.operator else ""

    def change_password(self, password_hash: str, organization_ids: Iterable[str]) -> list[AuditEvent]:
        """Store a new hash; one event for each organization the person belongs to."""
        self.password_hash = password_hash
        return self.record("password_changed", organization_ids)

    def change_address(self, email: str, organization_ids: Iterable[str]) -> list[AuditEvent]:
        """Another address. The record does not keep either: people can be forgotten, events cannot."""
        self.email, self.alias = email, ""
        return self.record("address_changed", organization_ids)

    def disable(self, by: Principal) -> AuditEvent:
        """Shut the person out: sessions are looked up together with this flag, so it works at once."""
        self.disabled = True
        return AuditEvent.of(self, "disabled", by)

    def record(self, action: str, organization_ids: Iterable[str], **details: object) -> list[AuditEvent]:
        """What the person did to their own account, in the record of each of their organizations.

        Accounts belong to the installation, records to organizations; somebody without any leaves no event.
        """
        return [AuditEvent.of(self, action, self._within(id), **details) for id in organization_ids]

    def refuse(self, organization_ids: Iterable[str], address: str, why: str) -> list[AuditEvent]:
        """A failed sign-in; nobody has been identified, so the system is the actor."""
        return [
            AuditEvent.of(self, "sign_in_refused", Principal.system(id), address=address, why=why)
            for id in organization_ids
        ]

    def _within(self, organization_id: str) -> Principal:
        return Principal("user", self.id, self.label, organization_id)


class LoginSession(Row, table=True):
    """One signed-in browser. The cookie holds a secret; this row holds only its digest."""

    __tablename__ = "login_session"

    token_hash: str = Field(unique=True, max_length=64)
    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    last_seen_at: datetime = moment(default_now=True)
    expires_at: datetime = moment(default_now=True)
    address: str = Field(default="", max_length=64)
    user_agent: str = Field(default="", max_length=300)
    confirmed_at: datetime | None = moment()
    """When the person last proved who they are: at the sign-in, or when asked again since."""
    mfa_at: datetime | None = moment()
    """When a second factor was last shown, here or at an identity provider that says so; None: never."""
    ended_at: datetime | None = moment()
    within_id: str | None = Field(default=None, foreign_key="organization.id", max_length=36)
    """The organization whose identity provider let them in: the only place this session opens."""
    standing: dict[str, str] = json_field(dict)
    """What the person was when the session was last used, by organization; under '' in the installation."""

    @classmethod
    def begin(cls, user: User, seconds: int, address: str, user_agent: str) -> tuple["LoginSession", str]:
        """A new session and the secret for its cookie, which is told this once."""
        token = secrets.token_urlsafe(32)
        row = cls(
            token_hash=digest(token),
            user_id=user.id,
            last_seen_at=now(),
            expires_at=now() + timedelta(seconds=seconds),
            confirmed_at=now(),
            address=address[:64],
            user_agent=user_agent[:300],
            standing={"": user.standing},
        )
        return row, token

    def open(self, at: datetime, idle_seconds: int) -> bool:
        """Whether it still lets its user in: not ended, within its absolute and its idle limit."""
        fresh = at - self.last_seen_at < timedelta(seconds=idle_seconds)
        return self.ended_at is None and at < self.expires_at and fresh

    def confirm(self, *, mfa: bool) -> str:
        """The person has proved again who they are: a new secret for the cookie, the old one opens nothing.

        The session keeps its place in the list and its absolute limit.
        """
        self.confirmed_at = now()
        self.mfa_at = now() if mfa else self.mfa_at
        return self.renew()

    def renew(self) -> str:
        """A new secret for the cookie; the one before opens nothing from now on."""
        token = secrets.token_urlsafe(32)
        self.token_hash = digest(token)
        return token

    def stand(self, place: str, standing: str) -> bool:
        """Note what the person is in a place; whether it is something else than when last seen there."""
        before = self.standing.get(place, standing)
        self.standing = self.standing | {place: standing}
        return before != standing

    def end(self, user: User, organization_ids: Iterable[str]) -> list[AuditEvent]:
        """Shut it for good; ending it again changes nothing and records nothing."""
        if self.ended_at is not None:
            return []
        self.ended_at = now()
        told = [self.within_id] if self.within_id else organization_ids
        return user.record("signed_out", told, login_session=self.id)


class SignInLink(Row, table=True):
    """A way in that works once: for the first person of an installation, and where there is no mail."""

    __tablename__ = "sign_in_link"

    token_hash: str = Field(unique=True, max_length=64)
    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    expires_at: datetime = moment(default_now=True)
    used_at: datetime | None = moment()
    next_path: str = Field(default="", max_length=2000)

    @classmethod
    def for_user(cls, user: User, seconds: int, next_path: str = "") -> tuple["SignInLink", str]:
        """A new link and the secret it carries, which is told this once."""
        token = secrets.token_urlsafe(32)
        expires = now() + timedelta(seconds=seconds)
        row = cls(token_hash=digest(token), user_id=user.id, expires_at=expires, next_path=next_path)
        return row, token

    @property
    def usable(self) -> bool:
        return self.used_at is None and now() < self.expires_at

    def use(self) -> None:
        """Spend it; raises LinkSpent the second time and after its expiry."""
        if not self.usable:
            raise LinkSpent
        self.used_at = now()


class SignInTry(Row, table=True):
    """A try at a password, counted against an account or an address; what was typed is kept as a digest."""

    __tablename__ = "sign_in_try"

    counted_for: str = Field(index=True, max_length=64)
