"""Episode: a script of segments, and its states. The gate stands here."""

from collections.abc import Collection

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.episodes.asking import Asked
from app.episodes.manner import Manner
from app.episodes.pickups import Pickup
from app.episodes.segments import Segment
from app.episodes.sentences import Sentence, hash_of
from app.episodes.states import EpisodeState, ReviewState
from app.organizations.policies import ApprovalPolicy, Policied
from app.permissions import Principal
from app.problems import Refused, Stale
from app.tenancy import InWorkspace, Tenanted

__all__ = ["Episode", "EpisodeSource", "NotApproved", "Segment"]


class NotApproved(Refused):
    """The gate is shut."""

    problem = "not-approved"
    title = "Not everything is approved"


class Episode(Asked, Policied, InWorkspace, Manner, table=True):
    """One episode of a project: its script, reviewed and then narrated."""

    __tablename__ = "episode"
    __table_args__ = (addressable(), inside("workspace"), inside("project"))

    project_id: str = Field(index=True, max_length=36)
    title: str
    state: EpisodeState = Field(default=EpisodeState.DRAFTING, sa_type=word(EpisodeState), index=True)
    language: str = "en"
    """Of the script."""
    translated: bool = False
    """Whether the script is in another language than a page it cites."""
    reason: str = ""
    """Why it failed, in words for a person."""
    job_id: str | None = Field(default=None, max_length=36)
    """The job that works on it now or did last."""
    revision: int = 0
    """Number of the current ScriptRevision."""

    segments: list[Segment] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Episode.id == foreign(Segment.episode_id)",
            "order_by": "Segment.position",
            "cascade": "all, delete-orphan",
            "lazy": "raise",
        }
    )

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for segment in self.segments for sentence in segment.sentences]

    @property
    def open_segments(self) -> list[Segment]:
        """Segments that keep the gate shut, judged from the verdicts themselves, not from a stored state."""
        return [
            segment
            for segment in self.segments
            if segment.rejection
            or not segment.sentences
            or not all(sentence.approved(self.policy) for sentence in segment.sentences)
        ]

    def check_gate(self) -> None:
        """Raise NotApproved, naming the segments, unless every sentence may be spoken."""
        if not self.sentences:
            raise NotApproved("There is nothing to narrate yet.", segments=[])
        if waiting := self.open_segments:
            names = ", ".join(f"“{segment.title}”" for segment in waiting[:4])
            more = f" and {len(waiting) - 4} more" if len(waiting) > 4 else ""
            raise NotApproved(
                f"Not yet approved: {names}{more}. Only approved sentences are spoken.",
                segments=[{"id": row.id, "title": row.title, "state": row.state} for row in waiting],
            )

    def settle(self) -> None:
        """Derive every state from the verdicts that stand; call after each change."""
        for segment in self.segments:
            segment.settle(self.policy)
        if self.state in (EpisodeState.DRAFTING, EpisodeState.WITHDRAWN, EpisodeState.NARRATING):
            return
        if not self.segments:
            return
        if self.open_segments:
            self.state = EpisodeState.IN_REVIEW
        elif self.state in (EpisodeState.IN_REVIEW, EpisodeState.FAILED):
            self.state = EpisodeState.APPROVED

    def change_policy(self, by: Principal, policy: ApprovalPolicy) -> AuditEvent | None:
        """Stand under another policy: approvals stay recorded, and what they are worth is judged anew.

        None when that changes the state of no sentence. What is published stays so; from its next change on
        the new policy counts.
        """
        before = {row.id: row.state for row in self.sentences}
        self.stand_under(policy)
        if self.state is EpisodeState.PUBLISHED:
            return None
        self.settle()
        changed = [row for row in self.sentences if row.state != before[row.id]]
        if not changed:
            return None
        reopened = [row.id for row in changed if before[row.id] is ReviewState.APPROVED]
        approved = [row.id for row in changed if row.state is ReviewState.APPROVED]
        return AuditEvent.of(self, "policy_changed", by, reopened=reopened, approved=approved)

    @property
    def pickups(self) -> list[Pickup]:
        """What of the approved waits for somebody to listen, in the order of the script."""
        approved = [row for row in self.sentences if row.state is ReviewState.APPROVED]
        return [row.pickup for row in approved if row.pickup]

    def quotes_for(self, by: Principal) -> list[Sentence]:
        """Exact quotes without any finding that `by` may still approve: what may be approved in bulk."""
        return [
            row
            for segment in self.segments
            for row in segment.sentences
            if row.exact
            and not row.findings
            and not row.approved_by(by)
            and not segment.rejection_of(row)
            and not row.objection(by, self.policy)
            and row.state is not ReviewState.APPROVED
        ]

    def approve_quotes(self, by: Principal, seen: str, but: Collection[str] = ()) -> AuditEvent:
        """Approve exactly the quotes that were counted; Stale when they are others by now.

        `but`: ids of sentences that are left alone, since `by` does not see them as quotes.
        """
        quotes = [row for row in self.quotes_for(by) if row.id not in but]
        if not quotes or seen != hash_of(quotes):
            raise Stale("The script has changed since you saw it. Look at it again, then decide.")
        given = [row.say_yes(by) for row in quotes]
        hashes = {row.id: row.computed_hash() for row in quotes}
        gave = [row.id for row in given if row]
        return AuditEvent.of(self, "quotes_approved", by, sentences=hashes, gave=gave, withdrew=[])

    def begin_narration(self, by: Principal) -> AuditEvent:
        """Through the gate, or NotApproved."""
        if self.state is EpisodeState.DRAFTING:
            raise NotApproved("The script is still being written.", segments=[])
        self.check_gate()
        self.state, self.reason = EpisodeState.NARRATING, ""
        return AuditEvent.of(self, "narration_requested", by, revision=self.revision)

    def draft_again(self, by: Principal, writer: str = "") -> AuditEvent:
        """Back to drafting, by another writer if one is named; only without a script it can go there."""
        if self.state is not EpisodeState.FAILED or self.revision:
            raise Refused("This episode has a script, or is being drafted now.")
        self.state, self.reason = EpisodeState.DRAFTING, ""
        if writer and writer != self.writer:
            # What the other one honoured, this one may not.
            self.writer, self.style, self.language_asked = writer, "", ""
        return AuditEvent.of(self, "draft_requested", by, writer=self.writer)

    def leave_out(self, segment: Segment, by: Principal) -> AuditEvent:
        """Take a segment out of the script; the revision before keeps it."""
        self.segments.remove(segment)
        for position, row in enumerate(self.segments):
            row.position = position
        return AuditEvent.of(segment, "left_out", by, title=segment.title, revision=self.revision)

    def fail(self, reason: str, by: Principal) -> AuditEvent:
        """Drafting or narrating ended without a result; approvals and clips stay."""
        self.state, self.reason = EpisodeState.FAILED, reason
        return AuditEvent.of(self, "failed", by, reason=reason)


class EpisodeSource(Tenanted, table=True):
    """A document an episode is drafted from."""

    __tablename__ = "episode_source"
    __table_args__ = (
        addressable(),
        inside("episode"),
        inside("document"),
        UniqueConstraint("episode_id", "document_id"),
    )

    episode_id: str = Field(index=True, max_length=36)
    document_id: str = Field(index=True, max_length=36)
    position: int = 0
