"""Planted errors: which ones a reviewer meets among the sentences of a script, and what they made of them.

An error is planted in nothing but the view of one reviewer. It is drawn from ids and words each time they
look, so that it comes out the same, and stands nowhere until they decide on it; then what they did is kept
as a Decoy. Scripts, gate and voices know nothing of this module: only the review screen imports it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from random import Random

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.episodes.checking import Severity, check
from app.episodes.draft import Evidence
from app.episodes.lookups import SentenceAt
from app.episodes.models import Episode, Segment
from app.episodes.sentences import HASH_VERSION, Sentence
from app.episodes.states import ReviewState
from app.permissions import Permission, Principal
from app.plain import plain
from app.problems import Invalid
from app.review.mutations import Mutation, comparator, entity, negation, number
from app.tenancy import InWorkspace

MUTATIONS: dict[str, Mutation] = {
    "number": number,
    "negation": negation,
    "comparison": comparator,
    "name": entity,
}


class Outcome(StrEnum):
    CAUGHT = "caught"
    MISSED = "missed"
    PASSED = "passed"
    """It came to light by an edit that says nothing about it, so it counts for nothing."""


class Deed(StrEnum):
    """What somebody did about a sentence when the error in it came to light."""

    APPROVED = "approved"
    REJECTED = "rejected"
    EDITED = "edited"
    COMMENTED = "commented"
    REMOVED = "removed"
    JOINED = "joined"

    @property
    def outcome(self) -> Outcome:
        if self is Deed.APPROVED:
            return Outcome.MISSED
        return Outcome.PASSED if self is Deed.JOINED else Outcome.CAUGHT


WORDED = (Deed.REJECTED, Deed.EDITED, Deed.COMMENTED)
SAID_MAX = 2000


class Decoy(InWorkspace, table=True):
    """A planted error somebody decided on."""

    __tablename__ = "decoy"
    __table_args__ = (
        addressable(),
        inside("project"),
        inside("episode"),
        UniqueConstraint("organization_id", "user_id", "sentence_id"),
    )

    project_id: str = Field(index=True, max_length=36)
    episode_id: str = Field(index=True, max_length=36)
    sentence_id: str = Field(max_length=36)
    """Whose place it took; that sentence may be gone since."""
    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    kind: str = Field(max_length=16)
    """Which of the MUTATIONS."""
    text: str
    """What the reviewer read."""
    message: str
    """In what it differed from the page."""
    deed: Deed = Field(sa_type=word(Deed))
    outcome: Outcome = Field(sa_type=word(Outcome))
    said: str = ""
    """What they wrote when deciding: a reason, a comment, other words."""


@dataclass(frozen=True)
class Planted:
    """An error as it stands in one reviewer's view of the script, in the place of a sentence."""

    kind: str
    text: str
    message: str
    content_hash: str
    """What a form about it sends. Of no content at all: an approval of it approves nothing."""


@dataclass(frozen=True)
class Vigilance:
    """What a script has planted for a viewer: errors by the sentence they stand for, and those met before."""

    planted: dict[str, Planted]
    met: Sequence[Decoy]

    @property
    def told(self) -> dict[str, Decoy]:
        """Those met before, by the sentence in whose place they stood."""
        return {row.sentence_id: row for row in self.met}

    @property
    def caught(self) -> int:
        return sum(row.outcome is Outcome.CAUGHT for row in self.met)

    @property
    def counted(self) -> int:
        return sum(row.outcome is not Outcome.PASSED for row in self.met)


NOTHING = Vigilance({}, ())


def watched(episode: Episode, by: Principal) -> bool:
    """Whether errors are planted for this viewer: for members who review, never for keys or guests."""
    return bool(episode.vigilance) and by.kind == "user" and by.may(Permission.REVIEW, episode.workspace_id)


async def vigilance(session: AsyncSession, episode: Episode, by: Principal) -> Vigilance:
    """What is planted for the viewer now."""
    if not watched(episode, by):
        return NOTHING
    query = select(Decoy).where(Decoy.episode_id == episode.id, Decoy.user_id == by.id)
    met = (await session.exec(query.order_by(col(Decoy.id)))).all()
    return Vigilance(_planted(episode, by, {row.sentence_id for row in met}), met)


