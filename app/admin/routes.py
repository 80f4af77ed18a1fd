"""The way into /admin: for operators alone, in their ordinary login session; everybody else finds nothing."""

import asyncio
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

from litestar import Request, Router, asgi
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Redirect, Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts.models import LoginSession, User
from app.admin.mirrors import WRITABLE
from app.admin.site import build, change_in, hidden, parsed
from app.admin.writes import write
from app.installation import Installation
from app.permissions import Permission
from app.problems import Missing, Refused
from app.security import CSP

CSP_ADMIN = CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "font-src 'self'", "font-src 'self' data:"
)
"""piccolo-admin styles itself from its script; here only."""
BODY_MAX = 64 * 1024
_building = asyncio.Lock()


def admits(user: Any, login: Any) -> bool:
    """Whether this is an operator whose login session proved a second factor.

    A session an organization's identity provider began opens that organization alone, whatever it proved.
    """
    proven = isinstance(login, LoginSession) and login.mfa_at is not None and login.within_id is None
    return isinstance(user, User) and user.operator and proven


async def operators_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Missing to everybody else, so that nobody learns more than that."""
    state = connection.scope["state"]
    installation: Installation = connection.app.state.installation
    address = connection.client.host if connection.client else ""
    allowed = within(address, installation.settings.admin_networks)
    if not (allowed and admits(state.get("user"), state.get("login"))):
        raise Missing


def within(address: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    """Whether /admin answers that address; no list lets all of them ask."""
    try:
        return not networks or any(ip_address(address) in network for network in networks)
    except ValueError:  # a socket without addresses
        return False


@asgi(
    "/admin",
    is_mount=True,
    copy_scope=True,
    needs=Permission.SIGNED_IN,
    guards=[operators_only],
)
async def show_admin(scope: Scope, receive: Receive, send: Send) -> None:
    """Reading is piccolo-admin's; a change is made by our own models, with an event."""
    path, method = scope["path"], str(scope.get("method", ""))
    if scope["raw_path"].split(b"?")[0].rstrip(b"/") == b"/admin" and not scope["raw_path"].endswith(b"/"):
        await _answer(Redirect("/admin/"), scope, receive, send)
    elif hidden(path):
        await _answer(Response(b"", status_code=404), scope, receive, send)
    elif change := change_in(method, path):
        await _answer(await _changed(scope, receive, *change), scope, receive, send)
    elif method not in ("GET", "HEAD"):
        await _answer(Response(b"", status_code=405), scope, receive, send)
    else:
        scope["root_path"] = ""
        await (await _site(scope))(scope, receive, _with_policy(send))


async def _changed(scope: Scope, receive: Receive, table: str, id: str) -> Response[Any]:
    if table not in WRITABLE:
        return Response({"detail": "This table is read-only here."}, status_code=405)
    body = await _body(receive)
    if body is None:
        return Response({"detail": "Too much."}, status_code=413)
    values = parsed(body)
    if values is None:
        return Response({"detail": "This is no JSON object."}, status_code=400)
    installation: Installation = scope["litestar_app"].state.installation
    try:
        await write(installation, scope["state"]["user"], table, id, values)
    except Refused as refusal:
        return Response({"detail": refusal.message}, status_code=refusal.status)
    return Response({"id": id} | values, status_code=200)


async def _body(receive: Receive) -> bytes | None:
    """None when it is larger than any row."""
    body, more = b"", True
    while more:
        message: Any = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_MAX:
            return None
    return body


async def _site(scope: Scope) -> ASGIApp:
    """Made when first asked for: importing it takes longer than starting everything else."""
    state = scope["litestar_app"].state
    installation: Installation = state.installation
    async with _building:
        made = state.get("admin")
        if made is None or made[0] is not installation:
            state.admin = made = (installation, await asyncio.to_thread(build, installation.settings))
    site: ASGIApp = made[1]
    return site


def _with_policy(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message)["Content-Security-Policy"] = CSP_ADMIN
        await send(message)

    return headed


async def _answer(response: Response[Any], scope: Scope, receive: Receive, send: Send) -> None:
    asgi_response = response.to_asgi_response(None, Request(scope, receive=receive))
    await asgi_response(scope, receive, send)


router = Router(path="/", route_handlers=[show_admin])
