"""What a failed request answers: a page or fragment for people, problem+json (RFC 9457) for the API."""

import logging
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from litestar import Request
from litestar.exceptions import ClientException, HTTPException, ValidationException
from litestar.response import Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.database import is_full
from app.leading import local
from app.problems import Away, Invalid, Moved, Refused, SignInNeeded, Stale
from app.security import SESSION, cookie_called
from app.web import READING_METHODS, installation_of, redirect, render, wants_fragment

log: Any = structlog.get_logger("tic.errors")
PROBLEM_JSON = "application/problem+json"
NO_SUCH_CHARACTER = "22021"
"""What PostgreSQL says of NUL in text; SQLite takes it and finds nothing."""
TOO_LARGE = ("too large to convert to SQLite", "value out of int")
"""What SQLite and PostgreSQL's driver say of a number no column of theirs can hold."""
OVERTAKEN = frozenset({"23503", "23505"})
"""What PostgreSQL says when another transaction took the name, or the row, that this one had looked for.

SQLite lets one write at a time; there the same would be our mistake.
"""
AWAY = (
    "database is locked",
    "not yet accepting connections",
    "is starting up",
    "shutting down",
    "connection was closed",
    "connection is closed",
)
"""What SQLite and PostgreSQL say when it is they who cannot."""
NO_ROOM = (
    "There is no room left on the disk that holds the database. Nothing was changed, and what is there can "
    "be read. Tell your operator, and try again once there is room."
)
TITLES = {
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    413: "Too large",
    415: "Wrong kind of content",
    422: "This input cannot be used",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not available right now",
}


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The one exception handler: every failure ends here, and none shows more than a request id."""
    refused = _as_refusal(request, error)
    if request.url.path.startswith("/v1/"):
        return _problem(request, refused)
    if request.url.path.startswith("/scim/"):
        return _scim_error(refused)
    if isinstance(refused, SignInNeeded):
        return redirect(request, f"{refused.door}?next={quote(_place(request))}")
    return _page(request, refused)


def _place(request: Request[Any, Any, Any]) -> str:
    """Where to go on after signing in: this page, or the page whose form was sent."""
    if request.method == "GET" and not wants_fragment(request):
        # As it was asked for: what is mounted, as /admin is, sees only the rest of its path.
        path = request.scope["raw_path"].partition(b"?")[0].decode("ascii", "replace")
        return (path.rstrip("/") or "/") + (f"?{request.url.query}" if request.url.query else "")
    try:
        sender = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    except ValueError:  # what it says is no address
        return "/"
    return str(sender.path) or "/"


def _as_refusal(request: Request[Any, Any, Any], error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if is_full(error):
        log.error("database_full", path=request.url.path, error=repr(error))
        return Away(NO_ROOM, seconds=30)
    if database_away(error):
        log.warning("database_away", path=request.url.path, error=repr(error))
        return Away("The database is busy or away. Nothing was changed; try again in a moment.")
    if _sqlstate(error) in OVERTAKEN:
        log.warning("overtaken", path=request.url.path, exc_info=error)
        return Stale("Somebody else changed the same thing at the same moment. Look at it again and repeat.")
    if _too_large(error):
        return Invalid("This request holds a number that is too large.")
    if _sqlstate(error) == NO_SUCH_CHARACTER:
        error = ClientException("This request holds a character that text cannot have.")
    if isinstance(error, ValidationException):
        return Invalid("Part of this request cannot be used.", errors=_plain(error.extra))
    if isinstance(error, HTTPException) and error.status_code < 500:
        refused = Refused(_sentence(error))
        refused.status = error.status_code
        refused.title = TITLES.get(error.status_code, "Not possible")
        refused.problem = refused.title.lower().replace(" ", "-")
        return refused
    log.error("request_failed", path=request.url.path, exc_info=error)
    refused = Refused("Nothing you did was lost. Try again; if it stays, tell your operator the request id.")
    refused.status, refused.title, refused.problem = 500, TITLES[500], "internal"
    return refused


def _too_large(error: Exception) -> bool:
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    return isinstance(error, OverflowError | DBAPIError) and any(sign in said for sign in TOO_LARGE)


def _sqlstate(error: Exception) -> str:
    return getattr(error.orig, "sqlstate", "") or "" if isinstance(error, DBAPIError) else ""


def database_away(error: Exception) -> bool:
    """Whether it is not the request's fault: no connection, no answer, or SQLite's lock held long."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or any(sign in str(error.orig) for sign in AWAY)
    return isinstance(error, NoConnection | ConnectionError)


def _sentence(error: HTTPException) -> str:
    if error.status_code == 404:
        return "There is nothing at this address, or it is not shared with you."
    if error.status_code == 413:
        return (
            "This is larger than this installation accepts. Split the document and upload the part you need."
        )
    return error.detail or TITLES.get(error.status_code, "")


def _plain(extra: Any) -> Any:
    """Validation details without internals: which field, and what about it."""
    if isinstance(extra, list):
        return [
            {"field": str(item.get("key", "")), "message": str(item.get("message", ""))} for item in extra
        ]
    return []


def _problem(request: Request[Any, Any, Any], refused: Refused) -> Response[Any]:
    request_id = request.scope["state"].get("request_id", "")
    body = {
        "type": f"/problems/{refused.problem}",
        "title": refused.title,
        "status": refused.status,
        "detail": refused.message,
        "instance": request.url.path,
        "request_id": request_id,
        **refused.details,
    }
    return Response(body, status_code=refused.status, media_type=PROBLEM_JSON, headers=_headers(refused))


def _scim_error(refused: Refused) -> Response[Any]:
    """As directories understand it (RFC 7644, 3.12)."""
    body: dict[str, Any] = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": str(refused.status),
        "detail": refused.message,
    }
    if word := refused.details.get("scimType"):
        body["scimType"] = word
    kind = "application/scim+json"
    return Response(body, status_code=refused.status, media_type=kind, headers=_headers(refused))


def _page(request: Request[Any, Any, Any], refused: Refused) -> Response[Any]:
    response: Any = render(
        request,
        "error.html",
        "_error.html",
        status_code=refused.status,
        title=refused.title,
        message=refused.message,
        status=refused.status,
        details=refused.details,
        request_id=request.scope["state"].get("request_id", ""),
        back=_form(request),
        # At an address nobody has, nobody was looked for: who may be signed in is not told to sign in.
        here="sign-in" if _came_back(request) else "",
    )
    if wants_fragment(request):
        response.headers |= {"HX-Retarget": "#flash", "HX-Reswap": "innerHTML"}
    response.headers |= _headers(refused)
    answer: Response[Any] = response
    return answer


def _came_back(request: Request[Any, Any, Any]) -> bool:
    """Whether this browser has the cookie of a login session, still open or not."""
    return cookie_called(SESSION, installation_of(request).settings) in request.cookies


def _form(request: Request[Any, Any, Any]) -> str:
    """The page whose form was sent, or '' where nobody can tell."""
    place = "/" if request.method in READING_METHODS else local(_place(request), "/")
    return "" if place == "/" else place


def _headers(refused: Refused) -> dict[str, str]:
    headers = {}
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if wait := refused.details.get("retry_after"):
        headers["Retry-After"] = str(wait)
    return headers


def follow(request: Request[Any, Any, Any], moved: Moved) -> Response[Any]:
    """To where a page is now."""
    return redirect(request, moved.to)


HANDLERS: dict[int | type[Exception], Any] = {
    Exception: answer,
    HTTPException: answer,
    Refused: answer,
    Moved: follow,
}
logging.getLogger("litestar").setLevel(logging.WARNING)
