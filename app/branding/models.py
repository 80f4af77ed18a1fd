"""BrandFile: a sound or picture that every episode of a project gets."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.objects import StoredObject
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid
from app.tenancy import InWorkspace

LICENCE_MAX = 300
NAME_MAX = 120


class Kind(StrEnum):
    INTRO = "intro"
    OUTRO = "outro"
    COVER = "cover"


class BrandFile(InWorkspace, table=True):
    """One of each kind a project; a newer one takes its place, and masters made with the old one stay."""

    __tablename__ = "brand_file"
    __table_args__ = (
        addressable(),
        inside("project"),
        inside("stored_object", "object_id"),
        UniqueConstraint("project_id", "kind"),
    )

    project_id: str = Field(index=True, max_length=36)
    kind: Kind = Field(sa_type=word(Kind))
    object_id: str = Field(default="", max_length=36)
    name: str = Field(default="", max_length=NAME_MAX)
    """Of the file that was uploaded."""
    licence: str = Field(default="", max_length=LICENCE_MAX)
    """Whose it is and why it may be used, in words for the manifest."""
    sha256: str = ""
    seconds: float = 0.0
    fade_in_ms: int = 0
    fade_out_ms: int = 0

    def put(self, by: Principal, stored: StoredObject, facts: "Facts") -> AuditEvent:
        """Take this file from now on; Invalid when a note is too long."""
        licence = plain(facts.licence)
        if len(licence) > LICENCE_MAX:
            raise Invalid(f"Keep the note at {LICENCE_MAX} characters.", field="licence")
        self.object_id, self.sha256 = stored.id, stored.sha256
        self.name, self.licence = plain(facts.name)[:NAME_MAX] or self.kind.value, licence
        self.seconds, self.fade_in_ms, self.fade_out_ms = facts.seconds, facts.fade_in_ms, facts.fade_out_ms
        told = {"kind": self.kind, "name": self.name, "sha256": self.sha256, "licence": licence}
        return AuditEvent.of(self, "put", by, **told)

    def remove(self, by: Principal) -> AuditEvent:
        return AuditEvent.of(self, "removed", by, kind=self.kind, name=self.name, sha256=self.sha256)


@dataclass(frozen=True)
class Facts:
    """What is kept about a file; `seconds` of a sound as it is played."""

    name: str
    licence: str = ""
    seconds: float = 0.0
    fade_in_ms: int = 0
    fade_out_ms: int = 0


@dataclass(frozen=True)
class Brand:
    """What a project puts around its episodes; None where it has none."""

    intro: BrandFile | None = None
    outro: BrandFile | None = None
    cover: BrandFile | None = None

    @property
    def files(self) -> list[BrandFile]:
        return [file for file in (self.intro, self.outro, self.cover) if file is not None]
