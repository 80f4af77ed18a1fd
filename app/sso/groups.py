"""From the groups a provider names to a role here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.permissions import Role
from app.problems import Invalid

GROUPS_MAX = 200
_RANKS = {role: rank for rank, role in enumerate(Role)}
"""From the role that may most to the one that may least."""


@dataclass(frozen=True, slots=True)
class GroupRole:
    """Who is in this group of the provider has this role here."""

    group: str
    role: Role


def read_group_roles(text: str) -> list[GroupRole]:
    """From lines of `group = role`; raises Invalid, naming the line."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        group, equals, role = line.rpartition("=")
        if not equals or not group.strip() or role.strip().lower() not in list(Role):
            roles = ", ".join(Role)
            raise Invalid(
                f"“{line[:80]}” is no line such as Editors = editor. Roles are {roles}.", field="group_roles"
            )
        found.append(GroupRole(group.strip(), Role(role.strip().lower())))
    if len(found) > GROUPS_MAX:
        raise Invalid(f"Map at most {GROUPS_MAX} groups.", field="group_roles")
    return found


def written(mapping: Iterable[GroupRole]) -> str:
    """As it is typed in."""
    return "\n".join(f"{one.group} = {one.role}" for one in mapping)


def groups_of(claims: Mapping[str, Any], claim: str) -> list[str]:
    """The groups under a claim, whose name may be a path (realm_access.roles)."""
    value: Any = claims.get(claim)
    if value is None:
        value = claims
        for part in claim.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        value = [value]
    return [str(one) for one in value if isinstance(one, str)] if isinstance(value, list) else []


def role_for(mapping: Iterable[GroupRole], groups: Iterable[str]) -> Role | None:
    """The role that may most of those the groups give; None when none of them is mapped."""
    held = set(groups)
    roles = [one.role for one in mapping if one.group in held]
    return min(roles, key=_RANKS.__getitem__, default=None)
