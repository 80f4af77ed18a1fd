"""Sentence: the smallest thing reviewed and voiced."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlmodel import Field, Relationship

from app.audit import AuditEvent
from app.database import addressable, inside, json_field, word
from app.episodes.changes import EvidenceChange
from app.episodes.comments import Comment
from app.episodes.draft import Host
from app.episodes.manner import Manner
from app.episodes.pickups import ACCEPTED, RECORDED, Pickup
from app.episodes.spans import EvidenceSpan
from app.episodes.states import ReviewState
from app.episodes.verdicts import Approval, Override
from app.organizations.policies import ApprovalPolicy
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid, Refused, Stale
from app.tenancy import InWorkspace

__all__ = ["ANYBODY", "HASH_VERSION", "BlockedByFinding", "EvidenceSpan", "Sentence", "hash_of"]

HASH_VERSION = "1"
ANYBODY = ApprovalPolicy()
"""One approval, of whoever may review."""


class BlockedByFinding(Refused):
    problem = "blocked-by-finding"
    title = "A finding stands in the way"


class Sentence(InWorkspace, Manner, table=True):
    """One sentence of a script. Its id survives edits; its content hash does not."""

    __tablename__ = "sentence"
    __table_args__ = (addressable(), inside("segment"), inside("episode"))

    episode_id: str = Field(index=True, max_length=36)
    segment_id: str = Field(index=True, max_length=36)
    position: int = 0
    text: str
    """Display text."""
    spoken: str
    """Spoken form, before lexicon and pacing."""
    claim: bool = True
    host: Host = Field(default=Host.A, sa_type=word(Host))
    """Who speaks it. Not part of what is approved: an approval is of the words."""
    state: ReviewState = Field(default=ReviewState.DRAFT, sa_type=word(ReviewState))
    content_hash: str = ""
    support: float | None = None
    """Support score, 0 to 1; None for what is not scored: no claim, or a claim in another language."""
    author_kind: str = ""
    author_id: str = ""
    """Who last changed its words or evidence; of a draft, who asked for it."""
    findings: list[dict[str, Any]] = json_field(list)

    evidence: list[EvidenceSpan] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Sentence.id == foreign(EvidenceSpan.sentence_id)",
            "order_by": "EvidenceSpan.position",
            "cascade": "all, delete-orphan",
            "lazy": "raise",
        }
    )
    approvals: list[Approval] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Sentence.id == foreign(Approval.sentence_id)",
            "cascade": "all, delete-orphan",
            "order_by": "Approval.id",
            "lazy": "raise",
        }
    )
    comments: list[Comment] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Sentence.id == foreign(Comment.sentence_id)",
            "cascade": "all, delete-orphan",
            "order_by": "Comment.id",
            "lazy": "raise",
        }
    )
    changes: list[EvidenceChange] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Sentence.id == foreign(EvidenceChange.sentence_id)",
            "cascade": "all, delete-orphan",
            "order_by": "EvidenceChange.id",
            "lazy": "raise",
        }
    )
    overrides: list[Override] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Sentence.id == foreign(Override.sentence_id)",
            "cascade": "all, delete-orphan",
            "order_by": "Override.id",
            "lazy": "raise",
        }
    )

    pickups: list[Pickup] = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "Sentence.id == foreign(Pickup.sentence_id)",
            "cascade": "all, delete-orphan",
            "order_by": "Pickup.id",
            "lazy": "raise",
        }
    )

    def computed_hash(self) -> str:
        """SHA-256, with the version of the recipe, over everything an approval approves.

        Evidence counts as it was chosen: a new version of the document with the same words is no change.
        """
        content = [
            self.text,
            self.spoken,
            self.claim,
            [place for span in self.evidence for place in span.chosen],
        ]
        encoded = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return f"{HASH_VERSION}:{hashlib.sha256(encoded).hexdigest()}"

    @property
    def standing_approvals(self) -> list[Approval]:
        """Approvals of exactly this content; those of other content count for nothing."""
        current = self.computed_hash()
        return [row for row in self.approvals if row.stands and row.content_hash == current]

    @property
    def override(self) -> Override | None:
        """The override that lets exactly this content through."""
        current = self.computed_hash()
        standing = [row for row in self.overrides if row.stands and row.content_hash == current]
        return standing[-1] if standing else None

    @property
    def pickup(self) -> Pickup | None:
        """What a person has to listen to, of exactly this content."""
        return next(reversed(self._waiting()), None)

    def _waiting(self) -> list[Pickup]:
        current = self.computed_hash()
        return [row for row in self.pickups if row.settled_at is None and row.content_hash == current]

    @property
    def blocking(self) -> list[dict[str, Any]]:
        """Findings that forbid approval."""
        return [finding for finding in self.findings if finding["severity"] == "block"]

    @property
    def exact(self) -> bool:
        """Whether it says word for word, from beginning to end, what stands on its page."""
        return self.claim and self.text == plain(" ".join(span.quote for span in self.evidence))

    @property
    def risk(self) -> float:
        """How much it needs a look, 0 to 3: blocked above advised above the rest, then the least support."""
        grade = 2 if self.blocking else 1 if self.findings else 0
        return round(grade + (0 if self.support is None else 1 - self.support), 4)

    @property
    def blocked(self) -> bool:
        return bool(self.blocking) and self.override is None

    @property
    def change(self) -> EvidenceChange | None:
        """What a new version of a document took from its present content, for whoever looks at it again."""
        current = self.computed_hash()
        return next((row for row in reversed(self.changes) if row.content_hash == current), None)

    def counting(self, policy: ApprovalPolicy) -> list[Approval]:
        """The standing approvals that count under the policy."""
        return [row for row in self.standing_approvals if not self._against(policy, *row.actor)]

    def objection(self, by: Principal, policy: ApprovalPolicy) -> str:
        """Why the approval of `by` would not count under the policy; '' when it would."""
        return self._against(policy, by.kind, by.id)

    def _against(self, policy: ApprovalPolicy, kind: str, id: str) -> str:
        """Why the approval of this principal does not count; '' when it does."""
        if kind == "key" and not policy.keys_may_approve:
            return "The policy of this project lets only people approve, not keys."
        if kind == "guest" and not policy.guests_may_approve:
            return "The policy of this project lets only members approve, not guests."
        if not policy.author_may_approve and (kind, id) == (self.author_kind, self.author_id):
            return "You are the author of these words, so somebody else must approve them."
        if policy.four_eyes and self.blocking and self._let_through_by() == {(kind, id)}:
            return "You let this sentence through in spite of a finding, so somebody else must approve it."
        return ""

    def _let_through_by(self) -> set[tuple[str, str]]:
        current = self.computed_hash()
        return {row.actor for row in self.overrides if row.stands and row.content_hash == current}

    def approved(self, policy: ApprovalPolicy) -> bool:
        """Whether exactly this content has the approvals the policy asks for, and nothing blocks it."""
        counting = self.counting(policy)
        roles = {row.actor_role for row in counting}
        return (
            len({row.actor for row in counting}) >= policy.approvals
            and (policy.required_role is None or policy.required_role in roles)
            and not self.blocked
        )

    def wrote(self, by: Principal) -> None:
        """Remember the author of its present words and evidence."""
        self.author_kind, self.author_id = by.kind, by.id

    def check_fresh(self, content_hash: str) -> None:
        """Raise Stale unless `content_hash` is the present content."""
        if content_hash != self.computed_hash():
            raise Stale(
                "This sentence has changed since you saw it. Look at it again, then decide.",
                sentence_id=self.id,
                content_hash=self.computed_hash(),
                now=self.text,
            )

    def check_approvable(self, by: Principal, content_hash: str, policy: ApprovalPolicy) -> None:
        """Raise Stale, BlockedByFinding or Refused unless `by` may say yes to exactly this content."""
        self.check_fresh(content_hash)
        if self.blocked:
            messages = [finding["message"] for finding in self.blocking]
            raise BlockedByFinding(
                "This sentence has a finding that must be mended or overridden first: " + " ".join(messages),
                sentence_ids=[self.id],
            )
        if reason := self.objection(by, policy):
            raise Refused(reason, sentence_ids=[self.id])

    def approved_by(self, by: Principal) -> bool:
        """Whether the yes of `by` to exactly this content stands, be it enough or not."""
        return any(row.is_by(by) for row in self.standing_approvals)

    def say_yes(self, by: Principal) -> Approval | None:
        """Add `by`'s yes to the present content; None when it stands already."""
        if self.approved_by(by):
            return None
        given = Approval.of(
            by.within(self.workspace_id), sentence_id=self.id, content_hash=self.computed_hash()
        )
        self.approvals.append(given)
        return given

    def let_through(self, by: Principal, reason: str) -> AuditEvent:
        """Override the blocking findings of exactly this content; only a reason makes it possible."""
        reason = plain(reason)
        if len(reason) < 3:
            raise Invalid("Say why this sentence may be spoken as it stands.", field="reason")
        if not self.blocking:
            raise Refused("Nothing blocks this sentence, so there is nothing to override.")
        current = self.computed_hash()
        row = Override.of(by, sentence_id=self.id, content_hash=current, reason=reason)
        self.overrides.append(row)
        checks = [finding["check"] for finding in self.blocking]
        facts = {"reason": reason, "checks": checks, "content_hash": current, "gave": [row.id]}
        return AuditEvent.of(self, "overridden", by, **facts, withdrew=[])

    def wait(
        self, by: Principal, message: str, expected: str, clip_id: str = "", heard: str = ""
    ) -> AuditEvent | None:
        """Have a person listen to a take of this content; None when it waits, or was accepted, already."""
        current = self.computed_hash()
        if any((row.content_hash, row.clip_id) == (current, clip_id) for row in self.pickups):
            return None
        pickup = Pickup(sentence_id=self.id, content_hash=current, clip_id=clip_id)
        pickup.message, pickup.expected, pickup.heard = message, expected, heard
        self.pickups.append(pickup)
        return AuditEvent.of(pickup, "opened", by, sentence_id=self.id, clip_id=clip_id, reason=message)

    def accept(self, by: Principal, pickup_id: str) -> AuditEvent:
        """Let the take stand that somebody has listened to."""
        pickup = self.pickup
        if pickup is None or pickup.id != pickup_id:
            raise Stale("This take has been recorded again, or settled, since you heard it.")
        if not pickup.clip_id:
            raise Refused("Nothing was spoken, so there is nothing to accept. Record it again, or edit it.")
        return pickup.settle(ACCEPTED, by)

    def recorded(self, by: Principal) -> list[AuditEvent]:
        """A good take makes every earlier one of this content a matter of the past."""
        return [row.settle(RECORDED, by) for row in self._waiting()]


def hash_of(sentences: Iterable[Sentence]) -> str:
    """Over the content of these sentences in order."""
    joined = "\n".join(sentence.computed_hash() for sentence in sentences)
    return f"{HASH_VERSION}:{hashlib.sha256(joined.encode()).hexdigest()}"
