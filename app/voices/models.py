"""Casting and OwnPreset: which voice speaks which part, at what pace, and whether text may leave."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.audit import AuditEvent
from app.database import addressable, inside, json_field
from app.episodes.draft import SegmentRole
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid
from app.tenancy import Tenanted
from app.voices.pacing import PacingPreset

ORGANIZATION = "organization"
NAME_MAX = 40
QUIETEST_LUFS, LOUDEST_LUFS = -31, -12


class Part(StrEnum):
    """What a voice can be cast for. A host is cast before a role, and a role before everything else."""

    DEFAULT = "default"
    HOOK = "hook"
    BODY = "body"
    RECAP = "recap"
    TAKEAWAY = "takeaway"
    HOST_A = "host_a"
    HOST_B = "host_b"

    @classmethod
    def of(cls, role: SegmentRole) -> "Part":
        return cls(role.value)


class Casting(Tenanted, table=True):
    """The choices of an organization, or of one of its projects, which come before the organization's."""

    __tablename__ = "casting"
    __table_args__ = (addressable(), inside("project"), UniqueConstraint("organization_id", "place"))

    place: str = Field(default=ORGANIZATION, max_length=36)
    """The project's id; one row a place."""
    project_id: str | None = Field(default=None, max_length=36)
    parts: dict[str, str] = json_field(dict)
    """Part -> engine:voice."""
    pacing: str = Field(default="", max_length=NAME_MAX)
    text_stays: bool = False
    """Engines that send text outside may not be used."""
    lufs: float | None = None
    """Loudness of its episodes; None: as the organization, or the installation."""
    hidden: list[str] = json_field(list)
    """Voices, as engine:voice, that are not offered; of the organization alone."""

    @classmethod
    def of_place(cls, project_id: str | None) -> "Casting":
        return cls(place=project_id or ORGANIZATION, project_id=project_id)

    def cast(self, by: Principal, parts: Mapping[Part, str], pacing: str) -> AuditEvent | None:
        """Choose a voice for each part that is not left to the default, and a preset; None without change."""
        kept = {part.value: voice for part, voice in sorted(parts.items()) if voice}
        if (kept, pacing) == (self.parts, self.pacing):
            return None
        before = {"parts": self.parts, "pacing": self.pacing}
        self.parts, self.pacing = kept, pacing
        return AuditEvent.of(self, "cast", by, parts=kept, pacing=pacing, before=before)

    def keep_text(self, by: Principal, stays: bool) -> AuditEvent | None:
        """Forbid, or allow again, engines that send text outside."""
        if stays == self.text_stays:
            return None
        self.text_stays = stays
        return AuditEvent.of(self, "text_kept" if stays else "text_let_out", by)

    def set_loudness(self, by: Principal, lufs: float | None) -> AuditEvent | None:
        """Master its episodes to this loudness from now on; Invalid where nobody listens at it."""
        if lufs is not None and not QUIETEST_LUFS <= lufs <= LOUDEST_LUFS:
            raise Invalid(f"Loudness is between {QUIETEST_LUFS} and {LOUDEST_LUFS} LUFS.", field="lufs")
        if lufs == self.lufs:
            return None
        self.lufs = lufs
        return AuditEvent.of(self, "loudness_set", by, lufs=lufs)

    def offer(self, by: Principal, voice: str, offered: bool) -> AuditEvent | None:
        """Offer a voice, or hide it from everybody who chooses."""
        if offered == (voice not in self.hidden):
            return None
        self.hidden = sorted({*self.hidden} - {voice} if offered else {*self.hidden, voice})
        return AuditEvent.of(self, "voice_offered" if offered else "voice_hidden", by, voice=voice)


class OwnPreset(Tenanted, table=True):
    """A pacing preset of the organization's own; it replaces the one of the product that has its name."""

    __tablename__ = "pacing_preset"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "name"))

    name: str = Field(max_length=NAME_MAX)
    rate: float = 1.0
    sentence_ms: int = 0
    paragraph_ms: int = 0
    segment_ms: int = 0
    slow_down: float = 0.0
    hook: float = 1.0
    recap: float = 1.0
    takeaway: float = 1.0

    def preset(self) -> PacingPreset:
        return PacingPreset(**{field.name: getattr(self, field.name) for field in fields(PacingPreset)})

    def change(self, by: Principal, to: PacingPreset) -> AuditEvent | None:
        """Take over every value of `to`; Invalid, naming the field, when nobody could listen to it."""
        check_listenable(to)
        if to == self.preset():
            return None
        before = asdict(self.preset())
        for name, value in asdict(to).items():
            setattr(self, name, value)
        return AuditEvent.of(self, "saved", by, before=before, after=asdict(to))

    def remove(self, by: Principal) -> AuditEvent:
        return AuditEvent.of(self, "removed", by, name=self.name)


WEIGHT = "A part is spoken at 0.8 to 1.2 of the rate."
LIMITS: dict[str, tuple[float, float, str]] = {
    "rate": (0.6, 1.6, "The rate is between 0.6 and 1.6; 1 is the voice's own pace."),
    "sentence_ms": (0, 5000, "A pause is at most 5000 milliseconds."),
    "paragraph_ms": (0, 5000, "A pause is at most 5000 milliseconds."),
    "segment_ms": (0, 10_000, "The pause after a segment is at most 10000 milliseconds."),
    "slow_down": (0.0, 0.4, "It slows down by at most 0.4 of its rate."),
    "hook": (0.8, 1.2, WEIGHT),
    "recap": (0.8, 1.2, WEIGHT),
    "takeaway": (0.8, 1.2, WEIGHT),
}


def check_listenable(preset: PacingPreset) -> None:
    name = preset.name
    if not name or name != plain(name) or len(name) > NAME_MAX:
        raise Invalid(f"Give the preset a name of at most {NAME_MAX} characters.", field="name")
    for field, (least, most, sentence) in LIMITS.items():
        # Written so that a value that is not a number is refused, too.
        if not least <= getattr(preset, field) <= most:
            raise Invalid(sentence, field=field)
