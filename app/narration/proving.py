"""Proof: every clip is measured and listened to; one in doubt is recorded again, then a person hears it."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.models import Episode
from app.episodes.scripts import load_sentence
from app.episodes.sentences import Sentence
from app.live import nudge
from app.narration.clipping import check_clip
from app.narration.clips import render, samples_of, take_key
from app.narration.delivery import Delivery
from app.narration.hearing import heard_error, misheard
from app.narration.models import Clip, Proof
from app.narration.overhearing import Overheard
from app.narration.takes import choose, doubt, find_clip
from app.outside.recognizer import Recognizer
from app.outside.speech import Speech, SpeechError
from app.queue.running import Work

UNPROVEN = "It was recorded elsewhere, and no recognizer listened to it."
MISHEARD = "What was heard is not what should be said."


async def prove_sentence(
    work: Work, sentence_id: str, delivery: Delivery, clip: Clip, told: Overheard | None = None
) -> Clip:
    """The clip that is heard from now on: this one, or a second take where this is in doubt."""
    async with work.reading() as session:
        episode, sentence = await load_sentence(session, sentence_id)
    if clip.imported_by or delivery.key(sentence.spoken) != clip.base:
        return clip
    proof = await prove(work, episode, sentence.spoken, delivery, clip, told)
    heard, doubted = clip, proof.problems
    if doubted and clip.number == 1:
        heard, proof = await _second(work, episode, sentence.spoken, delivery, (clip, proof))
    if doubted or sentence.pickup:
        await tell(work, sentence_id, delivery, heard, proof)
    return heard


async def _second(
    work: Work, episode: Episode, spoken: str, delivery: Delivery, first: tuple[Clip, Proof]
) -> tuple[Clip, Proof]:
    """The better of the first take and one more; where there is one more already, somebody has chosen."""
    async with work.reading() as session:
        if await find_clip(session, take_key(first[0].base, 2)):
            return first
    try:
        clip = await render(work, spoken, episode, delivery, 2)
    except SpeechError:
        return first
    second = clip, await prove(work, episode, spoken, delivery, clip)
    return min(first, second, key=lambda take: doubt(take[1]))


async def prove(
    work: Work, episode: Episode, spoken: str, delivery: Delivery, clip: Clip, told: Overheard | None = None
) -> Proof:
    """What the clip was found to be; found once, and again only when nobody could listen then.

    What was overheard is enough when it is right; else the clip is listened to alone.
    """
    ears = await asyncio.to_thread(work.installation.recognizer)
    async with work.reading() as session:
        known = await proof_of(session, clip.id)
    if known and (known.recognizer or not hears(ears, episode.language)):
        return known
    where = (work.installation, clip.organization_id, clip.object_id)
    samples = told.samples if told else await samples_of(*where)
    speech = Speech(samples, clip.sample_rate)
    words = delivery.words(spoken)
    measured = check_clip(speech, words, delivery.voice.words_per_minute, clip.rate)
    proof = known or Proof(clip_id=clip.id)
    proof.problems = list(measured.problems)
    proof.skipped = unheard(ears, episode.language)
    if ears and not proof.skipped:
        proof.recognizer = f"{ears.name} {ears.version}"
        said, proof.heard = _closest((spoken, words), told.heard if told else "")
        if not proof.heard or misheard(said, proof.heard):
            heard = await asyncio.to_thread(ears.transcribe, samples, clip.sample_rate)
            said, proof.heard = _closest((spoken, words), heard)
        proof.error = round(heard_error(said, proof.heard), 4)
        if misheard(said, proof.heard):
            proof.problems = [*measured.problems, MISHEARD]
    elif clip.imported_by:
        proof.problems = [*measured.problems, UNPROVEN]
    return await _keep(work, proof)


def _closest(texts: tuple[str, str], heard: str) -> tuple[str, str]:
    """What was heard, behind that of the two texts which is nearer to it."""
    return min(texts, key=lambda text: heard_error(text, heard)), heard


async def _keep(work: Work, proof: Proof) -> Proof:
    try:
        async with work.transaction() as session:
            return await session.merge(proof)
    except IntegrityError:
        # Somebody listened to it at the same time, and heard the same.
        async with work.reading() as session:
            other = await proof_of(session, proof.clip_id)
        if other is None:
            raise
        return other


async def proof_of(session: AsyncSession, clip_id: str) -> Proof | None:
    return (await session.exec(select(Proof).where(Proof.clip_id == clip_id))).first()


async def proofs_of(session: AsyncSession, clip_ids: Sequence[str]) -> dict[str, Proof]:
    """By clip id."""
    found = (await session.exec(select(Proof).where(col(Proof.clip_id).in_(clip_ids)))).all()
    return {proof.clip_id: proof for proof in found}


def hears(ears: Recognizer | None, language: str) -> bool:
    return ears is not None and language.split("-")[0].lower() in ears.languages


def unheard(ears: Recognizer | None, language: str) -> str:
    """Why nobody can listen; '' when somebody can."""
    if ears is None:
        return "No recognizer is installed, so nobody listened."
    return "" if hears(ears, language) else f"The recognizer does not understand “{language}”."


async def tell(work: Work, sentence_id: str, delivery: Delivery, clip: Clip, proof: Proof) -> None:
    """Have the clip heard for the sentence, and a person listen when it is in doubt."""
    async with work.transaction() as session:
        episode, sentence = await load_sentence(session, sentence_id)
        if not clip.speaks(delivery.key(sentence.spoken)) or not sentence.approved(episode.policy):
            return
        await choose(session, sentence, clip)
        if proof.problems:
            message = " ".join(proof.problems)
            opened = sentence.wait(work.principal, message, sentence.spoken, clip.id, proof.heard)
            events = [opened] if opened else []
        else:
            events = sentence.recorded(work.principal)
        for event in events:
            event.project_id = episode.project_id
        session.add_all(events)
        _nudge(session, sentence)


async def wait_unspoken(work: Work, sentence_id: str, error: SpeechError) -> None:
    """The voice did not speak the sentence: it waits for a person."""
    async with work.transaction() as session:
        episode, sentence = await load_sentence(session, sentence_id)
        message = f"It could not be spoken: {str(error).rstrip('.')}."
        opened = sentence.wait(work.principal, message, sentence.spoken)
        if opened:
            opened.project_id = episode.project_id
            session.add(opened)
            _nudge(session, sentence)


def _nudge(session: AsyncSession, sentence: Sentence) -> None:
    nudge(session, sentence.episode_id, f"sentence-{sentence.id}")
    nudge(session, sentence.episode_id, f"segment-{sentence.segment_id}")
