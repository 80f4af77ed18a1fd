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


@dataclass(frozen=True, slots=True)
class GroupTeam:
    """Who is in this group of the provider is in this team here."""

    group: str
    team_id: str


def read_group_roles(text: str) -> list[GroupRole]:
    """From lines of `group = role`; raises Invalid, naming the line."""
    found = []
    for line, group, role in _pairs(text, "group_roles"):
        if not group or role.lower() not in list(Role):
            roles = ", ".join(Role)
            raise Invalid(
                f"“{line[:80]}” is no line such as Editors = editor. Roles are {roles}.", field="group_roles"
            )
        found.append(GroupRole(group, Role(role.lower())))
    return found


def read_group_teams(text: str, teams: Mapping[str, str]) -> list[GroupTeam]:
    """From lines of `group = team`; `teams` are the ids by name. Raises Invalid, naming the line."""
    found = []
    for line, group, name in _pairs(text, "group_teams"):
        if not group or name not in teams:
            raise Invalid(
                f"“{line[:80]}” is no line such as Staff = Desk, with the name of a team there is.",
                field="group_teams",
            )
        found.append(GroupTeam(group, teams[name]))
    return found


def _pairs(text: str, field: str) -> list[tuple[str, str, str]]:
    """Each line that is not empty, with what stands on either side of its last =."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > GROUPS_MAX:
        raise Invalid(f"Map at most {GROUPS_MAX} groups.", field=field)
    halves = [(line, *line.rpartition("=")) for line in lines]
    return [(line, group.strip(), thing.strip()) for line, group, _, thing in halves]


def written(mapping: Iterable[GroupRole]) -> str:
    """As it is typed in."""
    return "\n".join(f"{one.group} = {one.role}" for one in mapping)


def written_teams(mapping: Iterable[GroupTeam], teams: Mapping[str, str]) -> str:
    """As it is typed in; `teams` are the ids by name. Teams that are gone are left out."""
    names = {id: name for name, id in teams.items()}
    return "\n".join(f"{one.group} = {names[one.team_id]}" for one in mapping if one.team_id in names)


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


def teams_for(mapping: Iterable[GroupTeam], groups: Iterable[str]) -> dict[str, bool]:
    """Of each team that is mapped, by id, whether the groups lead into it."""
    held, found = set(groups), dict[str, bool]()
    for one in mapping:
        found[one.team_id] = found.get(one.team_id, False) or one.group in held
    return found
