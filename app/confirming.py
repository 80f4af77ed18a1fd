"""Asking people again who they are before something sensitive: a guard any route can name."""

from datetime import timedelta
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from app.ids import now
from app.problems import SignInNeeded
from app.security import in_api

CONFIRMED_FOR = timedelta(minutes=10)
"""How long a sign-in or a confirmation is fresh enough to change passwords, factors, keys or roles."""


class ConfirmationNeeded(SignInNeeded):
    """The person is signed in, yet has not proved so lately."""

    status = 403
    problem = "confirmation-needed"
    title = "Confirm that it is you"
    door = "/account/confirmation"

    def __init__(self) -> None:
        super().__init__("Confirm that it is you, then do this again.")


class SecondFactorNeeded(SignInNeeded):
    """The place asks for a second factor, and this session has shown none."""

    status = 403
    problem = "second-factor-needed"
    title = "A second factor is needed"
    door = "/account/second-factor"

    def __init__(self) -> None:
        super().__init__("This organization asks for a second factor.")


def is_confirmed(state: Any) -> bool:
    """Whether the session in the state of a request was confirmed lately."""
    login = state.get("login")
    confirmed_at = login.confirmed_at if login else None
    return confirmed_at is not None and now() - confirmed_at < CONFIRMED_FOR


async def recently_confirmed(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """A guard for sensitive changes and the pages with their forms: ConfirmationNeeded after ten minutes.

    Keys and tokens prove themselves with every request, so in the API it asks for nothing.
    """
    if not in_api(connection.scope["path"]) and not is_confirmed(connection.scope["state"]):
        raise ConfirmationNeeded
