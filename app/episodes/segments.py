"""Segment: a chapter candidate, and the verdicts on it and its sentences."""

from sqlmodel import Field, Relationship

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.episodes.draft import SegmentRole
from app.episodes.manner import Manner
from app.episodes.sentences import ANYBODY, BlockedByFinding, Sentence, hash_of
from app.episodes.states import ReviewState
from app.episodes.verdicts import Rejection
from app.organizations.policies import ApprovalPolicy
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid, Refused, Stale
from app.tenancy import InWorkspace


class Segment(InWorkspace, Manner, table=True):
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
        return hash_of(self.sentences)

    @property
    def rejection(self) -> Rejection | None:
        """The latest rejection that stands, of the segment or of one of its sentences."""
        standing = [row for row in self.rejections if row.stands]
        return standing[-1] if standing else None

    def rejection_of(self, sentence: Sentence) -> Rejection | None:
        """The rejection that stands on this sentence, its own or the whole segment's."""
        standing = [row for row in self.rejections if row.stands and row.sentence_id in (None, sentence.id)]
        return standing[-1] if standing else None

    def settle(self, policy: ApprovalPolicy) -> None:
        """Derive the states of the sentences, then of the segment, from the verdicts that stand."""
        rejected = {row.sentence_id for row in self.rejections if row.stands}
        for sentence in self.sentences:
            sentence.content_hash = sentence.computed_hash()
            if None in rejected or sentence.id in rejected:
                sentence.state = ReviewState.REJECTED
            elif sentence.approved(policy):
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

    def approve(
        self, by: Principal, content_hash: str, policy: ApprovalPolicy = ANYBODY
    ) -> AuditEvent | None:
        """Say yes to every sentence of exactly this content; None when that stands already.

        Sentences `by` may not approve under the policy are left to others; Refused when that is all of them.
        """
        self.check_fresh(content_hash)
        blocked = [sentence for sentence in self.sentences if sentence.blocked]
        if blocked:
            raise BlockedByFinding(
                f"{len(blocked)} of its sentences must be mended or overridden before it can be approved.",
                sentence_ids=[sentence.id for sentence in blocked],
                findings=[finding for sentence in blocked for finding in sentence.blocking],
            )
        objections = {sentence.id: sentence.objection(by, policy) for sentence in self.sentences}
        if objections and all(objections.values()):
            raise Refused(next(iter(objections.values())), sentence_ids=list(objections))
        withdrew = self._withdraw_rejections()
        gave = [row.say_yes(by) for row in self.sentences if not objections[row.id]]
        given = [approval.id for approval in gave if approval]
        if not given and not withdrew:
            return None
        hashes = {row.id: row.computed_hash() for row in self.sentences if not objections[row.id]}
        facts = {"content_hash": content_hash, "sentences": hashes, "gave": given, "withdrew": withdrew}
        return AuditEvent.of(self, "approved", by, **facts)

    def approve_sentence(
        self, sentence: Sentence, by: Principal, content_hash: str, policy: ApprovalPolicy = ANYBODY
    ) -> AuditEvent | None:
        """Say yes to one sentence of exactly this content; lifts a rejection of that sentence alone."""
        if self.rejection and any(row.stands and row.sentence_id is None for row in self.rejections):
            raise Refused("This segment was sent back as a whole. Reopen it before approving parts of it.")
        sentence.check_approvable(by, content_hash, policy)
        withdrew = self._withdraw_rejections(sentence.id)
        given = sentence.say_yes(by)
        if given is None and not withdrew:
            return None
        gave = [given.id] if given else []
        facts = {"content_hash": content_hash, "gave": gave, "withdrew": withdrew}
        return AuditEvent.of(sentence, "approved", by, **facts)

    def reject(self, by: Principal, reason: str, sentence_id: str | None = None) -> AuditEvent:
        """Send the segment, or one sentence of it, back with a reason; its approvals are withdrawn."""
        reason = plain(reason)
        if not reason:
            raise Invalid("Say what is wrong, so that it can be mended.", field="reason")
        withdrew = self._withdraw_approvals(sentence_id)
        row = Rejection.of(by, segment_id=self.id, sentence_id=sentence_id, reason=reason)
        self.rejections.append(row)
        facts = {"reason": reason, "sentence_id": sentence_id, "gave": [row.id], "withdrew": withdrew}
        return AuditEvent.of(self, "rejected", by, **facts)

    def reopen(self, by: Principal, sentence_id: str | None = None) -> AuditEvent | None:
        """Take back every verdict on the segment, or on one sentence of it; None when there is none."""
        withdrew = self._withdraw_rejections(sentence_id) + self._withdraw_approvals(sentence_id, only=True)
        if not withdrew:
            return None
        return AuditEvent.of(self, "reopened", by, sentence_id=sentence_id, gave=[], withdrew=withdrew)

    def _withdraw_rejections(self, sentence_id: str | None = None) -> list[str]:
        """Ids of the rejections taken back: all, or those of one sentence alone."""
        standing = [row for row in self.rejections if row.stands and sentence_id in (None, row.sentence_id)]
        for row in standing:
            row.withdraw()
        return [row.id for row in standing]

    def _withdraw_approvals(self, sentence_id: str | None, *, only: bool = False) -> list[str]:
        """Ids of the approvals taken back; `only` those of the present content."""
        standing = [
            row
            for sentence in self.sentences
            if sentence_id in (None, sentence.id)
            for row in (sentence.standing_approvals if only else sentence.approvals)
            if row.stands
        ]
        for row in standing:
            row.withdraw()
        return [row.id for row in standing]
