"""What a route's path names, found for its handler."""

from litestar.params import FromPath

from app.episodes.models import Episode, Segment
from app.episodes.scripts import load_script, script_of_segment, script_of_sentence
from app.episodes.sentences import Sentence
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
