"""ServiceAccount, ApiKey: programs in an organization, and what they prove themselves with."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.accounts.models import digest
from app.audit import AuditEvent
from app.database import addressable, inside, json_field, moment, word
from app.ids import now
from app.organizations.models import check_may_give
from app.permissions import ROLES, SCOPES, Permission, Principal, Role
from app.problems import Forbidden, Invalid, Refused
from app.tenancy import Tenanted

KEY_DAYS_MAX = 365
OVERLAP_DAYS_MAX = 7
LIVE_MAX = 2
"""Keys of one line that may work at a time: the one being replaced and the one that replaces it."""
NAME_MAX = 80


class ServiceAccount(Tenanted, table=True):
    """A program's place in an organization; its keys can do no more than its role."""

    __tablename__ = "service_account"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "name"))

    name: str = Field(max_length=200)
    role: Role = Field(sa_type=word(Role))
    removed_at: datetime | None = moment()
    """From then on its keys open nothing; the row stays, because the record names it."""

    @classmethod
    def opened(cls, name: str, role: str, by: Principal) -> tuple["ServiceAccount", AuditEvent]:
        """A new account; Invalid for an empty or long name and an unknown role, Forbidden for an owner's."""
        plain = " ".join(name.split())
        if not 1 <= len(plain) <= NAME_MAX:
            raise Invalid(f"Give the account a name of at most {NAME_MAX} characters.", field="name")
        if role not in list(Role):
            raise Invalid(f"There is no role {role}.", field="role")
        check_may_give(by, Role(role))
        row = cls(organization_id=by.organization_id, name=plain, role=Role(role))
        return row, AuditEvent.of(row, "created", by, name=plain, role=row.role)

    def remove(self, by: Principal) -> AuditEvent:
        """Shut the program out: every key of it is refused from the next request on."""
        if self.removed_at:
            raise Refused("This service account has been removed already.")
        self.removed_at = now()
        return AuditEvent.of(self, "removed", by, name=self.name)

    def allowed(self, scopes: Iterable[str]) -> list[str]:
        """The scopes, sorted; raises Invalid for an unknown one and for one beyond the role."""
        wanted = sorted(set(scopes))
        for scope in wanted:
            if scope not in SCOPES:
                known = ", ".join(sorted(SCOPES))
                raise Invalid(f"There is no scope {scope}. Choose from {known}.", field="scopes")
            if Permission(scope) not in ROLES[self.role]:
                message = f"The role {self.role} of {self.name} does not cover {scope}."
                raise Invalid(message, field="scopes")
        if not wanted:
            raise Invalid("Give the key at least one scope.", field="scopes")
        return wanted


