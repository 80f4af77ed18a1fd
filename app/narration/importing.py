"""A person's own recording of a sentence, taken in as one more take of it."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.branding.keeping import received
from app.episodes.models import Episode
from app.episodes.scripts import script_of_sentence
from app.episodes.sentences import Sentence
from app.installation import Installation
from app.narration.delivery import deliveries
from app.narration.models import Clip
from app.narration.takes import RECORD_FIRST, choose, find_clip
from app.objects import StoredObject, discard, store_bytes
from app.outside.sounds import NotDecoded, Sound, faded, matched, read_sound, trimmed
from app.outside.wav import written
from app.permissions import Principal
from app.problems import Invalid, Refused
from app.queue.models import Job, ask

LONGEST_SECONDS = 90.0
FADE_MS = 12
"""Against clicks where a recording was cut."""
PERSON = "person"


async def import_take(
    installation: Installation,
    by: Principal,
    sentence_id: str,
    chunks: AsyncIterator[bytes],
    request_id: str = "",
) -> Job:
    """Have the recording heard for the sentence from now on; a job listens to it. Refused until approved."""
    async with installation.work(by.organization_id, by.workspace_ids, writes=False) as session:
        episode, _, sentence = await script_of_sentence(session, sentence_id)
        check_approved(episode, sentence)
        how = (await deliveries(session, installation, episode))[sentence_id]
        base, heard = how.key(sentence.spoken), sentence.computed_hash()
    stored, clip = await _clip(installation, by, await recording(installation, chunks), base, heard)
    clip.rendered_for = episode.id
    try:
        work = installation.work(by.organization_id, by.workspace_ids, request_id=request_id)
        async with work as session:
            episode, _, sentence = await script_of_sentence(session, sentence_id)
            check_approved(episode, sentence)
            if sentence.computed_hash() != heard:
                raise Refused("The sentence was changed while the recording was read. Listen to it again.")
            known = await find_clip(session, clip.key)
            if known is None:
                clip.number = await _next_number(session, base)
                session.add_all([stored, clip])
            job = await _put(session, episode, sentence, by, known or clip)
    except BaseException:
        await discard(installation, stored)
        raise
    if known:
        await discard(installation, stored)
    return job


async def _clip(
    installation: Installation, by: Principal, sound: Sound, base: str, heard: str
) -> tuple[StoredObject, Clip]:
    content = written(sound.samples, sound.sample_rate)
    stored = await store_bytes(installation, by.organization_id, "audio/wav", content)
    return stored, Clip(
        organization_id=by.organization_id,
        key=hashlib.sha256(f"{base} {heard} {stored.sha256}".encode()).hexdigest(),
        base=base,
        object_id=stored.id,
        samples=len(sound.samples),
        sample_rate=sound.sample_rate,
        engine=PERSON,
        engine_version="",
        voice=by.label,
        voice_version="",
        rate=1.0,
        imported_by=by.label,
        rendered_for="",
    )


def check_approved(episode: Episode, sentence: Sentence) -> None:
    if not sentence.approved(episode.policy):
        raise Refused("Only an approved sentence is spoken. Approve it first.")


async def recording(installation: Installation, chunks: AsyncIterator[bytes]) -> Sound:
    """What was uploaded: its quiet ends cut off, as loud as the voice; Invalid when there is none."""
    with tempfile.TemporaryDirectory(dir=installation.scratch) as folder:
        path = Path(folder) / "uploaded"
        await received(path, chunks)
        try:
            sound = await asyncio.to_thread(trimmed, await read_sound(path, LONGEST_SECONDS))
            return await asyncio.to_thread(faded, await matched(sound), FADE_MS, FADE_MS)
        except NotDecoded as error:
            raise Invalid(str(error), field="file") from error


async def _next_number(session: AsyncSession, base: str) -> int:
    query = select(func.max(Clip.number)).where(Clip.base == base)
    return ((await session.exec(query)).one() or 0) + 1


async def _put(session: AsyncSession, episode: Episode, sentence: Sentence, by: Principal, clip: Clip) -> Job:
    await choose(session, sentence, clip)
    event = AuditEvent.of(
        clip, "imported", by, sentence_id=sentence.id, content_hash=sentence.computed_hash()
    )
    event.project_id = episode.project_id
    session.add(event)
    return ask(session, "prove_take", by=by, subject=sentence, priority=RECORD_FIRST)
