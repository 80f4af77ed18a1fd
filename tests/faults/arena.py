"""Ten organizations on one database, a ledger of sentences to speak, and the processes that speak them."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlmodel import select

import jobs.tasks  # noqa: F401 - registers every kind of job
from app.database import Database
from app.episodes.draft import SegmentRole
from app.episodes.models import Episode, Segment
from app.episodes.sentences import Sentence
from app.episodes.states import EpisodeState
from app.installation import Installation
from app.migrating import migrate
from app.organizations.models import Project
from app.organizations.places import found
from app.outside.storage import Vault, open_storage
from app.permissions import ROLES, Principal, Role
from app.queue.models import Job, ask
from app.settings import Settings
from jobs.transports import open_transports
from tests.fakes.speech import QuickSpeech
from tests.faults.plan import Plan
from tests.faults.servers import Postgres, RedisServer
from tests.faults.worker import FORKS, work
from tests.jobs.brokers import KafkaServer

ORGANIZATIONS = 10
SEGMENTS = 10
"""Of an episode; each has one sentence."""
SETTLE_SECONDS = 120.0
KEEP_SECONDS = 0.05
WORDS = re.findall(
    r"\w+", "amber birch cedar delta ember fjord grove heath inlet jetty knoll larch marsh north olive peaks"
)

FORKS.set_forkserver_preload(["tests.faults.worker", "tests.faults.__main__"])  # the one that was run, too


@dataclass(frozen=True)
class Entry:
    """One sentence somebody approved, and the job that speaks it."""

    organization_id: str
    episode_id: str
    segment_id: str
    sentence_id: str
    job_id: str
    spoken: str


@dataclass
class Arena:
    """Where faults are injected: asks for work as a web process would, and starts workers."""

    settings: Settings
    installation: Installation
    seed: int = 0
    organizations: list[str] = field(default_factory=list)
    workers: list[BaseProcess] = field(default_factory=list)
    stopped: set[int] = field(default_factory=set)
    """Ids of workers nobody shall replace."""
    number: int = 0
    """Ledgers opened so far."""
    plan: Plan = field(default_factory=lambda: Plan(Path()))
    started: int = 0
    redis: RedisServer | None = None
    postgres: Postgres | None = None
    kafka: KafkaServer | None = None

    def principal(self, organization_id: str) -> Principal:
        return Principal("user", "ada", "ada", organization_id, None, ROLES[Role.OWNER], Role.OWNER)

    async def settle_in(self) -> None:
        """Found the organizations."""
        await migrate(self.installation.database)
        for number in range(ORGANIZATIONS):
            async with self.installation.work() as session:
                slug = f"org-{WORDS[number]}"
                row = await found(session, slug, slug.title(), bytes(32))
                await session.flush()
                self.organizations.append(row.id)

    def draw(self, **sabotage: object) -> Plan:
        """A plan with nothing spent yet, for the workers started from now on."""
        self.number += 1
        folder = self.settings.data_dir / f"plan-{self.number}"
        folder.mkdir()
        self.plan = Plan(folder, self.seed, **sabotage)  # type: ignore[arg-type]
        return self.plan

    async def fill(self, count: int) -> list[Entry]:
        """Approved sentences, spread evenly over the organizations, each with a job that shall speak it."""
        chance = random.Random(f"{self.seed} {self.number}")
        entries: list[Entry] = []
        for place, organization_id in enumerate(self.organizations):
            share = count // ORGANIZATIONS + (place < count % ORGANIZATIONS)
            entries += await self.fill_one(organization_id, share, WORDS[place], chance)
        return entries

    async def fill_one(
        self, organization_id: str, count: int, owner: str = WORDS[-1], chance: random.Random | None = None
    ) -> list[Entry]:
        """Approved sentences of one organization alone."""
        chance = chance or random.Random(f"{self.seed} {self.number} {owner}")
        entries: list[Entry] = []
        for start in range(0, count, SEGMENTS):
            size = min(SEGMENTS, count - start)
            entries += await self._episode(organization_id, owner, size, chance)
        return entries

    async def _episode(
        self, organization_id: str, owner: str, size: int, chance: random.Random
    ) -> list[Entry]:
        by = self.principal(organization_id)
        async with self.installation.work(organization_id) as session:
            project = (await session.exec(select(Project))).one()
            where = {"organization_id": organization_id, "workspace_id": project.workspace_id}
            episode = Episode(
                **where, project_id=project.id, title="Ledger", state=EpisodeState.APPROVED, revision=1
            )
            episode.segments = [self._segment(where, episode, owner, at, chance, by) for at in range(size)]
            session.add(episode)
            asked: list[tuple[Segment, Job]] = [
                (segment, ask(session, "speak_segment", by=by, subject=segment))
                for segment in episode.segments
            ]
        return [
            Entry(
                organization_id,
                episode.id,
                segment.id,
                segment.sentences[0].id,
                job.id,
                segment.sentences[0].spoken,
            )
            for segment, job in asked
        ]

    def _segment(
        self,
        where: dict[str, str],
        episode: Episode,
        owner: str,
        at: int,
        chance: random.Random,
        by: Principal,
    ) -> Segment:
        text = f"Of {owner} we tell the {' '.join(chance.choices(WORDS, k=9))}."
        segment = Segment(**where, episode_id=episode.id, role=SegmentRole.BODY, title="Part", position=at)
        row = Sentence(
            **where, episode_id=episode.id, segment_id=segment.id, text=text, spoken=text, claim=False
        )
        row.evidence, row.approvals, row.overrides, row.comments, row.pickups = [], [], [], [], []
        row.content_hash = row.computed_hash()
        row.say_yes(by)
        segment.sentences, segment.rejections = [row], []
        return segment

    def start(self, plan: Plan | None = None, slots: int = 4) -> BaseProcess:
        """One more worker."""
        process = FORKS.Process(target=work, args=(self.settings, plan or self.plan, slots))
        process.start()
        self.workers.append(process)
        self.started += 1
        return process

    @asynccontextmanager
    async def crew(self, count: int = 2, slots: int = 4) -> AsyncIterator[list[BaseProcess]]:
        """So many workers, each replaced when it dies, as a supervisor would."""
        for _ in range(count):
            self.start(slots=slots)
        keeper = asyncio.create_task(self._keep(slots))
        try:
            yield self.workers
        finally:
            keeper.cancel()
            self.end()

    async def _keep(self, slots: int) -> None:
        while True:
            for process in list(self.workers):
                if process.exitcode is not None:
                    self.workers.remove(process)
                    if process.pid not in self.stopped:
                        self.start(slots=slots)
            await asyncio.sleep(KEEP_SECONDS)

    def end(self) -> None:
        for process in self.workers:
            process.kill()
            process.join()
        self.workers.clear()

    async def close(self) -> None:
        self.end()
        await self.installation.nudges.close()
        await self.installation.doorbell.close()
        await self.installation.database.close()


@asynccontextmanager
async def arena(
    settings: Settings,
    seed: int = 0,
    redis: RedisServer | None = None,
    postgres: Postgres | None = None,
    kafka: KafkaServer | None = None,
) -> AsyncIterator[Arena]:
    """An arena on the database, transport and storage the settings name; the servers are to be disturbed."""
    doorbell, nudges = open_transports(settings)
    speech = QuickSpeech()
    installation = Installation(
        settings=settings,
        database=Database.of(settings),
        vault=Vault(open_storage(settings)),
        doorbell=doorbell,
        nudges=nudges,
        speech=lambda: speech,
        master_key=bytes(32),
    )
    made = Arena(settings, installation, seed, redis=redis, postgres=postgres, kafka=kafka)
    try:
        await made.settle_in()
        yield made
    finally:
        await made.close()


async def until(reached: object, seconds: float = SETTLE_SECONDS, every: float = 0.05) -> float:
    """Wait until the coroutine function answers true; the seconds it took. TimeoutError when it does not."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while not await reached():  # type: ignore[operator]  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(every)
    return time.monotonic() - began
