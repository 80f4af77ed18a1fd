"""`tic make`: the whole way of a document without a server, in one process and one folder."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import select

import jobs.tasks  # noqa: F401 - registers every kind of job
from app.database import Database
from app.documents.models import Document
from app.documents.ocr import available
from app.documents.recognition import start_recognition
from app.documents.upload import receive
from app.encryption import load_master_key
from app.episodes.asking import MINUTES
from app.episodes.draft import Mode
from app.episodes.models import Episode
from app.episodes.requesting import Topic, start_episode
from app.episodes.scripts import conclude, keep_revision, load_script
from app.episodes.writers import NO_WISH, Telling, Wanted, decide
from app.installation import Installation
from app.live import MemoryNudges
from app.migrating import migrate
from app.narration.artifacts import artifacts_of
from app.narration.narrating import start_narration
from app.objects import StoredObject, read_file, stream
from app.organizations.models import Organization
from app.organizations.places import found, project_for
from app.outside.chat import open_chat
from app.outside.recognizer import recognizer
from app.outside.speech import engine, engines
from app.outside.storage import Vault, open_storage
from app.permissions import ROLES, Principal, Role
from app.problems import Refused
from app.queue.alive import alive
from app.queue.doorbell import SilentDoorbell
from app.queue.models import Job
from app.queue.scheduling import run_all
from app.settings import Settings

SLUG = "made"


@dataclass(frozen=True)
class Order:
    """What is asked for; `recognize`: recognize the text of scans."""

    mode: Mode = Mode.SUMMARY
    minutes: float = MINUTES
    wanted: Wanted = NO_WISH
    topic: str = ""
    papers: int | None = None
    recognize: bool = False


@dataclass(frozen=True)
class Made:
    """What came of it: the files written and the sentences left out because a finding stood against them."""

    files: list[Path]
    left_out: list[tuple[str, str]]
    """(sentence, why)."""
    seconds: float
    topic: str
    choice: list[dict[str, Any]]
    """As Episode.choice."""


async def make(settings: Settings, paper: Path, out: Path, approve_as: str, order: Order) -> Made:
    """Read, write, approve as the person named, narrate, and put the artifacts into `out`.

    Raises Refused with a sentence for a person when a paper cannot be used, or Invalid for an order nobody
    here can carry out.
    """
    installation = _installation(settings)
    try:
        await migrate(installation.database)
        async with alive(installation):
            return await _make(installation, paper, out, approve_as, order)
    finally:
        await installation.database.close()


async def _make(installation: Installation, paper: Path, out: Path, approve_as: str, order: Order) -> Made:
    organization = await home(installation)
    permissions = frozenset(ROLES[Role.OWNER])
    by = Principal("user", approve_as, approve_as, organization.id, None, permissions)
    telling = await decide(installation, order.mode, order.wanted)
    topic = Topic.of(order.topic, order.papers)
    document_ids = [await _read(installation, by, pdf, order) for pdf in pdfs(paper)]
    episode = await _draft(installation, by, document_ids, order, telling, topic)
    left_out = await _approve(installation, by, episode.id)
    seconds = await _narrate(installation, by, episode.id)
    files = await _export(installation, by, episode.id, out)
    return Made(files, left_out, seconds, episode.topic, episode.choice)


async def home(installation: Installation) -> Organization:
    """Whose everything made on the command line is: founded in a data directory that does not have it."""
    async with installation.work() as session:
        known = (await session.exec(select(Organization).where(Organization.slug == SLUG))).first()
        return known or await found(session, SLUG, "Made on the command line", installation.master_key)


def pdfs(paper: Path) -> list[Path]:
    """The PDF itself, or those of a folder by name; Refused when there is none."""
    if paper.is_file():
        return [paper]
    found = sorted(path for path in paper.iterdir() if path.suffix.lower() == ".pdf" and path.is_file())
    if not found:
        raise Refused(f"There is no PDF in {paper}.")
    return found


def _installation(settings: Settings) -> Installation:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Installation(
        settings=settings,
        database=Database.of(settings),
        vault=Vault(open_storage(settings)),
        doorbell=SilentDoorbell(),
        nudges=MemoryNudges(),
        speech=engine,
        other_speech=engines,
        recognizer=recognizer,
        master_key=load_master_key(settings),
        chat=open_chat(settings),
    )


async def _read(installation: Installation, by: Principal, pdf: Path, order: Order) -> str:
    async with installation.work(by.organization_id, writes=False) as session:
        project = await project_for(session)
    received = await receive(installation, by, project, pdf.name, read_file(pdf))
    await run_all(installation, wait=True)
    async with installation.work(by.organization_id) as session:
        document = await session.get_one(Document, received.document.id)
        scanned = document.problem == "no_text"
        if scanned and order.recognize:
            start_recognition(session, document, by)
        elif scanned and available() and not order.topic:
            raise Refused(
                f"{pdf.name}: {document.reason} Or let it be recognized here: add --recognize-text."
            )
    await run_all(installation, wait=True)
    return received.document.id


async def _draft(
    installation: Installation,
    by: Principal,
    document_ids: Sequence[str],
    order: Order,
    telling: Telling,
    topic: Topic,
) -> Episode:
    async with installation.work(by.organization_id) as session:
        episode, job = await start_episode(
            session, by, document_ids, order.mode, order.minutes, telling, topic
        )
    await run_all(installation, wait=True)
    await _check(installation, by, job.id)
    async with installation.work(by.organization_id, writes=False) as session:
        return await session.get_one(Episode, episode.id)


async def _approve(installation: Installation, by: Principal, episode_id: str) -> list[tuple[str, str]]:
    """Approve every sentence without a blocking finding; the others are left out and listed."""
    async with installation.work(by.organization_id) as session:
        episode = await load_script(session, episode_id)
        left_out = _drop_blocked(episode, by)
        if left_out:
            session.add(keep_revision(episode, by, "left_out"))
        for segment in episode.segments:
            conclude(session, episode, segment.approve(by, segment.content_hash), "episode")
    return left_out


def _drop_blocked(episode: Episode, by: Principal) -> list[tuple[str, str]]:
    left_out = []
    for segment in list(episode.segments):
        for sentence in [row for row in segment.sentences if row.blocked]:
            left_out.append((sentence.text, " ".join(finding["message"] for finding in sentence.blocking)))
            segment.sentences.remove(sentence)
        if not segment.sentences:
            episode.leave_out(segment, by)
    if not episode.segments:
        raise Refused("Every sentence has a blocking finding, so nothing was narrated.")
    return left_out


async def _narrate(installation: Installation, by: Principal, episode_id: str) -> float:
    async with installation.work(by.organization_id) as session:
        job = start_narration(session, await load_script(session, episode_id), by)
    await run_all(installation, wait=True)
    result = (await _check(installation, by, job.id)).result
    return float(result["seconds"])


async def _check(installation: Installation, by: Principal, job_id: str) -> Job:
    async with installation.work(by.organization_id, writes=False) as session:
        job = await session.get_one(Job, job_id)
    if job.state != "succeeded":
        raise Refused(job.reason or f"The work ended as {job.state}.")
    return job


async def _export(installation: Installation, by: Principal, episode_id: str, out: Path) -> list[Path]:
    await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    async with installation.work(by.organization_id, writes=False) as session:
        artifacts = await artifacts_of(session, episode_id)
        stored = [(row.name, await session.get_one(StoredObject, row.object_id)) for row in artifacts]
    return [await _write(installation, out / name, row) for name, row in stored]


async def _write(installation: Installation, path: Path, row: StoredObject) -> Path:
    partial = path.with_suffix(path.suffix + ".part")
    with partial.open("wb") as file:
        async for chunk in stream(installation, row):
            file.write(chunk)
    return partial.replace(path)


def report(made: Made) -> Sequence[str]:
    """What to print."""
    lines = [f"{path}  {path.stat().st_size:,} bytes" for path in made.files]
    if made.choice:
        lines.append(f"What the papers say about “{made.topic}”; * are told:")
        lines += [
            f"  {'*' if row['chosen'] else ' '} {row['share']:4.0%}  {row['title']}  {row['reason']}".rstrip()
            for row in made.choice
        ]
    if made.left_out:
        lines.append(f"Left out, because a finding stood against them: {len(made.left_out)}")
        lines += [f"  - {text}\n    {why}" for text, why in made.left_out]
    return lines
