"""EvidenceSpan: a place on a page that supports a sentence."""

from typing import Any

from sqlmodel import JSON, Field

from app.database import addressable, inside, json_field
from app.episodes.draft import Evidence
from app.tenancy import Tenanted


class EvidenceSpan(Tenanted, table=True):
    """A located passage: page from 1, one box a line, in points from the top left of the displayed page."""

    __tablename__ = "evidence_span"
    __table_args__ = (
        addressable(),
        inside("sentence"),
        inside("document"),
        inside("document_version", "version_id"),
    )

    sentence_id: str = Field(default="", index=True, max_length=36)
    position: int = 0
    document_id: str = Field(index=True, max_length=36)
    version_id: str = Field(index=True, max_length=36)
    page: int
    quote: str
    boxes: list[list[float]] = json_field(list)
    origin: list[list[Any]] | None = Field(default=None, sa_type=JSON, nullable=True)
    """Where it was chosen, as [version id, page, quote, boxes] of each place; None: where it is now.

    It is set when the place moved with a new version of the document, word for word.
    """

    @property
    def chosen(self) -> list[list[Any]]:
        """What an approval approves of it: the words where somebody chose them."""
        here = [self.version_id, self.page, self.quote, self.boxes]
        return [here] if self.origin is None else self.origin

    @classmethod
    def at(cls, evidence: Evidence, position: int, version_id: str, organization_id: str) -> "EvidenceSpan":
        """The row of a piece of evidence, the `position`-th of its sentence."""
        return cls(
            organization_id=organization_id,
            position=position,
            document_id=evidence.document_id,
            version_id=version_id,
            page=evidence.page,
            quote=evidence.quote,
            boxes=[[round(edge, 2) for edge in box] for box in evidence.boxes],
        )

    def copy_at(self, position: int) -> "EvidenceSpan":
        """The same place, for another sentence."""
        return EvidenceSpan.at(self.located(), position, self.version_id, self.organization_id)

    def located(self) -> Evidence:
        """As the checks and writers see it."""
        boxes = tuple((box[0], box[1], box[2], box[3]) for box in self.boxes)
        return Evidence(self.document_id, self.page, self.quote, boxes)
