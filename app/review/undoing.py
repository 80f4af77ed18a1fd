"""Undo: taking back the last decision somebody made on a script, and nothing of anybody else's."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.following import follow
from app.episodes.models import Episode
from app.episodes.restoring import changed_between, content_of, restore, revision_numbered
from app.episodes.scripts import conclude, keep_revision, snapshot
from app.episodes.verdicts import Approval, Override, Rejection
from app.live import REFRESH
from app.permissions import Principal
from app.problems import Refused
from app.review.decoys import vigilance

VERDICTS = (
    "segment.approved",
    "sentence.approved",
    "segment.rejected",
    "segment.reopened",
    "sentence.overridden",
    "episode.quotes_approved",
)
"""Their details name the verdicts they `gave` and `withdrew`."""
EDITS = ("segment.revised", "episode.replaced", "episode.restored")
"""Their details name the `revision` they made."""
IN_ONE_SEGMENT = tuple(
    action for action in (*VERDICTS, "segment.revised") if not action.startswith("episode.")
)
LOOKED_AT = 200
"""How far back in the record undo looks."""
Verdict = Approval | Rejection | Override


async def undo(session: AsyncSession, episode: Episode, by: Principal) -> AuditEvent:
    """Take back the latest of `by`'s decisions that still stands; Refused when there is none.

    An edit is taken back by restoring the words before it; that is refused once somebody changed them again.
    """
    events = await _record(session, episode)
    undone = {row.details["number"] for row in events if row.action == "episode.undone"}
    mine = [row for row in events if (row.actor_kind, row.actor_id) == (by.kind, by.id)]
    met = (await vigilance(session, episode, by)).met
    if met and (not mine or met[-1].created_at > mine[0].at):
        raise Refused(
            "Your last decision was about a planted error. It changed nothing, so nothing is undone."
        )
    for event in mine:
        if event.number in undone or event.action == "episode.undone":
            continue
        if event.action in EDITS:
            sentence_id = await _take_back_edit(session, episode, by, event)
        else:
            sentence_id = _take_back_verdicts(episode, event, edited_since(events, event))
        if sentence_id is None:
            continue
        facts = {"number": event.number, "undone": event.action, "sentence_id": sentence_id}
        told = AuditEvent.of(episode, "undone", by, **facts)
        conclude(session, episode, told, REFRESH)
        await follow(session, episode, by)
        return told
    raise Refused("There is nothing of yours to undo in this episode.")


async def _record(session: AsyncSession, episode: Episode) -> Sequence[AuditEvent]:
    """What happened to the script, latest first."""
    ids = [episode.id]
    ids += [segment.id for segment in episode.segments] + [row.id for row in episode.sentences]
    query = (
        select(AuditEvent)
        .where(col(AuditEvent.subject_id).in_(ids))
        .where(col(AuditEvent.action).in_((*VERDICTS, *EDITS, "episode.undone")))
        .order_by(col(AuditEvent.number).desc())
        .limit(LOOKED_AT)
    )
    return (await session.exec(query)).all()


def edited_since(events: Sequence[AuditEvent], event: AuditEvent) -> bool:
    return any(row.action in EDITS and row.number > event.number for row in events)


def _take_back_verdicts(episode: Episode, event: AuditEvent, edited: bool) -> str | None:
    """Withdraw what the event gave and give back what it withdrew; None when nothing of it stands.

    Rejections are of the words as they were, so an edit since then keeps them lifted. An approval does not
    come back over a rejection that somebody else made since.
    """
    rows, place = _verdicts(episode)
    details = event.details
    gave = [rows[key] for key in details["gave"] if key in rows and rows[key].stands]
    if details["gave"] and not gave:
        return None
    for row in gave:
        row.withdraw()
    back = [rows[key] for key in details["withdrew"] if key in rows and not rows[key].stands]
    back = [row for row in back if not (edited and isinstance(row, Rejection))]
    rejected = {
        sentence.id
        for segment in episode.segments
        for sentence in segment.sentences
        if segment.rejection_of(sentence)
    }
    back = [row for row in back if not (isinstance(row, Approval) and row.sentence_id in rejected)]
    for row in back:
        row.stand_again()
    return place[(gave or back)[0].id] if gave or back else None


def _verdicts(episode: Episode) -> tuple[dict[str, Verdict], dict[str, str]]:
    """Every verdict on the script by its id, withdrawn or not, and the sentence where it is seen."""
    rows: dict[str, Verdict] = {}
    place: dict[str, str] = {}
    for segment in episode.segments:
        for sentence in segment.sentences:
            given: list[Verdict] = [*sentence.approvals, *sentence.overrides]
            rows |= {row.id: row for row in given}
            place |= {row.id: sentence.id for row in given}
        first = segment.sentences[0].id if segment.sentences else ""
        rows |= {row.id: row for row in segment.rejections}
        place |= {row.id: row.sentence_id or first for row in segment.rejections}
    return rows, place


async def _take_back_edit(
    session: AsyncSession, episode: Episode, by: Principal, event: AuditEvent
) -> str | None:
    """Restore what the edit changed; the sentence to look at. None when the edit is no longer there."""
    number = event.details["revision"]
    after = (await revision_numbered(session, episode.id, number)).script
    before = (await revision_numbered(session, episode.id, number - 1)).script
    changed = changed_between(before, after)
    present = snapshot(episode)
    if changed == changed_between(before, present) == set():
        return None
    if changed & changed_between(after, present):
        if not changed & changed_between(before, present):
            return None
        raise Refused("Somebody changed these words after you, so your edit is not undone. See the history.")
    restore(episode, before, changed)
    session.add(keep_revision(episode, by, "undone"))
    return _first_changed(before["segments"], after["segments"], changed)


def _first_changed(before: list[dict[str, object]], after: list[dict[str, object]], changed: set[str]) -> str:
    """The first sentence that is different again, or the first of a segment that came back."""
    old = {pair for row in after if row["id"] in changed for pair in content_of(row)}
    new = [pair for row in before if row["id"] in changed for pair in content_of(row)]
    return next((id for id, content in new if (id, content) not in old), new[0][0] if new else "")
