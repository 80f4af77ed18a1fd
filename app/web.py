"""What every page has in common: rendering, redirects, and the session of a request."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Response, Template
from litestar.template.config import TemplateConfig
from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.permissions import Permission, Principal
from app.problems import Missing
from app.tenancy import Tenanted

ROOT = Path(__file__).resolve().parent.parent
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Found = TypeVar("Found")
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def templates() -> TemplateConfig[JinjaTemplateEngine]:
    """The template engine; an undefined name fails instead of rendering nothing."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "filesize": in_bytes,
        "duration": in_minutes,
        "datetime": in_date,
        "language": in_language,
        "number": in_number,
    }
    environment.globals["Permission"] = Permission
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


def in_bytes(size: int) -> str:
    """A size a person can read: 999 bytes, 12.3 kB, 4.1 MB."""
    if size < 1000:
        return f"{size} bytes"
    for unit in ("kB", "MB", "GB"):
        size_in_unit = size / 1000 ** (("kB", "MB", "GB").index(unit) + 1)
        if size_in_unit < 1000 or unit == "GB":
            return f"{in_number(round(size_in_unit, 1))} {unit}"
    raise AssertionError("unreachable")


def in_minutes(seconds: float) -> str:
    """0:07, 12:30, 1:02:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def in_date(moment: datetime, exact: bool = False) -> str:
    """Nov 27, 2026, 17:05 UTC; with its seconds where `exact`."""
    clock = "HH:mm:ss" if exact else "HH:mm"
    return format_datetime(moment.astimezone(UTC), f"MMM d, y, {clock} 'UTC'", locale="en")


def in_language(code: str) -> str:
    """English for en, Portuguese (Brazil) for pt-BR; a code nobody knows as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (ValueError, UnknownLocaleError):
        return code


def in_number(value: float) -> str:
    return format_decimal(value, locale="en")


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx asks for a part of the page; it says so itself, and nobody else reads its headers."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(
    request: AnyRequest, page: str, fragment: str = "", status_code: int = 200, **context: Any
) -> Template:
    """The page, or its fragment when htmx asked for a part; both are drawn from the same context."""
    name = fragment if fragment and wants_fragment(request) else page
    state = request.scope["state"]
    common = {
        "request": request,
        "principal": _where(state.get("principal"), context),
        "user": state.get("user"),
        "organization": state.get("organization"),
        "locale": "en",
        "here": "",
        "fragment": wants_fragment(request),
    }
    return Template(
        template_name=name,
        context=common | context,
        status_code=status_code,
        headers={"Vary": "HX-Request-Type, Cookie"},
    )


def _where(principal: Principal | None, context: dict[str, Any]) -> Principal | None:
    """The actor as it is in the workspace of what a page shows: its buttons are those it may press there."""
    rooms = {str(value.workspace_id) for value in context.values() if getattr(value, "workspace_id", None)}
    return principal.within(rooms.pop()) if principal and len(rooms) == 1 else principal


def redirect(request: AnyRequest, to: str) -> Response[Any]:
    """To another page: 303 for a form, HX-Location for htmx, which would follow a 303 as a fragment."""
    if request.headers.get("HX-Request") == "true" and wants_fragment(request):
        return Response(b"", status_code=200, headers={"HX-Redirect": to})
    return Redirect(to, status_code=303)


def installation_of(request: AnyRequest) -> Installation:
    installation: Installation = request.app.state.installation
    return installation


async def provide_session(request: AnyRequest) -> AsyncIterator[AsyncSession]:
    """One transaction a request, scoped to its principal; committed before the answer is sent."""
    principal: Principal | None = request.scope["state"].get("principal")
    work = installation_of(request).work(
        principal.organization_id if principal else "",
        principal.workspace_ids if principal else None,
        writes=request.method not in READING_METHODS,
        request_id=request.scope["state"].get("request_id", ""),
    )
    async with AsyncExitStack() as ending:
        session = await ending.enter_async_context(work)
        session.info.update(asked_here=True, ending=ending)
        yield session


async def sought(session: AsyncSession, looking: Awaitable[Found]) -> Found:
    """What a dependency looks for with the session of the request.

    When it fails the transaction ends with it: Litestar leaves open what other dependencies had opened, and
    with SQLite that may be the one session that can write.
    """
    try:
        return await looking
    except BaseException as error:
        ending: AsyncExitStack = session.info["ending"]
        await ending.__aexit__(type(error), error, error.__traceback__)
        raise


async def row_of(session: AsyncSession, model: type[Found], row_id: str) -> Found:
    """What a dependency looks for by its id; raises Missing."""
    return await sought(session, _row(session, model, row_id))


async def _row(session: AsyncSession, model: type[Found], row_id: str) -> Found:
    if (row := await session.get(model, row_id)) is None:
        raise Missing
    return row


def there(model: type[Tenanted], parameter: str) -> Guard:
    """A guard: Missing unless who asks can see the row the path names. Guards run before a body is read."""

    async def look(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        principal: Principal = connection.scope["state"]["principal"]
        installation: Installation = connection.app.state.installation
        scope = (principal.organization_id, principal.workspace_ids)
        async with installation.work(*scope, writes=False) as session:
            if await session.get(model, connection.path_params[parameter]) is None:
                raise Missing

    return look
