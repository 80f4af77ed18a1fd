"""The way into an organization's settings."""

from typing import Any

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Response

from app.organizations.settings import open_to
from app.permissions import Permission, Principal
from app.web import AnyRequest, redirect


@get("/settings", needs=Permission.WRITE)
async def show_settings(request: AnyRequest, principal: NamedDependency[Principal]) -> Response[Any]:
    """To the first page of the menu."""
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/{open_to(principal)[0].slug}")


router = Router(path="/{org:str}", route_handlers=[show_settings])
