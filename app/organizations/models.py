"""Organization, Workspace, Project, Membership: who belongs where, and as what."""

import re
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.audit import AuditEvent
from app.database import Row, addressable, inside, moment, word
from app.ids import now
from app.organizations.policies import ApprovalPolicy, Policied
from app.permissions import ROLES, Permission, Principal, Role
from app.plain import plain
from app.problems import Forbidden, Invalid, Refused
from app.tenancy import InWorkspace, Tenanted

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
NAME_MAX = 200


class LastOwner(Refused):
    """An organization is never left without an owner."""

    problem = "last-owner"

    def __init__(self) -> None:
        super().__init__("An organization needs an owner. Make somebody else an owner first.")


def checked_name(name: str) -> str:
    """A name as it is kept; Invalid when nothing is left of it or it is too long."""
    name = plain(name)
    if not name or len(name) > NAME_MAX:
        raise Invalid(f"Give a name of 1 to {NAME_MAX} characters.", field="name")
    return name


def checked_slug(slug: str, reserved: frozenset[str]) -> str:
    """An address as it is kept; Invalid when it is malformed or the start of a route."""
    if not SLUG.fullmatch(slug):
        raise Invalid("Use small letters, digits and hyphens, at most 40.", field="slug")
    if slug in reserved:
        raise Invalid(f"The name {slug} is used by the product itself; choose another.", field="slug")
    return slug


class Archivable(SQLModel):
    """What can be put away: it stays readable, nothing in it changes, and nobody is offered it."""

    archived_at: datetime | None = moment()

    @property
    def archived(self) -> bool:
        return self.archived_at is not None

    def archive(self, by: Principal) -> AuditEvent:
        if self.archived:
            raise Refused("It is archived already.")
        self.archived_at = now()
        return AuditEvent.of(self, "archived", by)

    def restore(self, by: Principal) -> AuditEvent:
        if not self.archived:
            raise Refused("It is not archived.")
        self.archived_at = None
        return AuditEvent.of(self, "restored", by)


class Named(SQLModel):
    """What has a name people choose."""

    name: str = Field(max_length=NAME_MAX)

    def rename(self, by: Principal, name: str) -> AuditEvent:
        before, self.name = self.name, checked_name(name)
        return AuditEvent.of(self, "renamed", by, before=before, after=self.name)


class Organization(Named, Archivable, Row, table=True):
    """The tenant. Its own id is what every tenanted row carries."""

    __tablename__ = "organization"

    slug: str = Field(unique=True, max_length=40)
    suspended: bool = False
    sso_only: bool = False
    """Members come in through its identity providers, except who has the broken glass."""
    deleting_at: datetime | None = moment()
    """When its deletion was decided; from then on nobody gets in."""
    mfa_required: bool = False
    """Members come in only with a session that has shown a second factor."""

    def require_sso(self, required: bool, by: Principal) -> AuditEvent:
        """Let members in through its identity providers alone, or otherwise, too."""
        self.sso_only = required
        return AuditEvent.of(self, "sso_required" if required else "sso_released", by)

    def ask_second_factor(self, required: bool, by: Principal, *, shown: bool) -> AuditEvent:
        """Ask members for a second factor, or not; `shown`: who decides has shown their own.

        Raises Refused for who would be the first to be shut out.
        """
        if required and not shown:
            raise Refused("Set up a second factor of your own first, and show it in this session.")
        before, self.mfa_required = self.mfa_required, required
        return AuditEvent.of(self, "second_factor_asked", by, before=before, after=required)

    @classmethod
    def named(cls, slug: str, name: str, reserved: frozenset[str]) -> "Organization":
        """A new organization; raises Invalid when its slug is malformed or is the start of a route."""
        return cls(slug=checked_slug(slug, reserved), name=name or slug)

    @property
    def closed(self) -> str:
        """Why nobody gets in, or ''."""
        if self.deleting_at:
            return "This organization is being deleted."
        return "This organization is suspended. Ask whoever runs this installation." if self.suspended else ""

    def move(self, by: Principal, slug: str, reserved: frozenset[str]) -> tuple["FormerSlug", AuditEvent]:
        """Another address; the former one is kept, so that old links lead here."""
        checked_slug(slug, reserved)
        if slug == self.slug:
            raise Invalid("This is its address already.", field="slug")
        before, self.slug = self.slug, slug
        event = AuditEvent.of(self, "moved", by, before=before, after=slug)
        return FormerSlug(organization_id=self.id, slug=before), event

    def suspend(self, by: Principal) -> AuditEvent:
        """Keep everybody out until it is resumed; nothing is lost."""
        if self.suspended:
            raise Refused(f"{self.slug} is suspended already.")
        self.suspended = True
        return AuditEvent.of(self, "suspended", by)

    def resume(self, by: Principal) -> AuditEvent:
        if not self.suspended:
            raise Refused(f"{self.slug} is not suspended.")
        self.suspended = False
        return AuditEvent.of(self, "resumed", by)

    def delete(self, by: Principal, typed: str) -> AuditEvent:
        """Decide that all of it goes; `typed` is its address, which proves that this one is meant."""
        if typed.strip() != self.slug:
            raise Invalid(f"Type {self.slug} to delete it.", field="typed")
        self.deleting_at = now()
        return AuditEvent.of(self, "deletion_decided", by)


