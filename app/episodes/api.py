"""Episodes and their segments over the API."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlmodel import col, select

from app.episodes.draft import Mode
from app.episodes.lookups import jobs_of, provide_episode
from app.episodes.models import Episode
from app.episodes.quality import QualityReport, report_of
from app.episodes.requesting import Topic, start_episode
from app.episodes.revising import TEXT_MAX, Sources
from app.episodes.showing import EvidenceShown, SegmentShown, segment_shown
from app.episodes.writers import Wanted, decide
from app.permissions import Permission, Principal
from app.problems import Invalid, Missing
from app.queue.models import Job
from app.queue.room import has_room
from app.web import AnyRequest, Session, installation_of

PAGE_SIZE = 50


@dataclass
class EpisodeRequest:
    """`minutes` counts in summary mode only. Documents still being read are waited for.

    Without `writer` the first that honours all the rest writes. What no writer, or not the one named,
    honours is refused with 422.
    """

    document_ids: list[str] = field(default_factory=list)
    mode: Mode = Mode.SUMMARY
    minutes: float = 3.0
    writer: str | None = None
    """extractive, or language-model where one is configured."""
    style: str | None = None
    """everyday, academic, energetic or authoritative; of the language model only."""
    language: str | None = None
    """BCP 47, of those a voice here speaks; of the language model only."""
    hosts: int = 1
    """One, or two who take turns."""
    domain: str | None = None
    """Field or interest of the listeners, told first; for a summary."""
    topic: str | None = None
    """Tell only the papers that say most about it, of those named, or of all of the project."""
    papers: int | None = None
    """How many a topic chooses at most; three unless told."""


@dataclass
class Accepted:
    id: str
    state: str
    job_id: str


@dataclass
class EpisodeShown:
    id: str
    title: str
    state: str
    progress: float
    job_id: str | None
    mode: str
    minutes: float
    writer: str
    style: str
    language: str
    hosts: int
    domain: str
    topic: str
    choice: list[dict[str, Any]]
    """Where papers were chosen by a topic: each with its share of what all say about it, the best first."""
    translated: bool
    revision: int
    reason: str
    workspace_id: str
    project_id: str
    created_at: datetime


@dataclass
class EpisodeList:
    items: list[EpisodeShown]
    next: str | None


@dataclass
class EvidenceFound(EvidenceShown):
    """With the words just before and behind it in the document, as in W3C's TextQuoteSelector."""

    prefix: str
    suffix: str


@post("/episodes", needs=Permission.WRITE, guards=[has_room], status_code=202)
async def create_episode(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: JSONBody[EpisodeRequest],
) -> Accepted:
    """Ask for a script; follow `job_id`."""
    wanted = Wanted(data.writer or "", data.style or "", data.language or "", data.hosts, data.domain or "")
    telling = await decide(installation_of(request), data.mode, wanted)
    topic = Topic.of(data.topic or "", data.papers)
    episode, job = await start_episode(
        session, principal, data.document_ids, data.mode, data.minutes, telling, topic
    )
    return Accepted(episode.id, episode.state, job.id)


@get("/episodes", needs=Permission.READ)
async def list_episodes(
    session: Session, cursor: FromQuery[str | None] = None, limit: FromQuery[int] = PAGE_SIZE
) -> EpisodeList:
    """Newest first; `next` is the cursor of the following page."""
    if not 1 <= limit <= 200:
        raise Invalid("Ask for 1 to 200 at a time.", field="limit")
    query = select(Episode)
    if cursor:
        query = query.where(Episode.id < cursor)
    rows = (await session.exec(query.order_by(col(Episode.id).desc()).limit(limit + 1))).all()
    jobs = await jobs_of(session, rows[:limit])
    items = [shown(row, jobs.get(row.job_id or "")) for row in rows[:limit]]
    return EpisodeList(items, items[-1].id if len(rows) > limit else None)


@get("/episodes/{episode_id:str}", needs=Permission.READ)
async def show_episode(session: Session, episode_id: FromPath[str]) -> EpisodeShown:
    episode = await session.get(Episode, episode_id)
    if episode is None:
        raise Missing
    return shown(episode, episode.job_id and await session.get(Job, episode.job_id))


@get("/episodes/{episode_id:str}/segments", needs=Permission.READ, dependencies={"episode": provide_episode})
async def list_segments(episode: NamedDependency[Episode]) -> list[SegmentShown]:
    """The whole script in order."""
    return [segment_shown(segment) for segment in episode.segments]


@get("/episodes/{episode_id:str}/quality", needs=Permission.READ, dependencies={"episode": provide_episode})
async def show_quality(session: Session, episode: NamedDependency[Episode]) -> QualityReport:
    """Support, findings, length, readability and repetition as the script stands now, and what it covers."""
    return await report_of(session, episode)


@get("/episodes/{episode_id:str}/evidence", needs=Permission.READ, dependencies={"episode": provide_episode})
async def find_spans(
    session: Session,
    episode: NamedDependency[Episode],
    text: FromQuery[str] = "",
    page: FromQuery[list[int] | None] = None,
) -> list[EvidenceFound]:
    """What in the episode's documents supports `text`, only on the pages named if any are; or nothing."""
    if len(text) > TEXT_MAX:
        raise Invalid(f"A sentence can have at most {TEXT_MAX} characters.", field="text")
    return [
        EvidenceFound(
            document_id=found.evidence.document_id,
            page=found.evidence.page,
            quote=found.evidence.quote,
            boxes=[list(box) for box in found.evidence.boxes],
            prefix=found.prefix,
            suffix=found.suffix,
        )
        for found in await Sources(session, episode).find(text, page or ())
    ]


def shown(episode: Episode, job: Job | str | None) -> EpisodeShown:
    return EpisodeShown(
        id=episode.id,
        title=episode.title,
        state=episode.state,
        progress=job.progress if isinstance(job, Job) else 0.0,
        job_id=episode.job_id,
        mode=episode.mode,
        minutes=episode.minutes,
        writer=episode.writer,
        style=episode.style,
        language=episode.language,
        hosts=episode.hosts,
        domain=episode.domain,
        topic=episode.topic,
        choice=episode.choice,
        translated=episode.translated,
        revision=episode.revision,
        reason=episode.reason,
        workspace_id=episode.workspace_id,
        project_id=episode.project_id,
        created_at=episode.created_at,
    )


router = Router(
    path="/",
    route_handlers=[create_episode, list_episodes, show_episode, list_segments, show_quality, find_spans],
    tags=["Episodes"],
)
