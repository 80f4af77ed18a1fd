"""Sharing a narration: every free worker speaks segments of it, the first ones first."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from app.episodes.models import Episode, Segment
from app.episodes.sentences import Sentence
from app.narration.delivery import Delivery
from app.narration.takes import heard_by_sentence, spoken_of
from app.narration.voicing import voice
from app.queue.clock import database_now
from app.queue.models import FINISHED, Job, JobState, ask
from app.queue.running import Work

SPEAK_SHARE = 15
"""Priority of a share: below what somebody has just approved and waits to hear."""
LOOK_SECONDS = 0.2


async def share(work: Work, episode: Episode, how: Mapping[str, Delivery]) -> None:
    """Let every free worker speak segments of the episode until none is silent.

    Each silent segment is a job. This one takes from the end what nobody has begun, others from the front.
    """
    silent = await _silent(work, episode, how)
    if len(silent) < 2:
        return
    total = len(silent)
    await _ask(work, silent)
    while silent:
        done = total - len(silent)
        await work.progress(0.05 + 0.6 * done / total, f"Speaking segment {done + 1} of {total}")
        running, waiting = await _states(work, silent)
        silent = [segment for segment in silent if segment.id in running | waiting]
        free = [segment for segment in silent if segment.id not in running]
        if free:
            await voice(work, episode, free[-1].sentences, how)
            silent.remove(free[-1])
        elif silent:
            await asyncio.sleep(LOOK_SECONDS)


async def _silent(work: Work, episode: Episode, how: Mapping[str, Delivery]) -> list[Segment]:
    bases = {row.id: how[row.id].key(row.spoken) for row in episode.sentences}
    async with work.reading() as session:
        heard = await heard_by_sentence(session, episode.sentences)
        spoken = await spoken_of(session, bases.values())

    def speaks(sentence: Sentence) -> bool:
        base, clip = bases[sentence.id], heard.get(sentence.id)
        return base in spoken or (clip is not None and clip.speaks(base))

    return [part for part in episode.segments if not all(map(speaks, part.sentences))]


async def _ask(work: Work, segments: Sequence[Segment]) -> None:
    """A job for each segment that has none."""
    async with work.transaction() as session:
        waiting = select(Job.subject_id).where(
            Job.kind == "speak_segment",
            col(Job.subject_id).in_([segment.id for segment in segments]),
            col(Job.state).not_in(tuple(FINISHED)),
        )
        asked = set((await session.exec(waiting)).all())
        for segment in segments:
            if segment.id not in asked:
                ask(
                    session, "speak_segment", by=work.principal, subject=segment,
                    priority=SPEAK_SHARE, parent_id=work.job.id,
                )  # fmt: skip


async def _states(work: Work, segments: Sequence[Segment]) -> tuple[set[str], set[str]]:
    """Ids of the segments a live worker speaks now, and of those whose job waits for one."""
    query = select(Job.subject_id, Job.state, col(Job.lease_until) >= database_now()).where(
        Job.kind == "speak_segment",
        col(Job.subject_id).in_([segment.id for segment in segments]),
        col(Job.state).not_in(tuple(FINISHED)),
    )
    async with work.reading() as session:
        found = (await session.exec(query)).all()
    running = {segment_id for segment_id, state, live in found if state is JobState.RUNNING and live}
    return running, {segment_id for segment_id, _, _ in found} - running
