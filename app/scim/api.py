"""SCIM 2.0 over HTTP (RFC 7644): /scim/v2 with an API key that has the scope scim."""

import re
from typing import Any

from litestar import Response, Router, delete, get, patch, post, put
from litestar.di import NamedDependency, Provide
from litestar.exceptions import SerializationException
from litestar.params import FromPath
from scim2_models import Context, Group, ListResponse, SearchRequest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.organizations.models import Membership
from app.organizations.teams import Team
from app.permissions import Permission, Principal
from app.scim import provisioning
from app.scim.discovery import (
    DISCOVERY,
    AnyScim,
    answer,
    check_unchanged,
    known_already,
    origin_of,
    tag_of,
)
from app.scim.resources import (
    BASE,
    PAGE_MAX,
    Described,
    Known,
    ScimRefused,
    asked,
    group_of,
    patched,
    read,
    user_of,
)
from app.web import Session, row_of, sought, there

BODY_MAX_BYTES = 256 * 1024
_EQUALS = re.compile(r'\s*(userName|externalId)\s+eq\s+"([^"\\]*)"\s*', re.IGNORECASE)


def listed(found: list[Any], request: Any, model: Any) -> Response[Any]:
    """The page asked for, of at most PAGE_MAX."""
    start = request.start_index or 1
    count = PAGE_MAX if request.count is None else min(request.count, PAGE_MAX)
    page = found[start - 1 : start - 1 + count]
    message = ListResponse[model](
        total_results=len(found), start_index=start, items_per_page=len(page), resources=page or None
    )
    return answer(message, Context.RESOURCE_QUERY_RESPONSE, parameters=request)


async def sent(request: AnyScim) -> Any:
    """The body, whatever its type is called; raises ScimRefused for what is no JSON."""
    try:
        return await request.json()
    except SerializationException:
        raise ScimRefused("The body is not JSON.", 400, "invalidSyntax") from None


async def provide_known(session: Session, member_id: FromPath[str]) -> Known:
    return await sought(session, provisioning.one(session, member_id))


async def provide_team(session: Session, team_id: FromPath[str]) -> Team:
    return await row_of(session, Team, team_id)


async def shown(session: AsyncSession, request: AnyScim, known: Known) -> Any:
    teams = await provisioning.teams_of(session, [known.membership.id])
    return user_of(known, origin_of(request), teams.get(known.membership.id, []))


@get("/Users", needs=Permission.PROVISION)
async def list_users(request: AnyScim, session: Session) -> Response[Any]:
    """Every member of the organization, whoever made them one."""
    return await found_users(request, session, asked(Described, dict(request.query_params)))


@post("/Users/.search", needs=Permission.PROVISION, status_code=200)
async def search_users(request: AnyScim, session: Session) -> Response[Any]:
    """The same, for what should not stand in an address."""
    wanted = read(SearchRequest[Described], await sent(request), Context.SEARCH_REQUEST)
    return await found_users(request, session, wanted)


async def found_users(request: AnyScim, session: AsyncSession, wanted: Any) -> Response[Any]:
    simple = _EQUALS.fullmatch(wanted.filter or "")
    if simple:
        column = "userName" if simple[1].lower() == "username" else "externalId"
        members = await provisioning.known_as(session, column, simple[2])
    else:
        members = await provisioning.known_members(session)
    teams = await provisioning.teams_of(session, [known.membership.id for known in members])
    origin = origin_of(request)
    found = [user_of(known, origin, teams.get(known.membership.id, [])) for known in members]
    if wanted.filter and not simple:
        found = [resource for resource in found if wanted.filter.match(resource)]
    return listed(wanted.sort(found) if wanted.sort_by else found, wanted, Described)


@post("/Users", needs=Permission.PROVISION)
async def create_user(
    request: AnyScim, session: Session, principal: NamedDependency[Principal]
) -> Response[Any]:
    resource = read(Described, await sent(request), Context.RESOURCE_CREATION_REQUEST)
    known = await provisioning.create(session, resource, principal)
    made = await shown(session, request, known)
    return answer(made, Context.RESOURCE_CREATION_RESPONSE, 201)


@get("/Users/{member_id:str}", needs=Permission.PROVISION)
async def show_user(request: AnyScim, session: Session, known: NamedDependency[Known]) -> Response[Any]:
    parameters = asked(Described, dict(request.query_params))
    resource = await shown(session, request, known)
    if known_already(request, resource):
        return Response(None, status_code=304, headers={"ETag": tag_of(resource)})
    return answer(resource, Context.RESOURCE_QUERY_RESPONSE, parameters=parameters)


@put("/Users/{member_id:str}", needs=Permission.PROVISION)
async def replace_user(
    request: AnyScim,
    session: Session,
    principal: NamedDependency[Principal],
    known: NamedDependency[Known],
) -> Response[Any]:
    check_unchanged(request, await shown(session, request, known))
    resource = read(Described, await sent(request), Context.RESOURCE_REPLACEMENT_REQUEST)
    changed = await provisioning.change(session, known, resource, principal)
    return answer(await shown(session, request, changed), Context.RESOURCE_REPLACEMENT_RESPONSE)


