"""Pages on which people prove who they are: the second step of a sign-in, a passkey, a confirmation."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Response, Template

from app.accounts.admitting import admit, ceremony, refuse, step_name
from app.accounts.entering import Entry
from app.accounts.factors import StepOver
from app.accounts.lookups import factors_of
from app.accounts.models import LoginSession, User
from app.accounts.passkeys import CREDENTIAL_MAX
from app.accounts.proving import Shown, confirm, finish_step, step_of, with_passkey
from app.accounts.sessions import provide_login, provide_user, provide_visitor
from app.accounts.tries import Visitor
from app.leading import local
from app.permissions import Permission
from app.web import AnyRequest, installation_of, redirect, render


@dataclass
class ProofForm:
    password: str = ""
    code: str = ""
    credential: str = ""
    next: str = ""

    @property
    def shown(self) -> Shown:
        return Shown(self.password, self.code, self.credential)


@post("/sign-in/passkey", needs=Permission.PUBLIC)
async def use_passkey(
    request: AnyRequest, visitor: NamedDependency[Visitor], data: URLEncodedBody[ProofForm]
) -> Response[Any]:
    asked = ceremony(request, "sign-in")
    entry = await with_passkey(installation_of(request), asked, data.credential, visitor, data.next)
    if isinstance(entry, Entry):
        return admit(request, entry)
    form = {"email": "", "next": local(data.next, ""), "passkey": asked.request([]), "here": "sign-in"}
    return refuse(request, "accounts/sign_in.html", entry, **form)


@get("/sign-in/second-factor", needs=Permission.PUBLIC)
async def show_step(request: AnyRequest) -> Template | Response[Any]:
    try:
        context = await _of_step(request)
    except StepOver:
        return redirect(request, "/sign-in")
    return render(request, "accounts/second_factor.html", error=None, **context)


@post("/sign-in/second-factor", needs=Permission.PUBLIC)
async def use_step(
    request: AnyRequest, visitor: NamedDependency[Visitor], data: URLEncodedBody[ProofForm]
) -> Response[Any]:
    token = request.cookies.get(step_name(installation_of(request).settings), "")
    asked = ceremony(request, "second-factor", token)
    entry = await finish_step(installation_of(request), token, asked, data.shown, visitor)
    if isinstance(entry, Entry):
        return admit(request, entry)
    return refuse(request, "accounts/second_factor.html", entry, **await _of_step(request))


async def _of_step(request: AnyRequest) -> dict[str, Any]:
    installation = installation_of(request)
    token = request.cookies.get(step_name(installation.settings), "")
    _, user = await step_of(installation, token)
    return await _offered(request, user, "second-factor", token) | {"person": user, "here": "sign-in"}


async def _offered(request: AnyRequest, user: User, purpose: str, bound_to: str) -> dict[str, Any]:
    """What the person can prove themselves with on this page."""
    asked = ceremony(request, purpose, bound_to)
    async with installation_of(request).work(writes=False) as session:
        factors = await factors_of(session, user)
    usable = [row for row in factors.passkeys if row.host == asked.party.id]
    return {"factors": factors, "passkey": asked.request(usable) if usable else ""}


@get("/account/confirmation", needs=Permission.SIGNED_IN, from_directory=True)
async def show_confirmation(
    request: AnyRequest,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    next: FromQuery[str] = "",
) -> Template:
    context = await _offered(request, user, "confirmation", login.token_hash) | {"login": login}
    return render(request, "accounts/confirmation.html", error=None, next=local(next, ""), **context)


@post("/account/confirmation", needs=Permission.SIGNED_IN)
async def create_confirmation(
    request: AnyRequest,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    visitor: NamedDependency[Visitor],
    data: URLEncodedBody[ProofForm],
) -> Response[Any]:
    asked = ceremony(request, "confirmation", login.token_hash)
    token = await confirm(installation_of(request), login, user, asked, data.shown, visitor)
    if isinstance(token, str):
        return admit(request, Entry(token, local(data.next, "/account")))
    context = await _offered(request, user, "confirmation", login.token_hash) | {"login": login}
    return refuse(request, "accounts/confirmation.html", token, next=local(data.next, ""), **context)


router = Router(
    path="/",
    route_handlers=[use_passkey, show_step, use_step, show_confirmation, create_confirmation],
    dependencies={
        "user": Provide(provide_user),
        "login": Provide(provide_login),
        "visitor": Provide(provide_visitor),
    },
    request_max_body_size=2 * CREDENTIAL_MAX,
    include_in_schema=False,
)
