"""Voices, who speaks what, and pacing presets over the API."""

from dataclasses import asdict, dataclass, field

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from app.permissions import Permission, Principal
from app.voices import choosing
from app.voices.catalog import Castings, Offered, catalog, own_presets, presets
from app.voices.models import OwnPreset
from app.voices.pacing import PacingPreset
from app.web import AnyRequest, Session, installation_of, there


@dataclass
class VoiceShown:
    id: str
    engine: str
    engine_version: str
    voice_version: str
    name: str
    language: str
    licence: str
    words_per_minute: float
    sends_text_out: bool
    offered: bool
    refusal: str
    """Why it may not be chosen here; empty when it may."""


@dataclass
class VoicesShown:
    items: list[VoiceShown]
    next: str | None = None


@dataclass
class CastingShown:
    """Of the organization, or of the project named, over the organization's."""

    project_id: str | None
    parts: dict[str, str]
    pacing: str
    text_stays: bool
    lufs: float | None
    """Loudness of episodes; null: as the organization, or the installation."""


@dataclass
class LoudnessGiven:
    """`lufs` null: as the organization, or the installation."""

    lufs: float | None
    project_id: str | None = None


@dataclass
class CastingGiven:
    """Parts that are not named are left to the default. `text_stays` absent: as it is."""

    parts: dict[str, str] = field(default_factory=dict)
    pacing: str = ""
    project_id: str | None = None
    text_stays: bool | None = None


@dataclass
class OfferGiven:
    offered: bool


@dataclass
class PresetShown:
    id: str | None
    """None for one of the product's own."""
    name: str
    rate: float
    sentence_ms: int
    paragraph_ms: int
    segment_ms: int
    slow_down: float
    hook: float
    recap: float
    takeaway: float


@dataclass
class PresetsShown:
    items: list[PresetShown]
    next: str | None = None


@dataclass
class PresetGiven:
    """Rate 1 is the voice's own pace; pauses are milliseconds after a sentence, paragraph, segment.

    `hook`, `recap` and `takeaway` are of the rate: less is slower, and weighs more.
    """

    name: str
    rate: float = 1.0
    sentence_ms: int = 380
    paragraph_ms: int = 700
    segment_ms: int = 1300
    slow_down: float = 0.1
    hook: float = 0.98
    recap: float = 1.0
    takeaway: float = 0.96


def voice_shown(offered: Offered, found: Castings) -> VoiceShown:
    engine, voice = offered.engine, offered.voice
    return VoiceShown(
        id=offered.id,
        engine=engine.name,
        engine_version=engine.version,
        voice_version=voice.version,
        name=voice.name,
        language=voice.language,
        licence=voice.licence,
        words_per_minute=voice.words_per_minute,
        sends_text_out=engine.sends_text_out,
        offered=offered.id not in found.organization.hidden,
        refusal=found.refusal(offered),
    )


def casting_shown(found: Castings) -> CastingShown:
    row = found.project or found.organization
    return CastingShown(row.project_id, row.parts, row.pacing, found.text_stays, found.lufs)


def preset_shown(preset: PacingPreset, id: str | None) -> PresetShown:
    return PresetShown(id=id, **asdict(preset))


@get("/voices", needs=Permission.READ)
async def list_voices(
    request: AnyRequest, session: Session, project_id: FromQuery[str | None] = None
) -> VoicesShown:
    """Every voice that is here, with why it may not be chosen in the organization or project, if so."""
    _, found = await choosing.casting_at(session, project_id)
    voices = await catalog(installation_of(request))
    return VoicesShown([voice_shown(offered, found) for offered in voices.values()])


@post("/voices/{voice_id:str}/offering", needs=Permission.MANAGE, status_code=200)
async def create_offering(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    voice_id: FromPath[str],
    data: JSONBody[OfferGiven],
) -> VoiceShown:
    """Offer a voice to whoever chooses, or hide it."""
    voices = await catalog(installation_of(request))
    found = await choosing.offer(session, voices, principal, voice_id, data.offered)
    return voice_shown(voices[voice_id], found)


@get("/casting", needs=Permission.READ)
async def show_casting(session: Session, project_id: FromQuery[str | None] = None) -> CastingShown:
    """Which voice speaks which part."""
    return casting_shown((await choosing.casting_at(session, project_id))[1])


@post("/casting", needs=Permission.MANAGE, status_code=200)
async def create_casting(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: JSONBody[CastingGiven],
) -> CastingShown:
    """Choose a voice for each part and a pacing preset; 422 names the part that cannot be."""
    voices = await catalog(installation_of(request))
    found = await choosing.cast(session, voices, principal, data.project_id, data.parts, data.pacing)
    if data.text_stays is not None:
        await session.flush()
        found = await choosing.keep_text(session, voices, principal, data.project_id, data.text_stays)
    return casting_shown(found)


@post("/casting/loudness", needs=Permission.MANAGE, status_code=200)
async def create_loudness(
    session: Session, principal: NamedDependency[Principal], data: JSONBody[LoudnessGiven]
) -> CastingShown:
    """How loud episodes narrated from now on are mastered, in LUFS."""
    return casting_shown(await choosing.set_loudness(session, principal, data.project_id, data.lufs))


@get("/pacing-presets", needs=Permission.READ)
async def list_presets(session: Session) -> PresetsShown:
    own = {row.name: row.id for row in await own_presets(session)}
    known = await presets(session)
    return PresetsShown([preset_shown(preset, own.get(name)) for name, preset in known.items()])


@post("/pacing-presets", needs=Permission.MANAGE, status_code=200)
async def create_preset(
    session: Session, principal: NamedDependency[Principal], data: JSONBody[PresetGiven]
) -> PresetShown:
    """New, or in place of the preset that has this name."""
    row = await choosing.save_preset(session, principal, PacingPreset(**vars(data)))
    return preset_shown(row.preset(), row.id)


@post(
    "/pacing-presets/{preset_id:str}/removal",
    needs=Permission.MANAGE,
    status_code=204,
    guards=[there(OwnPreset, "preset_id")],
)
async def create_removal(
    session: Session, principal: NamedDependency[Principal], preset_id: FromPath[str]
) -> None:
    """What chose it falls back to the next choice."""
    await choosing.remove_preset(session, principal, preset_id)


router = Router(
    path="/",
    route_handlers=[
        list_voices,
        create_offering,
        show_casting,
        create_casting,
        create_loudness,
        list_presets,
        create_preset,
        create_removal,
    ],
    tags=["Voices"],
)
