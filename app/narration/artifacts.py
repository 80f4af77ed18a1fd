"""The files an episode leaves: audio, captions, chapters, transcript, script, records, manifest."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import Document, DocumentVersion
from app.episodes.models import Episode, EpisodeSource
from app.installation import Installation
from app.narration.assembling import Assembly
from app.narration.captions import Cue, srt, webvtt
from app.narration.chapters import chapters_json, chapters_of, tags
from app.narration.delivery import Delivery
from app.narration.mastering import MasterReport
from app.narration.models import Artifact, Clip, Master
from app.narration.records import records
from app.narration.reports import Made, as_json, manifest_of
from app.narration.transcripts import Documents, script_markdown, transcript
from app.objects import discard, read_file, store, store_bytes


async def make_files(
    installation: Installation,
    episode: Episode,
    clips: Sequence[Clip],
    how: Mapping[str, Delivery],
    whole: Assembly,
    report: MasterReport,
    audio: Path,
) -> list[Made]:
    """Every artifact of a master, stored; the manifest comes last and names the digests of the others."""
    documents, organization_id = await _documents(installation, episode), episode.organization_id
    chapters = chapters_of(tags(episode).chapters, report.offsets, report.duration)
    cues = [
        Cue(start, end, row.text, row.id)
        for row, (start, end) in zip(episode.sentences, report.offsets, strict=True)
    ]
    texts = [
        ("captions", "captions.vtt", "text/vtt", webvtt(cues, report.sample_rate, episode.language)),
        ("subtitles", "captions.srt", "application/x-subrip", srt(cues, report.sample_rate)),
        ("transcript", "transcript.txt", "text/plain; charset=utf-8", transcript(episode, documents)),
        ("script", "script.md", "text/markdown; charset=utf-8", script_markdown(episode, documents)),
        ("chapters", "chapters.json", "application/json", chapters_json(chapters, report.sample_rate)),
        *await records(installation, episode, report, whole.target.lufs),
    ]
    made: list[Made] = []
    try:
        stored = await store(installation, organization_id, "audio/mpeg", read_file(audio))
        made.append(Made("audio", "episode.mp3", stored))
        picture = await store_bytes(installation, organization_id, "image/jpeg", whole.tags.cover)
        made.append(Made("cover", "cover.jpg", picture))
        for kind, name, media_type, text in texts:
            stored = await store_bytes(installation, organization_id, media_type, text.encode())
            made.append(Made(kind, name, stored))
        manifest = as_json(manifest_of(episode, documents, clips, how, made) | around(whole))
        stored = await store_bytes(installation, organization_id, "application/json", manifest.encode())
    except BaseException:
        for file in made:
            await discard(installation, file.stored)
        raise
    return [*made, Made("manifest", "manifest.json", stored)]


def around(whole: Assembly) -> dict[str, Any]:
    """What the manifest says of the sounds and picture a project adds, and of the loudness asked for."""
    files = [
        {"kind": file.kind, "name": file.name, "sha256": file.sha256, "licence": file.licence}
        for file in whole.brand.files
    ]
    return {"brand": files, "target_lufs": whole.target.lufs}


async def _documents(installation: Installation, episode: Episode) -> Documents:
    async with installation.work(episode.organization_id, writes=False) as session:
        query = (
            select(Document, DocumentVersion)
            .join(DocumentVersion, DocumentVersion.id == Document.version_id)  # type: ignore[arg-type]
            .join(EpisodeSource, EpisodeSource.document_id == Document.id)  # type: ignore[arg-type]
            .where(EpisodeSource.episode_id == episode.id)
            .order_by(col(EpisodeSource.position))
        )
        return {document.id: (document, version) for document, version in (await session.exec(query)).all()}


async def latest_master(session: AsyncSession, episode_id: str) -> Master | None:
    """The newest master of an episode, if it has one."""
    query = select(Master).where(Master.episode_id == episode_id).order_by(col(Master.id).desc())
    return (await session.exec(query)).first()


async def artifacts_of(session: AsyncSession, episode_id: str) -> list[Artifact]:
    """The artifacts of the newest master, the audio first."""
    latest = await latest_master(session, episode_id)
    if latest is None:
        return []
    query = select(Artifact).where(Artifact.master_id == latest.id).order_by(col(Artifact.id))
    return list((await session.exec(query)).all())
