"""Pages of one's second factors: the authenticator app, passkeys, recovery codes."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import segno
from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template

from app.accounts import enrolling
from app.accounts.admitting import ceremony, refuse
from app.accounts.lookups import factors_of
from app.accounts.models import LoginSession, User
from app.accounts.passkeys import CREDENTIAL_MAX
from app.accounts.sessions import provide_login, provide_user, session_cookie
from app.confirming import recently_confirmed
from app.leading import local
from app.permissions import Permission
from app.problems import Invalid, Missing
from app.web import AnyRequest, Session, installation_of, redirect, render

HERE = "/account/second-factor"
GUARDS = [recently_confirmed]


@dataclass
class CodeForm:
    code: str = ""


@dataclass
class PasskeyForm:
    name: str = ""
    credential: str = ""


@get(HERE, needs=Permission.SIGNED_IN, guards=GUARDS)
async def show_factors(
    request: AnyRequest,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    next: FromQuery[str] = "",
) -> Template:
    """`next`: where a second factor was asked for, to go on from here."""
    context = await _factors(request, user, login) | {"next_page": local(next, "")}
    return render(request, "accounts/factors.html", error=None, **context)


async def _factors(request: AnyRequest, user: User, login: LoginSession) -> dict[str, Any]:
    asked = ceremony(request, "registration", login.token_hash)
    async with installation_of(request).work(writes=False) as session:
        factors = await factors_of(session, user)
    creation = asked.creation(user, factors.passkeys) if asked.party.named else ""
    return {"factors": factors, "creation": creation, "login": login, "next_page": ""}


@post("/account/authenticator", needs=Permission.SIGNED_IN, guards=GUARDS)
async def create_authenticator(
    request: AnyRequest, session: Session, user: NamedDependency[User]
) -> Response[Any]:
    await enrolling.begin_authenticator(session, user, installation_of(request).master_key)
    return redirect(request, "/account/authenticator")


@get("/account/authenticator", needs=Permission.SIGNED_IN, guards=GUARDS)
async def show_authenticator(
    request: AnyRequest, session: Session, user: NamedDependency[User]
) -> Template | Response[Any]:
    try:
        app = await enrolling.begun_authenticator(session, user)
    except Missing:
        return redirect(request, HERE)
    secret = app.shown(installation_of(request).master_key)
    return render(request, "accounts/authenticator.html", error=None, secret=secret)


@get("/account/authenticator/code.svg", needs=Permission.SIGNED_IN, guards=GUARDS)
async def show_qr_code(request: AnyRequest, session: Session, user: NamedDependency[User]) -> Response[Any]:
    """The secret as a picture to scan: an address of its own, since nothing inline is allowed."""
    try:
        app = await enrolling.begun_authenticator(session, user)
    except Missing:
        return redirect(request, HERE)
    drawn = BytesIO()
    code = segno.make(app.address(user, installation_of(request).master_key), micro=False)
    # Black on white in the dark, too: many cameras read nothing else.
    code.save(drawn, kind="svg", scale=5, border=4, light="#fff", dark="#000", xmldecl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@post("/account/authenticator/activation", needs=Permission.SIGNED_IN, guards=GUARDS, status_code=200)
async def create_activation(
    request: AnyRequest,
    session: Session,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    data: URLEncodedBody[CodeForm],
) -> Response[Any]:
    installation = installation_of(request)
    try:
        enrolled = await enrolling.activate_authenticator(session, installation, login, user, data.code)
    except Invalid as refusal:
        app = await enrolling.begun_authenticator(session, user)
        secret = app.shown(installation.master_key)
        return refuse(request, "accounts/authenticator.html", refusal, secret=secret)
    return _show_once(request, enrolled)


def _show_once(request: AnyRequest, enrolled: enrolling.Enrolled) -> Response[Any]:
    """New recovery codes are shown in the answer itself, since nobody can ask for them again."""
    response: Any = redirect(request, HERE)
    if enrolled.codes:
        response = render(request, "accounts/recovery_codes.html", codes=enrolled.codes)
    if enrolled.token:
        response.set_cookie(session_cookie(installation_of(request).settings, enrolled.token))
    answer: Response[Any] = response
    return answer


@post("/account/authenticator/removal", needs=Permission.SIGNED_IN, guards=GUARDS)
async def remove_authenticator(
    request: AnyRequest, session: Session, user: NamedDependency[User]
) -> Response[Any]:
    await enrolling.remove_authenticator(session, user)
    return redirect(request, HERE)


@post("/account/recovery-codes", needs=Permission.SIGNED_IN, guards=GUARDS, status_code=200)
async def create_recovery_codes(
    request: AnyRequest, session: Session, user: NamedDependency[User]
) -> Response[Any]:
    codes = await enrolling.renew_codes(session, user, installation_of(request).master_key)
    return _show_once(request, enrolling.Enrolled("", codes))


@post("/account/passkeys", needs=Permission.SIGNED_IN, guards=GUARDS, status_code=200)
async def create_passkey(
    request: AnyRequest,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    data: URLEncodedBody[PasskeyForm],
) -> Response[Any]:
    asked = ceremony(request, "registration", login.token_hash)
    request_id = request.scope["state"]["request_id"]
    try:
        enrolled = await enrolling.add_passkey(
            installation_of(request), login, user, asked, data.name, data.credential, request_id
        )
    except Invalid as refusal:
        return refuse(request, "accounts/factors.html", refusal, **await _factors(request, user, login))
    return _show_once(request, enrolled)


@post("/account/passkeys/{passkey_id:str}/removal", needs=Permission.SIGNED_IN, guards=GUARDS)
async def remove_passkey(
    request: AnyRequest, session: Session, user: NamedDependency[User], passkey_id: FromPath[str]
) -> Response[Any]:
    await enrolling.remove_passkey(session, user, passkey_id)
    return redirect(request, HERE)


router = Router(
    path="/",
    route_handlers=[
        show_factors,
        create_authenticator,
        show_authenticator,
        show_qr_code,
        create_activation,
        remove_authenticator,
        create_recovery_codes,
        create_passkey,
        remove_passkey,
    ],
    dependencies={"user": Provide(provide_user), "login": Provide(provide_login)},
    request_max_body_size=2 * CREDENTIAL_MAX,
    include_in_schema=False,
)
