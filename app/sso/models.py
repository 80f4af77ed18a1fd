"""SsoConnection, SsoDomain: an organization's identity providers, what they decide, and for which domains."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.audit import AuditEvent
from app.database import addressable, inside, json_field, moment, word
from app.ids import now
from app.permissions import Principal, Role
from app.problems import Invalid
from app.sealed import Encrypted, Sealed
from app.sso.groups import (
    GroupRole,
    GroupTeam,
    read_group_roles,
    read_group_teams,
    written,
    written_teams,
)
from app.tenancy import Tenanted

SCOPES = "openid email profile"
NO_TEAMS: Mapping[str, str] = MappingProxyType({})
DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True)
class SsoTerms:
    """What a form says of a connection, but for its secret."""

    name: str
    issuer: str
    client_id: str
    scopes: str = SCOPES
    acr: str = ""
    """Values of acr with spaces between, one of which is required; '' for any."""
    mfa: bool = False
    max_age_minutes: int = 0
    """0: however long ago they proved themselves to the provider."""
    group_claim: str = "groups"
    group_roles: str = ""
    """One `group = role` a line."""
    group_teams: str = ""
    """One `group = name of a team` a line."""
    just_in_time: bool = True
    default_role: Role | None = Role.LISTENER
    """Of who is in none of the groups; None: they are not let in."""
    workspace_id: str | None = None

    def check(self) -> None:
        """Raise Invalid for what could not work."""
        for name, value, most in (("name", self.name, 100), ("client_id", self.client_id, 500)):
            if not 0 < len(value) <= most or any(ord(c) < 32 for c in value):
                raise Invalid(f"Give it in 1 to {most} characters.", field=name)
        if not self.issuer.startswith(("https://", "http://")) or set(self.issuer) & set("?# \t\r\n"):
            raise Invalid(
                "The issuer is an address such as https://id.example.org, without ? or #.", field="issuer"
            )
        if "openid" not in self.scopes.split():
            raise Invalid("Without the scope openid a provider does not say who it is.", field="scopes")
        if not 0 <= self.max_age_minutes <= 60 * 24 * 365:
            raise Invalid("Give minutes, or 0.", field="max_age_minutes")
        read_group_roles(self.group_roles)


class SsoConnection(Tenanted, table=True):
    """One identity provider of an organization, and what it decides about who comes in through it."""

    __tablename__ = "sso_connection"
    __table_args__ = (addressable(), inside("workspace"))

    name: str = Field(max_length=100)
    issuer: str = Field(max_length=500)
    client_id: str = Field(max_length=500)
    secret: Sealed | None = Field(default=None, sa_type=Encrypted, nullable=True)
    scopes: str = Field(default=SCOPES, max_length=500)
    acr: str = Field(default="", max_length=500)
    mfa: bool = False
    max_age_minutes: int = 0
    group_claim: str = Field(default="groups", max_length=200)
    group_roles: list[dict[str, str]] = json_field(list)
    group_teams: list[dict[str, str]] = json_field(list)
    just_in_time: bool = True
    # No default: the database layer would put it where None is meant.
    default_role: Role | None = Field(default=None, sa_type=word(Role))
    workspace_id: str | None = Field(default=None, max_length=36)
    """The workspace new members begin in; None for none."""
    suspended: bool = False
    tested_at: datetime | None = moment()
    test_result: str = Field(default="", max_length=500)
    """'' when the latest test found nothing wrong."""

    @classmethod
    def begin(
        cls, terms: SsoTerms, secret: str, key: bytes, by: Principal, teams: Mapping[str, str] = NO_TEAMS
    ) -> tuple["SsoConnection", AuditEvent]:
        """A new one; raises Invalid for terms that could not work. `teams` are the ids by name."""
        terms.check()
        row = cls(organization_id=by.organization_id, name="", issuer="", client_id="")
        row._take(terms, teams)
        row._seal(secret, key)
        return row, AuditEvent.of(row, "created", by, **row._told())

    def change(
        self, terms: SsoTerms, secret: str, key: bytes, by: Principal, teams: Mapping[str, str] = NO_TEAMS
    ) -> AuditEvent:
        """Other terms; an empty secret keeps the one there is.

        A new issuer needs the secret again: the old one must not be sent to another provider.
        """
        terms.check()
        if terms.issuer != self.issuer and self.secret and not secret:
            raise Invalid("Type the client secret again: it belongs to the old issuer.", field="secret")
        before = self._told()
        moved = terms.issuer != self.issuer
        self._take(terms, teams)
        if secret or moved:
            self._seal(secret, key)
        self.tested_at, self.test_result = None, ""
        return AuditEvent.of(self, "changed", by, before=before, after=self._told(), secret=bool(secret))

    def _take(self, terms: SsoTerms, teams: Mapping[str, str]) -> None:
        into = [asdict(one) for one in read_group_teams(terms.group_teams, teams)]
        for name, value in asdict(terms).items():
            setattr(self, name, value)
        self.group_roles = [asdict(one) for one in read_group_roles(terms.group_roles)]
        self.group_teams = into

    def _told(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in SsoTerms.__dataclass_fields__}
        return told | {"default_role": str(self.default_role or "")}

    def _place(self) -> str:
        return f"{self.organization_id}/sso_connection/{self.id}/secret"

    def _seal(self, secret: str, key: bytes) -> None:
        self.secret = Sealed.of(secret, key, self._place()) if secret else None

    def open_secret(self, key: bytes) -> str:
        """'' for a client without a secret, which PKCE protects alone."""
        return self.secret.open(key, self._place()) if self.secret else ""

    @property
    def mapping(self) -> list[GroupRole]:
        return [GroupRole(one["group"], Role(one["role"])) for one in self.group_roles]

    @property
    def into_teams(self) -> list[GroupTeam]:
        return [GroupTeam(**one) for one in self.group_teams]

    def terms(self, teams: Mapping[str, str]) -> SsoTerms:
        """As they are typed in; `teams` are the ids by name."""
        facts = {name: getattr(self, name) for name in SsoTerms.__dataclass_fields__}
        lines = {
            "group_roles": written(self.mapping),
            "group_teams": written_teams(self.into_teams, teams),
        }
        return SsoTerms(**facts | lines)

    def note_test(self, result: str, by: Principal) -> AuditEvent:
        """What a test found wrong, '' for nothing."""
        self.tested_at, self.test_result = now(), result[:500]
        return AuditEvent.of(self, "tested", by, result=self.test_result)

    def suspend(self, by: Principal) -> AuditEvent:
        """Nobody comes in through it until it is resumed; who is in stays in."""
        self.suspended = True
        return AuditEvent.of(self, "suspended", by)

    def resume(self, by: Principal) -> AuditEvent:
        self.suspended = False
        return AuditEvent.of(self, "resumed", by)

    def remove(self, by: Principal) -> AuditEvent:
        """The event of its end; whoever deletes the row deletes what hangs on it."""
        return AuditEvent.of(self, "removed", by, **self._told())


class SsoDomain(Tenanted, table=True):
    """A domain an organization says is its own, and the proof of it."""

    __tablename__ = "sso_domain"
    __table_args__ = (
        addressable(),
        inside("sso_connection", "connection_id"),
        UniqueConstraint("organization_id", "domain"),
    )

    connection_id: str = Field(index=True, max_length=36)
    """Where addresses of this domain sign in."""
    domain: str = Field(max_length=253)
    token: str = Field(max_length=64)
    verified_at: datetime | None = moment()
    held: str | None = Field(default=None, unique=True, max_length=253)
    """The domain again once it is proven: only one organization can hold it."""

    @classmethod
    def claim(cls, connection: SsoConnection, domain: str, by: Principal) -> tuple["SsoDomain", AuditEvent]:
        """Say so, without a proof yet; raises Invalid for what is no domain."""
        domain = domain.strip().rstrip(".").lower()
        if not DOMAIN.fullmatch(domain):
            raise Invalid("Give a domain such as example.org.", field="domain")
        token = secrets.token_urlsafe(24)
        row = cls(organization_id=by.organization_id, connection_id=connection.id, domain=domain, token=token)
        return row, AuditEvent.of(row, "claimed", by, domain=domain)

    @property
    def record_name(self) -> str:
        """Where the proof is looked for."""
        return f"_thinking-in-code.{self.domain}"

    @property
    def record(self) -> str:
        """What must stand there."""
        return f"tic-domain={self.token}"

    def verify(self, found: list[str], by: Principal) -> AuditEvent:
        """Take the TXT records found at `record_name` for a proof, or raise Invalid."""
        if self.record not in found:
            said = "holds something else" if found else "does not exist, or has not spread yet"
            raise Invalid(f"The TXT record {self.record_name} {said}.", field="domain")
        return self.hold(by, how="dns")

    def hold(self, by: Principal, how: str) -> AuditEvent:
        """It is proven."""
        self.verified_at, self.held = now(), self.domain
        return AuditEvent.of(self, "verified", by, domain=self.domain, how=how)

    def remove(self, by: Principal) -> AuditEvent:
        return AuditEvent.of(self, "removed", by, domain=self.domain)
