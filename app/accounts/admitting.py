"""Answers that hand over or take away what a browser proves itself with."""

from typing import Any

from litestar.datastructures import Cookie
from litestar.response import Response, Template

from app.accounts.entering import SECOND_STEP, Entry
from app.accounts.factors import STEP_LIFE
from app.accounts.passkeys import Ceremony, RelyingParty
from app.accounts.sessions import session_cookie
from app.problems import Refused
from app.security import cookie_called, own_cookie
from app.settings import Settings
from app.web import AnyRequest, installation_of, redirect, render

SECRETS_MAX_BYTES = 16 * 1024
"""The most a form with a password or the like may carry."""


def admit(request: AnyRequest, entry: Entry) -> Response[Any]:
    """Hand the new secret over and go to the next page."""
    settings = installation_of(request).settings
    response = redirect(request, entry.to)
    if entry.step:
        response.set_cookie(step_cookie(settings, entry.token))
        return response
    response.set_cookie(session_cookie(settings, entry.token))
    if step_name(settings) in request.cookies:
        response.set_cookie(step_cookie(settings, ""))
    return response


def refuse(request: AnyRequest, page: str, error: Refused, **form: Any) -> Template:
    """The form again, what was typed still in it, with the sentence of the refusal."""
    response = render(request, page, status_code=error.status, error=error, **form)
    if seconds := error.details.get("retry_after"):
        response.headers["Retry-After"] = str(seconds)
    return response


def step_name(settings: Settings) -> str:
    return cookie_called("tic_step", settings)


def step_cookie(settings: Settings, token: str) -> Cookie:
    """What carries the secret of a second step; an empty token takes the cookie away."""
    return own_cookie("tic_step", settings, token, int(STEP_LIFE.total_seconds()))


def ceremony(request: AnyRequest, purpose: str, bound_to: str = "") -> Ceremony:
    """What a browser at this address is asked to sign."""
    installation = installation_of(request)
    settings = installation.settings
    # Without a public origin nobody knows the name but the browser; it is the one in Host.
    origin = settings.origin if settings.public_origin else f"http://{request.headers.get('host', '')}"
    return Ceremony(RelyingParty.reached_as(origin), purpose, bound_to, installation.master_key)


__all__ = ["SECOND_STEP", "admit", "ceremony", "refuse", "step_cookie", "step_name"]