@patch("/Users/{member_id:str}", needs=Permission.PROVISION)
async def patch_user(
    request: AnyScim,
    session: Session,
    principal: NamedDependency[Principal],
    known: NamedDependency[Known],
) -> Response[Any]:
    before = await shown(session, request, known)
    check_unchanged(request, before)
    resource = patched(before, await sent(request))
    changed = await provisioning.change(session, known, resource, principal)
    return answer(await shown(session, request, changed), Context.RESOURCE_PATCH_RESPONSE)


@delete("/Users/{member_id:str}", needs=Permission.PROVISION)
async def remove_user(
    request: AnyScim, session: Session, principal: NamedDependency[Principal], known: NamedDependency[Known]
) -> None:
    check_unchanged(request, await shown(session, request, known))
    await provisioning.remove(session, known, principal)


@get("/Groups", needs=Permission.PROVISION)
async def list_groups(request: AnyScim, session: Session) -> Response[Any]:
    """Every team of the organization."""
    return await found_groups(request, session, asked(Group, dict(request.query_params)))


@post("/Groups/.search", needs=Permission.PROVISION, status_code=200)
async def search_groups(request: AnyScim, session: Session) -> Response[Any]:
    wanted = read(SearchRequest[Group], await sent(request), Context.SEARCH_REQUEST)
    return await found_groups(request, session, wanted)


async def found_groups(request: AnyScim, session: AsyncSession, wanted: Any) -> Response[Any]:
    teams = (await session.exec(select(Team).order_by(col(Team.id)))).all()
    found = [await _group(session, request, team) for team in teams]
    if wanted.filter:
        found = [resource for resource in found if wanted.filter.match(resource)]
    return listed(wanted.sort(found) if wanted.sort_by else found, wanted, Group)


async def _group(session: AsyncSession, request: AnyScim, team: Team) -> Any:
    said = await provisioning.said_of(session, team)
    return group_of(team, said, await provisioning.members_of(session, team), origin_of(request))


@post("/Groups", needs=Permission.PROVISION)
async def create_group(
    request: AnyScim, session: Session, principal: NamedDependency[Principal]
) -> Response[Any]:
    resource = read(Group, await sent(request), Context.RESOURCE_CREATION_REQUEST)
    team = await provisioning.create_group(session, resource, principal)
    return answer(await _group(session, request, team), Context.RESOURCE_CREATION_RESPONSE, 201)


@get("/Groups/{team_id:str}", needs=Permission.PROVISION)
async def show_group(request: AnyScim, session: Session, team: NamedDependency[Team]) -> Response[Any]:
    parameters = asked(Group, dict(request.query_params))
    resource = await _group(session, request, team)
    if known_already(request, resource):
        return Response(None, status_code=304, headers={"ETag": tag_of(resource)})
    return answer(resource, Context.RESOURCE_QUERY_RESPONSE, parameters=parameters)


@put("/Groups/{team_id:str}", needs=Permission.PROVISION)
async def replace_group(
    request: AnyScim, session: Session, principal: NamedDependency[Principal], team: NamedDependency[Team]
) -> Response[Any]:
    check_unchanged(request, await _group(session, request, team))
    resource = read(Group, await sent(request), Context.RESOURCE_REPLACEMENT_REQUEST)
    await provisioning.change_group(session, team, resource, principal)
    return answer(await _group(session, request, team), Context.RESOURCE_REPLACEMENT_RESPONSE)


@patch("/Groups/{team_id:str}", needs=Permission.PROVISION)
async def patch_group(
    request: AnyScim, session: Session, principal: NamedDependency[Principal], team: NamedDependency[Team]
) -> Response[Any]:
    before = await _group(session, request, team)
    check_unchanged(request, before)
    resource = patched(before, await sent(request))
    await provisioning.change_group(session, team, resource, principal)
    return answer(await _group(session, request, team), Context.RESOURCE_PATCH_RESPONSE)


@delete("/Groups/{team_id:str}", needs=Permission.PROVISION)
async def remove_group(
    request: AnyScim, session: Session, principal: NamedDependency[Principal], team: NamedDependency[Team]
) -> None:
    check_unchanged(request, await _group(session, request, team))
    await provisioning.remove_group(session, team, principal)


of_users = Router(
    path="/",
    route_handlers=[show_user, replace_user, patch_user, remove_user],
    guards=[there(Membership, "member_id")],
    dependencies={"known": Provide(provide_known)},
)
of_groups = Router(
    path="/",
    route_handlers=[show_group, replace_group, patch_group, remove_group],
    guards=[there(Team, "team_id")],
    dependencies={"team": Provide(provide_team)},
)
router = Router(
    path=BASE,
    route_handlers=[
        *DISCOVERY,
        list_users,
        search_users,
        create_user,
        list_groups,
        search_groups,
        create_group,
        of_users,
        of_groups,
    ],
    include_in_schema=False,
    request_max_body_size=BODY_MAX_BYTES,
)
