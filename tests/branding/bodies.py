"""What addresses with sounds and pictures take: a good body for each POST, after making it possible."""

import io
from typing import Any

import numpy as np
from PIL import Image

from app.branding.keeping import Offered, take
from app.branding.models import Kind
from app.narration.models import Artifact, Master
from app.organizations.places import project_for
from app.outside.wav import written
from tests.review.bodies import form_of_sentence
from tests.world import World, pieces

RATE = 8000


def tone(seconds: float = 1.0, rate: int = RATE, peak: float = 0.4, quiet: float = 0.0) -> bytes:
    """A WAV file of a tone between two stretches of silence."""
    time = np.arange(int(seconds * rate)) / rate
    sound = np.rint(peak * 32767 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    return written(np.pad(sound, int(quiet * rate)), rate)


def picture(colour: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


async def put(world: World, kind: Kind, content: bytes = b"", **facts: Any) -> None:
    """Ada gives the project a file."""
    ada = world.principal("ada")
    async with world.reading() as session:
        project = await project_for(session)
    offered = Offered(kind, f"{kind}.wav", **facts)
    content = content or (picture() if kind is Kind.COVER else tone())
    await take(world.installation, ada, project, offered, pieces(content))


async def intro(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"file": ("intro.wav", tone(), "audio/wav"), "kind": "intro", "licence": "Our own."}


async def nothing(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {}


async def recording(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A sentence that may be spoken, and a sound for it."""
    path = f"/acme/sentences/{at['sentence_id']}/approval"
    answer = await world.browser("ada").post(path, data=await form_of_sentence(world, at))
    assert answer.status_code == 303
    return {"file": ("mine.wav", tone(3.0), "audio/wav")}


async def mastered(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A master of the episode, as far as asking for another format looks."""
    async with world.writing() as session:
        artifact = await session.get_one(Artifact, at["artifact_id"])
        master = await session.get_one(Master, artifact.master_id)
        master.episode_id = at["episode_id"]
    return {"format": "m4a"}


OF_BRANDING = {
    "/{org}/projects/{project_id}/branding": intro,
    "/{org}/projects/{project_id}/branding/{kind}/removal": nothing,
    "/v1/projects/{project_id}/branding": intro,
    "/v1/projects/{project_id}/branding/{kind}/removal": nothing,
    "/{org}/sentences/{sentence_id}/recording": recording,
    "/v1/sentences/{sentence_id}/recording": recording,
    "/{org}/episodes/{episode_id}/format": mastered,
    "/v1/episodes/{episode_id}/format": mastered,
}
