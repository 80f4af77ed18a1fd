"""What may be done, and which role may do it: one enum, one table."""

from dataclasses import dataclass
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
    Role.ADMIN: frozenset(Permission),
    Role.EDITOR: frozenset(
        _ANYBODY | {_P.READ, _P.WRITE, _P.REVIEW, _P.OVERRIDE, _P.NARRATE, _P.PUBLISH, _P.OPERATE}
    ),
    Role.REVIEWER: frozenset(_ANYBODY | {_P.READ, _P.REVIEW, _P.OVERRIDE}),
    Role.PUBLISHER: frozenset(_ANYBODY | {_P.READ, _P.NARRATE, _P.PUBLISH}),
    Role.LISTENER: frozenset(_ANYBODY | {_P.READ}),
    Role.AUDITOR: frozenset(_ANYBODY | {_P.READ}),
}


def grants(role: Role, permission: Permission) -> bool:
    """Whether a role holds a permission."""
    return permission in ROLES[role]


SCOPES: frozenset[Permission] = frozenset(Permission) - _ANYBODY
"""What an API key can be given: every permission that needs a principal of an organization."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts, in one organization: a person, a key of a service account, or the system itself."""

    kind: Literal["user", "key", "system"]
    id: str
    """Of the user, or of the API key; '' for the system."""
    label: str
    """How the record names it: an e-mail address, or "key K of service account S"."""
    organization_id: str
    workspace_ids: tuple[str, ...] | None = None
    """None: every workspace of the organization."""
    permissions: frozenset[Permission] = frozenset()
    role: Role | None = None
    """In the organization; None for the system."""

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @classmethod
    def system(cls, organization_id: str) -> "Principal":
        """What a job acts as when no person asked for it."""
        return cls("system", "", "system", organization_id, None, frozenset(Permission))
