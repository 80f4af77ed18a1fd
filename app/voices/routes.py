"""Settings of an organization: its voices, who speaks what, and the pace they speak at."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template

from app.narration.previews import audio, heard, preview
from app.organizations.settings import render_settings
from app.permissions import Permission, Principal
from app.problems import Invalid, Missing
from app.voices import choosing
from app.voices.catalog import catalog, presets
from app.voices.models import Part
from app.voices.pacing import DEFAULT_PRESET, PacingPreset
from app.voices.views import voices_page
from app.web import AnyRequest, Session, installation_of, redirect


@dataclass
class CastingForm:
    """A voice for each part, or '' to leave it to the default; `project_id` empty: of the organization."""

    project_id: str = ""
    default: str = ""
    hook: str = ""
    body: str = ""
    recap: str = ""
    takeaway: str = ""
    host_a: str = ""
    host_b: str = ""
    pacing: str = ""


@dataclass
class TextForm:
    project_id: str = ""
    stays: bool = False


@dataclass
class LoudnessForm:
    """`lufs` empty: as the organization, or the installation."""

    project_id: str = ""
    lufs: str = ""


@dataclass
class OfferForm:
    offered: bool = False


@dataclass
class PresetForm:
    name: str = ""
    rate: float = 1.0
    sentence_ms: int = 380
    paragraph_ms: int = 700
    segment_ms: int = 1300
    slow_down: float = 0.1
    hook: float = 0.98
    recap: float = 1.0
    takeaway: float = 0.96


def back(request: AnyRequest, project_id: str = "", part: str = "") -> Response[Any]:
    """To the page of voices, where the change was made."""
    asked = f"?project_id={project_id}" if project_id else ""
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/voices{asked}{part}")


@get("/settings/voices", needs=Permission.MANAGE)
async def show_voices(request: AnyRequest, session: Session, project_id: FromQuery[str] = "") -> Template:
    voices = await catalog(installation_of(request))
    page = await voices_page(session, voices, project_id)
    usual = installation_of(request).settings.loudness_lufs
    return render_settings(request, "voices", usual_lufs=usual, **page)


@post("/settings/voices/casting", needs=Permission.MANAGE)
async def create_casting(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[CastingForm],
) -> Response[Any]:
    parts = {part.value: getattr(data, part.value) for part in Part}
    voices = await catalog(installation_of(request))
    await choosing.cast(session, voices, principal, data.project_id or None, parts, data.pacing)
    return back(request, data.project_id, "#casting-title")


@post("/settings/voices/text", needs=Permission.MANAGE)
async def create_text(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[TextForm],
) -> Response[Any]:
    """Whether engines that send text outside may be used."""
    voices = await catalog(installation_of(request))
    await choosing.keep_text(session, voices, principal, data.project_id or None, data.stays)
    return back(request, data.project_id, "#text-title")


@post("/settings/voices/loudness", needs=Permission.MANAGE)
async def create_loudness(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[LoudnessForm],
) -> Response[Any]:
    try:
        lufs = float(data.lufs) if data.lufs.strip() else None
    except ValueError:
        raise Invalid("Loudness is a number such as -16.", field="lufs") from None
    await choosing.set_loudness(session, principal, data.project_id or None, lufs)
    return back(request, data.project_id, "#loudness-title")


@post("/settings/voices/{voice_id:str}/offering", needs=Permission.MANAGE)
async def create_offering(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    voice_id: FromPath[str],
    data: URLEncodedBody[OfferForm],
) -> Response[Any]:
    await choosing.offer(session, await catalog(installation_of(request)), principal, voice_id, data.offered)
    return back(request)


@get("/settings/voices/{voice_id:str}/audio", needs=Permission.MANAGE)
async def show_audio(
    request: AnyRequest, session: Session, voice_id: FromPath[str], pacing: FromQuery[str] = ""
) -> Response[bytes]:
    """A few sentences of ours in that voice, at that pace."""
    offered = (await catalog(installation_of(request))).get(voice_id)
    preset = (await presets(session)).get(pacing or DEFAULT_PRESET.name)
    if offered is None or preset is None:
        raise Missing
    return audio(await heard(preview(offered, preset)))


@post("/settings/presets", needs=Permission.MANAGE)
async def create_preset(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[PresetForm],
) -> Response[Any]:
    """New, or in place of the preset that has this name."""
    await choosing.save_preset(session, principal, PacingPreset(**vars(data)))
    return back(request, part="#pacing-title")


@post("/settings/presets/{preset_id:str}/removal", needs=Permission.MANAGE)
async def create_removal(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], preset_id: FromPath[str]
) -> Response[Any]:
    await choosing.remove_preset(session, principal, preset_id)
    return back(request, part="#pacing-title")


router = Router(
    path="/{org:str}",
    route_handlers=[
        show_voices,
        create_casting,
        create_text,
        create_loudness,
        create_offering,
        show_audio,
        create_preset,
        create_removal,
    ],
)
