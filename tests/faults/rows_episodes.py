"""The whole way of a document, while its workers die: reading, writing, mastering."""

import hashlib

from sqlmodel import col, func, select

from app.documents.models import Document
from app.documents.upload import receive
from app.episodes.lookups import SegmentAt
from app.episodes.models import Episode
from app.episodes.requesting import start_episode
from app.episodes.scripts import load_script
from app.narration.models import Artifact, Master
from app.narration.narrating import start_narration
from app.objects import StoredObject, fetch
from app.organizations.places import project_for
from app.queue.models import Job
from app.review.decisions import approve_segment
from app.tenancy import across_organizations
from tests.faults.arena import Arena, Entry
from tests.faults.ledger import Balance, balance, settled
from tests.faults.rows_voices import in_pieces
from tests.faults.running import spent
from tests.paper import DUNES, pdf_of

STAGES = ("reading", "writing", "mastering", "before put", "after put", "before commit", "after commit")


async def killed(arena: Arena, jobs: int) -> Balance:
    """1: a paper from upload to mastered episode, with a worker killed at every stage."""
    plan = arena.draw(kills=dict.fromkeys(STAGES, max(1, jobs // 100)))
    owners = arena.organizations[: max(2, min(10, jobs // 20))]
    episodes: dict[str, str] = {}
    async with arena.crew():
        for owner in owners:
            by = arena.principal(owner)
            async with arena.installation.work(owner, writes=False) as session:
                project = await project_for(session)
            content = pdf_of(DUNES) + f"\n% {arena.number}".encode()
            got = await receive(arena.installation, by, project, "dunes.pdf", in_pieces(content))
            async with arena.installation.work(owner) as session:
                episode, _ = await start_episode(session, by, [got.document.id], minutes=1.0)
            episodes[owner] = episode.id
        await _idle(arena)
        for owner, episode_id in episodes.items():
            await _approve(arena, owner, episode_id)
        await _idle(arena)
        for owner, episode_id in episodes.items():
            async with arena.installation.work(owner) as session:
                script = await load_script(session, episode_id)
                start_narration(session, script, arena.principal(owner))
        await _idle(arena)
    found = await balance(arena, [], "killed from upload to master")
    found.injected, found.jobs = spent(plan), len(owners)
    for owner, episode_id in episodes.items():
        await _look(arena, owner, episode_id, found)
    return found


async def _idle(arena: Arena) -> None:
    """Until every job has ended."""
    async with arena.installation.work(writes=False) as session:
        with across_organizations(session):
            rows = (await session.exec(select(Job.organization_id, Job.id))).all()
    await settled(arena, [Entry(owner, "", "", "", job_id, "") for owner, job_id in rows], 240)
    async with arena.installation.work(writes=False) as session:
        with across_organizations(session):
            count = (await session.exec(select(func.count()).select_from(Job))).one()
    if count > len(rows):
        await _idle(arena)


async def _approve(arena: Arena, owner: str, episode_id: str) -> None:
    by = arena.principal(owner)
    async with arena.installation.work(owner) as session:
        script = await load_script(session, episode_id)
        for segment in script.segments:
            approve_segment(session, SegmentAt(script, segment), by, segment.content_hash)


async def _look(arena: Arena, owner: str, episode_id: str, found: Balance) -> None:
    async with arena.installation.work(owner, writes=False) as session:
        episode = await session.get_one(Episode, episode_id)
        masters = (await session.exec(select(func.count()).where(Master.episode_id == episode_id))).one()
        documents = (await session.exec(select(Document).where(Document.filename == "dunes.pdf"))).all()
        query = (
            select(Artifact, StoredObject)
            .join(StoredObject, col(StoredObject.id) == Artifact.object_id)
            .where(Artifact.episode_id == episode_id)
        )
        artifacts = (await session.exec(query)).all()
    if episode.state != "ready" or not masters:
        found.lost += 1
        found.problems.append(f"episode {episode_id} is {episode.state}: {episode.reason}")
    found.duplicated += max(0, masters - 1) + sum(row.state != "ready" for row in documents)
    for artifact, stored in artifacts:
        content = await fetch(arena.installation, stored)
        if hashlib.sha256(content).hexdigest() != artifact.sha256 or stored.organization_id != owner:
            found.wrong_tenant += 1
