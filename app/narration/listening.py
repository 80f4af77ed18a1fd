"""What the listening page and the artifacts page show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.models import Episode
from app.episodes.states import EpisodeState
from app.installation import Installation
from app.narration.artifacts import artifacts_of, latest_master
from app.narration.models import Artifact, Master
from app.narration.reports import script_hash
from app.objects import StoredObject, stream
from app.queue.models import Job
from app.review.screen import leaves_of

PREVIEW_BYTES = 4000


@dataclass(frozen=True)
class Line:
    """One spoken sentence; `start` and `end` in seconds of the episode, `page` the first that supports it."""

    sentence_id: str
    text: str
    start: float
    end: float
    page: int | None
    document_id: str
    boxes: list[list[float]]


@dataclass(frozen=True)
class ChapterShown:
    """A chapter with its lines; `start` in seconds."""

    title: str
    start: float
    lines: list[Line]


async def listening(session: AsyncSession, episode: Episode) -> dict[str, Any]:
    """Everything episodes/listen.html needs; `master` is None before the first narration has ended."""
    master = await latest_master(session, episode.id)
    artifacts = {row.kind: row for row in await artifacts_of(session, episode.id)}
    return {
        "episode": episode,
        "master": master,
        "artifacts": artifacts,
        "chapters": chapters_shown(episode, master) if master else [],
        "stale": master is not None and master.content_hash != script_hash(episode),
        "job": await session.get(Job, episode.job_id) if episode.job_id else None,
        "working": episode.state is EpisodeState.NARRATING,
        "documents": await leaves_of(session, episode),
    }


def chapters_shown(episode: Episode, master: Master) -> list[ChapterShown]:
    """The master's own words and times; the evidence is the sentence's, as long as it is still there."""
    sentences = {row.id: row for row in episode.sentences}
    lines = []
    for cue in master.cues:
        sentence = sentences.get(cue["sentence_id"])
        first = sentence.evidence[0] if sentence and sentence.evidence else None
        lines.append(
            Line(
                sentence_id=cue["sentence_id"],
                text=cue["text"],
                start=cue["start"] / master.sample_rate,
                end=cue["end"] / master.sample_rate,
                page=first.page if first else None,
                document_id=first.document_id if first else "",
                boxes=first.boxes if first else [],
            )
        )
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
        if artifact.media_type.startswith("audio/"):
            continue
        stored = await session.get_one(StoredObject, artifact.object_id)
        end = min(stored.bytes, PREVIEW_BYTES)
        content = b"".join([chunk async for chunk in stream(installation, stored, 0, end)])
        found[artifact.id] = content.decode(errors="ignore")
    return found
