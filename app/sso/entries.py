"""SsoEntry, SsoIdentity, SsoLogin, SsoLogout: a sign-in on its way, who it was, and how it ends."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.accounts.models import digest
from app.audit import AuditEvent
from app.database import addressable, inside, moment
from app.ids import now
from app.permissions import Principal
from app.problems import Refused
from app.sealed import Encrypted, Sealed
from app.sso.models import SsoConnection
from app.tenancy import Tenanted

ENTRY_SECONDS = 600
"""How long a sign-in may take at the provider."""
KEPT_SECONDS = 2 * ENTRY_SECONDS
"""By then a begun one is removed, at the next that begins."""


class SsoExpired(Refused):
    """A sign-in that took too long, was finished already, or began in another browser: never told apart."""

    status = 410
    problem = "sign-in-expired"
    title = "This sign-in is over"

    def __init__(self) -> None:
        super().__init__("It took too long, was finished already, or began in another browser. Begin again.")


class SsoIdentity(Tenanted, table=True):
    """A person as one provider knows them: issuer and subject, never an address."""

    __tablename__ = "sso_identity"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "issuer", "subject"))

    issuer: str = Field(max_length=500)
    subject: str = Field(max_length=255)
    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    last_seen_at: datetime | None = moment()

    def link(self, by: Principal, how: str) -> AuditEvent:
        """The event of this identity becoming a user's."""
        return AuditEvent.of(self, "linked", by, user_id=self.user_id, issuer=self.issuer, how=how)


class SsoEntry(Tenanted, table=True):
    """A sign-in on its way through the provider; its secrets work once, in one browser, for minutes."""

    __tablename__ = "sso_entry"
    __table_args__ = (addressable(), inside("sso_connection", "connection_id"))

    connection_id: str = Field(index=True, max_length=36)
    state_hash: str = Field(unique=True, max_length=64)
    browser_hash: str = Field(max_length=64)
    nonce: str = Field(max_length=64)
    verifier: Sealed = Field(sa_type=Encrypted, nullable=False)
    next_path: str = Field(default="", max_length=2000)
    user_id: str | None = Field(default=None, foreign_key="user.id", max_length=36)
    """Who was signed in already and wants this identity to be theirs, too."""
    again: bool = False
    """They were asked to prove themselves anew."""
    used_at: datetime | None = moment()

    @classmethod
    def begin(
        cls,
        connection: SsoConnection,
        browser: str,
        key: bytes,
        next_path: str,
        user_id: str | None,
        again: bool,
    ) -> tuple["SsoEntry", str, str]:
        """A new one, its state and its verifier; `browser` is the secret of the browser's own cookie."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        row = cls(
            organization_id=connection.organization_id,
            connection_id=connection.id,
            state_hash=digest(state),
            browser_hash=digest(browser),
            nonce=secrets.token_urlsafe(32),
            verifier=Sealed(b""),
            next_path=next_path,
            user_id=user_id,
            again=again,
        )
        row.verifier = Sealed.of(verifier, key, row._place())
        return row, state, verifier

    def _place(self) -> str:
        return f"{self.organization_id}/sso_entry/{self.id}/verifier"

    def use(self, browser: str, key: bytes) -> str:
        """Spend it and return its verifier; raises SsoExpired when spent, late, or in another browser."""
        late = now() - self.created_at > timedelta(seconds=ENTRY_SECONDS)
        elsewhere = not browser or not secrets.compare_digest(self.browser_hash, digest(browser))
        if self.used_at is not None or late or elsewhere:
            raise SsoExpired
        self.used_at = now()
        return self.verifier.open(key, self._place())


class SsoLogin(Tenanted, table=True):
    """Which login session came from which provider's session, so that either can end the other."""

    __tablename__ = "sso_login"
    __table_args__ = (
        addressable(),
        inside("sso_connection", "connection_id"),
        inside("sso_identity", "identity_id"),
    )

    connection_id: str = Field(index=True, max_length=36)
    identity_id: str = Field(index=True, max_length=36)
    login_id: str = Field(foreign_key="login_session.id", index=True, max_length=36)
    sid: str = Field(default="", index=True, max_length=255)
    hint: Sealed | None = Field(default=None, sa_type=Encrypted, nullable=True)
    """The id_token: the provider asks for it back when its own session shall end."""

    def _place(self) -> str:
        return f"{self.organization_id}/sso_login/{self.id}/hint"

    def keep_hint(self, id_token: str, key: bytes) -> None:
        self.hint = Sealed.of(id_token, key, self._place())

    def open_hint(self, key: bytes) -> str:
        return self.hint.open(key, self._place()) if self.hint else ""


class SsoLogout(Tenanted, table=True):
    """A logout token that was obeyed, so that it is obeyed once."""

    __tablename__ = "sso_logout"
    __table_args__ = (
        inside("sso_connection", "connection_id"),
        UniqueConstraint("organization_id", "connection_id", "jti_hash"),
    )

    connection_id: str = Field(max_length=36)
    jti_hash: str = Field(max_length=64)
