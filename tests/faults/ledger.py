"""The ledger balanced after a fault: what was lost, done twice, or went to somebody else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent, broken_link
from app.episodes.sentences import Sentence
from app.narration.clips import wav
from app.narration.models import Clip, Take
from app.objects import StoredObject, fetch, remove_orphans
from app.outside.speech import SpeechEngine
from app.queue.control import retry_job
from app.queue.models import FINISHED, Attempt, Job, JobState
from app.tenancy import across_organizations
from tests.faults.arena import SETTLE_SECONDS, Arena, Entry, until


@dataclass
class Balance:
    """What a fault cost. `problems` says in words what must not be; empty is what is promised."""

    fault: str = ""
    injected: int = 0
    jobs: int = 0
    lost: int = 0
    duplicated: int = 0
    wrong_tenant: int = 0
    orphans: int = 0
    """Objects nobody refers to, after the sweep."""
    swept: int = 0
    """Objects the sweep removed."""
    retried: int = 0
    """Dead letters somebody had to run again."""
    extra_calls: int = 0
    """Sentences spoken in vain."""
    recovery: float = 0.0
    """Longest, in seconds, from the fault to the work going on."""
    problems: list[str] = field(default_factory=list)
    died_of: list[str] = field(default_factory=list)
    """Why those that were run again had been given up."""

    @property
    def clean(self) -> bool:
        numbers = (self.lost, self.duplicated, self.wrong_tenant, self.orphans)
        return self.injected > 0 and not any(numbers) and not self.problems


async def settled(arena: Arena, entries: Sequence[Entry], seconds: float = SETTLE_SECONDS) -> float:
    """Wait until every job of the ledger has ended; the seconds it took."""
    ids = {entry.job_id for entry in entries}

    async def ended() -> bool:
        async with arena.installation.work(writes=False) as session:
            with across_organizations(session):
                query = (
                    select(func.count())
                    .select_from(Job)
                    .where(col(Job.id).in_(ids), col(Job.state).in_(tuple(FINISHED)))
                )
                return int((await session.exec(query)).one()) == len(ids)

    return await until(ended, seconds, every=0.1)


async def run_dead_again(arena: Arena, entries: Sequence[Entry]) -> list[str]:
    """What a person does in the failure inbox once the trouble is over; why each had been given up."""
    dead = []
    for entry in entries:
        async with arena.installation.work(entry.organization_id) as session:
            job = await session.get_one(Job, entry.job_id)
            if job.state is JobState.DEAD:
                dead.append(job.reason)
                await retry_job(session, job.id, arena.principal(entry.organization_id))
    return dead


async def balance(
    arena: Arena, entries: Sequence[Entry], fault: str = "", voice: SpeechEngine | None = None
) -> Balance:
    """Compare the ledger with what is there. `voice` says again what should have been said."""
    found = Balance(fault, jobs=len(entries))
    for organization_id in arena.organizations:
        own = [entry for entry in entries if entry.organization_id == organization_id]
        async with arena.installation.work(organization_id, writes=False) as session:
            for entry in own:
                await _look(session, arena, entry, found, voice or arena.installation.speech())
            events = (await session.exec(select(AuditEvent).order_by(col(AuditEvent.number)))).all()
            if (broken := broken_link(list(events))) is not None:
                found.problems.append(f"the record of {organization_id} is broken at {broken}")
    await _objects(arena, found)
    path = arena.settings.data_dir / "calls"
    calls = Counter(path.read_text().splitlines() if path.exists() else [])
    found.extra_calls = sum(max(0, calls[entry.spoken] - 1) for entry in entries)
    found.recovery = await recovery(arena)
    return found


async def _look(
    session: AsyncSession, arena: Arena, entry: Entry, found: Balance, voice: SpeechEngine
) -> None:
    job = await session.get_one(Job, entry.job_id)
    won = select(func.count()).where(Attempt.job_id == job.id, Attempt.outcome == "succeeded")
    found.duplicated += max(0, (await session.exec(won)).one() - 1)
    content = (await session.get_one(Sentence, entry.sentence_id)).content_hash
    query = (
        select(Clip, StoredObject)
        .join(Take, Take.clip_id == Clip.id)  # type: ignore[arg-type]
        .join(StoredObject, StoredObject.id == Clip.object_id)  # type: ignore[arg-type]
        .where(Take.sentence_id == entry.sentence_id, Take.content_hash == content)
    )
    rows = (await session.exec(query)).all()
    if job.state is not JobState.SUCCEEDED or not rows:
        found.lost += 1
        found.problems.append(f"job {job.id} is {job.state.value} with {len(rows)} clips: {job.reason}")
        return
    found.duplicated += len(rows) - 1
    for clip, stored in rows:
        same = (await session.exec(select(func.count()).where(Clip.base == clip.base))).one()
        found.duplicated += same - 1
        owners = {clip.organization_id, stored.organization_id, stored.storage_key.split("/")[0]}
        spoken = await fetch(arena.installation, stored)
        if owners != {entry.organization_id}:
            found.wrong_tenant += 1
        elif spoken != wav(voice.speak(entry.spoken, clip.voice, clip.rate)):
            found.wrong_tenant += 1
            found.problems.append(f"the clip of {entry.sentence_id} says something else")


async def _objects(arena: Arena, found: Balance) -> None:
    """Rows and objects, compared after the sweep a running installation does on a schedule."""
    storage = arena.installation.vault.storage
    await storage.sweep(0)
    for organization_id in arena.organizations:
        found.swept += await remove_orphans(arena.installation, organization_id, 0)
    there = {key async for key in storage.keys("")}
    async with arena.installation.work(writes=False) as session:
        with across_organizations(session):
            known = set((await session.exec(select(StoredObject.storage_key))).all())
    found.orphans = len(there - known)
    if missing := known - there:
        found.problems.append(f"{len(missing)} rows name an object that is not there")


async def recovery(arena: Arena) -> float:
    """Of all workers that died at a stage of the present plan: the longest until its job was taken up."""
    path = arena.plan.folder / "deaths"
    longest = 0.0
    for line in path.read_text().splitlines() if path.exists() else []:
        died, job_id = float(line.split()[0]), line.split()[1]
        async with arena.installation.work(writes=False) as session:
            with across_organizations(session):
                query = select(Attempt.started_at).where(Attempt.job_id == job_id)
                starts = [start.timestamp() for start in (await session.exec(query)).all()]
        later = [start - died for start in starts if start > died]
        longest = max(longest, min(later, default=0.0))
    return longest
