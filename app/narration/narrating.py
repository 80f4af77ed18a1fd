"""The jobs that speak approved sentences and make the episode of them."""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.models import Episode, Segment
from app.episodes.scripts import load_script
from app.episodes.sentences import Sentence
from app.episodes.states import EpisodeState
from app.live import nudge
from app.narration.artifacts import make_files
from app.narration.assembling import Assembly, assemble
from app.narration.chapters import chapters_of, tags
from app.narration.delivery import Delivery, deliveries
from app.narration.mastering import MasterReport, master
from app.narration.models import Artifact, Clip, Master
from app.narration.remembering import earlier_master
from app.narration.reports import Made, script_hash
from app.narration.sharing import share
from app.narration.voicing import voice
from app.objects import StoredObject, discard
from app.permissions import Principal
from app.problems import Refused
from app.queue.control import cancel_job
from app.queue.models import FINISHED, Job, ask
from app.queue.running import JobError, Work

NARRATE_FIRST = 30
"""Priority: above speaking single segments, since it speaks them all."""


LEFT_OUT = "{} sentences could not be spoken and wait in the review room; the master leaves them out."


@dataclass(frozen=True)
class Spoken:
    """The script that was narrated, and the ids of the sentences that could not be spoken."""

    content_hash: str
    waiting: list[str]


def start_narration(session: AsyncSession, episode: Episode, by: Principal) -> Job:
    """Through the gate, or NotApproved; a new job each time."""
    session.add(episode.begin_narration(by))
    job = ask(session, "narrate_episode", by=by, subject=episode, priority=NARRATE_FIRST)
    episode.job_id = job.id
    nudge(session, episode.id, "episode")
    return job


async def narrate_episode(work: Work) -> dict[str, Any]:
    """Speak every sentence, master, and keep the artifacts. Raises JobError when the gate has shut again.

    A sentence the voice cannot speak is left out and waits for a person, and so does the episode.
    """
    async with work.reading() as session:
        episode = await load_script(session, work.job.subject_id)
        episode.check_gate()
        how = await deliveries(session, work.installation, episode)
    spoken = await _speak(work, episode, how)
    script = Spoken(script_hash(episode), [row.id for row in episode.sentences if row.id not in spoken])
    leave_out(episode, script.waiting)
    clips = [spoken[row.id] for row in episode.sentences]
    await work.progress(0.78, "Mastering")
    with tempfile.TemporaryDirectory(dir=work.installation.scratch) as folder:
        audio = Path(folder) / "episode.mp3"
        whole, report = await _master(work, episode, clips, how, audio)
        await work.progress(0.92, "Writing captions and transcript")
        made = await make_files(work.installation, episode, clips, how, whole, report, audio)
    return await _keep(work, episode, script, clips, whole, report, made)


async def _speak(work: Work, episode: Episode, how: Mapping[str, Delivery]) -> dict[str, Clip]:
    await share(work, episode, how)
    total = len(episode.sentences)

    async def tell(number: int) -> None:
        await work.progress(0.65 + 0.1 * number / total, f"Speaking sentence {number + 1} of {total}")

    return await voice(work, episode, episode.sentences, how, tell)


def leave_out(episode: Episode, sentence_ids: Collection[str]) -> None:
    """Without these sentences, in memory alone; JobError when nothing is left."""
    for segment in list(episode.segments):
        for row in [row for row in segment.sentences if row.id in sentence_ids]:
            segment.sentences.remove(row)
        if not segment.sentences:
            episode.segments.remove(segment)
    if not episode.segments:
        raise JobError("Not one sentence could be spoken. The review room says why.", again=False)


async def _master(
    work: Work, episode: Episode, clips: Sequence[Clip], how: Mapping[str, Delivery], out: Path
) -> tuple[Assembly, MasterReport]:
    before = out.with_name("earlier.mp3")
    earlier = await earlier_master(work.installation, episode.organization_id, episode.id, before)
    whole = await assemble(work, episode, clips, how, earlier)
    parts = [piece.part(work.installation, episode.organization_id) for piece in whole.pieces]
    report = await master(parts, out, whole.target, whole.tags, earlier)
    return whole, whole.of_sentences(report)


