"""Voicing: approved sentences are spoken and proven; what cannot be spoken waits for a person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import and_
from sqlmodel import col, func, select

from app.episodes.models import Episode
from app.episodes.scripts import script_of_segment, script_of_sentence
from app.episodes.sentences import Sentence
from app.narration.clips import render, say, speak_sentence
from app.narration.delivery import Delivery, deliveries
from app.narration.models import Clip
from app.narration.overhearing import Overheard, overhear, together
from app.narration.plain_words import plain
from app.narration.proving import hears, proofs_of, prove, prove_sentence, tell, wait_unspoken
from app.narration.stretches import covers, first_stretch, overlap, stretches
from app.narration.takes import heard_by_sentence, heard_now
from app.outside.breaker import Resting
from app.outside.recognizer import Recognizer
from app.outside.speech import SpeechError
from app.problems import Missing
from app.queue.clock import database_now
from app.queue.models import Attempt, Job, JobState
from app.queue.running import JobError, Work

OUT_OF_ORDER = 2
"""So many sentences in a row that are not spoken, and no plain words between: then it is the voice."""
LOOK_SECONDS = 0.2

Tell = Callable[[int], Awaitable[None]]
"""Told how many sentences were spoken."""

_spoke_last: dict[tuple[str, str], str] = {}
"""Which of the plain sentences a voice (engine, id) last spoke to this process."""


async def voice(
    work: Work,
    episode: Episode,
    sentences: Sequence[Sentence],
    how: Mapping[str, Delivery],
    tell: Tell | None = None,
) -> dict[str, Clip]:
    """The clips of approved sentences, first all spoken, then all proven; those not spoken wait for a person.

    Raises JobError when one is not approved, or the voice is in trouble.
    """
    ears = await _ears(work, episode)
    clips = await settled(work, episode, sentences, how, heard=ears is not None)
    missing = [row for row in sentences if row.id not in clips]
    fresh = await _spoken(work, missing, how, len(clips), tell)
    return clips | await _proven(work, how, fresh, ears)


async def _ears(work: Work, episode: Episode) -> Recognizer | None:
    ears = await asyncio.to_thread(work.installation.recognizer)
    return ears if hears(ears, episode.language) else None


async def _spoken(
    work: Work, sentences: Sequence[Sentence], how: Mapping[str, Delivery], done: int, tell: Tell | None
) -> dict[str, Clip]:
    """The clips of those the voice speaks, after `done` others; one it does not speak waits for a person.

    After each such sentence the voice is asked for plain words, for it is either the sentence or the voice
    that is in trouble. A job that comes back asks for them first, then for what waits already last, and not
    again for what it, or another since it was asked for, has asked enough for: so each round gets further,
    whatever breaker is tripped, and a voice that hangs at a sentence holds up one of its jobs.
    """
    fresh: dict[str, Clip] = {}
    unsure: list[tuple[str, SpeechError]] = []
    again = bool(sentences) and (work.job.fence > 1 or any(_asked_for(row, work.job) for row in sentences))
    speaks = again and await _speaks_plain_words(how[sentences[0].id])
    rows = [row for row in sentences if not (speaks and _asked_for(row, work.job))]
    for number, row in enumerate(sorted(rows, key=lambda row: row.pickup is not None), start=done):
        if tell:
            await tell(number)
        try:
            fresh[row.id] = await speak_sentence(work, row.id, how[row.id])
            speaks = True
        except SpeechError as error:
            unsure.append((row.id, error))
            try:
                speaks = await _speaks_plain_words(how[row.id])
            except Resting:
                await _leave(work, unsure if speaks else [])
                raise
            if not speaks and len(unsure) == OUT_OF_ORDER:
                raise JobError(f"The voice is in trouble: {str(error).rstrip('.')}.", again=True) from error
        if speaks:
            await _leave(work, unsure)
            unsure.clear()
    await _leave(work, unsure)
    return fresh


async def _leave(work: Work, unspoken: Sequence[tuple[str, SpeechError]]) -> None:
    """They wait for a person."""
    for sentence_id, error in unspoken:
        await wait_unspoken(work, sentence_id, error)


def _asked_for(row: Sentence, job: Job) -> bool:
    """Whether the job, in an earlier attempt, or another since found that the voice speaks, but not this."""
    waits = row.pickup
    return waits is not None and not waits.clip_id and waits.created_at >= job.created_at


async def _speaks_plain_words(delivery: Delivery) -> bool:
    """Whether the voice now speaks any of the sentences it is previewed with; first, what it spoke last.

    An earlier answer is no answer: the voice may have failed since, and a breaker counts until it is asked.
    """
    voice = delivery.engine.name, delivery.voice.id
    for text in sorted(plain(delivery.voice.language), key=lambda text: text != _spoke_last.get(voice)):
        with suppress(SpeechError):
            await say(delivery, text, 1.0, tries=1)
            _spoke_last[voice] = text
            return True
    return False


async def settled(
    work: Work, episode: Episode, sentences: Sequence[Sentence], how: Mapping[str, Delivery], *, heard: bool
) -> dict[str, Clip]:
    """What nothing is left to do for: spoken as it is to be, proven, without a doubt, and approved."""
    async with work.reading() as session:
        found = await heard_by_sentence(session, sentences)
        proofs = await proofs_of(session, [clip.id for clip in found.values()])
    done = {}
    for row in sentences:
        clip = found.get(row.id)
        proof = proofs.get(clip.id) if clip else None
        good = proof is not None and not proof.problems and (bool(proof.recognizer) or not heard)
        stands = good and not row.pickup and row.approved(episode.policy)
        if clip and stands and clip.speaks(how[row.id].key(row.spoken)):
            done[row.id] = clip
    return done


async def _proven(
    work: Work, how: Mapping[str, Delivery], clips: Mapping[str, Clip], ears: Recognizer | None
) -> dict[str, Clip]:
    """Those heard from now on; what nobody has listened to yet is listened to together."""
    async with work.reading() as session:
        known = await proofs_of(session, [clip.id for clip in clips.values()])
    mine = {clip.id: clip for clip in clips.values() if ears and not clip.imported_by}
    new = {key: clip for key, clip in mine.items() if not (key in known and known[key].recognizer)}
    windows = together(list(new.values()))
    told: dict[str, Overheard] = {}
    proven: dict[str, Clip] = {}
    for sentence_id, clip in clips.items():
        while ears and clip.id in new:
            told = await overhear(work, ears, next(windows))
            new = {key: other for key, other in new.items() if key not in told}
        delivery, overheard = how[sentence_id], told.get(clip.id)
        proven[sentence_id] = await prove_sentence(work, sentence_id, delivery, clip, overheard)
    return proven


async def speak_segment(work: Work) -> dict[str, Any]:
    """Speak what is approved in the segment, so that it can be heard at once; then prove it.

    A long one is handed on in stretches, but the first. Jobs that have words in common run one at a time,
    in the order they were begun: two would ask the voice for the same words.
    """
    while await _begun_before(work):  # noqa: ASYNC110 - only the rows know
        await asyncio.sleep(LOOK_SECONDS)
    async with work.reading() as session:
        try:
            episode, segment = await script_of_segment(session, work.job.subject_id)
        except Missing:
            return {"spoken": 0}
        ready = [
            row for row in segment.sentences if row.approved(episode.policy) and covers(work.job, row.id)
        ]
        how = await deliveries(session, work.installation, episode)
    if work.job.payload.get("sentences") is None and len(stretches(ready)) > 1:
        heard = await _ears(work, episode) is not None
        done = await settled(work, episode, ready, how, heard=heard)
        own = await first_stretch(work, segment, [row for row in ready if row.id not in done])
        ready = [row for row in ready if row.id in own]
    return {"spoken": len(await voice(work, episode, ready, how))}


async def _begun_before(work: Work) -> bool:
    """Whether a live worker began another job with words of this one before it, and is still at it."""
    own = select(Attempt.id).where(Attempt.job_id == work.job.id, Attempt.fence == work.job.fence)
    query = (
        select(Job)
        .join(Attempt, and_(col(Attempt.job_id) == Job.id, col(Attempt.fence) == Job.fence))
        .where(
            Job.kind == work.job.kind,
            Job.subject_id == work.job.subject_id,
            Job.state == JobState.RUNNING,
            col(Job.lease_until) >= database_now(),
            col(Attempt.id) < own.scalar_subquery(),
        )
    )
    async with work.reading() as session:
        return any(overlap(work.job, other) for other in (await session.exec(query)).all())


async def prove_take(work: Work) -> dict[str, Any]:
    """Listen to what a person recorded and uploaded; where nobody could, or it is in doubt, it waits."""
    async with work.reading() as session:
        try:
            episode, _, sentence = await script_of_sentence(session, work.job.subject_id)
        except Missing:
            return {"proven": False}
        clip = await heard_now(session, sentence)
        if clip is None or not clip.imported_by or not sentence.approved(episode.policy):
            return {"proven": False}
        delivery = (await deliveries(session, work.installation, episode))[sentence.id]
    proof = await prove(work, episode, sentence.spoken, delivery, clip)
    await tell(work, sentence.id, delivery, clip, proof)
    return {"proven": not proof.problems}


async def record_take(work: Work) -> dict[str, Any]:
    """One more take of a sentence, which is heard from now on; its number, 0 when there is none."""
    async with work.reading() as session:
        try:
            episode, _, sentence = await script_of_sentence(session, work.job.subject_id)
        except Missing:
            return {"number": 0}
        if not sentence.approved(episode.policy):
            return {"number": 0}
        delivery = (await deliveries(session, work.installation, episode))[sentence.id]
        query = select(func.max(Clip.number)).where(Clip.base == delivery.key(sentence.spoken))
        number = ((await session.exec(query)).one() or 0) + 1
    try:
        clip = await render(work, sentence.spoken, episode, delivery, number)
    except SpeechError as error:
        await wait_unspoken(work, sentence.id, error)
        return {"number": 0}
    proof = await prove(work, episode, sentence.spoken, delivery, clip)
    await tell(work, sentence.id, delivery, clip, proof)
    return {"number": clip.number}
