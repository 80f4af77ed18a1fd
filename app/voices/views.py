"""The settings page of voices as its template draws it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.organizations.places import projects_seen
from app.voices.catalog import Catalog, Offered, own_presets, presets
from app.voices.choosing import casting_at
from app.voices.models import Part
from app.voices.pacing import PRESETS, PacingPreset

LABELS = {
    Part.DEFAULT: ("Usual voice", "The first of the list"),
    Part.HOST_A: ("First host", "The usual voice"),
    Part.HOST_B: ("Second host", "Another voice"),
    Part.HOOK: ("Opening", "The usual voice"),
    Part.BODY: ("Body", "The usual voice"),
    Part.RECAP: ("Recap", "The usual voice"),
    Part.TAKEAWAY: ("Takeaway", "The usual voice"),
}
"""For each part its name, and what it means when the organization chooses no voice for it."""


@dataclass(frozen=True)
class ShownVoice:
    id: str
    offered: Offered
    hidden: bool
    refusal: str

    @property
    def label(self) -> str:
        """As lists to choose from name it."""
        voice = self.offered.voice
        return f"{voice.name} · {self.offered.engine.name} · {voice.language}"


@dataclass(frozen=True)
class ShownPreset:
    preset: PacingPreset
    own_id: str
    """Empty for one of the product's."""
    replaces: bool
    """Whether it stands for one of the product's."""

    @property
    def label(self) -> str:
        return self.preset.name.replace("_", " ").capitalize()


async def voices_page(session: AsyncSession, voices: Catalog, project_id: str) -> dict[str, Any]:
    """What the page shows of the organization, or of the project named; Missing when it is not to be seen."""
    row, found = await casting_at(session, project_id or None)
    own = {preset.name: preset.id for preset in await own_presets(session)}
    known = await presets(session)
    pacings = [ShownPreset(preset, own.get(name, ""), name in PRESETS) for name, preset in known.items()]
    shown = [
        ShownVoice(id, offered, id in found.organization.hidden, found.refusal(offered))
        for id, offered in voices.items()
    ]
    return {
        "voices": shown,
        "choices": [(voice.id, voice.label) for voice in shown if not voice.refusal],
        "casting": row,
        "lufs_above": found.organization.lufs if project_id else None,
        "text_stays_above": project_id != "" and found.organization.text_stays,
        "projects": await projects_seen(session),
        "project_id": project_id,
        "labels": [(part, *words) for part, words in LABELS.items()],
        "presets": pacings,
        "pacings": [(row.preset.name, row.label) for row in pacings],
        "first": next(iter(voices)),
    }
