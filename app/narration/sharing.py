"""Sharing a narration: every free worker speaks stretches of it, the first ones first."""

import asyncio
from collections.abc import Mapping, Sequence

from app.episodes.models import Episode, Segment
from app.episodes.sentences import Sentence
from app.narration.delivery import Delivery
from app.narration.stretches import ask_for, covers, stretches, unfinished
from app.narration.takes import heard_by_sentence, spoken_of
from app.narration.voicing import voice
from app.queue.running import Work

SPEAK_SHARE = 15
"""Priority of a share: below what somebody has just approved and waits to hear."""
LOOK_SECONDS = 0.2


async def share(work: Work, episode: Episode, how: Mapping[str, Delivery]) -> None:
    """Let every free worker speak stretches of the episode until none is silent.

    Each silent stretch is a job. This one takes from the end what nobody has begun, others from the front.
    """
    segments = await _silent(work, episode, how)
    silent = [row for segment in segments for row in segment.sentences]
    if len(stretches(silent)) < 2:
        return
    total = len(segments)
    await _ask(work, segments)
    while silent:
        done = total - len({row.segment_id for row in silent})
        await work.progress(0.05 + 0.6 * done / total, f"Speaking segment {done + 1} of {total}")
        running, waiting = await _states(work, silent)
        silent = [row for row in silent if row.id in running | waiting]
        free = [row for row in silent if row.id not in running]
        if free:
            mine = stretches(free)[-1]
            await voice(work, episode, mine, how)
            silent = [row for row in silent if row not in mine]
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
    """A job for each stretch of what no job speaks yet."""
    async with work.transaction() as session:
        found = [job for job, _ in await unfinished(session, [segment.id for segment in segments])]
        for segment in segments:
            asked = [job for job in found if job.subject_id == segment.id]
            left = [row for row in segment.sentences if not any(covers(job, row.id) for job in asked)]
            for part in stretches(left):
                ask_for(session, work, segment, part, SPEAK_SHARE)


async def _states(work: Work, sentences: Sequence[Sentence]) -> tuple[set[str], set[str]]:
    """Ids of the sentences a live worker's job speaks now, and of those whose job waits for one."""
    async with work.reading() as session:
        found = await unfinished(session, {row.segment_id for row in sentences})
    running, waiting = (
        {
            row.id
            for row in sentences
            if any(
                job.subject_id == row.segment_id and covers(job, row.id) for job, live in found if live is at
            )
        }
        for at in (True, False)
    )
    return running, waiting - running