class ApiKey(Tenanted, table=True):
    """A secret a service account proves itself with: shown once, kept as a digest, and it ends."""

    __tablename__ = "api_key"
    __table_args__ = (addressable(), inside("service_account"))

    service_account_id: str = Field(index=True, max_length=36)
    name: str = Field(max_length=200)
    prefix: str = Field(max_length=8)
    """The first eight characters, so that people can tell their keys apart."""
    hash: str = Field(unique=True, max_length=64)
    scopes: list[str] = json_field(list)
    """Names of permissions."""
    expires_at: datetime = moment(default_now=True)
    last_used_at: datetime | None = moment()
    last_used_from: str = Field(default="", max_length=64)
    """The address it was last used from."""
    revoked_at: datetime | None = moment()
    line: str = Field(default="", max_length=36, index=True)
    """The id of the first key, from which this one descends by rotation."""
    issuer_id: str | None = Field(default=None, foreign_key="user.id", max_length=36)
    """The person who made it and answers for it: it works as long as they are a member here."""
    refused_at: datetime | None = moment()
    """When its use after its end was last put into the record."""
    reminded_days: int | None = None
    """How many days before its end people were last reminded."""

    @classmethod
    def issue(
        cls,
        account: ServiceAccount,
        name: str,
        secret: str,
        scopes: Iterable[str],
        days: int,
        by: Principal,
        issuer_id: str | None = None,
    ) -> tuple["ApiKey", AuditEvent]:
        """A key for the secret; raises Invalid for scopes the account cannot give and for an endless life.

        Nobody gives what they do not hold: Forbidden. `issuer_id`: who answers for it, where `by` is a key.
        """
        if not 1 <= days <= KEY_DAYS_MAX:
            raise Invalid(f"A key lives from 1 to {KEY_DAYS_MAX} days.", field="days")
        plain = " ".join(name.split())
        if not 1 <= len(plain) <= NAME_MAX:
            raise Invalid(f"Give the key a name of at most {NAME_MAX} characters.", field="name")
        if account.removed_at:
            raise Refused("This service account has been removed.")
        wanted = account.allowed(scopes)
        if not by.may_make_directories and Permission.PROVISION in wanted:
            raise Forbidden("Only an owner makes a key for a directory: it shuts out owners, too.")
        if beyond := [scope for scope in wanted if not by.may(Permission(scope))]:
            raise Forbidden(f"You cannot give what you do not hold yourself: {', '.join(beyond)}.")
        row = cls(
            organization_id=account.organization_id,
            service_account_id=account.id,
            name=plain,
            prefix=secret[:8],
            hash=digest(secret),
            scopes=wanted,
            expires_at=now() + timedelta(days=days),
            issuer_id=by.id if by.kind == "user" else issuer_id,
        )
        row.line = row.id
        return row, AuditEvent.of(row, "issued", by, name=plain, prefix=row.prefix, scopes=wanted, days=days)

    def rotate(
        self,
        account: ServiceAccount,
        secret: str,
        overlap_days: int,
        by: Principal,
        line: Iterable["ApiKey"],
        issuer_id: str | None = None,
    ) -> tuple["ApiKey", list[AuditEvent]]:
        """A new key of the same line, scopes and length of life; this one ends when the overlap is over.

        `line` are all keys of the line. Raises Refused when this one has ended or two of them work already.
        """
        if not 0 <= overlap_days <= OVERLAP_DAYS_MAX:
            raise Invalid(f"Both keys can work for 0 to {OVERLAP_DAYS_MAX} days.", field="overlap_days")
        if not self.usable:
            raise Refused("This key has ended. Make a new one.")
        if sum(key.usable for key in line) >= LIVE_MAX:
            raise Refused("Two keys of this line work already. Revoke one of them first.")
        days = max(1, min(KEY_DAYS_MAX, round((self.expires_at - self.created_at) / timedelta(days=1))))
        row, issued = ApiKey.issue(account, self.name, secret, self.scopes, days, by, issuer_id)
        row.line = self.line or self.id
        self.expires_at = min(self.expires_at, now() + timedelta(days=overlap_days))
        ends = self.expires_at.isoformat()
        return row, [issued, AuditEvent.of(self, "rotated", by, name=self.name, new=row.id, ends=ends)]

    def revoke(self, by: Principal) -> AuditEvent:
        """End the key at once."""
        self.revoked_at = self.revoked_at or now()
        return AuditEvent.of(self, "revoked", by, name=self.name)

    def note_use(self, address: str) -> None:
        self.last_used_at, self.last_used_from = now(), address[:64]

    def note_refusal(self, address: str) -> AuditEvent:
        """Somebody uses it although it has ended: a program that was forgotten, or a thief."""
        self.refused_at = now()
        by = Principal.system(self.organization_id)
        return AuditEvent.of(self, "refused", by, name=self.name, prefix=self.prefix, address=address)

    @property
    def usable(self) -> bool:
        return self.revoked_at is None and now() < self.expires_at

    def principal(self, account: ServiceAccount, narrowed: Iterable[str] | None = None) -> Principal:
        """The key as an actor: its scopes, as far as its account's role, and a token of it, cover them."""
        kept = set(self.scopes) & (set(self.scopes) if narrowed is None else set(narrowed))
        scopes = {Permission(scope) for scope in kept if scope in SCOPES}
        return Principal(
            kind="key",
            id=self.id,
            label=f"key {self.name} of service account {account.name}",
            organization_id=self.organization_id,
            permissions=frozenset(scopes & ROLES[account.role]),
            role=account.role,
        )
