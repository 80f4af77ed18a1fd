"""The pages under an organization's settings, in the order of their menu: one line each."""

from dataclasses import dataclass
from typing import Any

from litestar.response import Template

from app.permissions import Permission, Principal
from app.web import AnyRequest, render


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """`slug` ends its address and names its template; who lacks `needs` does not see it."""

    slug: str
    title: str
    needs: Permission = Permission.MANAGE


PAGES = (
    SettingsPage("voices", "Voices and pacing"),
    SettingsPage("branding", "Sounds and cover"),
    SettingsPage("pronunciation", "Pronunciation", Permission.WRITE),
    SettingsPage("single-sign-on", "Single sign-on"),
    SettingsPage("policy", "Review policy"),
    SettingsPage("api-keys", "API keys"),
    SettingsPage("security", "Security"),
    SettingsPage("audit-log", "Audit log", Permission.AUDIT),
)


def open_to(principal: Principal) -> list[SettingsPage]:
    return [page for page in PAGES if principal.may(page.needs)]


def render_settings(
    request: AnyRequest, slug: str, fragment: str = "", status_code: int = 200, **context: Any
) -> Template:
    """The settings page `settings/{slug}.html` with its menu, or its fragment when htmx asked for a part."""
    pages = open_to(request.scope["state"]["principal"])
    page = next(page for page in PAGES if page.slug == slug)
    return render(
        request,
        f"settings/{slug}.html",
        fragment,
        status_code,
        here="settings",
        settings_pages=pages,
        settings_page=page,
        **context,
    )
