"""What the listening page and the artifacts page show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import WriteRequest
from app.episodes.length import read_seconds
from app.episodes.models import Episode
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.states import EpisodeState
from app.installation import Installation
from app.narration.artifacts import artifacts_of, latest_master
from app.narration.models import Artifact, Master
from app.narration.narrating import narrates
from app.narration.reports import script_hash
from app.objects import StoredObject, stream
from app.queue.models import Job
from app.review.assignments import Assigned, assigned_in
from app.review.screen import leaves_of, unfinished

PREVIEW_BYTES = 4000


@dataclass(frozen=True)
class Line:
    """One spoken sentence; `start` and `end` in seconds of the episode."""

    id: str
    text: str
    start: float
    end: float
    evidence: list[EvidenceSpan]


@dataclass(frozen=True)
class ChapterShown:
    """A chapter with its lines; `start` in seconds."""

    title: str
    start: float
    lines: list[Line]


@dataclass(frozen=True)
class Listed:
    """An episode in a list; `seconds` of its newest master, 0 before there is one."""

    id: str
    title: str
    state: str
    unfinished: str
    """Why its drafting or its last narration ended without a result."""
    minutes: float
    """Until there is a master: of the script as it stands, or what was asked for."""
    seconds: float
    created_at: datetime
    job: Job | None
    asked: list[Assigned]
    """Who was asked to review it, while it is in review."""

    @property
    def due_on(self) -> date | None:
        """The first of their dates."""
        return min((row.due_on for row in self.asked if row.due_on), default=None)

    @property
    def late(self) -> bool:
        return any(row.late for row in self.asked)


async def listed(session: AsyncSession, limit: int = 200, project_id: str = "") -> list[Listed]:
    """Episodes, newest first; of one project if it is named."""
    query = select(Episode).order_by(col(Episode.id).desc()).limit(limit)
    query = query.where(Episode.project_id == project_id) if project_id else query
    episodes = (await session.exec(query)).all()
    waiting = [row.id for row in episodes if row.state is EpisodeState.IN_REVIEW]
    asked = await assigned_in(session, waiting)
    return [await shown(session, episode, asked.get(episode.id, [])) for episode in episodes]


async def shown(session: AsyncSession, episode: Episode, asked: Sequence[Assigned] = ()) -> Listed:
    master = await latest_master(session, episode.id)
    job = await session.get(Job, episode.job_id) if episode.job_id else None
    return Listed(
        id=episode.id,
        title=episode.title,
        state=episode.state,
        minutes=episode.minutes if master else await _minutes(session, episode),
        seconds=master.seconds if master else 0.0,
        created_at=episode.created_at,
        job=job,
        unfinished=unfinished(episode, job),
        asked=list(asked),
    )


async def _minutes(session: AsyncSession, episode: Episode) -> float:
    """How long the script will be, as it stands; without one, what was asked for."""
    query = select(Sentence.segment_id, Sentence.text).where(Sentence.episode_id == episode.id)
    texts: dict[str, list[str]] = {}
    for segment_id, text in (await session.exec(query)).all():
        texts.setdefault(segment_id, []).append(text)
    if not texts:
        return episode.minutes
    return read_seconds(list(texts.values()), WriteRequest().words_per_minute, episode.language) / 60


async def listening(session: AsyncSession, episode: Episode) -> dict[str, Any]:
    """Everything episodes/listen.html needs; `master` is None before the first narration has ended."""
    master = await latest_master(session, episode.id)
    chapters = chapters_shown(episode, master) if master else []
    artifacts = {row.kind: row for row in await artifacts_of(session, episode.id)}
    job = await session.get(Job, episode.job_id) if episode.job_id else None
    return {
        "episode": episode,
        "master": master,
        "artifacts": artifacts,
        "chapters": chapters,
        "shown": next((line.evidence for chapter in chapters for line in chapter.lines if line.evidence), []),
        "stale": master is not None and master.content_hash != script_hash(episode),
        "job": job,
        "working": episode.state is EpisodeState.NARRATING or narrates(job),
        "unfinished": unfinished(episode, job),
        "documents": await leaves_of(session, episode),
    }


def chapters_shown(episode: Episode, master: Master) -> list[ChapterShown]:
    """The master's own words and times; the evidence is the sentence's, as long as it is still there."""
    sentences = {row.id: row for row in episode.sentences}
    lines = []
    for cue in master.cues:
        sentence = sentences.get(cue["sentence_id"])
        evidence = sentence.evidence if sentence else []
        start, end = cue["start"] / master.sample_rate, cue["end"] / master.sample_rate
        lines.append(Line(cue["sentence_id"], cue["text"], start, end, evidence))
    shown = []
    for chapter in master.chapters:
        start, end = chapter["start"] / master.sample_rate, chapter["end"] / master.sample_rate
        inside = [line for line in lines if start <= line.start < end]
        shown.append(ChapterShown(chapter["title"], start, inside))
    return shown


async def previews(
    installation: Installation, session: AsyncSession, artifacts: Sequence[Artifact]
) -> dict[str, str]:
    """The beginning of every artifact that is text, by artifact id."""
    found = {}
    for artifact in artifacts:
        if artifact.media_type.startswith(("audio/", "image/")):
            continue
        stored = await session.get_one(StoredObject, artifact.object_id)
        end = min(stored.bytes, PREVIEW_BYTES)
        content = b"".join([chunk async for chunk in stream(installation, stored, 0, end)])
        found[artifact.id] = content.decode(errors="ignore")
    return found
