"""Takes: which clip is heard for a sentence, which others there were, and one more when somebody asks."""

from collections.abc import Iterable, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from app.audit import AuditEvent
from app.episodes.models import Episode
from app.episodes.scripts import load_sentence
from app.episodes.sentences import Sentence
from app.ids import now
from app.narration.models import Clip, Proof, Take
from app.permissions import Principal
from app.problems import Missing, Refused
from app.queue.models import Job, ask

RECORD_FIRST = 25
"""Priority: somebody waits for exactly this sentence."""


async def chosen(session: AsyncSession, sentence: Sentence, base: str) -> Clip | None:
    """What was chosen last to speak the present content in this way."""
    query = _takes(sentence).where(Clip.base == base)
    found = (await session.exec(query)).first()
    return found[1] if found else None


async def heard_now(session: AsyncSession, sentence: Sentence) -> Clip | None:
    """What was chosen last to speak the present content, in whatever way."""
    found = (await session.exec(_takes(sentence))).first()
    return found[1] if found else None


async def heard_by_sentence(session: AsyncSession, sentences: Sequence[Sentence]) -> dict[str, Clip]:
    """`heard_now` of each of them, by sentence id."""
    query = (
        select(Take, Clip)
        .join(Clip, Clip.id == Take.clip_id)  # type: ignore[arg-type]
        .where(col(Take.sentence_id).in_([row.id for row in sentences]))
        .order_by(col(Take.chosen_at), col(Take.id))
    )
    hashes = {row.id: row.computed_hash() for row in sentences}
    found = (await session.exec(query)).all()
    return {take.sentence_id: clip for take, clip in found if take.content_hash == hashes[take.sentence_id]}


async def spoken_of(session: AsyncSession, bases: Iterable[str]) -> set[str]:
    """Those of which there is a clip that may be heard wherever the same is said."""
    query = select(Clip.base).where(col(Clip.base).in_(set(bases)), Clip.imported_by == "")
    return set((await session.exec(query)).all())


async def best(session: AsyncSession, base: str) -> Clip | None:
    """Of all takes of the same words in the same way, that with the fewest doubts; then the first.

    What a person recorded for one sentence is not heard for another.
    """
    query = (
        select(Clip, Proof)
        .outerjoin(Proof, Proof.clip_id == Clip.id)  # type: ignore[arg-type]
        .where(Clip.base == base, Clip.imported_by == "")
        .order_by(col(Clip.number))
    )
    found = (await session.exec(query)).all()
    return min(found, key=lambda row: doubt(row[1]), default=(None, None))[0]


def doubt(proof: Proof | None) -> tuple[bool, float]:
    """Sorts good takes before bad ones; one that was never proven counts as good."""
    return (bool(proof.problems), proof.error) if proof else (False, 0.0)


async def choose(session: AsyncSession, sentence: Sentence, clip: Clip) -> None:
    """Have this clip heard for the sentence as it is."""
    takes = (await session.exec(_takes(sentence))).all()
    if takes and takes[0][1].id == clip.id:
        return
    take = next((take for take, other in takes if other.id == clip.id), None)
    if take is None:
        take = Take(sentence_id=sentence.id, content_hash=sentence.computed_hash(), clip_id=clip.id)
    take.chosen_at = now()
    session.add(take)


async def clip_of(session: AsyncSession, sentence_id: str) -> Clip | None:
    """The clip that was chosen last for exactly the present content of a sentence, once that is approved."""
    episode, sentence = await load_sentence(session, sentence_id)
    return await heard_now(session, sentence) if sentence.approved(episode.policy) else None


async def history(session: AsyncSession, sentence: Sentence) -> list[tuple[Take, Clip, Proof | None]]:
    """Every take of the present content, the one that is heard first."""
    query = (
        select(Take, Clip, Proof)
        .join(Clip, Clip.id == Take.clip_id)  # type: ignore[arg-type]
        .outerjoin(Proof, Proof.clip_id == Clip.id)  # type: ignore[arg-type]
        .where(Take.sentence_id == sentence.id, Take.content_hash == sentence.computed_hash())
        .order_by(col(Take.chosen_at).desc(), col(Take.id).desc())
    )
    return list((await session.exec(query)).all())


async def record_again(session: AsyncSession, episode: Episode, sentence: Sentence, by: Principal) -> Job:
    """Ask for another take of the sentence; Refused until it is approved."""
    _check_approved(episode, sentence)
    event = AuditEvent.of(sentence, "take_asked", by, content_hash=sentence.computed_hash())
    event.project_id = episode.project_id
    session.add(event)
    return ask(session, "record_take", by=by, subject=sentence, priority=RECORD_FIRST)


async def choose_take(
    session: AsyncSession, episode: Episode, sentence: Sentence, number: int, by: Principal
) -> None:
    """Have an earlier take heard again; Missing where there is none of the number. Asks for no work."""
    _check_approved(episode, sentence)
    found = [(take, clip) for take, clip, _ in await history(session, sentence) if clip.number == number]
    if not found:
        raise Missing
    take, clip = found[0]
    await choose(session, sentence, clip)
    event = AuditEvent.of(take, "chosen", by, sentence_id=sentence.id, clip_id=clip.id)
    event.project_id = episode.project_id
    session.add(event)


def _check_approved(episode: Episode, sentence: Sentence) -> None:
    if not sentence.approved(episode.policy):
        raise Refused("Only an approved sentence is spoken. Approve it first.")


def _takes(sentence: Sentence) -> Select[Take, Clip]:
    return (
        select(Take, Clip)
        .join(Clip, Clip.id == Take.clip_id)  # type: ignore[arg-type]
        .where(Take.sentence_id == sentence.id, Take.content_hash == sentence.computed_hash())
        .order_by(col(Take.chosen_at).desc(), col(Take.id).desc())
    )


async def find_clip(session: AsyncSession, key: str) -> Clip | None:
    return (await session.exec(select(Clip).where(Clip.key == key))).first()
