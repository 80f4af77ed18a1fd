"""Members and teams as SCIM resources (RFC 7643), and what this service says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from scim2_models import (
    Context,
    EnterpriseUser,
    Error,
    Group,
    PatchOp,
    ResourceType,
    Schema,
    SCIMException,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    ServiceProviderConfig,
    User,
)

from app.accounts.models import User as Person
from app.organizations.models import Membership
from app.organizations.teams import Team
from app.permissions import Role
from app.problems import Refused
from app.scim.models import ScimGroup, ScimUser

BASE = "/scim/v2"
PAGE_MAX = 200
Described = User[EnterpriseUser]
# Entra removes by value and replaces what is not there yet; nobody is confused by either.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
OURS = ("id", "meta", "active", "groups", "roles", "password", "schemas")
"""Attributes of a user that are said by our own rows, or kept nowhere."""


class ScimRefused(Refused):
    """What the protocol refuses, with its own word for it."""

    def __init__(self, message: str, status: int, scim_type: str = "") -> None:
        super().__init__(message, **({"scimType": scim_type} if scim_type else {}))
        self.status = status


@dataclass(frozen=True, slots=True)
class Known:
    """A member, the person, and what the directory says of them, where it has said something."""

    membership: Membership
    person: Person
    said: ScimUser | None

    @property
    def user_name(self) -> str:
        return str(self.said.facts["userName"]) if self.said else self.person.label


def read(model: Any, body: Any, context: Context) -> Any:
    """A resource or message from what was sent; raises ScimRefused with the word of RFC 7644, 3.12."""
    try:
        return model.model_validate(body, scim_ctx=context, scim_policy=POLICY)
    except ValidationError as error:
        raise _refused(Error.from_validation_errors(error)[0]) from None
    except SCIMException as error:
        raise _refused(error.to_error()) from None


def patched(resource: Any, body: Any) -> Any:
    """The resource after the operations sent; raises ScimRefused."""
    model: Any = PatchOp[type(resource)]  # type: ignore[misc]
    operations = read(model, body, Context.RESOURCE_PATCH_REQUEST)
    try:
        operations.patch(resource, scim_policy=POLICY)
    except SCIMException as error:
        raise _refused(error.to_error()) from None
    return resource


def _refused(error: Error) -> ScimRefused:
    return ScimRefused(
        str(error.detail or "This cannot be used."), int(error.status or 400), error.scim_type or ""
    )


def asked(model: Any, query: dict[str, Any]) -> Any:
    """Filter, page and attributes of a request."""
    numbers = {name: query[name] for name in ("startIndex", "count") if name in query}
    lists = {name: query[name].split(",") for name in ("attributes", "excludedAttributes") if query.get(name)}
    words = {name: query[name] for name in ("filter", "sortBy", "sortOrder") if query.get(name)}
    return read(SearchRequest[model], {**numbers, **lists, **words}, Context.SEARCH_REQUEST)


def user_of(known: Known, origin: str, teams: Iterable[Team] = ()) -> Any:
    """A member as a resource."""
    membership, person = known.membership, known.person
    facts = dict(known.said.facts) if known.said else {"displayName": person.name or person.label}
    facts |= {
        "id": membership.id,
        "userName": known.user_name,
        "active": not (membership.suspended or person.disabled),
        "roles": [{"value": membership.role.value, "primary": True}],
        "groups": [
            {"value": team.id, "display": team.name, "$ref": f"{origin}{BASE}/Groups/{team.id}"}
            for team in teams
        ],
        "meta": _meta("User", f"{origin}{BASE}/Users/{membership.id}", membership),
    }
    return Described.model_validate(facts, scim_policy=POLICY)


def group_of(team: Team, said: ScimGroup | None, members: Iterable[Known], origin: str) -> Any:
    """A team as a resource."""
    facts = {
        "id": team.id,
        "displayName": team.name,
        "externalId": (said.external_id or None) if said else None,
        "members": [
            {
                "value": known.membership.id,
                "display": known.user_name,
                "type": "User",
                "$ref": f"{origin}{BASE}/Users/{known.membership.id}",
            }
            for known in members
        ],
        "meta": _meta("Group", f"{origin}{BASE}/Groups/{team.id}", team),
    }
    return Group.model_validate(facts, scim_policy=POLICY)


def _meta(kind: str, location: str, row: Any) -> dict[str, Any]:
    return {"resourceType": kind, "location": location, "created": row.created_at.isoformat()}


def kept(resource: Any) -> dict[str, Any]:
    """What is stored of a user that was written."""
    facts = resource.model_dump(scim_ctx=Context.DEFAULT)
    return {name: value for name, value in facts.items() if name not in OURS and value is not None}


def name_of(resource: Any) -> str:
    """What to call them."""
    name = resource.name
    parts = [part for part in (name.given_name, name.family_name) if part] if name else []
    return str((name and name.formatted) or resource.display_name or " ".join(parts))[:200]


def address_of(resource: Any) -> str:
    """The primary address, or the first; else the userName."""
    emails = [one for one in resource.emails or [] if one.value]
    primary = next((one for one in emails if one.primary), emails[0] if emails else None)
    return str(primary.value if primary else resource.user_name)


def role_of(resource: Any, present: Role | None = None) -> Role | None:
    """The role a directory names for a user, the latest that is not the present one; None for none."""
    values = [str(one.value).strip().lower() for one in resource.roles or [] if one.value]
    roles = [Role(value) for value in values if value in list(Role)]
    return next((role for role in reversed(roles) if role is not present), roles[0] if roles else None)


def config(origin: str) -> ServiceProviderConfig:
    """What this service can do."""
    yes, no = {"supported": True}, {"supported": False}
    return ServiceProviderConfig.model_validate(
        {
            "documentationUri": f"{origin}/v1/docs",
            "patch": yes,
            "bulk": no | {"maxOperations": 0, "maxPayloadSize": 0},
            "filter": yes | {"maxResults": PAGE_MAX},
            "changePassword": no,
            "sort": yes,
            "etag": yes,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "API key",
                    "description": "Authorization: Bearer tic_..., a key with the scope scim",
                    "primary": True,
                }
            ],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": f"{origin}{BASE}/ServiceProviderConfig",
            },
        }
    )


_PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, Group],
    resource_types=[ResourceType.from_resource(Described), ResourceType.from_resource(Group)],
)


def resource_types(origin: str) -> list[Any]:
    found = []
    for kind in _PROVIDER.resource_types:
        kind = kind.model_copy(deep=True)
        location = f"{origin}{BASE}/ResourceTypes/{kind.name}"
        found.append(_located(ResourceType, kind, "ResourceType", location))
    return found


def schemas(origin: str) -> list[Any]:
    return [
        _located(Schema, schema, "Schema", f"{origin}{BASE}/Schemas/{schema.id}")
        for schema in _PROVIDER.schemas
    ]


def _located(model: Any, resource: Any, kind: str, location: str) -> Any:
    facts = resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return model.model_validate(facts | {"meta": {"resourceType": kind, "location": location}})
