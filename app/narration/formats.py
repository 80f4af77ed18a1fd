"""Other formats of a finished episode, made when somebody asks for one: M4A, Opus, WAV."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.models import Episode
from app.live import nudge
from app.narration.artifacts import latest_master
from app.narration.assembling import Piece
from app.narration.chapters import Tags
from app.narration.encoding import Chain
from app.narration.mastering import Kept
from app.narration.models import Artifact, Master
from app.narration.reel import FRAME, MasteringError, Target
from app.narration.renditions import MEDIA_TYPES, Format, render
from app.objects import StoredObject, discard, fetch, read_file, store
from app.permissions import Principal
from app.problems import Refused
from app.queue.models import FINISHED, Job, ask
from app.queue.running import JobError, Work

KIND = "render_format"


@dataclass(frozen=True)
class Course:
    """What a master remembers of how it was made."""

    chain: Chain
    offsets: tuple[tuple[int, int], ...]
    duration: int

    @classmethod
    def recall(cls, memory: dict[str, Any]) -> "Course":
        chunks = [Kept.recall(chunk) for chunk in memory["chunks"]]
        offsets = tuple(
            (chunk.first_frame * FRAME + start, chunk.first_frame * FRAME + end)
            for chunk in chunks
            for start, end in chunk.offsets
        )
        return cls(Chain(**memory["chain"]), offsets, sum(chunk.frames for chunk in chunks) * FRAME)


async def ask_for_format(session: AsyncSession, episode: Episode, by: Principal, format: Format) -> Job:
    """A job that makes it of the newest master, or the one that does already; Refused when there is none."""
    master = await latest_master(session, episode.id)
    if master is None or "pieces" not in master.memory:
        raise Refused("Narrate the episode first: there is nothing to make this of.")
    for job in await being_made(session, episode):
        if job.payload["format"] == format:
            return job
    event = AuditEvent.of(episode, "format_asked", by, format=format.value, master_id=master.id)
    session.add(event)
    return ask(session, "render_format", by=by, subject=episode, priority=10, format=format.value)


async def being_made(session: AsyncSession, episode: Episode) -> list[Job]:
    """Jobs that make other formats of the episode and have not ended."""
    query = select(Job).where(
        Job.kind == KIND, Job.subject_id == episode.id, col(Job.state).not_in(tuple(FINISHED))
    )
    return list((await session.exec(query)).all())


async def render_format(work: Work) -> dict[str, Any]:
    """Encode the pieces of the newest master again, with the same times, and keep it beside its files."""
    format = Format(work.job.payload["format"])
    async with work.reading() as session:
        episode = await session.get(Episode, work.job.subject_id)
        master = await latest_master(session, work.job.subject_id)
        if episode is None or master is None:
            return {"artifact_id": ""}
        files = await files_of(session, master)
    if format in files:
        return {"artifact_id": files[format].id}
    with tempfile.TemporaryDirectory(dir=work.installation.scratch) as folder:
        audio = Path(folder) / f"episode.{format}"
        try:
            measured = await _render(work, master, files, format, audio)
        except MasteringError as error:
            raise JobError(
                f"The episode could not be made as {format}: {error}.", again=error.again
            ) from error
        stored = await store(work.installation, master.organization_id, MEDIA_TYPES[format], read_file(audio))
    row = Artifact(
        organization_id=master.organization_id, workspace_id=episode.workspace_id, episode_id=episode.id,
        master_id=master.id, object_id=stored.id, kind=format.value, name=f"episode.{format}",
        media_type=stored.media_type, bytes=stored.bytes, sha256=stored.sha256,
    )  # fmt: skip
    try:
        async with work.transaction() as session:
            session.add_all([stored, row])
            facts = {"format": format.value, "lufs": measured[0], "true_peak_dbtp": round(measured[1], 2)}
            session.add(AuditEvent.of(row, "made", work.principal, **facts))
            nudge(session, episode.id, "episode")
    except BaseException:
        await discard(work.installation, stored)
        raise
    return {"artifact_id": row.id, "lufs": measured[0], "true_peak_dbtp": round(measured[1], 2)}


async def files_of(session: AsyncSession, master: Master) -> dict[str, Artifact]:
    rows = (await session.exec(select(Artifact).where(Artifact.master_id == master.id))).all()
    return {row.kind: row for row in rows}


async def _render(
    work: Work, master: Master, files: dict[str, Artifact], format: Format, out: Path
) -> tuple[float, float]:
    """Loudness and true peak of what was written."""
    memory = master.memory
    async with work.reading() as session:
        picture = await session.get_one(StoredObject, files["cover"].object_id)
    told = memory["tags"] | {
        "chapters": tuple((number, title) for number, title in memory["tags"]["chapters"])
    }
    tags = Tags(**told, cover=await fetch(work.installation, picture))
    parts = [Piece(**piece).part(work.installation, master.organization_id) for piece in memory["pieces"]]
    course, target = Course.recall(memory), Target(**memory["target"])
    made = await render(parts, out, format, target, tags, course)
    return made.lufs, made.true_peak_dbtp
