"""How each sentence of an episode is spoken: by which voice, and at what pace."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import Host, SegmentRole
from app.episodes.manner import Emphasis, Manner
from app.episodes.models import Episode, Segment
from app.episodes.sentences import Sentence
from app.installation import Installation
from app.narration.reel import SAMPLE_RATE
from app.outside.speech import SpeechEngine, VoiceInfo
from app.pronunciation.keeping import lexicon_for
from app.pronunciation.lexicon import Lexicon
from app.queue.running import JobError
from app.voices.catalog import Castings, Catalog, Offered, castings, catalog, presets
from app.voices.models import Part
from app.voices.pacing import DEFAULT_PRESET, STEP, PacingPreset


@dataclass(frozen=True, slots=True)
class MannerOf:
    """What is said of a row's voice, pacing and emphasis; empty: as whatever holds it."""

    voice: str = ""
    pacing: str = ""
    emphasis: Emphasis = Emphasis.NONE

    @classmethod
    def row(cls, row: Manner) -> "MannerOf":
        return cls(row.voice, row.pacing, row.emphasis)


Tried = tuple[Manner | None, MannerOf | None]
"""An episode, segment or sentence, and the manner somebody considers for it."""
EMPHASIS_RATES = {Emphasis.NONE: 1.0, Emphasis.STRONG: 0.92, Emphasis.LIGHT: 1.06}
NO_LEXICON = Lexicon()
SLOWEST, FASTEST = 0.5, 2.0
"""Rates every engine takes."""


@dataclass(frozen=True)
class Delivery:
    """Who speaks, and how: everything besides the words that decides how a clip sounds."""

    engine: SpeechEngine
    voice: VoiceInfo
    pacing: PacingPreset
    role: SegmentRole = SegmentRole.BODY
    emphasis: Emphasis = Emphasis.NONE
    lexicon: Lexicon = NO_LEXICON

    def rate(self, spoken: str) -> float:
        """The rate of one sentence, given its spoken form: 1.0 is the voice's own pace."""
        rate = self.pacing.rate_for(spoken, self.role) * EMPHASIS_RATES[self.emphasis]
        return min(FASTEST, max(SLOWEST, round(round(rate / STEP) * STEP, 2)))

    def words(self, spoken: str) -> str:
        """What the engine is given to say for a spoken form: with the lexemes that fire."""
        return self.lexicon.words(spoken, self.engine.sounded)

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
        if self.voice.sample_rate != SAMPLE_RATE:
            facts.append(SAMPLE_RATE)
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def delivery(installation: Installation) -> Delivery:
    """The voice of the installation at its default pace."""
    engine = installation.speech()
    return Delivery(engine, engine.voices()[0], DEFAULT_PRESET)


async def deliveries(
    session: AsyncSession, installation: Installation, episode: Episode
) -> dict[str, Delivery]:
    """The delivery of every sentence of a loaded episode, by sentence id.

    Raises JobError when a voice that was chosen is not here any more, or may not speak here.
    """
    chooser = await chooser_for(session, installation, episode)
    return {
        sentence.id: chooser.delivery(segment, sentence)
        for segment in episode.segments
        for sentence in segment.sentences
    }


async def chooser_for(session: AsyncSession, installation: Installation, episode: Episode) -> "Chooser":
    voices = await catalog(installation)
    found = await castings(session, episode.project_id)
    lexicon = await lexicon_for(session, episode)
    return Chooser(episode, voices, found, await presets(session), lexicon)


async def check_text_may_leave(session: AsyncSession, project_id: str, how: Delivery) -> None:
    """Asked again just before a sentence is sent: JobError if its engine was forbidden meanwhile."""
    if how.engine.sends_text_out and (await castings(session, project_id)).text_stays:
        raise JobError(
            f"The voice {how.voice.name} sends text outside, which is forbidden here. Choose another voice.",
            again=False,
        )


@dataclass(frozen=True)
class Chooser:
    """Chooses for one episode, from the nearest choice to the farthest."""

    episode: Episode
    voices: Catalog
    found: Castings
    presets: Mapping[str, PacingPreset]
    lexicon: Lexicon

    def delivery(self, segment: Segment, sentence: Sentence, tried: Tried = (None, None)) -> Delivery:
        """`tried`: what somebody considers for a row, in place of what was chosen for it."""
        rows = (sentence, segment, self.episode)
        manners = [tried[1] if tried[1] and row is tried[0] else MannerOf.row(row) for row in rows]
        offered = self._voice(manners, segment, sentence)
        emphasis = next((manner.emphasis for manner in manners if manner.emphasis), Emphasis.NONE)
        pacing = self._pacing(manners)
        return Delivery(offered.engine, offered.voice, pacing, segment.role, emphasis, self.lexicon)

    def _pacing(self, manners: Sequence[MannerOf]) -> PacingPreset:
        names = [*(manner.pacing for manner in manners), *self.found.pacings()]
        # One that was removed meanwhile leaves the choice to whatever is farther away.
        return next((self.presets[name] for name in names if name in self.presets), DEFAULT_PRESET)

    def _voice(self, manners: Sequence[MannerOf], segment: Segment, sentence: Sentence) -> Offered:
        """As a person said for these words; else as it is cast; else one that speaks the language."""
        directed = next((manner.voice for manner in manners if manner.voice), "")
        if directed:
            return self._there(directed)
        role = Part.of(segment.role)
        if sentence.host is Host.B:
            cast = self.found.chosen(Part.HOST_B)
            return self._speaking(cast) or self._second(self._first(role))
        return self._first(role)

    def _first(self, role: Part) -> Offered:
        cast = self._speaking(self.found.chosen(Part.HOST_A, role, Part.DEFAULT))
        return cast or self._usual()[0]

    def _second(self, first: Offered) -> Offered:
        """Another voice than the first host's, of the same engine if it has one."""
        others = [offered for offered in self._usual() if offered.id != first.id]
        same = [offered for offered in others if offered.engine.name == first.engine.name]
        return next(iter([*same, *others]), first)

    def _usual(self) -> list[Offered]:
        """Voices nobody needs to choose: they keep text inside, and speak the language if any does."""
        inside = [row for row in self.found.allowed(self.voices) if not row.engine.sends_text_out]
        if not inside:
            raise JobError("Every voice is switched off. Offer one in the settings.", again=False)
        return [row for row in inside if row.base == self._language] or inside

    def _speaking(self, voice_id: str) -> Offered | None:
        """What was cast, unless it is of another language than the script."""
        if not voice_id:
            return None
        offered = self._there(voice_id)
        return offered if offered.base == self._language else None

    @property
    def _language(self) -> str:
        return self.episode.language.split("-")[0]

    def _there(self, voice_id: str) -> Offered:
        if voice_id not in self.voices:
            raise JobError(
                f"The voice {voice_id} was chosen, but is not here any more. Choose another in the settings.",
                again=False,
            )
        if refusal := self.found.refusal(self.voices[voice_id]):
            raise JobError(f"{refusal} Choose another.", again=False)
        return self.voices[voice_id]
