"""Pages of the account: signing in and out, the password, one's own sessions."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Response, Template

from app.accounts.admitting import SECRETS_MAX_BYTES, admit, ceremony, refuse
from app.accounts.entering import Entry
from app.accounts.lookups import home_of, open_logins
from app.accounts.models import LoginSession, User
from app.accounts.passwords import LENGTH_ADVISED, LENGTH_MIN
from app.accounts.sessions import Connection, provide_login, provide_user, provide_visitor, session_cookie
from app.accounts.signing_in import (
    bearer_of,
    change_password,
    choose_digests,
    end_login,
    with_link,
    with_password,
)
from app.accounts.tries import Visitor
from app.confirming import recently_confirmed
from app.leading import local
from app.permissions import Permission
from app.sso.leaving import farewell
from app.sso.lookups import connections_of_member
from app.web import AnyRequest, installation_of, redirect, render

LENGTHS: dict[str, Any] = {"shortest": LENGTH_MIN, "advised": LENGTH_ADVISED}


@dataclass
class SignIn:
    email: str = ""
    password: str = ""
    next: str = ""


@dataclass
class NewPassword:
    current: str = ""
    new: str = ""


@dataclass
class Digests:
    """A box that is not ticked is not sent."""

    wanted: bool = False


@get("/sign-in", needs=Permission.PUBLIC)
async def show_sign_in(request: AnyRequest, next: FromQuery[str] = "") -> Response[Any]:
    if user := request.scope["state"].get("user"):
        async with installation_of(request).work(writes=False) as session:
            login = request.scope["state"]["login"]
            return redirect(request, local(next, await home_of(session, user, login)))
    return render(request, "accounts/sign_in.html", error=None, **_door(request, "", next))


def _door(request: AnyRequest, email: str, next_path: str) -> dict[str, Any]:
    asked = ceremony(request, "sign-in")
    passkey = asked.request([]) if asked.party.named else ""
    return {"email": email, "next": local(next_path, ""), "passkey": passkey, "here": "sign-in"}


@post("/sign-in", needs=Permission.PUBLIC)
async def sign_in(
    request: AnyRequest, visitor: NamedDependency[Visitor], data: URLEncodedBody[SignIn]
) -> Response[Any]:
    if data.email and not data.password:
        # Their organization may have single sign-on; the form goes there as it is.
        return Redirect("/sso", status_code=307)
    entry = await with_password(installation_of(request), data.email, data.password, visitor, data.next)
    if isinstance(entry, Entry):
        return admit(request, entry)
    return refuse(request, "accounts/sign_in.html", entry, **_door(request, data.email, data.next))


@get("/sign-in/{token:str}", needs=Permission.PUBLIC)
async def show_sign_in_link(request: AnyRequest, token: FromPath[str]) -> Template:
    """A page with a button: programs that look at links in mails must not spend them."""
    person = await bearer_of(installation_of(request), token)
    return render(request, "accounts/sign_in_link.html", token=token, person=person)


@post("/sign-in/{token:str}", needs=Permission.PUBLIC)
async def use_sign_in_link(
    request: AnyRequest, visitor: NamedDependency[Visitor], token: FromPath[str]
) -> Response[Any]:
    return admit(request, await with_link(installation_of(request), token, visitor))


@post("/sign-out", needs=Permission.PUBLIC)
async def sign_out(request: AnyRequest, visitor: NamedDependency[Visitor]) -> Response[Any]:
    """Public, so that leaving also works when the session is already over."""
    state, installation = request.scope["state"], installation_of(request)
    there = ""
    if state.get("user"):
        there = await farewell(installation, state["login"])
        await end_login(installation, state["user"], state["login"].id, visitor)
    response: Any = render(request, "sso/onward.html", url=there) if there else redirect(request, "/")
    response.set_cookie(session_cookie(installation.settings, ""))
    # Not "cookies": that would clear those of every host of the same domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    left: Response[Any] = response
    return left


@get("/account", needs=Permission.SIGNED_IN, from_directory=True)
async def show_account(
    request: AnyRequest, user: NamedDependency[User], login: NamedDependency[LoginSession]
) -> Template:
    async with installation_of(request).work(writes=False) as session:
        doors = [] if login.within_id else await connections_of_member(session, user)
        logins, home = await open_logins(session, user, login), await home_of(session, user, login)
    return render(request, "accounts/account.html", logins=logins, login=login, home=home, doors=doors)


@post("/account/sessions/{login_id:str}/ending", needs=Permission.SIGNED_IN, from_directory=True)
async def create_ending(
    request: AnyRequest,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    visitor: NamedDependency[Visitor],
    login_id: FromPath[str],
) -> Response[Any]:
    await end_login(installation_of(request), user, login_id, visitor, login.within_id)
    return redirect(request, "/account")


@post("/account/digests", needs=Permission.SIGNED_IN, from_directory=True)
async def create_digests(
    request: AnyRequest,
    user: NamedDependency[User],
    visitor: NamedDependency[Visitor],
    data: URLEncodedBody[Digests],
) -> Response[Any]:
    await choose_digests(installation_of(request), user, visitor, wanted=data.wanted)
    return redirect(request, "/account#digests")


async def known_to_own(connection: Connection, handler: BaseRouteHandler) -> None:
    """A guard: who has a password gives it on the form; who has none must have come in lately."""
    user = connection.scope["state"].get("user")
    if user and not user.password_hash:
        await recently_confirmed(connection, handler)


@get("/account/password", needs=Permission.SIGNED_IN, guards=[known_to_own])
async def show_password(request: AnyRequest) -> Template:
    return render(request, "accounts/password.html", error=None, **LENGTHS)


@post("/account/password", needs=Permission.SIGNED_IN, guards=[known_to_own])
async def create_password(
    request: AnyRequest,
    user: NamedDependency[User],
    visitor: NamedDependency[Visitor],
    data: URLEncodedBody[NewPassword],
) -> Response[Any]:
    entry = await change_password(installation_of(request), user, data.current, data.new, visitor)
    if isinstance(entry, Entry):
        return admit(request, entry)
    return refuse(request, "accounts/password.html", entry, **LENGTHS)


router = Router(
    path="/",
    route_handlers=[
        show_sign_in,
        sign_in,
        show_sign_in_link,
        use_sign_in_link,
        sign_out,
        show_account,
        create_ending,
        create_digests,
        show_password,
        create_password,
    ],
    dependencies={
        "user": Provide(provide_user),
        "login": Provide(provide_login),
        "visitor": Provide(provide_visitor),
    },
    request_max_body_size=SECRETS_MAX_BYTES,
    include_in_schema=False,
)
