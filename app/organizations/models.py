"""Organization, Workspace, Project, Membership: who belongs where, and as what."""

import re
from dataclasses import asdict

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.audit import AuditEvent
from app.database import Row, addressable, inside, word
from app.organizations.policies import ApprovalPolicy, Policied
from app.permissions import ROLES, Permission, Principal, Role
from app.problems import Invalid
from app.tenancy import InWorkspace, Tenanted

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class Organization(Row, table=True):
    """The tenant. Its own id is what every tenanted row carries."""

    __tablename__ = "organization"

    slug: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=200)
    suspended: bool = False
    sso_only: bool = False
    """Members come in through its identity providers, except who has the broken glass."""

    @classmethod
    def named(cls, slug: str, name: str, reserved: frozenset[str]) -> "Organization":
        """A new organization; raises Invalid when its slug is malformed or is the start of a route."""
        if not SLUG.fullmatch(slug):
            raise Invalid("Use small letters, digits and hyphens, at most 40.", field="slug")
        if slug in reserved:
            raise Invalid(f"The name {slug} is used by the product itself; choose another.", field="slug")
        return cls(slug=slug, name=name or slug)


class Workspace(Tenanted, table=True):
    """A team's room: documents, projects and episodes are found only by its members."""

    __tablename__ = "workspace"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "name"))

    name: str = Field(max_length=200)


class Project(Policied, InWorkspace, table=True):
    """A show: the settings its episodes share."""

    __tablename__ = "project"
    __table_args__ = (addressable(), inside("workspace"))

    name: str = Field(max_length=200)

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

    def principal(self, label: str, workspace_ids: tuple[str, ...]) -> Principal:
        """This member as an actor."""
        return Principal(
            kind="user",
            id=self.user_id,
            label=label,
            organization_id=self.organization_id,
            workspace_ids=None if self.sees_every_workspace else workspace_ids,
            permissions=frozenset(ROLES[self.role]) | {Permission.SIGNED_IN},
            role=self.role,
        )


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
