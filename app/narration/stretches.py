"""Stretches: a long segment is spoken in parts, each a job of its own, so that several workers share it."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.models import Segment
from app.episodes.sentences import Sentence
from app.queue.clock import database_now
from app.queue.models import FINISHED, Job, JobState, ask
from app.queue.running import Work

STRETCH_WORDS = 140
"""About 55 seconds of speech: what a recognizer hears in two windows."""


def stretches(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """In order, of about the same length, each of sentences of one segment."""
    found: list[list[Sentence]] = []
    for segment_id in dict.fromkeys(row.segment_id for row in sentences):
        found += _even([row for row in sentences if row.segment_id == segment_id])
    return found


def _even(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    words = [len(row.spoken.split()) for row in sentences]
    count = max(1, round(sum(words) / STRETCH_WORDS))
    parts: list[list[Sentence]] = [[] for _ in range(count)]
    before = 0
    for row, length in zip(sentences, words, strict=True):
        middle = before + length / 2
        parts[min(count - 1, int(middle * count / max(1, sum(words))))].append(row)
        before += length
    return [part for part in parts if part]


def covers(job: Job, sentence_id: str) -> bool:
    """Whether the job, one of the sentence's segment, speaks the sentence; without a part it speaks all."""
    part = job.payload.get("sentences")
    return part is None or sentence_id in part


def overlap(one: Job, other: Job) -> bool:
    """Whether both, of one segment, speak some sentence."""
    part = one.payload.get("sentences")
    return part is None or any(covers(other, sentence_id) for sentence_id in part)


async def unfinished(session: AsyncSession, segment_ids: Collection[str]) -> list[tuple[Job, bool]]:
    """The jobs that speak anything of these segments and have not ended; whether a live worker is at each."""
    live = and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) >= database_now())
    query = select(Job, func.coalesce(live, False)).where(
        Job.kind == "speak_segment",
        col(Job.subject_id).in_(segment_ids),
        col(Job.state).not_in(tuple(FINISHED)),
    )
    return [(job, bool(alive)) for job, alive in (await session.exec(query)).all()]


def ask_for(
    session: AsyncSession, work: Work, segment: Segment, part: Sequence[Sentence], priority: int
) -> Job:
    """A job below this one that speaks a part of the segment."""
    return ask(
        session, "speak_segment", by=work.principal, subject=segment,
        priority=priority, parent_id=work.job.id, sentences=[row.id for row in part],
    )  # fmt: skip


async def first_stretch(work: Work, segment: Segment, silent: Sequence[Sentence]) -> set[str]:
    """What is left to the job of a whole segment: ids of its first stretch, with the others handed on.

    They stand where this job stood, before whatever was asked for later, and belong to it. The job's row
    says from here on which part it speaks, so one that is begun anew keeps to it.
    """
    async with work.transaction() as session:
        asked = [job for job, _ in await unfinished(session, [segment.id])]
        parts = [job for job in asked if job.payload.get("sentences") is not None]
        open_ = [row for row in silent if not any(covers(job, row.id) for job in parts)]
        own, *handed_on = stretches(open_) or [[]]
        for part in handed_on:
            ask_for(session, work, segment, part, work.job.priority).due_at = work.job.due_at
        job = await session.get_one(Job, work.job.id)
        job.payload = job.payload | {"sentences": [row.id for row in own]}
    return {row.id for row in own}
