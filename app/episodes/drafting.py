"""The job that writes an episode's script from its documents."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.ingestion import read_back
from app.documents.models import Document, DocumentState
from app.episodes.draft import Draft, Mode, Source, Style, Writer, WriteRequest, WritingError
from app.episodes.models import Episode, EpisodeSource, Segment
from app.episodes.scripts import examine, keep_revision, load_script
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.sources import passages
from app.episodes.speaking import spoken_form
from app.episodes.states import EpisodeState
from app.episodes.writers import OWN_WORDS, Telling, writer_named
from app.live import nudge
from app.organizations.models import Project
from app.permissions import Principal
from app.problems import Invalid, Missing, Refused
from app.queue.models import Job, ask
from app.queue.running import JobError, NotYet, Work

MINUTES, MINUTES_MIN, MINUTES_MAX = 3.0, 1.0, 60.0


async def start_episode(
    session: AsyncSession,
    by: Principal,
    document_ids: Sequence[str],
    mode: Mode = Mode.SUMMARY,
    minutes: float = MINUTES,
    telling: Telling = OWN_WORDS,
) -> tuple[Episode, Job]:
    """Accept an episode to be drafted. Raises Invalid, Missing, or Refused when a document cannot be read."""
    if mode is Mode.VERBATIM:
        minutes = MINUTES
    if not MINUTES_MIN <= minutes <= MINUTES_MAX:
        raise Invalid(f"Ask for {MINUTES_MIN:.0f} to {MINUTES_MAX:.0f} minutes.", field="minutes")
    documents = await _documents(session, document_ids)
    project = await session.get(Project, documents[0].project_id)
    if project is None:
        raise Missing
    episode = Episode(
        organization_id=by.organization_id,
        workspace_id=documents[0].workspace_id,
        project_id=project.id,
        title=documents[0].title,
        mode=mode,
        minutes=minutes,
        writer=telling.writer,
        style=telling.style or "",
        language_asked=telling.language,
    )
    episode.stand_under(project.policy)
    job = ask(session, "draft_episode", by=by, subject=episode, priority=10)
    episode.job_id = job.id
    session.add(episode)
    session.add_all(
        EpisodeSource(episode_id=episode.id, document_id=document.id, position=position)
        for position, document in enumerate(documents)
    )
    facts = {"documents": [row.id for row in documents], "mode": mode, "minutes": minutes}
    session.add(AuditEvent.of(episode, "requested", by, **facts, **telling.as_dict()))
    return episode, job


def draft_again(session: AsyncSession, episode: Episode, by: Principal, writer: str = "") -> Job:
    """Give an episode that never got a script another try, by another writer if one is named."""
    session.add(episode.draft_again(by, writer))
    job = ask(session, "draft_episode", by=by, subject=episode, priority=10)
    episode.job_id = job.id
    return job


async def _documents(session: AsyncSession, document_ids: Sequence[str]) -> list[Document]:
    if not document_ids:
        raise Invalid("Name at least one document.", field="document_ids")
    documents = [await _document(session, document_id) for document_id in dict.fromkeys(document_ids)]
    if len({document.workspace_id for document in documents}) > 1:
        # Whoever sees the one room would read the other's papers in the script.
        raise Invalid("The documents of one episode must be in the same workspace.", field="document_ids")
    return documents


async def _document(session: AsyncSession, document_id: str) -> Document:
    document = await session.get(Document, document_id)
    if document is None:
        raise Missing
    if document.state in (DocumentState.FAILED, DocumentState.QUARANTINED):
        raise Refused(
            f"“{document.title}” could not be read, so nothing can be drafted from it. {document.reason}"
        )
    return document


async def draft_episode(work: Work) -> dict[str, Any]:
    """Write the script of the episode of the job; a second run finds it written."""
    async with work.reading() as session:
        episode = await session.get(Episode, work.job.subject_id)
        if episode is None:
            raise JobError("The episode was removed.", again=False)
        if episode.revision:
            return {"revision": episode.revision}
        versions, sources = await _sources(session, episode.id)
    await work.progress(0.2, "Writing the script")
    try:
        writer = writer_named(work.installation, episode.writer)
        draft = await _draft(work, writer, episode, sources)
    except WritingError as refusal:
        raise JobError(str(refusal), again=False) from refusal
    await work.progress(0.7, "Checking every sentence against its page")
    language = draft.language or sources[0].language
    segments = await asyncio.to_thread(_segments, episode, draft, versions, language)
    async with work.transaction() as session:
        episode = await load_script(session, episode.id)
        episode.title, episode.language, episode.translated = draft.title, language, draft.translated
        episode.segments = segments
        for row in episode.sentences:
            row.wrote(work.principal)
        episode.state = EpisodeState.IN_REVIEW
        episode.settle()
        by_whom = f"{writer.name} {writer.version}"
        session.add(keep_revision(episode, work.principal, "drafted", by_whom, draft.made_with))
        counts = {"segments": len(segments), "sentences": len(episode.sentences)}
        session.add(AuditEvent.of(episode, "drafted", work.principal, writer=writer.name, **counts))
        nudge(session, episode.id, "episode")
    return counts


async def _draft(work: Work, writer: Writer, episode: Episode, sources: Sequence[Source]) -> Draft:
    async def tell(fraction: float, note: str) -> None:
        await work.progress(0.2 + 0.5 * fraction, note)

    request = WriteRequest(
        mode=episode.mode,
        minutes=episode.minutes,
        style=Style(episode.style) if episode.style else None,
        language=episode.language_asked,
    )
    return await writer.draft(sources, request, tell)


async def drafting_died(session: AsyncSession, episode_id: str, reason: str, by: Principal) -> None:
    """A draft that was given up leaves a failed episode that says why."""
    episode = await session.get(Episode, episode_id)
    if episode is not None and episode.state is EpisodeState.DRAFTING:
        session.add(episode.fail(reason, by))
        nudge(session, episode.id, "episode")


async def _sources(session: AsyncSession, episode_id: str) -> tuple[dict[str, str], list[Source]]:
    """The current version of each document, by document id, and the documents as a writer sees them."""
    query = (
        select(Document)
        .join(EpisodeSource, EpisodeSource.document_id == Document.id)  # type: ignore[arg-type]
        .where(EpisodeSource.episode_id == episode_id)
        .order_by(col(EpisodeSource.position))
    )
    versions, sources = {}, []
    for document in (await session.exec(query)).all():
        if document.state is DocumentState.READING:
            raise NotYet("Waiting for the document to be read")
        if document.state is not DocumentState.READY:
            raise JobError(f"“{document.title}” could not be read. {document.reason}", again=False)
        versions[document.id] = document.version_id
        found = await read_back(session, document)
        told = passages(document.id, found)
        sources.append(Source(document.id, document.title, found.language, told))
    return versions, sources


def _segments(episode: Episode, draft: Draft, versions: dict[str, str], language: str) -> list[Segment]:
    """The draft as rows, every sentence with its spoken form, findings and hash."""
    segments = []
    for position, drafted in enumerate(draft.segments):
        segment = Segment(
            organization_id=episode.organization_id,
            workspace_id=episode.workspace_id,
            episode_id=episode.id,
            position=position,
            role=drafted.role,
            title=drafted.title,
        )
        segment.rejections = []
        segment.sentences = []
        for place, sentence in enumerate(drafted.sentences):
            row = Sentence(
                organization_id=episode.organization_id,
                workspace_id=episode.workspace_id,
                episode_id=episode.id,
                segment_id=segment.id,
                position=place,
                text=sentence.text,
                spoken=spoken_form(sentence.text, language),
                claim=sentence.claim,
                host=sentence.host,
            )
            row.approvals, row.overrides = [], []
            row.evidence = [
                EvidenceSpan.at(evidence, number, versions[evidence.document_id], episode.organization_id)
                for number, evidence in enumerate(sentence.evidence)
            ]
            examine(row, language, translated=draft.translated)
            segment.sentences.append(row)
        segments.append(segment)
    return segments
