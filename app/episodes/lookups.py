"""What a route's path names, found for its handler."""

from collections.abc import Sequence

from litestar.params import FromPath
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.models import Episode, Segment
from app.episodes.scripts import load_script, script_of_segment, script_of_sentence
from app.episodes.sentences import Sentence
from app.queue.models import Job
from app.web import Session, sought


class SegmentAt:
    """A segment inside its loaded episode."""

    def __init__(self, episode: Episode, segment: Segment) -> None:
        self.episode, self.segment = episode, segment


class SentenceAt:
    """A sentence inside its segment and loaded episode."""

    def __init__(self, episode: Episode, segment: Segment, sentence: Sentence) -> None:
        self.episode, self.segment, self.sentence = episode, segment, sentence


async def provide_episode(session: Session, episode_id: FromPath[str]) -> Episode:
    return await sought(session, load_script(session, episode_id))


async def provide_segment(session: Session, segment_id: FromPath[str]) -> SegmentAt:
    return SegmentAt(*await sought(session, script_of_segment(session, segment_id)))


async def provide_sentence(session: Session, sentence_id: FromPath[str]) -> SentenceAt:
    return SentenceAt(*await sought(session, script_of_sentence(session, sentence_id)))


async def jobs_of(session: AsyncSession, episodes: Sequence[Episode]) -> dict[str, Job]:
    """The jobs that draft or narrate these, by their own ids, in one query; without those removed since."""
    query = select(Job).where(col(Job.id).in_([row.job_id for row in episodes if row.job_id]))
    return {job.id: job for job in (await session.exec(query)).all()}
