"""What the service says of itself: its config, its resource types, their schemas; and how it answers."""

import json
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from scim2_models import Context, Group, ListResponse, User

from app.accounts.models import digest
from app.permissions import Permission
from app.problems import Missing
from app.scim.resources import ScimRefused, config, resource_types, schemas
from app.web import installation_of

MEDIA_TYPE = "application/scim+json"
AnyScim = Request[Any, Any, Any]


def answer(resource: Any, context: Context, status: int = 200, parameters: Any = None) -> Response[Any]:
    """A resource or message, as the protocol writes it."""
    body = resource.model_dump(scim_ctx=context, response_parameters=parameters)
    headers = {"Location": body["meta"]["location"]} if status == 201 else {}
    if isinstance(resource, User | Group):
        headers["ETag"] = tag_of(resource)
        if "meta" in body:
            body["meta"]["version"] = headers["ETag"]
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def tag_of(resource: Any) -> str:
    """Of a resource as it is: another one whenever anything shown of it has changed (RFC 7644, 3.14)."""
    whole = resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return f'W/"{digest(json.dumps(whole, sort_keys=True, default=str))[:32]}"'


def known_already(request: AnyScim, resource: Any) -> bool:
    """Whether who asks has it as it is."""
    return _named_in(request.headers.get("If-None-Match", ""), resource)


def check_unchanged(request: AnyScim, resource: Any) -> None:
    """Raise ScimRefused when who changes it saw another one; who does not say what they saw may go on."""
    wanted = request.headers.get("If-Match", "")
    if wanted and not _named_in(wanted, resource):
        raise ScimRefused("It has changed since you read it. Read it again.", 412)


def _named_in(header: str, resource: Any) -> bool:
    tags = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in tags or tag_of(resource).removeprefix("W/") in tags


def origin_of(request: AnyScim) -> str:
    return installation_of(request).settings.origin


@get("/ServiceProviderConfig", needs=Permission.PROVISION)
async def show_config(request: AnyScim) -> Response[Any]:
    return answer(config(origin_of(request)), Context.RESOURCE_QUERY_RESPONSE)


@get("/ResourceTypes", needs=Permission.PROVISION)
async def list_resource_types(request: AnyScim) -> Response[Any]:
    found = resource_types(origin_of(request))
    return _plain(found)


@get("/ResourceTypes/{name:str}", needs=Permission.PROVISION)
async def show_resource_type(request: AnyScim, name: FromPath[str]) -> Response[Any]:
    return _named(resource_types(origin_of(request)), "name", name)


@get("/Schemas", needs=Permission.PROVISION)
async def list_schemas(request: AnyScim) -> Response[Any]:
    return _plain(schemas(origin_of(request)))


@get("/Schemas/{name:str}", needs=Permission.PROVISION)
async def show_schema(request: AnyScim, name: FromPath[str]) -> Response[Any]:
    return _named(schemas(origin_of(request)), "id", name)


def _plain(found: list[Any]) -> Response[Any]:
    model: Any = ListResponse[type(found[0])]  # type: ignore[misc]
    count = len(found)
    message = model(total_results=count, start_index=1, items_per_page=count, resources=found)
    return answer(message, Context.RESOURCE_QUERY_RESPONSE)


def _named(found: list[Any], by: str, name: str) -> Response[Any]:
    for resource in found:
        if str(getattr(resource, by)).lower() == name.lower():
            return answer(resource, Context.RESOURCE_QUERY_RESPONSE)
    raise Missing


DISCOVERY = [show_config, list_resource_types, show_resource_type, list_schemas, show_schema]
