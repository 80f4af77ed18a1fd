"""What the addresses of voices take: a good body for each POST, after making it possible."""

from typing import Any

from app.branding.models import Kind
from app.installation import Installation
from app.organizations.places import project_for
from app.pronunciation.keeping import Place, save
from app.pronunciation.models import Entry
from app.pronunciation.pls import write_pls
from app.voices.choosing import save_preset
from app.voices.models import Casting
from app.voices.pacing import PacingPreset
from tests.branding.bodies import put
from tests.world import Known, World


async def furnished(installation: Installation, known: Known) -> None:
    """Acme with a pacing preset, a lexeme and a cover of its own."""
    ada = World(installation, None, known).principal("ada")  # type: ignore[arg-type]
    async with installation.work(ada.organization_id) as session:
        known.things["preset"] = (await save_preset(session, ada, PacingPreset("Calm", 0.9))).id
        place = Place((await project_for(session)).id)
        lexeme = await save(session, ada, place, Entry("Kepler", value="Kepplar"))
        known.things["lexeme"] = lexeme.id
    await put(World(installation, None, known), Kind.COVER)  # type: ignore[arg-type]


async def no_body(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {}


async def hidden_voice(world: World, at: dict[str, Any]) -> dict[str, Any]:
    async with world.writing() as session:
        session.add(Casting(hidden=["fake:tone"]))
    return {"offered": True}


async def cast(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"default": "fake:tone", "pacing": "academic"}


async def cast_parts(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"parts": {"default": "fake:tone"}, "pacing": "academic"}


async def kept_text(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"stays": True}


async def preset(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"name": "Hurried", "rate": 1.3}


async def loudness(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"lufs": -18.0}


async def directions(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"voice": "fake:tone", "pacing": "Calm", "emphasis": "strong"}


async def lexeme(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"grapheme": "barchan", "says": "alias", "value": "bar can"}


async def pls(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"content": write_pls([Entry("barchan", value="bar can")])}


OF_VOICES = {
    "/{org}/settings/pronunciation": lexeme,
    "/{org}/settings/pronunciation/file": pls,
    "/{org}/settings/pronunciation/{lexeme_id}/removal": no_body,
    "/v1/lexemes": lexeme,
    "/v1/lexemes/file": pls,
    "/v1/lexemes/{lexeme_id}/removal": no_body,
    "/{org}/settings/presets": preset,
    "/{org}/settings/presets/{preset_id}/removal": no_body,
    "/{org}/settings/voices/casting": cast,
    "/{org}/settings/voices/text": kept_text,
    "/{org}/settings/voices/{voice_id}/offering": hidden_voice,
    "/{org}/settings/voices/loudness": loudness,
    "/{org}/episodes/{episode_id}/delivery": directions,
    "/{org}/segments/{segment_id}/delivery": directions,
    "/{org}/sentences/{sentence_id}/delivery": directions,
    "/v1/casting": cast_parts,
    "/v1/casting/loudness": loudness,
    "/v1/episodes/{episode_id}/delivery": directions,
    "/v1/pacing-presets": preset,
    "/v1/pacing-presets/{preset_id}/removal": no_body,
    "/v1/segments/{segment_id}/delivery": directions,
    "/v1/sentences/{sentence_id}/delivery": directions,
    "/v1/voices/{voice_id}/offering": hidden_voice,
}