async def meet(
    session: AsyncSession, at: SentenceAt, by: Principal, content_hash: str, deed: Deed, said: str = ""
) -> Decoy | None:
    """Keep what somebody decided about a planted error; None when it is about the sentence itself.

    `content_hash`: of what they saw; '' where the form does not say, and then it is what they were shown.
    """
    planted = (await vigilance(session, at.episode, by)).planted.get(at.sentence.id)
    if planted is None or content_hash not in ("", planted.content_hash):
        return None
    said = plain(said)[:SAID_MAX]
    if deed in WORDED and not said:
        raise Invalid("Say what is wrong, so that it can be mended.", field="reason")
    unchanged = deed is Deed.EDITED and said == planted.text
    decoy = Decoy(
        organization_id=at.episode.organization_id,
        workspace_id=at.episode.workspace_id,
        project_id=at.episode.project_id,
        episode_id=at.episode.id,
        sentence_id=at.sentence.id,
        user_id=by.id,
        kind=planted.kind,
        text=planted.text,
        message=planted.message,
        deed=deed,
        outcome=Outcome.PASSED if unchanged else deed.outcome,
        said=said,
    )
    facts = {"episode_id": at.episode.id, "sentence_id": at.sentence.id, "kind": decoy.kind, "deed": deed}
    session.add_all([decoy, AuditEvent.of(decoy, decoy.outcome, by, **facts)])
    await session.flush()
    return decoy


def _planted(episode: Episode, by: Principal, met: set[str]) -> dict[str, Planted]:
    """By sentence: one in so many of the claims, at least one in a script, of those still to be decided.

    Which ones depends on the ids and words alone, so that nobody's decisions move an error elsewhere.
    """
    claims = [row for row in episode.sentences if row.claim and row.evidence]
    left = max(1, round(len(claims) / episode.vigilance)) - len(met)
    names = tuple(span.quote for row in claims for span in row.evidence)
    chosen: dict[str, Planted] = {}
    for row in sorted(claims, key=lambda row: _draw(by.id, row.id)):
        if len(chosen) >= left:
            break
        planted = None if row.id in met else _in_place_of(row, by, names)
        if planted:
            chosen[row.id] = planted
    rows = {row.id: (segment, row) for segment in episode.segments for row in segment.sentences}
    return {key: each for key, each in chosen.items() if _open(*rows[key], by, episode)}


def _open(segment: Segment, row: Sentence, by: Principal, episode: Episode) -> bool:
    """Whether nothing but the words tells the viewer of this sentence, and they may decide on it."""
    spoken_of = (
        row.findings or row.standing_approvals or row.change or any(each.open for each in row.comments)
    )
    return (
        row.state is ReviewState.IN_REVIEW
        and not spoken_of
        and not segment.rejection_of(row)
        and not row.objection(by, episode.policy)
    )


def _in_place_of(row: Sentence, by: Principal, names: tuple[str, ...]) -> Planted | None:
    quotes = tuple(span.quote for span in row.evidence)
    found = falsified(row.text, quotes, names, _draw(by.id, row.id))
    if found is None:
        return None
    kind, text, message = found
    seen = f"planted {by.id} {row.computed_hash()} {text}"
    return Planted(kind, text, message, f"{HASH_VERSION}:{hashlib.sha256(seen.encode()).hexdigest()}")


@lru_cache(maxsize=4096)
def falsified(
    text: str, quotes: tuple[str, ...], names: tuple[str, ...], seed: str
) -> tuple[str, str, str] | None:
    """Kind, words and difference of a false copy; None where nothing can be changed that is surely false.

    Surely: our own checks, which its reader is not shown, would block it. Nobody is told to have missed what
    is no error.
    """
    chance = Random(seed)  # noqa: S311 - it hides nothing
    evidence = [Evidence("", 1, quote, ()) for quote in quotes]
    for kind in chance.sample(sorted(MUTATIONS), len(MUTATIONS)):
        changed = MUTATIONS[kind](text, chance, names)
        if not changed or changed == text:
            continue
        found = check(changed, True, evidence)
        wrong = next((each for each in found if each.severity is Severity.BLOCK), None)
        if wrong:
            return kind, changed, wrong.message
    return None


def _draw(user_id: str, sentence_id: str) -> str:
    """The chance of this reviewer with this sentence, the same each time."""
    return hashlib.sha256(f"{user_id} {sentence_id}".encode()).hexdigest()
