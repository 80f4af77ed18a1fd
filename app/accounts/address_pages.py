"""Pages on which somebody gives their account another e-mail address."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template

from app.accounts.addresses import address_of, ask_for_address, change_address
from app.accounts.admitting import SECRETS_MAX_BYTES, refuse
from app.accounts.models import User
from app.accounts.sessions import provide_user, provide_visitor
from app.accounts.tries import Visitor
from app.confirming import recently_confirmed
from app.permissions import Permission
from app.web import AnyRequest, installation_of, redirect, render

HERE = "/account/address"


@dataclass
class AddressForm:
    email: str = ""


@get(HERE, needs=Permission.SIGNED_IN, guards=[recently_confirmed])
async def show_address(request: AnyRequest) -> Template:
    sent = "sent" in request.query_params
    return render(request, "accounts/address.html", error=None, typed="", sent=sent)


@post(HERE, needs=Permission.SIGNED_IN, guards=[recently_confirmed])
async def create_address(
    request: AnyRequest,
    user: NamedDependency[User],
    visitor: NamedDependency[Visitor],
    data: URLEncodedBody[AddressForm],
) -> Response[Any]:
    refused = await ask_for_address(installation_of(request), user, data.email, visitor)
    if refused:
        return refuse(request, "accounts/address.html", refused, typed=data.email, sent=False)
    return redirect(request, f"{HERE}?sent")


@get("/account/address/{token:str}", needs=Permission.SIGNED_IN)
async def show_change(request: AnyRequest, user: NamedDependency[User], token: FromPath[str]) -> Template:
    """A page with a button: programs that look at links in mails must not spend them."""
    email = await address_of(installation_of(request), user, token)
    return render(request, "accounts/new_address.html", token=token, email=email)


@post("/account/address/{token:str}", needs=Permission.SIGNED_IN)
async def create_change(
    request: AnyRequest,
    user: NamedDependency[User],
    visitor: NamedDependency[Visitor],
    token: FromPath[str],
) -> Response[Any]:
    await change_address(installation_of(request), user, token, visitor)
    return redirect(request, "/account")


router = Router(
    path="/",
    route_handlers=[show_address, create_address, show_change, create_change],
    dependencies={"user": Provide(provide_user), "visitor": Provide(provide_visitor)},
    request_max_body_size=SECRETS_MAX_BYTES,
    include_in_schema=False,
)
