"""The pages under an organization's settings, in the order of their menu: one line each."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.permissions import Permission, Principal
from app.problems import Missing, Refused
from app.web import AnyRequest, redirect, render


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """`slug` ends its address and names its template; who lacks `needs` does not see it."""

    slug: str
    title: str
    needs: Permission = Permission.MANAGE


PAGES = (
    SettingsPage("general", "General"),
    SettingsPage("members", "Members"),
    SettingsPage("teams", "Teams"),
    SettingsPage("workspaces", "Workspaces and projects"),
    SettingsPage("single-sign-on", "Single sign-on"),
    SettingsPage("api-keys", "API keys"),
    SettingsPage("voices", "Voices and pacing"),
    SettingsPage("branding", "Sounds and cover"),
    SettingsPage("pronunciation", "Pronunciation", Permission.WRITE),
    SettingsPage("policy", "Review policy"),
    SettingsPage("vigilance", "Vigilance"),
    SettingsPage("usage", "Usage and limits"),
    SettingsPage("retention", "Retention"),
    SettingsPage("security", "Security"),
    SettingsPage("audit-log", "Audit log", Permission.AUDIT),
)


def open_to(principal: Principal) -> list[SettingsPage]:
    return [page for page in PAGES if principal.may(page.needs)]


def render_settings(
    request: AnyRequest,
    slug: str,
    fragment: str = "",
    status_code: int = 200,
    template: str = "",
    **context: Any,
) -> Template:
    """The settings page `settings/{slug}.html`, or the `template` of a page below it, with the menu.

    The fragment when htmx asked for a part.
    """
    pages = open_to(request.scope["state"]["principal"])
    page = next(page for page in PAGES if page.slug == slug)
    return render(
        request,
        template or f"settings/{slug}.html",
        fragment,
        status_code,
        here="settings",
        settings_pages=pages,
        settings_page=page,
        done=request.query_params.get("done", ""),
        **context,
    )


async def attempt(session: AsyncSession, work: Awaitable[object]) -> Refused | None:
    """Do it, or leave nothing of it and say why not, for the page to show. Missing stays Missing."""
    try:
        async with session.begin_nested():
            await work
            await session.flush()
    except Missing:
        raise
    except Refused as refusal:
        return refusal
    return None


def done(request: AnyRequest, slug: str, what: str) -> Response[Any]:
    """Back to the settings page, which says that it is done."""
    organization = request.scope["state"]["organization"].slug
    return redirect(request, f"/{organization}/settings/{slug}?done={what}")


def listed(value: list[str] | str, *, blanks: bool = False) -> list[str]:
    """What a form gives: one as text, several as a list, none as nothing."""
    found = [value] if isinstance(value, str) else value
    return [each for each in found if each or blanks]
