"""How each sentence of an episode is spoken: by which voice, and at what pace."""

import hashlib
import json
from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import Host, SegmentRole
from app.episodes.models import Episode
from app.installation import Installation
from app.outside.speech import SpeechEngine, VoiceInfo
from app.voices.pacing import DEFAULT_PRESET, PacingPreset


@dataclass(frozen=True)
class Delivery:
    """Who speaks, and how: everything besides the words that decides how a clip sounds."""

    engine: SpeechEngine
    voice: VoiceInfo
    pacing: PacingPreset
    role: SegmentRole = SegmentRole.BODY

    def rate(self, spoken: str) -> float:
        """The rate of one sentence, given its spoken form: 1.0 is the voice's own pace."""
        return self.pacing.rate_for(spoken, self.role)

    def words(self, spoken: str) -> str:
        """What the engine is given to say for a spoken form."""
        return spoken

    def key(self, spoken: str) -> str:
        """SHA-256 over the spoken form and all of this."""
        facts = [
            spoken,
            self.words(spoken),
            self.engine.name,
            self.engine.version,
            self.voice.id,
            self.voice.version,
            self.rate(spoken),
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
    second = next(iter(how.engine.voices()[1:]), how.voice)
    hosts = {Host.A: how, Host.B: replace(how, voice=second)}
    return {
        sentence.id: replace(hosts[sentence.host], role=segment.role)
        for segment in episode.segments
        for sentence in segment.sentences
    }
