"""A script as a whole: loaded with everything a decision needs, checked, and kept as a revision."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import selectinload
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.checking import check
from app.episodes.misspeaking import misspoken
from app.episodes.models import Episode, Segment
from app.episodes.quality import measured
from app.episodes.repetition import REPETITION, repetitions
from app.episodes.revisions import ScriptRevision
from app.episodes.sentences import Sentence
from app.episodes.speaking import spoken_form
from app.episodes.support import support_score
from app.live import nudge
from app.permissions import Principal
from app.problems import Missing


async def load_script(session: AsyncSession, episode_id: str) -> Episode:
    """The episode with its segments, sentences, evidence and verdicts; Missing when it is not there.

    A session that writes holds the episode until it ends: decisions on one script are made one by one.
    """
    segments: Any = Episode.segments
    sentences: Any = Segment.sentences
    inner: tuple[Any, ...] = (
        Sentence.evidence,
        Sentence.approvals,
        Sentence.overrides,
        Sentence.pickups,
        Sentence.comments,
        Sentence.changes,
    )
    query = (
        select(Episode)
        .where(Episode.id == episode_id)
        .options(
            selectinload(segments).selectinload(Segment.rejections),  # type: ignore[arg-type]
            *(selectinload(segments).selectinload(sentences).selectinload(part) for part in inner),
        )
        .execution_options(populate_existing=True)
    )
    if session.info["writes"]:
        query = query.with_for_update()
    episode = (await session.exec(query)).first()
    if episode is None:
        raise Missing
    return episode


async def script_of_segment(session: AsyncSession, segment_id: str) -> tuple[Episode, Segment]:
    """The segment and the loaded episode it belongs to."""
    row = await session.get(Segment, segment_id)
    if row is None:
        raise Missing
    episode = await load_script(session, row.episode_id)
    return episode, next(segment for segment in episode.segments if segment.id == segment_id)


async def script_of_sentence(session: AsyncSession, sentence_id: str) -> tuple[Episode, Segment, Sentence]:
    """The sentence, its segment, and the loaded episode they belong to."""
    row = await session.get(Sentence, sentence_id)
    if row is None:
        raise Missing
    episode, segment = await script_of_segment(session, row.segment_id)
    return episode, segment, next(sentence for sentence in segment.sentences if sentence.id == sentence_id)


async def load_sentence(session: AsyncSession, sentence_id: str) -> tuple[Episode, Sentence]:
    """One sentence with its evidence and verdicts, and its episode without the rest of the script."""
    inner: tuple[Any, ...] = (Sentence.evidence, Sentence.approvals, Sentence.overrides, Sentence.pickups)
    query = select(Sentence).where(Sentence.id == sentence_id).options(*map(selectinload, inner))
    sentence = (await session.exec(query)).first()
    if sentence is None:
        raise Missing
    return await session.get_one(Episode, sentence.episode_id), sentence


def examine(sentence: Sentence, language: str = "en", *, translated: bool = False) -> None:
    """Run the checks on a sentence and keep what they found, its support score and its content hash.

    Words of one language are not counted in another: a translated claim has no score.
    """
    evidence = [span.located() for span in sentence.evidence]
    found = check(sentence.text, sentence.claim, evidence, translated=translated)
    found += misspoken(sentence.spoken, spoken_form(sentence.text, language))
    sentence.findings = [finding.as_dict() for finding in found]
    scored = sentence.claim and not (translated and evidence)
    sentence.support = support_score(sentence.text, evidence) if scored else None
    sentence.content_hash = sentence.computed_hash()


def examine_whole(episode: Episode) -> None:
    """Run the checks that need the script as a whole, and keep what they found beside each sentence's own."""
    claims = [row for row in episode.sentences if row.claim]
    for row, finding in zip(claims, repetitions([row.text for row in claims]), strict=True):
        found = [each for each in row.findings if each["check"] != REPETITION]
        found += [finding.as_dict()] if finding else []
        if found != row.findings:
            row.findings = found


def keep_revision(
    episode: Episode, by: Principal, cause: str, writer: str = "", made_with: Mapping[str, Any] | None = None
) -> ScriptRevision:
    """The script as it stands now, examined as a whole, as the next immutable revision."""
    examine_whole(episode)
    episode.revision += 1
    return ScriptRevision(
        organization_id=episode.organization_id,
        episode_id=episode.id,
        number=episode.revision,
        actor_kind=by.kind,
        actor_id=by.id,
        cause=cause,
        writer=writer,
        script=snapshot(episode) | ({"made_with": dict(made_with)} if made_with else {}),
        measures=asdict(measured(episode)[0]),
    )


def snapshot(episode: Episode) -> dict[str, Any]:
    """The script as plain data."""
    return {
        "title": episode.title,
        "segments": [
            {
                "id": segment.id,
                "role": segment.role,
                "title": segment.title,
                "sentences": [
                    {
                        "id": sentence.id,
                        "text": sentence.text,
                        "spoken": sentence.spoken,
                        "claim": sentence.claim,
                        "host": sentence.host,
                        "author": [sentence.author_kind, sentence.author_id],
                        "content_hash": sentence.computed_hash(),
                        "evidence": [
                            {
                                "document_id": span.document_id,
                                "version_id": span.version_id,
                                "page": span.page,
                                "quote": span.quote,
                                "boxes": span.boxes,
                                "origin": span.origin,
                            }
                            for span in sentence.evidence
                        ],
                    }
                    for sentence in segment.sentences
                ],
            }
            for segment in episode.segments
        ],
    }


def conclude(session: AsyncSession, episode: Episode, event: AuditEvent | None, changed: str) -> None:
    """After a verdict or an edit: settle the states, record, and nudge whoever looks at `changed`."""
    episode.settle()
    if event is not None:
        event.project_id = episode.project_id
        session.add(event)
        nudge(session, episode.id, changed)
