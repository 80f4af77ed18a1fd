"""The job that writes an episode's script from its documents."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.ingestion import read_back
from app.documents.models import Document, DocumentState
from app.documents.vectors import want_vectors
from app.episodes.draft import Draft, Source, Style, Writer, WriteRequest, WritingError
from app.episodes.hosting import taking_turns
from app.episodes.models import Episode, EpisodeSource, Segment
from app.episodes.scripts import examine, keep_revision, load_script
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.sources import documents_of, passages
from app.episodes.speaking import spoken_form
from app.episodes.states import EpisodeState
from app.episodes.topics import LEAST, by_relevance, chosen
from app.episodes.writers import writer_named
from app.live import nudge
from app.organizations.models import Organization
from app.permissions import Principal
from app.queue.running import JobError, NotYet, Work

TOO_LITTLE = "It says too little about the topic."


async def draft_episode(work: Work) -> dict[str, Any]:
    """Write the script of the episode of the job; a second run finds it written."""
    async with work.reading() as session:
        episode = await session.get(Episode, work.job.subject_id)
        if episode is None:
            raise JobError("The episode was removed.", again=False)
        if episode.revision:
            return {"revision": episode.revision}
        versions, sources, unread = await _sources(session, episode)
        organization = await session.get_one(Organization, episode.organization_id)
    await work.progress(0.2, "Writing the script")
    try:
        writer = writer_named(work.installation, episode.writer)
        choice, sources = await asyncio.to_thread(_chosen, episode, sources, unread)
        draft = await _draft(work, writer, episode, sources, organization.slug)
    except WritingError as refusal:
        raise JobError(str(refusal), again=False) from refusal
    await work.progress(0.7, "Checking every sentence against its page")
    language = draft.language or sources[0].language
    segments = await asyncio.to_thread(_segments, episode, draft, versions, language)
    async with work.transaction() as session:
        episode = await load_script(session, episode.id)
        episode.title, episode.language, episode.translated = draft.title, language, draft.translated
        episode.segments, episode.choice = segments, choice
        for row in episode.sentences:
            row.wrote(work.principal)
        await _keep_sources(session, episode.id, sources)
        episode.state = EpisodeState.IN_REVIEW
        episode.settle()
        by_whom = f"{writer.name} {writer.version}"
        session.add(keep_revision(episode, work.principal, "drafted", by_whom, draft.made_with))
        counts = {"segments": len(segments), "sentences": len(episode.sentences)}
        told = {"documents": [source.document_id for source in sources]}
        session.add(AuditEvent.of(episode, "drafted", work.principal, writer=writer.name, **counts, **told))
        await want_vectors(session, versions, work.principal)
        nudge(session, episode.id, "episode")
    return counts


async def _draft(
    work: Work, writer: Writer, episode: Episode, sources: Sequence[Source], organization: str
) -> Draft:
    async def tell(fraction: float, note: str) -> None:
        await work.progress(0.2 + 0.5 * fraction, note)

    request = WriteRequest(
        mode=episode.mode,
        minutes=episode.minutes,
        style=Style(episode.style) if episode.style else None,
        language=episode.language_asked,
        hosts=episode.hosts,
        # A topic is what the listeners care about, too.
        domain=f"{episode.topic} {episode.domain}".strip(),
        organization=organization,
    )
    draft = await writer.draft(sources, request, tell)
    return replace(draft, segments=taking_turns(draft.segments, episode.hosts))


async def drafting_died(session: AsyncSession, episode_id: str, reason: str, by: Principal) -> None:
    """A draft that was given up leaves a failed episode that says why."""
    episode = await session.get(Episode, episode_id)
    if episode is not None and episode.state is EpisodeState.DRAFTING:
        session.add(episode.fail(reason, by))
        nudge(session, episode.id, "episode")


async def _sources(
    session: AsyncSession, episode: Episode
) -> tuple[dict[str, str], list[Source], list[Document]]:
    """The current version of each document by its id, the documents as a writer sees them, and those unread.

    A topic is looked for in what can be read; an episode of named documents needs them all.
    """
    versions, sources, unread = {}, [], []
    for document in await documents_of(session, episode.id):
        if document.state is DocumentState.READING:
            raise NotYet("Waiting for the document to be read")
        if document.state is not DocumentState.READY:
            if not episode.topic:
                raise JobError(f"“{document.title}” could not be read. {document.reason}", again=False)
            unread.append(document)
            continue
        versions[document.id] = document.version_id
        found = await read_back(session, document)
        told = passages(document.id, found)
        sources.append(Source(document.id, document.title, found.language, told))
    return versions, sources, unread


def _chosen(
    episode: Episode, sources: list[Source], unread: Sequence[Document]
) -> tuple[list[dict[str, Any]], list[Source]]:
    """What is kept of the choice, and the documents to tell, the most relevant first."""
    if not episode.topic:
        return [], sources
    found = by_relevance(episode.topic, sources)
    kept = chosen(episode.topic, episode.papers, found)
    choice: list[dict[str, Any]] = [
        {
            "document_id": each.source.document_id,
            "title": each.source.title,
            "share": round(each.share, 4),
            "chosen": each.source in kept,
            "reason": "" if each.share >= LEAST else TOO_LITTLE,
        }
        for each in found
    ]
    choice += [
        {"document_id": row.id, "title": row.title, "share": 0.0, "chosen": False, "reason": row.reason}
        for row in unread
    ]
    return choice, kept


async def _keep_sources(session: AsyncSession, episode_id: str, sources: Sequence[Source]) -> None:
    """The documents that are told remain the episode's sources, in the order they are told."""
    order = {source.document_id: place for place, source in enumerate(sources)}
    query = select(EpisodeSource).where(EpisodeSource.episode_id == episode_id)
    for row in (await session.exec(query)).all():
        if row.document_id in order:
            row.position = order[row.document_id]
        else:
            await session.delete(row)


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
            row.approvals, row.overrides, row.comments, row.changes = [], [], [], []
            row.evidence = [
                EvidenceSpan.at(evidence, number, versions[evidence.document_id], episode.organization_id)
                for number, evidence in enumerate(sentence.evidence)
            ]
            examine(row, language, translated=draft.translated)
            segment.sentences.append(row)
        segments.append(segment)
    return segments
