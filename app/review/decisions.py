"""What a decision sets in motion: the verdict, the record, the nudge, and the voice for what was approved."""

from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.lookups import SegmentAt, SentenceAt
from app.episodes.models import Episode, Segment
from app.episodes.revising import Edit, revise
from app.episodes.scripts import conclude, keep_revision
from app.episodes.sentences import Sentence
from app.live import REFRESH
from app.permissions import Principal
from app.plain import plain
from app.problems import Refused, Stale
from app.queue.models import ask
from app.review.decoys import vigilance, watched

SPEAK_FIRST = 20
"""Priority of speaking what was just approved: somebody waits to hear it."""


def approve_segment(session: AsyncSession, at: SegmentAt, by: Principal, content_hash: str) -> None:
    if watched(at.episode, by):
        raise Refused("Vigilance is on in this project: approve its sentences one by one.")
    event = at.segment.approve(by, content_hash, at.episode.policy)
    conclude(session, at.episode, event, f"segment-{at.segment.id}")
    if event is not None:
        ask(session, "speak_segment", by=by, subject=at.segment, priority=SPEAK_FIRST)


def approve_sentence(session: AsyncSession, at: SentenceAt, by: Principal, content_hash: str) -> None:
    event = at.segment.approve_sentence(at.sentence, by, content_hash, at.episode.policy)
    conclude(session, at.episode, event, f"segment-{at.segment.id}")
    if event is not None:
        ask(session, "speak_segment", by=by, subject=at.segment, priority=SPEAK_FIRST)


async def approve_quotes(session: AsyncSession, episode: Episode, by: Principal, seen: str) -> AuditEvent:
    """Approve every exact quote without findings that `by` may; `seen`: the hash of those counted.

    A sentence in whose place they see a planted error is not among them.
    """
    planted = (await vigilance(session, episode, by)).planted
    event = episode.approve_quotes(by, seen, but=planted)
    conclude(session, episode, event, REFRESH)
    for segment in episode.segments:
        if any(row.id in event.details["sentences"] for row in segment.sentences):
            ask(session, "speak_segment", by=by, subject=segment, priority=SPEAK_FIRST)
    return event


def check_seen(thing: Segment | Sentence, content_hash: str, yours: str = "") -> None:
    """Raise Stale when somebody decides on something else than what they saw; '' says nothing about it.

    What they typed goes along, beside what the sentence says by now, so that nothing of it is lost.
    """
    if not content_hash:
        return
    try:
        thing.check_fresh(content_hash)
    except Stale as stale:
        if yours and isinstance(thing, Sentence):
            stale.details["yours"] = yours
        raise


def reject(
    session: AsyncSession,
    episode: Episode,
    segment: Segment,
    by: Principal,
    reason: str,
    sentence_id: str | None = None,
) -> None:
    event = segment.reject(by, reason, sentence_id)
    conclude(session, episode, event, f"segment-{segment.id}")


def reopen(
    session: AsyncSession, episode: Episode, segment: Segment, by: Principal, sentence_id: str | None = None
) -> None:
    event = segment.reopen(by, sentence_id)
    conclude(session, episode, event, f"segment-{segment.id}")


def override(session: AsyncSession, at: SentenceAt, by: Principal, reason: str) -> None:
    event = at.sentence.let_through(by, reason)
    conclude(session, at.episode, event, f"segment-{at.segment.id}")


def accept(session: AsyncSession, at: SentenceAt, by: Principal, pickup_id: str) -> None:
    """Let the take of a sentence stand that somebody has listened to."""
    event = at.sentence.accept(by, pickup_id)
    conclude(session, at.episode, event, f"segment-{at.segment.id}")


async def revise_sentence(
    session: AsyncSession, at: SentenceAt, by: Principal, content_hash: str, text: str
) -> None:
    """Change the text of one sentence that is still as it was shown; each further line is a new one."""
    if not content_hash:
        raise Stale("Say which words you saw, so that nobody's later ones are lost.")
    check_seen(at.sentence, content_hash, text)
    first, *more = [line for line in text.splitlines() if plain(line)] or [""]
    split = [Edit(first, at.sentence.id), *(Edit(line, citing=(at.sentence.id,)) for line in more)]
    await revise(session, at.episode, at.segment, by, _with(at, {at.sentence.id: split}))


def _with(at: SentenceAt, changed: Mapping[str, Sequence[Edit]]) -> list[Edit]:
    """The segment as it is, but for some sentences, by id: each becomes what its edits say, or goes."""
    edits: list[Edit] = []
    for row in at.segment.sentences:
        edits += changed.get(row.id, [Edit(row.text, row.id, row.spoken)])
    return edits


async def remove_sentence(session: AsyncSession, at: SentenceAt, by: Principal, content_hash: str) -> None:
    at.sentence.check_fresh(content_hash)
    await revise(session, at.episode, at.segment, by, _with(at, {at.sentence.id: []}))


async def merge_sentence(session: AsyncSession, at: SentenceAt, by: Principal, content_hash: str) -> None:
    """Join the sentence and the one behind it; the evidence of both stands behind what they say."""
    at.sentence.check_fresh(content_hash)
    place = at.segment.sentences.index(at.sentence)
    if place + 1 == len(at.segment.sentences):
        raise Refused("There is no sentence behind this one in its segment.")
    behind = at.segment.sentences[place + 1]
    both = Edit(f"{at.sentence.text} {behind.text}", at.sentence.id, citing=(behind.id,))
    await revise(session, at.episode, at.segment, by, _with(at, {at.sentence.id: [both], behind.id: []}))


async def move_sentence(session: AsyncSession, at: SentenceAt, by: Principal, places: int) -> None:
    """Move the sentence within its segment: -1 is one up; every approval stays, since no content changes."""
    rows = list(at.segment.sentences)
    to = rows.index(at.sentence) + places
    if not 0 <= to < len(rows):
        raise Refused("The sentence stands at the end of its segment already.")
    rows.remove(at.sentence)
    rows.insert(to, at.sentence)
    await revise(session, at.episode, at.segment, by, [Edit(row.text, row.id, row.spoken) for row in rows])


def leave_out(session: AsyncSession, at: SegmentAt, by: Principal) -> None:
    if len(at.episode.segments) == 1:
        raise Refused("An episode needs at least one segment.")
    event = at.episode.leave_out(at.segment, by)
    session.add(keep_revision(at.episode, by, "left_out"))
    conclude(session, at.episode, event, "episode")


def leave_out_rejected(session: AsyncSession, episode: Episode, by: Principal) -> None:
    """Take every segment that was sent back out of the script; one revision keeps the rest."""
    for segment in [row for row in episode.segments if row.rejection]:
        event = episode.leave_out(segment, by)
        event.project_id = episode.project_id
        session.add(event)
    session.add(keep_revision(episode, by, "left_out"))
    conclude(session, episode, None, "episode")
