"""Settings of an organization: its voices, and the pace they speak at."""

import asyncio

from litestar import Router, get
from litestar.response import Template

from app.organizations.settings import render_settings
from app.permissions import Permission
from app.voices.pacing import PRESETS
from app.web import AnyRequest, installation_of


@get("/settings/voices", needs=Permission.MANAGE)
async def show_voices(request: AnyRequest) -> Template:
    engine = await asyncio.to_thread(installation_of(request).speech)
    return render_settings(request, "voices", voices=engine.voices(), presets=list(PRESETS.values()))


router = Router(path="/{org:str}", route_handlers=[show_voices])
