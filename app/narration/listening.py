"""What the listening page and the artifacts page show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import WriteRequest
from app.episodes.length import read_seconds
from app.episodes.lookups import jobs_of
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
    return await _listed(session, episodes, await assigned_in(session, waiting))


async def shown(session: AsyncSession, episode: Episode) -> Listed:
    """As it stands in a list, without who was asked to review it."""
    return (await _listed(session, [episode], {}))[0]


async def _listed(
    session: AsyncSession, episodes: Sequence[Episode], asked: Mapping[str, Sequence[Assigned]]
) -> list[Listed]:
    """As many queries for many episodes as for one."""
    seconds = await _seconds(session, [row.id for row in episodes])
    minutes = await _minutes(session, [row for row in episodes if row.id not in seconds])
    jobs = await jobs_of(session, episodes)
    return [
        Listed(
            id=row.id,
            title=row.title,
            state=row.state,
            minutes=minutes.get(row.id, row.minutes),
            seconds=seconds.get(row.id, 0.0),
            created_at=row.created_at,
            job=jobs.get(row.job_id or ""),
            unfinished=unfinished(row, jobs.get(row.job_id or "")),
            asked=list(asked.get(row.id, ())),
        )
        for row in episodes
    ]


async def _seconds(session: AsyncSession, episode_ids: Sequence[str]) -> dict[str, float]:
    """Of the newest master of each that has one."""
    columns = (Master.episode_id, Master.samples, Master.sample_rate)
    query = select(*columns).where(col(Master.episode_id).in_(episode_ids)).order_by(col(Master.id))
    return {episode_id: samples / rate for episode_id, samples, rate in (await session.exec(query)).all()}


async def _minutes(session: AsyncSession, episodes: Sequence[Episode]) -> dict[str, float]:
    """How long each script will be, as it stands; nothing of those without one."""
    if not episodes:
        return {}
    columns = (Sentence.episode_id, Sentence.segment_id, Sentence.text)
    query = select(*columns).where(col(Sentence.episode_id).in_([row.id for row in episodes]))
    texts: dict[str, dict[str, list[str]]] = {}
    for episode_id, segment_id, text in (await session.exec(query)).all():
        texts.setdefault(episode_id, {}).setdefault(segment_id, []).append(text)
    pace = WriteRequest().words_per_minute
    return {
        row.id: read_seconds(list(texts[row.id].values()), pace, row.language) / 60
        for row in episodes
        if row.id in texts
    }


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
