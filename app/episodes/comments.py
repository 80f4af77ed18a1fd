"""Comment: what somebody says about a sentence, or the words they would put in its place."""

from datetime import datetime

from sqlmodel import Field

from app.database import addressable, inside, json_field, moment
from app.ids import now
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid, Refused
from app.tenancy import Tenanted

TEXT_MAX = 2000


class Comment(Tenanted, table=True):
    """One remark in the conversation about a sentence; with `suggested` words it waits for an editor."""

    __tablename__ = "comment"
    __table_args__ = (addressable(), inside("sentence"))

    sentence_id: str = Field(index=True, max_length=36)
    actor_kind: str
    actor_id: str
    actor_label: str
    text: str
    suggested: str = ""
    """Display text it would put in the sentence's place."""
    content_hash: str
    """What the sentence was when it was written."""
    mentioned: list[str] = json_field(list)
    """Ids of the members it names."""
    outcome: str = ""
    """Of a suggestion: accepted or declined."""
    resolved_at: datetime | None = moment()

    @classmethod
    def of(
        cls,
        by: Principal,
        sentence_id: str,
        content_hash: str,
        text: str,
        suggested: str,
        mentioned: list[str],
    ) -> "Comment":
        """Raises Invalid for one that says nothing, or too much."""
        text, suggested = plain(text), plain(suggested)
        if not text and not suggested:
            raise Invalid("Say something about the sentence.", field="text")
        if max(len(text), len(suggested)) > TEXT_MAX:
            raise Invalid(f"At most {TEXT_MAX} characters, please.", field="text")
        return cls(
            organization_id=by.organization_id,
            sentence_id=sentence_id,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_label=by.label,
            text=text,
            suggested=suggested,
            content_hash=content_hash,
            mentioned=mentioned,
        )

    @property
    def open(self) -> bool:
        return self.resolved_at is None

    def resolve(self, outcome: str = "") -> None:
        if not self.open:
            raise Refused("This was settled already.")
        self.outcome, self.resolved_at = outcome, now()
