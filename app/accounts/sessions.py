"""Who is asking: the session cookie of a person, the key of a program, and their place in an organization."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.keys import principal_of
from app.accounts.lookups import member, signed_in
from app.accounts.models import LoginSession, User, digest
from app.accounts.tries import Visitor
from app.confirming import SecondFactorNeeded
from app.ids import now
from app.installation import Installation
from app.organizations.models import Organization
from app.permissions import Permission, Principal
from app.problems import Forbidden, Moved, SignInNeeded
from app.queue.inbox import count_dead
from app.security import SESSION, cookie_called, in_api, own_cookie
from app.settings import Settings
from app.tenancy import scope

OWN_ACCOUNT = (
    "You came in through your organization's single sign-on, which does not open your own account. "
    "Sign out, then sign in with what belongs to the account itself."
)
SEEN_NOTED_EVERY = timedelta(minutes=1)
Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a request proved: a person and their login session; an organization and the actor in it."""

    user: User | None = None
    login: LoginSession | None = None
    organization: Organization | None = None
    principal: Principal | None = None
    failures: int = 0
    """Dead letters the navigation counts, for whoever can do something about them."""
    renewed: str = ""
    """The session's new secret, where what the person may do has changed since it was last used."""


def cookie_name(settings: Settings) -> str:
    return cookie_called(SESSION, settings)


def session_cookie(settings: Settings, token: str) -> Cookie:
    """What carries the session's secret; an empty token takes the cookie away."""
    return own_cookie(SESSION, settings, token, settings.session_max_seconds)


async def identify(connection: Connection, installation: Installation) -> Identity:
    """Who asks: by key under /v1, by cookie everywhere else; neither is looked at in the other's place.

    A session an organization's identity provider began opens that organization, and of the account only the
    routes that say `from_directory`. For a page of an organization, a person who is no member of it meets
    Missing, a member of a suspended one Forbidden. Unknown, expired and ended secrets leave the visitor
    anonymous.
    """
    if in_api(connection.scope["path"]):
        scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
        bearer = scheme.lower() == "bearer"
        address = connection.client.host if connection.client else ""
        shown = await principal_of(installation, secret.strip(), address) if bearer else None
        return Identity(principal=shown)
    token = connection.cookies.get(cookie_name(installation.settings), "")
    if not token:
        return Identity()
    slug = connection.path_params.get("org", "")
    opt = connection.route_handler.opt
    needs = opt.get("needs")
    async with installation.work(writes=False) as session:
        found = await signed_in(session, token, installation.settings)
        if found is None:
            return Identity()
        login, user = found
        elsewhere = needs is Permission.PUBLIC or not slug
        place = (None, None) if elsewhere else await member(session, user, login, slug)
        failures = await _failures(session, connection, place[1])
    if login.within_id and needs is Permission.SIGNED_IN and not opt.get("from_directory"):
        raise Forbidden(OWN_ACCOUNT)
    # What its own identity provider asks for is set there.
    if place[0] and place[0].mfa_required and not (login.mfa_at or login.within_id):
        raise SecondFactorNeeded
    if place[0] is not None and place[0].slug != slug and connection.scope.get("method") == "GET":
        query = connection.scope["query_string"].decode("latin-1")
        rest = connection.scope["path"].removeprefix(f"/{slug}")
        raise Moved(f"/{place[0].slug}{rest}{'?' if query else ''}{query}")
    await _note_seen(installation, login)
    renewed = await _stand(installation, connection, login, user, place[1])
    return Identity(user, login, place[0], place[1], failures, renewed)


async def _failures(session: AsyncSession, connection: Connection, principal: Principal | None) -> int:
    """Counted for whole pages alone: parts of them have no navigation."""
    if principal is None or not principal.may(Permission.OPERATE):
        return 0
    if not _whole_page(connection):
        return 0
    scope(session, principal.organization_id, principal.workspace_ids)
    return await count_dead(session, principal)


def _whole_page(connection: Connection) -> bool:
    part = connection.headers.get("HX-Request-Type") == "partial"
    return not part and connection.headers.get("Sec-Fetch-Dest", "document") == "document"


async def _stand(
    installation: Installation,
    connection: Connection,
    login: LoginSession,
    user: User,
    principal: Principal | None,
) -> str:
    """Renew the session's secret when the person's role, teams or office have changed; else ''.

    With the next whole page, since what is on its way beside one would still carry the secret from before. Of
    two pages asked for at once the first renews, and the other is answered as it was asked.
    """
    place, standing = (principal.organization_id, principal.standing) if principal else ("", user.standing)
    fresh = login.standing.get(place) == standing
    if fresh or connection.scope.get("method") != "GET" or not _whole_page(connection):
        return ""
    async with installation.work() as session:
        statement = select(LoginSession).where(LoginSession.id == login.id).with_for_update()
        found = (await session.exec(statement)).first()
        if found is None or found.token_hash != login.token_hash or not found.stand(place, standing):
            return ""
        token = found.renew()
    login.token_hash = digest(token)
    return token


async def _note_seen(installation: Installation, login: LoginSession) -> None:
    """Move the idle limit, at most once a minute, so that reading pages is not writing rows."""
    if now() - login.last_seen_at < SEEN_NOTED_EVERY:
        return
    async with installation.work() as session:
        if found := await session.get(LoginSession, login.id):
            found.last_seen_at = now()


class Identify(ASGIMiddleware):
    """Puts the fields of Identity into the state of the request, where the guard `require` finds them."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    should_bypass_for_scope = staticmethod(lambda scope: scope["path"].startswith("/static/"))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        identity = await identify(ASGIConnection(scope), scope["litestar_app"].state.installation)
        for field in fields(identity):
            scope["state"][field.name] = getattr(identity, field.name)
        await next_app(scope, receive, _renewing(scope, send) if identity.renewed else send)


def _renewing(scope: Scope, send: Send) -> Send:
    """Hands the new secret to the browser with whatever the answer is."""
    settings = scope["litestar_app"].state.installation.settings
    cookie = session_cookie(settings, scope["state"]["renewed"]).to_header(header="")

    async def carrying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie)
        await send(message)

    return carrying


async def provide_principal(request: Request[Any, Any, Any]) -> Principal:
    """Dependency: the actor of this request."""
    principal = request.scope["state"].get("principal")
    if not isinstance(principal, Principal):
        raise SignInNeeded
    return principal


async def provide_user(request: Request[Any, Any, Any]) -> User:
    """Dependency: the signed-in person, on pages that belong to no organization."""
    user = request.scope["state"].get("user")
    if not isinstance(user, User):
        raise SignInNeeded
    return user


async def provide_login(request: Request[Any, Any, Any]) -> LoginSession:
    """Dependency: the login session of this browser."""
    login = request.scope["state"].get("login")
    if not isinstance(login, LoginSession):
        raise SignInNeeded
    return login


async def provide_visitor(request: Request[Any, Any, Any]) -> Visitor:
    """Dependency: the browser itself. Only the server, told which proxies to trust, decides its address."""
    installation: Installation = request.app.state.installation
    return Visitor(
        address=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", ""),
        token=request.scope["state"].get("renewed")
        or request.cookies.get(cookie_name(installation.settings), ""),
        request_id=request.scope["state"].get("request_id", ""),
    )
