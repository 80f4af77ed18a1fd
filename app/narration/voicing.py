"""Voicing: approved sentences are spoken and proven; what cannot be spoken waits for a person."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlmodel import func, select

from app.episodes.scripts import script_of_segment, script_of_sentence
from app.narration.clips import render, speak_sentence
from app.narration.delivery import Delivery, deliveries
from app.narration.models import Clip
from app.narration.proving import prove, prove_sentence, tell, wait_unspoken
from app.narration.takes import heard_now
from app.outside.speech import SpeechError
from app.problems import Missing
from app.queue.running import JobError, Work

OUT_OF_ORDER = 3
"""So many sentences in a row that are not spoken: it is the voice that is in trouble, not they."""

Tell = Callable[[int], Awaitable[None]]
"""Told how many sentences were spoken."""


async def voice(
    work: Work, sentence_ids: Sequence[str], how: Mapping[str, Delivery], tell: Tell | None = None
) -> dict[str, Clip]:
    """The clips of approved sentences, first all spoken, then all proven; those not spoken wait for a person.

    Raises JobError when one is not approved, or the voice is in trouble.
    """
    clips: dict[str, Clip] = {}
    failed = 0
    for number, sentence_id in enumerate(sentence_ids):
        if tell:
            await tell(number)
        try:
            clips[sentence_id] = await speak_sentence(work, sentence_id, how[sentence_id])
            failed = 0
        except SpeechError as error:
            await wait_unspoken(work, sentence_id, error)
            failed += 1
            if failed == OUT_OF_ORDER:
                raise JobError(f"The voice is in trouble: {error}.", again=True) from error
    return {key: await prove_sentence(work, key, how[key], clip) for key, clip in clips.items()}


async def speak_segment(work: Work) -> dict[str, Any]:
    """Speak what is approved in the segment, so that it can be heard at once; then prove it."""
    async with work.reading() as session:
        try:
            episode, segment = await script_of_segment(session, work.job.subject_id)
        except Missing:
            return {"spoken": 0}
        ready = [row.id for row in segment.sentences if row.approved(episode.policy)]
        how = await deliveries(session, work.installation, episode)
    return {"spoken": len(await voice(work, ready, how))}


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