class FormerSlug(Tenanted, table=True):
    """An address an organization had; nobody else can take it."""

    __tablename__ = "former_slug"

    slug: str = Field(unique=True, max_length=40)


class Workspace(Named, Archivable, Tenanted, table=True):
    """A team's room: documents, projects and episodes are found only by its members."""

    __tablename__ = "workspace"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "name"))


class Project(Named, Archivable, Policied, InWorkspace, table=True):
    """A show: the settings its episodes share."""

    __tablename__ = "project"
    __table_args__ = (addressable(), inside("workspace"))

    def change_policy(self, by: Principal, policy: ApprovalPolicy, **effects: object) -> AuditEvent:
        """Ask something else of approvals from now on; the `effects` on its episodes go into the record."""
        policy.check()
        before = asdict(self.policy)
        self.stand_under(policy)
        return AuditEvent.of(self, "policy_changed", by, before=before, after=asdict(policy), **effects)


class Membership(Tenanted, table=True):
    """A user in an organization; owners and admins see every workspace."""

    __tablename__ = "membership"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "user_id"))

    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    role: Role = Field(sa_type=word(Role))
    break_glass: bool = False
    """An owner who may come in past single sign-on, for the day the identity provider fails."""
    suspended: bool = False
    """Shut out by a directory; what they were stays for the day they come back."""

    @property
    def sees_every_workspace(self) -> bool:
        return self.role in (Role.OWNER, Role.ADMIN)

    def suspend(self, by: Principal, other_owners: int) -> AuditEvent:
        """Shut the person out from their next request on; the last owner stays."""
        if self.break_glass:
            raise Refused("This owner keeps the broken glass. Hand it to another one first.")
        if self.role is Role.OWNER and not other_owners:
            raise LastOwner
        self.suspended = True
        return AuditEvent.of(self, "suspended", by, user=self.user_id)

    def restore(self, by: Principal) -> AuditEvent:
        """Let the person in again, as what they were."""
        self.suspended = False
        return AuditEvent.of(self, "restored", by, user=self.user_id)

    def hand_glass(self, held: bool, by: Principal) -> AuditEvent:
        """Let this owner in past single sign-on, or no longer."""
        self.break_glass = held
        return AuditEvent.of(self, "glass_handed" if held else "glass_taken", by)

    def principal(
        self, label: str, workspace_ids: tuple[str, ...], grants: tuple[tuple[str, Role], ...] = ()
    ) -> Principal:
        """This member as an actor; `grants` are what teams give, (workspace, role)."""
        rooms = tuple(sorted({*workspace_ids, *(room for room, _ in grants)}))
        return Principal(
            kind="user",
            id=self.user_id,
            label=label,
            organization_id=self.organization_id,
            workspace_ids=None if self.sees_every_workspace else rooms,
            permissions=frozenset(ROLES[self.role]) | {Permission.SIGNED_IN},
            role=self.role,
            grants=() if self.sees_every_workspace else grants,
        )

    def change_role(self, by: Principal, role: Role, other_owners: int) -> AuditEvent:
        """Take another role, from the person's next request on; `other_owners` are those besides this one."""
        check_may_give(by, role)
        if role is self.role:
            raise Refused("This is their role already.")
        self._check_may_go(by, other_owners)
        before, self.role = self.role, role
        return AuditEvent.of(self, "role_changed", by, user=self.user_id, before=before, after=role)

    def remove(self, by: Principal, other_owners: int) -> AuditEvent:
        """Leave; the caller deletes the row with what hangs on it."""
        self._check_may_go(by, other_owners)
        return AuditEvent.of(self, "removed", by, user=self.user_id, role=self.role)

    def _check_may_go(self, by: Principal, other_owners: int) -> None:
        """Raise unless `by` may take this member's present role away."""
        if self.role is not Role.OWNER:
            return
        check_may_give(by, self.role)
        if not other_owners:
            raise LastOwner


def check_may_give(by: Principal, role: Role) -> None:
    """Only owners make owners, or touch one."""
    if role is Role.OWNER and not by.may(Permission.OWN):
        raise Forbidden("Only an owner can do this to an owner, or make somebody one.")


class WorkspaceMembership(Tenanted, table=True):
    """A member's way into one workspace."""

    __tablename__ = "workspace_membership"
    __table_args__ = (
        inside("workspace"),
        inside("membership"),
        UniqueConstraint("organization_id", "workspace_id", "membership_id"),
    )

    workspace_id: str = Field(max_length=36)
    membership_id: str = Field(max_length=36)
