"""Clips: one for each spoken form and voice, rendered once, found again ever after."""

import asyncio
import hashlib
import io
import wave
from contextlib import suppress

import numpy as np
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.episodes.models import Episode
from app.episodes.scripts import load_sentence
from app.installation import Installation
from app.live import nudge
from app.narration.asking import await_turn, end_turn
from app.narration.delivery import Delivery, check_text_may_leave
from app.narration.models import Clip
from app.narration.reel import SAMPLE_RATE
from app.narration.takes import best, choose, chosen, find_clip, heard_now
from app.objects import StoredObject, discard, fetch, store_bytes
from app.outside.ffmpeg import FfmpegError, resampled
from app.outside.speech import Samples, Speech, SpeechError, speak
from app.outside.wav import written
from app.queue.running import JobError, LeaseLost, Work

TRIES = 3
"""How often an engine is asked for a sentence before a person is."""
BREATH_SECONDS = 0.5
PATIENCE_SECONDS = 20.0
PATIENCE_CHARACTERS = 5.0
"""A second more for so many characters: a voice that needs three times real time is slow, not hung."""
PACES = (1.0, 0.96, 1.04, 0.92, 1.08)
"""Of the first take, the second, and so on."""


async def speak_sentence(work: Work, sentence_id: str, delivery: Delivery) -> Clip:
    """The clip of an approved sentence, rendered unless it exists. The gate is asked again here.

    Raises SpeechError when the voice did not speak it, however often it was asked.
    """
    async with work.reading() as session:
        episode, sentence = await load_sentence(session, sentence_id)
        if not sentence.approved(episode.policy):
            raise JobError("A sentence lost its approval, so it was not spoken.", again=False)
        base = delivery.key(sentence.spoken)
        heard = await heard_now(session, sentence)
        if heard and heard.speaks(base):
            return heard
        clip = await chosen(session, sentence, base) or await best(session, base)
    if clip is None:
        clip = await render(work, sentence.spoken, episode, delivery)
    async with work.transaction() as session:
        await choose(session, sentence, clip)
        nudge(session, episode.id, f"sentence-{sentence_id}")
    return clip


async def render(work: Work, spoken: str, episode: Episode, delivery: Delivery, number: int = 1) -> Clip:
    """The take of that number, stored; what somebody else stored meanwhile where there is such a one.

    Of all who want it at the same time one asks the voice.
    """
    async with work.reading() as session:
        await check_text_may_leave(session, episode.project_id, delivery)
    key = take_key(delivery.key(spoken), number)
    if (rendered := await await_turn(work, key)) is not None:
        return rendered
    try:
        return await _rendered(work, spoken, episode, delivery, number)
    except Exception:
        with suppress(LeaseLost, SQLAlchemyError):  # then it counts no longer, or will soon
            async with work.transaction() as session:
                await end_turn(session, key, work.job)
        raise


async def _rendered(work: Work, spoken: str, episode: Episode, delivery: Delivery, number: int) -> Clip:
    rate = varied(delivery.rate(spoken), number)
    speech = await at_master_rate(await say(delivery, delivery.words(spoken), rate))
    installation, organization_id = work.installation, work.job.organization_id
    stored = await store_bytes(installation, organization_id, "audio/wav", wav(speech))
    base = delivery.key(spoken)
    clip = Clip(
        organization_id=organization_id,
        key=take_key(base, number),
        base=base,
        number=number,
        object_id=stored.id,
        samples=len(speech.samples),
        sample_rate=speech.sample_rate,
        engine=delivery.engine.name,
        engine_version=delivery.engine.version,
        voice=delivery.voice.id,
        voice_version=delivery.voice.version,
        rate=rate,
        rendered_for=episode.id,
    )
    try:
        async with work.transaction() as session:
            session.add_all([stored, clip])
            await end_turn(session, clip.key, work.job)
    except IntegrityError:
        # Somebody rendered the same words meanwhile: theirs stays, ours goes.
        await discard(installation, stored)
        async with work.reading() as session:
            other = await find_clip(session, clip.key)
        if other is None:
            raise
        return other
    except BaseException:
        await discard(installation, stored)
        raise
    return clip


async def say(delivery: Delivery, words: str, rate: float, tries: int = TRIES) -> Speech:
    """Ask the engine again when it stumbles; SpeechError when that does not help.

    Raises JobError when it says how long to stay away: then it is the job that waits, not the slot.
    """
    seconds = PATIENCE_SECONDS + len(words) / PATIENCE_CHARACTERS
    for attempt in range(1, tries + 1):
        try:
            return await speak(delivery.engine, words, delivery.voice.id, rate, seconds=seconds)
        except SpeechError as error:
            if error.again and error.after:
                raise JobError(str(error), again=True, after=error.after) from error
            if not error.again or attempt == tries:
                raise
            await asyncio.sleep(BREATH_SECONDS * attempt)
    raise AssertionError("the last try answers or raises")


async def at_master_rate(speech: Speech) -> Speech:
    """The same sound at the rate episodes are mastered at; SpeechError when that cannot be done now."""
    try:
        samples = await asyncio.to_thread(resampled, speech.samples, speech.sample_rate, SAMPLE_RATE)
    except FfmpegError as error:
        raise SpeechError(str(error), again=error.again) from error
    return Speech(samples, SAMPLE_RATE)


def varied(rate: float, number: int) -> float:
    """The rate of a take: an engine that always says the same says something else at another pace."""
    return min(2.0, max(0.5, round(rate * PACES[(number - 1) % len(PACES)], 3)))


def take_key(base: str, number: int) -> str:
    """The first take's key is that of its delivery."""
    return base if number == 1 else hashlib.sha256(f"{base} take {number}".encode()).hexdigest()


async def samples_of(installation: Installation, organization_id: str, object_id: str) -> Samples:
    """The samples of a clip, or of another sound kept as one, from storage."""
    async with installation.work(organization_id, writes=False) as session:
        stored = await session.get_one(StoredObject, object_id)
    with wave.open(io.BytesIO(await fetch(installation, stored))) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def wav(speech: Speech) -> bytes:
    """As a WAV file, mono, 16 bit."""
    return written(speech.samples, speech.sample_rate)
