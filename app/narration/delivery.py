"""How each sentence of an episode is spoken: by which voice, and at what pace."""

import hashlib
import json
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.models import Episode
from app.installation import Installation
from app.narration.pacing import DEFAULT_PRESET, PacingPreset
from app.outside.speech import SpeechEngine, VoiceInfo


@dataclass(frozen=True)
class Delivery:
    """Who speaks, and how: everything besides the words that decides how a clip sounds."""

    engine: SpeechEngine
    voice: VoiceInfo
    pacing: PacingPreset

    def key(self, spoken: str) -> str:
        """SHA-256 over the spoken form and all of this."""
        facts = [
            spoken,
            self.engine.name,
            self.engine.version,
            self.voice.id,
            self.voice.version,
            self.pacing.rate,
        ]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def delivery(installation: Installation) -> Delivery:
    """The voice of the installation at its default pace."""
    engine = installation.speech()
    return Delivery(engine, engine.voices()[0], DEFAULT_PRESET)


async def deliveries(
    session: AsyncSession, installation: Installation, episode: Episode
) -> dict[str, Delivery]:
    """The delivery of every sentence of a loaded episode, by sentence id."""
    how = delivery(installation)
    return {sentence.id: how for sentence in episode.sentences}
