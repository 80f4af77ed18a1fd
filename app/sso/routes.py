"""The doors of single sign-on: by address, to a provider and back, anew, and for the provider itself."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody
from litestar.response import Response, Template

from app.accounts.admitting import SECRETS_MAX_BYTES, admit
from app.accounts.models import LoginSession, User
from app.accounts.sessions import provide_login, provide_user, provide_visitor
from app.accounts.tries import Visitor
from app.leading import local
from app.permissions import Permission
from app.problems import Invalid, Missing, Refused
from app.security import cookie_called, own_cookie
from app.sso.entering import Answer, Purpose, begin, finish
from app.sso.entries import ENTRY_SECONDS
from app.sso.leaving import obey
from app.sso.lookups import connection_for, connections_of_member, login_through
from app.web import AnyRequest, installation_of, redirect, render

BROWSER_BYTES = 32


@dataclass
class Typed:
    email: str = ""
    next: str = ""


@dataclass
class LogoutToken:
    logout_token: str = ""


COOKIE = "tic_sso"
"""Binds sign-ins on their way to this browser; one for several at once."""


def browser_of(request: AnyRequest) -> str:
    """The browser's secret, or '' for one that has none yet."""
    known = request.cookies.get(cookie_called(COOKIE, installation_of(request).settings), "")
    return known if 20 <= len(known) <= 64 else ""


async def send_off(request: AnyRequest, connection_id: str, purpose: Purpose, *, form: bool) -> Response[Any]:
    """Send the browser to the provider. After a form by a page that leads on, because the policy of our pages
    lets forms go nowhere else, redirects included."""
    secret = browser_of(request) or secrets.token_urlsafe(BROWSER_BYTES)
    url = await begin(installation_of(request), connection_id, secret, purpose)
    response: Response[Any] = onward(request, url) if form else redirect(request, url)
    response.set_cookie(own_cookie(COOKIE, installation_of(request).settings, secret, ENTRY_SECONDS))
    return response


def onward(request: AnyRequest, url: str) -> Any:
    return render(request, "sso/onward.html", url=url)


@get("/sso", needs=Permission.SIGNED_IN, from_directory=True)
async def list_doors(
    request: AnyRequest, user: NamedDependency[User], next: FromQuery[str] = ""
) -> Response[Any] | Template:
    """The providers of the organization somebody wants to see; straight on where there is one."""
    wanted = local(next, "")
    slug = wanted.strip("/").partition("/")[0].partition("?")[0]
    async with installation_of(request).work(writes=False) as session:
        doors = await connections_of_member(session, user, slug)
    if not doors:
        raise Missing
    if slug and len(doors) == 1:
        return redirect(request, f"/sso/{doors[0][0].id}?next={quote(wanted)}")
    return render(request, "sso/doors.html", doors=doors, next=wanted)


@post("/sso", needs=Permission.PUBLIC)
async def sign_in_by_address(request: AnyRequest, data: URLEncodedBody[Typed]) -> Response[Any] | Template:
    """By the domain of an address alone, so it tells nothing about people."""
    async with installation_of(request).work(writes=False) as session:
        connection = await connection_for(session, data.email)
    if connection is None:
        error = Invalid("No organization here has single sign-on for this address.", field="email")
        typed = {"email": data.email, "next": local(data.next, "")}
        return render(request, "sso/address.html", status_code=error.status, error=error, **typed)
    purpose = Purpose(next_path=data.next, login_hint=data.email)
    return await send_off(request, connection.id, purpose, form=True)


@get("/sso/again", needs=Permission.SIGNED_IN, from_directory=True)
async def prove_again(
    request: AnyRequest, login: NamedDependency[LoginSession], next: FromQuery[str] = ""
) -> Response[Any]:
    """To the provider that let this session in, which is to ask for a proof anew."""
    async with installation_of(request).work(writes=False) as session:
        came = await login_through(session, login.id, login.within_id) if login.within_id else None
    if came is None:
        raise Missing
    return await send_off(request, came.connection_id, Purpose(next_path=next, again=True), form=False)


@get("/sso/{door_id:str}", needs=Permission.PUBLIC)
async def go_through(request: AnyRequest, door_id: FromPath[str], next: FromQuery[str] = "") -> Response[Any]:
    """To the provider. What it leaves behind is a row that ends by itself."""
    return await send_off(request, door_id, Purpose(next_path=next), form=False)


@get("/sso/{door_id:str}/callback", needs=Permission.PUBLIC)
async def come_back(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    door_id: FromPath[str],
    state_: Annotated[str, QueryParameter(name="state")] = "",
    code: FromQuery[str] = "",
    iss: FromQuery[str] = "",
    error: FromQuery[str] = "",
) -> Response[Any]:
    """What the provider says of who it sent back."""
    answer = Answer(state_, code, iss, error)
    entry = await finish(installation_of(request), door_id, browser_of(request), answer, visitor)
    return admit(request, entry)


@post("/account/sso/{door_id:str}", needs=Permission.SIGNED_IN)
async def create_link(
    request: AnyRequest, user: NamedDependency[User], door_id: FromPath[str]
) -> Response[Any]:
    """To the provider, to make what it knows somebody as theirs; closed to sessions a provider began."""
    async with installation_of(request).work(writes=False) as session:
        if door_id not in [connection.id for connection, _ in await connections_of_member(session, user)]:
            raise Missing
    return await send_off(request, door_id, Purpose(user_id=user.id), form=True)


@post("/sso/{door_id:str}/logout", needs=Permission.PUBLIC, own_proof=True, status_code=200)
async def obey_provider(
    request: AnyRequest, door_id: FromPath[str], data: URLEncodedBody[LogoutToken]
) -> Response[Any]:
    """Back-channel logout: the provider itself calls, and its signature is the proof."""
    headers = {"Cache-Control": "no-store"}
    try:
        await obey(installation_of(request), door_id, data.logout_token)
    except Refused as refusal:
        body = {"error": "invalid_request", "error_description": refusal.message}
        return Response(body, status_code=400, headers=headers)
    return Response({}, status_code=200, headers=headers)


router = Router(
    path="/",
    route_handlers=[
        list_doors,
        sign_in_by_address,
        prove_again,
        go_through,
        come_back,
        create_link,
        obey_provider,
    ],
    dependencies={
        "user": Provide(provide_user),
        "login": Provide(provide_login),
        "visitor": Provide(provide_visitor),
    },
    request_max_body_size=SECRETS_MAX_BYTES,
    include_in_schema=False,
)
