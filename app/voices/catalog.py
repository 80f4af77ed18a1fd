"""The voices there are to choose from, and what an organization and its project have chosen."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.installation import Installation
from app.outside.speech import SpeechEngine, VoiceInfo
from app.problems import Invalid
from app.voices.models import ORGANIZATION, Casting, OwnPreset, Part
from app.voices.pacing import PRESETS, PacingPreset


@dataclass(frozen=True, slots=True)
class Offered:
    """A voice of an engine that is here."""

    engine: SpeechEngine
    voice: VoiceInfo

    @property
    def id(self) -> str:
        return f"{self.engine.name}:{self.voice.id}"

    @property
    def base(self) -> str:
        """Its language without the region."""
        return self.voice.language.split("-")[0]


Catalog = dict[str, Offered]


async def catalog(installation: Installation) -> Catalog:
    """Every voice by its id, those of the default engine first."""
    # In a thread: the first question loads models and asks programs.
    return await asyncio.to_thread(_catalog, installation)


def _catalog(installation: Installation) -> Catalog:
    found = (Offered(engine, voice) for engine in installation.speakers() for voice in engine.voices())
    return {row.id: row for row in found}


@dataclass(frozen=True)
class Castings:
    """What the organization chose, and what the project chose over it."""

    organization: Casting
    project: Casting | None = None

    @property
    def text_stays(self) -> bool:
        return self.organization.text_stays or (self.project is not None and self.project.text_stays)

    def nearest(self) -> Iterator[Casting]:
        if self.project is not None:
            yield self.project
        yield self.organization

    def chosen(self, *parts: Part) -> str:
        """The voice cast for the first of these parts that has one; the project's come first."""
        found = (casting.parts.get(part, "") for casting in self.nearest() for part in parts)
        return next(filter(None, found), "")

    def pacings(self) -> list[str]:
        return [casting.pacing for casting in self.nearest()]

    @property
    def lufs(self) -> float | None:
        """The nearest loudness chosen."""
        return next((casting.lufs for casting in self.nearest() if casting.lufs is not None), None)

    def refusal(self, offered: Offered) -> str:
        """Why this voice may not speak here; empty when it may."""
        if offered.id in self.organization.hidden:
            return f"The voice {offered.voice.name} is switched off in the settings."
        if self.text_stays and offered.engine.sends_text_out:
            return f"The voice {offered.voice.name} sends text outside, which is forbidden here."
        return ""

    def allowed(self, voices: Catalog) -> list[Offered]:
        return [offered for offered in voices.values() if not self.refusal(offered)]


async def castings(session: AsyncSession, project_id: str | None = None) -> Castings:
    """Rows that were never saved stand for choices that were never made."""
    places = [ORGANIZATION, *([project_id] if project_id else [])]
    rows = {
        row.place: row
        for row in (await session.exec(select(Casting).where(col(Casting.place).in_(places)))).all()
    }
    return Castings(
        rows.get(ORGANIZATION) or Casting.of_place(None),
        (rows.get(project_id) or Casting.of_place(project_id)) if project_id else None,
    )


def checked(voices: Catalog, found: Castings, voice_id: str, field: str = "voice") -> str:
    """The id of a voice that may speak there, or empty; Invalid with the reason otherwise."""
    if not voice_id:
        return ""
    if voice_id not in voices:
        raise Invalid("There is no such voice here.", field=field)
    if refusal := found.refusal(voices[voice_id]):
        raise Invalid(refusal, field=field)
    return voice_id


async def presets(session: AsyncSession) -> dict[str, PacingPreset]:
    """By name: the product's, replaced and followed by the organization's own."""
    own = {row.name: row.preset() for row in await own_presets(session)}
    return PRESETS | own


async def own_presets(session: AsyncSession) -> list[OwnPreset]:
    return list((await session.exec(select(OwnPreset).order_by(col(OwnPreset.name)))).all())


def checked_pacing(known: dict[str, PacingPreset], name: str, field: str = "pacing") -> str:
    """The name of a preset there is, or empty; else Invalid."""
    if name and name not in known:
        raise Invalid(f"There is no such pacing preset. There are: {', '.join(known)}.", field=field)
    return name
