"""What guards every request: ids, headers, hosts, origins, and a permission named by each route."""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

import structlog
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.denials import record_denial
from app.permissions import Permission, Principal
from app.plain import plain
from app.problems import Forbidden, SignInNeeded
from app.settings import Settings
from app.whence import AGENT_MAX, Whence, asked_from

log = structlog.get_logger()

API = "/v1"
"""Where programs come in: keys count here and cookies do not."""
SCIM = "/scim/v2"
"""Where directories come in, by keys, too."""
DOCS = "/v1/docs"
SESSION = "tic_session"
"""The cookie of a login session."""
FORM_MAX_BYTES = 1024 * 1024
"""The most a request may carry where its route does not say otherwise; main.py hands it to Litestar."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_YEAR = 365 * 24 * 3600

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The interactive docs style themselves from their script; what they run is still only what we serve.
CSP_DOCS = CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


def in_api(path: str) -> bool:
    """Whether programs come in there: keys count and cookies do not."""
    return path in (API, SCIM) or path.startswith((f"{API}/", f"{SCIM}/"))


def cookie_called(name: str, settings: Settings) -> str:
    """As browsers know it: over https the prefix binds it to this very host."""
    return f"__Host-{name}" if settings.secure else name


def own_cookie(name: str, settings: Settings, secret: str, seconds: int) -> Cookie:
    """What carries a secret no script and no other site may see; an empty one takes the cookie away."""
    return Cookie(
        key=cookie_called(name, settings),
        value=secret,
        max_age=seconds if secret else 0,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure,
    )


class RequestIds(ASGIMiddleware):
    """Names each request, in its state, its answer and every log line; a well-formed name is kept."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        given = Headers.from_scope(scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        address = (scope.get("client") or ("",))[0]
        agent = plain(Headers.from_scope(scope).get("user-agent", ""))[:AGENT_MAX]

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableScopeHeaders.from_message(message)["X-Request-Id"] = request_id
            await send(message)

        here = asked_from(Whence(request_id, address[:64], agent))
        with structlog.contextvars.bound_contextvars(request_id=request_id), here:
            await next_app(scope, receive, named)


class SecurityHeaders(ASGIMiddleware):
    """The headers every answer carries, errors included; what a handler has set itself stays."""

    def __init__(self, settings: Settings) -> None:
        self.always = {
            "X-Content-Type-Options": "nosniff",
            # Not no-referrer: with it browsers send "Origin: null" with our own forms.
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }
        if settings.secure:
            self.always["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        path = scope["path"]
        docs = path == DOCS or path.startswith(f"{DOCS}/")

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in self.always.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", CSP_DOCS if docs else CSP)
                state = scope["state"]
                if state.get("user") or state.get("principal"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await next_app(scope, receive, headed)


class KnownHost(ASGIMiddleware):
    """Answers only to the name people were given, once there is one; health checks come by address."""

    def __init__(self, settings: Settings) -> None:
        self.host = settings.origin.partition("://")[2].lower() if settings.public_origin else ""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        asked = Headers.from_scope(scope).get("host", "").lower()
        if asked and not _readable(asked):
            await _refuse(send, 400, b"The Host of this request is none.\n")
            return
        machine = scope["path"].startswith("/health/") or scope["path"] == "/metrics"
        if not self.host or machine or _without_default_port(asked) == _without_default_port(self.host):
            await next_app(scope, receive, send)
            return
        await _refuse(send, 421, b"This installation is not reached under this name.\n")


def _readable(host: str) -> bool:
    """Whether a Host can be read as part of an address, which whatever asks for the address relies on."""
    try:
        return bool(_HOST.fullmatch(host)) and (urlsplit(f"//{host}").port or 1) > 0
    except ValueError:
        return False


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _without_default_port(host: str) -> str:
    return re.sub(r":(80|443)$", "", host)


class CrossOriginGuard(ASGIMiddleware):
    """Refuses changes another site makes a browser send: by header alone, no tokens in forms.

    The API reads no cookies, so there is nothing to forge. A route that proves itself otherwise (a signed
    call, a token) says `own_proof=True`.
    """

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    exclude_opt_key = "own_proof"

    def __init__(self, settings: Settings) -> None:
        self.origin = settings.origin if settings.public_origin else ""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope.get("method") not in _SAFE_METHODS and not in_api(scope["path"]):
            headers = Headers.from_scope(scope)
            if not self._ours(headers):
                log.warning("cross_origin.refused", path=scope["path"], origin=headers.get("origin", ""))
                raise Forbidden("This change was asked for from another site, so it was not made.")
        await next_app(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        """Browsers tell where a request comes from, over http on other machines only by Origin."""
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        # Without a public origin nobody knows the name but the browser; it is the one in Host.
        ours = self.origin or f"http://{headers.get('host', '')}"
        return headers.get("origin", "").lower() == ours.lower()


async def require(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route: lets in who holds the permission the route names."""
    if _is_options(handler) or handler.opt["needs"] is Permission.PUBLIC:
        return
    needs: Permission = handler.opt["needs"]
    state = connection.scope["state"]
    principal = state.get("principal")
    if needs is Permission.SIGNED_IN and (principal or state.get("user")):
        return
    if not isinstance(principal, Principal):
        if in_api(connection.scope["path"]):
            raise SignInNeeded("Send a valid API key: Authorization: Bearer tic_...")
        raise SignInNeeded
    if not principal.may(needs):
        installation = connection.app.state.installation
        await record_denial(installation, principal, needs, connection.scope["path"])
        raise Forbidden(f"Your role does not include what this needs: {needs}.")
    state["principal"] = principal.where(needs)


def check_routes(app: Litestar) -> None:
    """Refuse to start when a route names no permission, or has slipped out from under the guard."""
    open_routes = []
    for route in app.routes:
        handlers = route.route_handlers if isinstance(route, HTTPRoute) else [route.route_handler]
        for handler in handlers:
            if _is_options(handler):
                continue
            named = isinstance(handler.opt.get("needs"), Permission)
            guarded = any(_original(guard) is require for guard in handler.resolve_guards())
            if not (named and guarded):
                open_routes.append(f"{route.path} ({handler})")
    if open_routes:
        raise RuntimeError(f"these routes name no permission or have no guard: {', '.join(open_routes)}")


def reserved_slugs(app: Litestar) -> frozenset[str]:
    """First parts of our own addresses, which no organization may be called."""
    firsts = {route.path.lstrip("/").partition("/")[0] for route in app.routes}
    return frozenset(first for first in firsts if first and not first.startswith("{"))


def _is_options(handler: Any) -> bool:
    """Litestar answers OPTIONS by itself on every route, telling no more than the methods."""
    generated = getattr(handler.fn, "__qualname__", "").startswith("HTTPRoute.create_options_handler")
    return generated and handler.http_methods == {"OPTIONS"}


def _original(guard: Any) -> Any:
    return getattr(guard, "func", guard)


def protect(app: Litestar, settings: Settings) -> Litestar:
    """Put what even unknown addresses and failures must pass around the whole application.

    Litestar runs its own middleware only once a route has been found.
    """
    handler: ASGIApp = app.asgi_handler
    for layer in (KnownHost(settings), SecurityHeaders(settings), RequestIds()):
        handler = layer(handler)
    app.asgi_handler = handler
    return app
