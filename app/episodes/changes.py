"""EvidenceChange: what stood behind a sentence before a new version of its document said something else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import Field

from app.database import addressable, inside, json_field
from app.episodes.spans import EvidenceSpan
from app.tenancy import Tenanted

if TYPE_CHECKING:
    from app.episodes.sentences import Sentence


class EvidenceChange(Tenanted, table=True):
    """The evidence a sentence lost, kept so that a reviewer sees it beside what it has now."""

    __tablename__ = "evidence_change"
    __table_args__ = (addressable(), inside("sentence"), inside("document"))

    sentence_id: str = Field(default="", index=True, max_length=36)
    document_id: str = Field(index=True, max_length=36)
    from_number: int
    """Of the version it stood in."""
    to_number: int
    content_hash: str = ""
    """What the sentence became by it; once it is something else again, this is a matter of the past."""
    was: list[dict[str, Any]] = json_field(list)
    """{page, quote, boxes} of each place."""

    @classmethod
    def of(
        cls, sentence: "Sentence", document_id: str, numbers: tuple[int, int], was: Sequence[EvidenceSpan]
    ) -> "EvidenceChange":
        return cls(
            organization_id=sentence.organization_id,
            document_id=document_id,
            from_number=numbers[0],
            to_number=numbers[1],
            was=[{"page": span.page, "quote": span.quote, "boxes": span.boxes} for span in was],
        )

    @property
    def quote(self) -> str:
        return " ".join(place["quote"] for place in self.was)
