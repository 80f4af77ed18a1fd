"""Accepting an episode: which documents, told how."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.models import Document, DocumentState
from app.episodes.asking import MINUTES, MINUTES_MAX, MINUTES_MIN, PAPERS, PAPERS_MAX, WORDS_MAX
from app.episodes.draft import Mode
from app.episodes.models import Episode, EpisodeSource
from app.episodes.writers import OWN_WORDS, Telling
from app.organizations.models import Project
from app.organizations.places import project_for
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid, Missing, Refused
from app.queue.models import Job, ask

DRAFT_FIRST = 21
"""Priority of drafting: who asked can do nothing until it is there; what was approved is spoken meanwhile."""
COLLECTION_MAX = 200
"""Newest papers of a project a topic is looked for in, when none are named."""
UNREADABLE = (DocumentState.FAILED, DocumentState.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Topic:
    """What papers are chosen by, and how many at most."""

    words: str = ""
    papers: int = 0

    @classmethod
    def of(cls, words: str, papers: int | None) -> "Topic":
        """Invalid when it is too long, or papers are to be chosen by nothing."""
        words = plain(words)
        if not words and papers is not None:
            raise Invalid("Papers are chosen by a topic. Name one, or leave papers out.", field="papers")
        if not words:
            return cls()
        if len(words) > WORDS_MAX:
            raise Invalid(f"Name the topic in at most {WORDS_MAX} characters.", field="topic")
        papers = PAPERS if papers is None else papers
        if not 1 <= papers <= PAPERS_MAX:
            raise Invalid(f"Choose 1 to {PAPERS_MAX} papers.", field="papers")
        return cls(words, papers)


ALL = Topic()
"""No topic: every document named is told."""


async def start_episode(
    session: AsyncSession,
    by: Principal,
    document_ids: Sequence[str],
    mode: Mode = Mode.SUMMARY,
    minutes: float = MINUTES,
    telling: Telling = OWN_WORDS,
    topic: Topic = ALL,
) -> tuple[Episode, Job]:
    """Accept an episode to be drafted. Raises Invalid, Missing, or Refused when a document cannot be read.

    With a topic and no documents named, it is looked for in all of the project.
    """
    if mode is Mode.VERBATIM:
        minutes = MINUTES
    if not MINUTES_MIN <= minutes <= MINUTES_MAX:
        raise Invalid(f"Ask for {MINUTES_MIN:.0f} to {MINUTES_MAX:.0f} minutes.", field="minutes")
    documents = await _documents(session, document_ids, topic)
    project = await session.get(Project, documents[0].project_id)
    if project is None:
        raise Missing
    episode = _episode(documents[0], project, telling, topic)
    episode.mode, episode.minutes = mode, minutes
    job = ask(session, "draft_episode", by=by, subject=episode, priority=DRAFT_FIRST)
    episode.job_id = job.id
    session.add(episode)
    session.add_all(
        EpisodeSource(episode_id=episode.id, document_id=document.id, position=position)
        for position, document in enumerate(documents)
    )
    facts = {"documents": [row.id for row in documents], "mode": mode, "minutes": minutes}
    facts |= {"topic": topic.words, "papers": topic.papers} if topic.words else {}
    session.add(AuditEvent.of(episode, "requested", by, **facts, **telling.as_dict()))
    return episode, job


def _episode(first: Document, project: Project, telling: Telling, topic: Topic) -> Episode:
    episode = Episode(
        organization_id=first.organization_id,
        workspace_id=first.workspace_id,
        project_id=project.id,
        title=topic.words or first.title,
        writer=telling.writer,
        style=telling.style or "",
        language_asked=telling.language,
        hosts=telling.hosts,
        domain=telling.domain,
        topic=topic.words,
        papers=topic.papers,
    )
    episode.stand_under(project.policy)
    return episode


def draft_again(session: AsyncSession, episode: Episode, by: Principal, writer: str = "") -> Job:
    """Give an episode that never got a script another try, by another writer if one is named."""
    session.add(episode.draft_again(by, writer))
    job = ask(session, "draft_episode", by=by, subject=episode, priority=DRAFT_FIRST)
    episode.job_id = job.id
    return job


async def _documents(session: AsyncSession, document_ids: Sequence[str], topic: Topic) -> list[Document]:
    if not document_ids and topic.words:
        return await _collection(session)
    if not document_ids:
        raise Invalid("Choose at least one document, or name a topic.", field="document_ids")
    documents = [await _document(session, document_id) for document_id in dict.fromkeys(document_ids)]
    if len({document.workspace_id for document in documents}) > 1:
        # Whoever sees the one room would read the other's papers in the script.
        raise Invalid("The documents of one episode must be in the same workspace.", field="document_ids")
    readable = [row for row in documents if row.state not in UNREADABLE]
    if len(readable) < len(documents) and not (topic.words and readable):
        unread = next(row for row in documents if row.state in UNREADABLE)
        raise Refused(
            f"“{unread.title}” could not be read, so nothing can be drafted from it. {unread.reason}"
        )
    return documents


async def _document(session: AsyncSession, document_id: str) -> Document:
    document = await session.get(Document, document_id)
    if document is None:
        raise Missing
    return document


async def _collection(session: AsyncSession) -> list[Document]:
    """The newest papers of the project that were, or still are, read."""
    project = await project_for(session)
    query = select(Document).where(Document.project_id == project.id, col(Document.state).not_in(UNREADABLE))
    query = query.order_by(col(Document.id).desc()).limit(COLLECTION_MAX)
    documents = list((await session.exec(query)).all())
    if not documents:
        raise Invalid("There are no papers to choose from yet. Upload some first.", field="document_ids")
    return documents
