"""Files for whoever checks an episode or builds on it: what was read, the script as data, quality, times."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import Passage
from app.episodes.extracts import extracted_text, passages_data
from app.episodes.models import Episode
from app.episodes.quality import quality
from app.episodes.retrieval import in_context
from app.episodes.scripts import snapshot
from app.episodes.sources import passages, read_documents
from app.ids import now
from app.installation import Installation
from app.narration.mastering import MasterReport
from app.narration.reports import as_json
from app.queue.models import Attempt, Job

STAGES = {"read_document": "reading", "draft_episode": "drafting", "narrate_episode": "narrating"}
"""What the work of each kind of job is called."""
TEXT, JSON = "text/plain; charset=utf-8", "application/json"

Texts = list[tuple[str, str, str, str]]
"""Kind, name, media type and content of each file."""


async def records(
    installation: Installation, episode: Episode, report: MasterReport, target_lufs: float
) -> Texts:
    """The files, of a loaded episode that has just been mastered."""
    async with installation.work(episode.organization_id, writes=False) as session:
        documents = await read_documents(session, episode.id)
        times = await timings(session, episode, list(documents))
    told = {key: passages(key, found) for key, found in documents.items()}
    measured = await asyncio.to_thread(quality, episode, documents, sound(report, target_lufs))
    return [
        ("extracted_text", "extracted.txt", TEXT, extracted_text(documents)),
        ("passages", "passages.json", JSON, as_json(passages_data(documents, told))),
        ("script_json", "script.json", JSON, as_json(script_data(episode, told))),
        ("quality", "quality.json", JSON, as_json(asdict(measured))),
        ("timings", "timings.json", JSON, as_json(times)),
    ]


def sound(report: MasterReport, target_lufs: float) -> dict[str, Any]:
    """What was measured of the audio, and the loudness asked for."""
    return {
        "target_lufs": target_lufs,
        "lufs": report.lufs,
        "true_peak_dbtp": report.true_peak_dbtp,
        "lra": report.lra,
        "seconds": round(report.duration / report.sample_rate, 3),
    }


def script_data(episode: Episode, told: Mapping[str, Sequence[Passage]]) -> dict[str, Any]:
    """The script as its revisions keep it, each piece of evidence with its W3C TextQuoteSelector."""
    data = snapshot(episode)
    every = [passage for rows in told.values() for passage in rows]
    spans = [span.located() for row in episode.sentences for span in row.evidence]
    found = iter(in_context(every, spans))
    for segment in data["segments"]:
        for sentence in segment["sentences"]:
            for span in sentence["evidence"]:
                around = next(found)
                span["selector"] = {
                    "type": "TextQuoteSelector",
                    "exact": span["quote"],
                    "prefix": around.prefix,
                    "suffix": around.suffix,
                }
    return {"script": 1, "episode_id": episode.id, "revision": episode.revision} | data


async def timings(session: AsyncSession, episode: Episode, document_ids: Sequence[str]) -> dict[str, Any]:
    """How long each stage waited and worked, in seconds; the narration's own as far as it has come."""
    query = select(Job).where(
        col(Job.subject_id).in_([*document_ids, episode.id]), col(Job.kind).in_(list(STAGES))
    )
    stages = []
    for job in (await session.exec(query.order_by(col(Job.id)))).all():
        tries = select(Attempt).where(Attempt.job_id == job.id).order_by(col(Attempt.id))
        attempts = (await session.exec(tries)).all()
        if not attempts:
            continue
        seconds = sum(((each.ended_at or now()) - each.started_at).total_seconds() for each in attempts)
        stages.append(
            {
                "stage": STAGES[job.kind],
                "subject_id": job.subject_id,
                "job_id": job.id,
                "asked_at": job.created_at.isoformat(),
                "waited": round(max(0.0, (attempts[0].started_at - job.created_at).total_seconds()), 3),
                "worked": round(max(0.0, seconds), 3),
                "attempts": len(attempts),
            }
        )
    return {"timings": 1, "stages": stages}
