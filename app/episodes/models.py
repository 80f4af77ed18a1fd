"""Episode, Segment, ScriptRevision: a script and the verdicts on it. The gate stands here."""

import hashlib

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.episodes.draft import Mode, SegmentRole
from app.episodes.sentences import HASH_VERSION, BlockedByFinding, Sentence
from app.episodes.states import EpisodeState, ReviewState
from app.episodes.verdicts import Rejection
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid, Refused, Stale
from app.tenancy import InWorkspace, Tenanted


class NotApproved(Refused):
    """The gate is shut."""

    problem = "not-approved"
    title = "Not everything is approved"


class Segment(InWorkspace, table=True):
    """A chapter candidate: approved when all its sentences are."""

    __tablename__ = "segment"
    __table_args__ = (addressable(), inside("episode"))

    episode_id: str = Field(index=True, max_length=36)
    position: int = 0
    role: SegmentRole = Field(sa_type=word(SegmentRole))
    title: str
    state: ReviewState = Field(default=ReviewState.DRAFT, sa_type=word(ReviewState))

    sentences: list[Sentence] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Segment.id == foreign(Sentence.segment_id)",
            "order_by": "Sentence.position",
            "cascade": "all, delete-orphan",
            "lazy": "raise",
        }
    )
    rejections: list[Rejection] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Segment.id == foreign(Rejection.segment_id)",
            "order_by": "Rejection.id",
            "cascade": "all, delete-orphan",
            "lazy": "raise",
        }
    )

    @property
    def content_hash(self) -> str:
        """Over the content of its sentences in order."""
        joined = "\n".join(sentence.computed_hash() for sentence in self.sentences)
        return f"{HASH_VERSION}:{hashlib.sha256(joined.encode()).hexdigest()}"

    @property
    def rejection(self) -> Rejection | None:
        """The latest rejection that stands, of the segment or of one of its sentences."""
        standing = [row for row in self.rejections if row.stands]
        return standing[-1] if standing else None

    def rejection_of(self, sentence: Sentence) -> Rejection | None:
        """The rejection that stands on this sentence, its own or the whole segment's."""
        standing = [row for row in self.rejections if row.stands and row.sentence_id in (None, sentence.id)]
        return standing[-1] if standing else None

    def settle(self, needed: int) -> None:
        """Derive the states of the sentences, then of the segment, from the verdicts that stand."""
        rejected = {row.sentence_id for row in self.rejections if row.stands}
        for sentence in self.sentences:
            sentence.content_hash = sentence.computed_hash()
            if None in rejected or sentence.id in rejected:
                sentence.state = ReviewState.REJECTED
            elif sentence.approved(needed):
                sentence.state = ReviewState.APPROVED
            else:
                sentence.state = ReviewState.IN_REVIEW
        states = {sentence.state for sentence in self.sentences}
        if rejected:
            self.state = ReviewState.REJECTED
        elif states == {ReviewState.APPROVED}:
            self.state = ReviewState.APPROVED
        else:
            self.state = ReviewState.IN_REVIEW

    def check_fresh(self, content_hash: str) -> None:
        """Raise Stale unless `content_hash` is the present content."""
        if content_hash != self.content_hash:
            raise Stale(
                "This segment has changed since you saw it. Look at it again, then decide.",
                segment_id=self.id,
                content_hash=self.content_hash,
            )

    def approve(self, by: Principal, content_hash: str) -> AuditEvent | None:
        """Say yes to every sentence of exactly this content; None when that stands already."""
        self.check_fresh(content_hash)
        blocked = [sentence for sentence in self.sentences if sentence.blocked]
        if blocked:
            raise BlockedByFinding(
                f"{len(blocked)} of its sentences must be mended or overridden before it can be approved.",
                sentence_ids=[sentence.id for sentence in blocked],
                findings=[finding for sentence in blocked for finding in sentence.blocking],
            )
        withdrawn = self._withdraw_rejections()
        given = [sentence.approve(by, sentence.computed_hash()) for sentence in self.sentences]
        if not any(given) and not withdrawn:
            return None
        hashes = {sentence.id: sentence.computed_hash() for sentence in self.sentences}
        return AuditEvent.of(self, "approved", by, content_hash=content_hash, sentences=hashes)

    def approve_sentence(self, sentence: Sentence, by: Principal, content_hash: str) -> AuditEvent | None:
        """Say yes to one sentence of exactly this content; lifts a rejection of that sentence alone."""
        if self.rejection and any(row.stands and row.sentence_id is None for row in self.rejections):
            raise Refused("This segment was sent back as a whole. Reopen it before approving parts of it.")
        event = sentence.approve(by, content_hash)
        self._withdraw_rejections(sentence.id)
        return event

    def reject(self, by: Principal, reason: str, sentence_id: str | None = None) -> AuditEvent:
        """Send the segment, or one sentence of it, back with a reason; its approvals are withdrawn."""
        reason = plain(reason)
        if not reason:
            raise Invalid("Say what is wrong, so that it can be mended.", field="reason")
        for sentence in self.sentences:
            if sentence_id in (None, sentence.id):
                for approval in sentence.approvals:
                    approval.withdraw()
        self.rejections.append(
            Rejection(
                organization_id=self.organization_id,
                segment_id=self.id,
                sentence_id=sentence_id,
                reason=reason,
                actor_kind=by.kind,
                actor_id=by.id,
                actor_label=by.label,
            )
        )
        return AuditEvent.of(self, "rejected", by, reason=reason, sentence_id=sentence_id)

    def reopen(self, by: Principal, sentence_id: str | None = None) -> AuditEvent | None:
        """Take back every verdict on the segment, or on one sentence of it; None when there is none."""
        changed = self._withdraw_rejections(sentence_id)
        for sentence in self.sentences:
            if sentence_id not in (None, sentence.id):
                continue
            for approval in sentence.standing_approvals:
                approval.withdraw()
                changed = True
        return AuditEvent.of(self, "reopened", by, sentence_id=sentence_id) if changed else None

    def _withdraw_rejections(self, sentence_id: str | None = None) -> bool:
        standing = [row for row in self.rejections if row.stands and sentence_id in (None, row.sentence_id)]
        for row in standing:
            row.withdraw()
        return bool(standing)


