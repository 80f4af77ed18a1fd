"""What may be done, and which role may do it: one enum, one table."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal


class Permission(StrEnum):
    """A route names one of these or the application does not start."""

    PUBLIC = "public"
    """No sign-in at all; the only way a route is open to the world."""
    SIGNED_IN = "signed_in"
    """Any person with a login session, whatever their organization."""
    READ = "read"
    WRITE = "write"
    """Upload documents, draft episodes, edit text."""
    REVIEW = "review"
    OVERRIDE = "override"
    """Let a sentence with a blocking finding through, with a reason."""
    NARRATE = "narrate"
    PUBLISH = "publish"
    OPERATE = "operate"
    """Retry and cancel work."""
    MANAGE = "manage"
    """Members, keys, settings."""
    PROVISION = "scim"
    """Make, change and shut out members and teams as a directory does."""
    AUDIT = "audit"
    """Read and export the audit log."""
    OWN = "own"
    """Archive or delete the organization, make somebody an owner, or touch one."""


class Role(StrEnum):
    """What a member or service account is in an organization or workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    LISTENER = "listener"
    AUDITOR = "auditor"


_P = Permission
_ANYBODY = {_P.PUBLIC, _P.SIGNED_IN}
ROLES: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission) - {_P.OWN},
    Role.EDITOR: frozenset(
        _ANYBODY | {_P.READ, _P.WRITE, _P.REVIEW, _P.OVERRIDE, _P.NARRATE, _P.PUBLISH, _P.OPERATE}
    ),
    Role.REVIEWER: frozenset(_ANYBODY | {_P.READ, _P.REVIEW, _P.OVERRIDE}),
    Role.PUBLISHER: frozenset(_ANYBODY | {_P.READ, _P.NARRATE, _P.PUBLISH}),
    Role.LISTENER: frozenset(_ANYBODY | {_P.READ}),
    Role.AUDITOR: frozenset(_ANYBODY | {_P.READ, _P.AUDIT}),
}
IN_WORKSPACE = frozenset({_P.READ, _P.WRITE, _P.REVIEW, _P.OVERRIDE, _P.NARRATE, _P.PUBLISH, _P.OPERATE})
"""What is asked of things in a workspace; a team can give these there, and nothing of the organization."""
TEAM_ROLES = tuple(role for role in Role if ROLES[role] - _ANYBODY <= IN_WORKSPACE)
"""Roles a team can be granted in a workspace."""


def grants(role: Role, permission: Permission) -> bool:
    """Whether a role holds a permission."""
    return permission in ROLES[role]


SCOPES: frozenset[Permission] = frozenset(Permission) - _ANYBODY - {_P.OWN}
"""What an API key can be given: every permission that needs a principal of an organization, but owning it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts, in one organization: a member, a key of a service account, a guest, or the system itself."""

    kind: Literal["user", "key", "guest", "system"]
    id: str
    """Of the user, the API key or the guest's link; '' for the system."""
    label: str
    """How the record names it: an e-mail address, or "key K of service account S"."""
    organization_id: str
    workspace_ids: tuple[str, ...] | None = None
    """None: every workspace of the organization."""
    permissions: frozenset[Permission] = frozenset()
    role: Role | None = None
    """In the organization; None for the system."""
    grants: tuple[tuple[str, Role], ...] = ()
    """(workspace, role) that teams give besides; each of those workspaces is among `workspace_ids`."""

    @property
    def standing(self) -> str:
        """What it may where, in short: differs whenever that does."""
        return " ".join([self.role or "", *(f"{role}@{room}" for room, role in self.grants)])

    @property
    def may_make_directories(self) -> bool:
        """Whether it may give the scope of a directory, which reaches owners: an owner, or what holds it."""
        return self.may(Permission.OWN if self.kind == "user" else Permission.PROVISION)

    def may(self, permission: Permission, workspace_id: str = "") -> bool:
        """Whether it holds the permission in that workspace, or, with none named, anywhere."""
        return permission in self.permissions or permission in self._granted(workspace_id)

    def _granted(self, workspace_id: str = "") -> frozenset[Permission]:
        roles = [role for room, role in self.grants if workspace_id in ("", room)]
        return frozenset().union(*(ROLES[role] & IN_WORKSPACE for role in roles))

    def where(self, permission: Permission) -> "Principal":
        """The same actor, kept to the workspaces where it holds the permission.

        The guard of every request does this, so that the walls of the session judge by workspace, too.
        """
        if permission in self.permissions or not self.grants:
            return self
        rooms = {room for room, _ in self.grants if permission in self._granted(room)}
        return replace(self, workspace_ids=tuple(sorted(rooms)))

    def within(self, workspace_id: str) -> "Principal":
        """The same actor as it is in one workspace, with what teams give there; the strongest role counts."""
        roles = [role for room, role in self.grants if room == workspace_id]
        role = min((role for role in (self.role, *roles) if role), key=list(Role).index, default=None)
        permissions = self.permissions | self._granted(workspace_id)
        return replace(self, permissions=permissions, role=role, grants=()) if self.grants else self

    @classmethod
    def system(cls, organization_id: str) -> "Principal":
        """What a job acts as when no person asked for it."""
        return cls("system", "", "system", organization_id, None, frozenset(Permission))