async def _keep(
    work: Work,
    before: Episode,
    script: Spoken,
    clips: Sequence[Clip],
    whole: Assembly,
    report: MasterReport,
    made: Sequence[Made],
) -> dict[str, Any]:
    """Commit the master if the script is still the one that was spoken; else nothing of it stays."""
    try:
        async with work.transaction() as session:
            episode = await load_script(session, before.id)
            if script_hash(episode) != script.content_hash or episode.open_segments:
                raise JobError(
                    "The script was changed while it was narrated. Approve it and narrate again.", again=False
                )
            pickups = sum(row.pickup is not None for row in episode.sentences)
            row = _master_row(work.job, before, script, whole, report)
            session.add_all([row, *(file.stored for file in made)])
            session.add_all(_artifact(episode, row, file) for file in made)
            counts = await _count(session, episode, clips, work.job.id)
            episode.state = EpisodeState.APPROVED if script.waiting else EpisodeState.READY
            episode.reason = LEFT_OUT.format(len(script.waiting)) if script.waiting else ""
            session.add(
                AuditEvent.of(episode, "narrated", work.principal, revision=episode.revision, **counts)
            )
            nudge(session, episode.id, "episode")
    except BaseException:
        for file in made:
            await discard(work.installation, file.stored)
        raise
    return {
        "clips": counts,
        "chunks": {"encoded": len(report.chunks) - report.reused, "reused": report.reused},
        "seconds": round(row.seconds, 3),
        "master_id": row.id,
        "pickups": pickups,
        "waiting": script.waiting,
    }


def _master_row(job: Job, episode: Episode, script: Spoken, whole: Assembly, report: MasterReport) -> Master:
    cues = [
        {"sentence_id": sentence.id, "start": start, "end": end, "text": sentence.text}
        for sentence, (start, end) in zip(episode.sentences, report.offsets, strict=True)
    ]
    chapters = chapters_of(tags(episode).chapters, report.offsets, report.duration)
    return Master(
        organization_id=episode.organization_id,
        episode_id=episode.id,
        job_id=job.id,
        revision=episode.revision,
        content_hash=script.content_hash,
        sample_rate=report.sample_rate,
        samples=report.duration,
        cues=cues,
        chapters=[asdict(chapter) for chapter in chapters],
        report={"lufs": report.lufs, "true_peak_dbtp": report.true_peak_dbtp, "lra": report.lra},
        memory=report.memory | whole.memory,
    )


def _artifact(episode: Episode, row: Master, file: Made) -> Artifact:
    stored: StoredObject = file.stored
    return Artifact(
        organization_id=episode.organization_id,
        workspace_id=episode.workspace_id,
        episode_id=episode.id,
        master_id=row.id,
        object_id=stored.id,
        kind=file.kind,
        name=file.name,
        media_type=stored.media_type,
        bytes=stored.bytes,
        sha256=stored.sha256,
    )


async def _count(
    session: AsyncSession, episode: Episode, clips: Sequence[Clip], job_id: str
) -> dict[str, int]:
    """How many clips were first rendered for this episode since its last narration; the rest were reused."""
    synthesized = 0
    ids = {clip.id for clip in clips}
    for clip in (await session.exec(select(Clip).where(col(Clip.id).in_(ids)))).all():
        if clip.rendered_for == episode.id and clip.counted_by in (None, job_id) and not clip.imported_by:
            clip.counted_by = job_id
            synthesized += 1
    return {"synthesized": synthesized, "reused": len(clips) - synthesized}


async def cancel_narration(session: AsyncSession, episode: Episode, by: Principal) -> Job:
    """End the narration and all speaking of the episode that waits or is under way, whoever asked for it.

    What is spoken already stays. Raises Refused.
    """
    job = await session.get(Job, episode.job_id) if episode.job_id else None
    if job is None or not narrates(job):
        raise Refused("This episode is not being narrated now.")
    return await cancel_job(session, job.id, by, await _speaking(session, episode.id))


async def _speaking(session: AsyncSession, episode_id: str) -> Sequence[str]:
    """Ids of the jobs that approvals and people asked for: to speak a segment, or a sentence once more."""
    segments = select(Segment.id).where(Segment.episode_id == episode_id)
    sentences = select(Sentence.id).where(Sentence.episode_id == episode_id)
    query = select(Job.id).where(
        col(Job.state).not_in(tuple(FINISHED)),
        or_(
            and_(col(Job.kind) == "speak_segment", col(Job.subject_id).in_(segments)),
            and_(col(Job.kind) == "record_take", col(Job.subject_id).in_(sentences)),
        ),
    )
    return (await session.exec(query)).all()


def narrates(job: Job | None) -> bool:
    """Whether a narration waits or is under way."""
    return job is not None and job.kind == "narrate_episode" and not job.finished


async def narrating_died(session: AsyncSession, episode_id: str, reason: str, by: Principal) -> None:
    """A narration that was given up leaves the script as it was, with the reason beside it."""
    episode = await load_script(session, episode_id)
    if episode.state is EpisodeState.NARRATING:
        session.add(episode.fail(reason, by))
        episode.settle()
        nudge(session, episode.id, "episode")