class Episode(InWorkspace, table=True):
    """One episode of a project: its script, reviewed and then narrated."""

    __tablename__ = "episode"
    __table_args__ = (addressable(), inside("workspace"), inside("project"))

    project_id: str = Field(index=True, max_length=36)
    title: str
    state: EpisodeState = Field(default=EpisodeState.DRAFTING, sa_type=word(EpisodeState), index=True)
    mode: Mode = Field(default=Mode.SUMMARY, sa_type=word(Mode))
    minutes: float = 3.0
    """Asked for; ignored in verbatim mode."""
    writer: str = Field(default="extractive", max_length=32)
    """Name of the writer that was asked."""
    style: str = Field(default="", max_length=16)
    """Asked for; empty: the writer's own."""
    language_asked: str = Field(default="", max_length=16)
    """BCP 47; empty: that of the first document."""
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
    approvals: int = 1
    """How many distinct principals must approve each sentence: the project's policy when it was drafted."""

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
            or not all(sentence.approved(self.approvals) for sentence in segment.sentences)
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
            segment.settle(self.approvals)
        if self.state in (EpisodeState.DRAFTING, EpisodeState.WITHDRAWN, EpisodeState.NARRATING):
            return
        if not self.segments:
            return
        if self.open_segments:
            self.state = EpisodeState.IN_REVIEW
        elif self.state in (EpisodeState.IN_REVIEW, EpisodeState.FAILED):
            self.state = EpisodeState.APPROVED

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
