"""Clips: one for each spoken form and voice, rendered once, found again ever after."""

import io
import wave

import numpy as np
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.scripts import load_sentence
from app.installation import Installation
from app.live import nudge
from app.narration.delivery import Delivery, check_text_may_leave
from app.narration.models import Clip, Take
from app.objects import StoredObject, discard, fetch, store_bytes
from app.outside.speech import Samples, Speech, speak
from app.queue.running import JobError, Work


async def speak_sentence(work: Work, sentence_id: str, delivery: Delivery) -> Clip:
    """The clip of an approved sentence, rendered unless it exists. The gate is asked again here."""
    async with work.reading() as session:
        episode, sentence = await load_sentence(session, sentence_id)
        if not sentence.approved(episode.policy):
            raise JobError("A sentence lost its approval, so it was not spoken.", again=False)
        spoken, content_hash = sentence.spoken, sentence.computed_hash()
        clip = await _clip(session, delivery.key(spoken))
        if clip is None:
            await check_text_may_leave(session, episode.project_id, delivery)
    if clip is None:
        clip = await _render(work, spoken, episode.id, delivery)
    async with work.transaction() as session:
        await _take(session, sentence_id, content_hash, clip.id)
        nudge(session, episode.id, f"sentence-{sentence_id}")
    return clip


async def _render(work: Work, spoken: str, episode_id: str, delivery: Delivery) -> Clip:
    rate = delivery.rate(spoken)
    speech = await speak(delivery.engine, delivery.words(spoken), delivery.voice.id, rate)
    installation, organization_id = work.installation, work.job.organization_id
    stored = await store_bytes(installation, organization_id, "audio/wav", wav(speech))
    clip = Clip(
        organization_id=organization_id,
        key=delivery.key(spoken),
        object_id=stored.id,
        samples=len(speech.samples),
        sample_rate=speech.sample_rate,
        engine=delivery.engine.name,
        engine_version=delivery.engine.version,
        voice=delivery.voice.id,
        voice_version=delivery.voice.version,
        rate=rate,
        rendered_for=episode_id,
    )
    try:
        async with work.transaction() as session:
            session.add_all([stored, clip])
    except IntegrityError:
        # Somebody rendered the same words meanwhile: theirs stays, ours goes.
        await discard(installation, stored)
        async with work.reading() as session:
            other = await _clip(session, clip.key)
        if other is None:
            raise
        return other
    except BaseException:
        await discard(installation, stored)
        raise
    return clip


async def _clip(session: AsyncSession, key: str) -> Clip | None:
    return (await session.exec(select(Clip).where(Clip.key == key))).first()


async def _take(session: AsyncSession, sentence_id: str, content_hash: str, clip_id: str) -> None:
    query = select(Take).where(
        Take.sentence_id == sentence_id, Take.content_hash == content_hash, Take.clip_id == clip_id
    )
    if (await session.exec(query)).first() is None:
        session.add(Take(sentence_id=sentence_id, content_hash=content_hash, clip_id=clip_id))


async def clip_of(session: AsyncSession, sentence_id: str) -> Clip | None:
    """The latest clip that speaks exactly the present content of a sentence, once that is approved."""
    episode, sentence = await load_sentence(session, sentence_id)
    if not sentence.approved(episode.policy):
        return None
    query = (
        select(Clip)
        .join(Take, Take.clip_id == Clip.id)  # type: ignore[arg-type]
        .where(Take.sentence_id == sentence_id, Take.content_hash == sentence.computed_hash())
        .order_by(Take.id.desc())  # type: ignore[attr-defined]
    )
    return (await session.exec(query)).first()


async def samples_of(installation: Installation, organization_id: str, clip: Clip) -> Samples:
    """The samples of a clip, from storage."""
    async with installation.work(organization_id, writes=False) as session:
        stored = await session.get_one(StoredObject, clip.object_id)
    with wave.open(io.BytesIO(await fetch(installation, stored))) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def wav(speech: Speech) -> bytes:
    """As a WAV file, mono, 16 bit."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.sample_rate)
        file.writeframes(speech.samples.astype("<i2").tobytes())
    return buffer.getvalue()
