"""A worker process as the product starts it, with sabotaged implementations."""

import asyncio
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import Any

import app.database
import app.ids
import jobs.worker
from app.commanding import end_with
from app.documents import ingestion
from app.episodes import drafting
from app.installation import Installation
from app.narration import narrating
from app.outside.speech import Checked, SpeechEngine
from app.outside.speech_endpoint import EndpointSpeech
from app.outside.storage import Vault, open_storage
from app.queue.apart import Process, Start
from app.queue.models import Job
from app.queue.registry import KINDS, Handler
from app.queue.running import Work
from app.settings import Settings
from jobs.apart import Claim, finish
from jobs.transports import open_transports
from tests.faults.plan import Plan, SabotagedDatabase, SabotagedSpeech, SabotagedStorage, Saboteur

FORKS = get_context("forkserver")
MEMORY = 4 * 1024**3
"""Address space a greedy worker has beyond what it starts with."""
SPEAK_SECONDS = 1.5
"""Longest a speech server may take for a sentence."""


def work(settings: Settings, plan: Plan, slots: int = 4) -> None:
    """Run until signalled; the exit code is the worker's."""
    settings = settings.model_copy(update={"worker_slots": slots})
    _sabotage(settings, plan)
    jobs.worker.starting = lambda settings: _starting(settings, plan)
    jobs.worker.work(settings)


def work_apart(settings: Settings, plan: Plan, claim: Claim) -> None:
    """The process of its own that a job with one crash left runs in."""
    _sabotage(settings, plan)
    worker = parent_process()
    assert worker is not None
    end_with(finish(settings, claim, int(worker.sentinel)))


def _starting(settings: Settings, plan: Plan) -> Start:
    # The server this process was forked by does it; a new one would load everything, and hold up the heart.
    vars(forkserver._forkserver)["ensure_running"] = lambda: None

    async def start(job: Job) -> Process:
        process = FORKS.Process(target=work_apart, args=(settings, plan, Claim.of(job)))
        process.start()
        return Forked(process)

    return start


class Forked:
    """A forked process as asyncio would have it."""

    def __init__(self, process: BaseProcess) -> None:
        self.process = process
        self.terminate, self.kill = process.terminate, process.kill

    async def wait(self) -> int:
        while self.process.exitcode is None:  # noqa: ASYNC110 - not a child of this process
            await asyncio.sleep(0.02)
        return self.process.exitcode


def _sabotage(settings: Settings, plan: Plan) -> None:
    """Make this process a worker whose implementations fail as planned."""
    saboteur = Saboteur(plan)
    if plan.clock:
        _turn_clock(plan.clock)
    if plan.greedy:
        size = resource.getrlimit(resource.RLIMIT_AS)
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115, PTH123
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, size[1]))
    for name, kind in KINDS.items():
        KINDS[name] = replace(kind, handler=_watched(saboteur, kind.handler))
    for module, name, stage in (
        (ingestion, "read_pdf", "reading"),
        (drafting, "keep_revision", "writing"),
        (narrating, "master", "mastering"),
    ):
        setattr(module, name, _staged(saboteur, getattr(module, name), stage))
    jobs.worker.open_installation = lambda settings: sabotaged(settings, saboteur)  # type: ignore[assignment]


def sabotaged(settings: Settings, saboteur: Saboteur) -> Installation:
    """An installation whose voice, storage and database fail as planned."""
    doorbell, nudges = open_transports(settings)
    database = jobs.worker.worker_database(settings, SabotagedDatabase)
    assert isinstance(database, SabotagedDatabase)
    database.saboteur = saboteur
    inner: SpeechEngine | None = None
    if saboteur.plan.speech_url:
        inner = Checked(EndpointSpeech(saboteur.plan.speech_url, voices="tone", seconds=SPEAK_SECONDS))
    speech = SabotagedSpeech(saboteur, settings.data_dir / "calls", inner)
    return Installation(
        settings=settings,
        database=database,
        vault=Vault(SabotagedStorage(saboteur, open_storage(settings))),
        doorbell=doorbell,
        nudges=nudges,
        speech=lambda: speech,
        master_key=saboteur.plan.master_key or bytes(32),
    )


def _watched(saboteur: Saboteur, handler: Handler) -> Handler:
    async def watched(work: Work) -> dict[str, Any] | None:
        saboteur.running.add(work.job.id)
        try:
            saboteur.reach("claimed")
            return await handler(work)
        finally:
            saboteur.running.discard(work.job.id)

    return watched


def _staged(saboteur: Saboteur, call: Callable[..., Any], stage: str) -> Callable[..., Any]:
    if not asyncio.iscoroutinefunction(call):

        def staged(*arguments: Any, **options: Any) -> Any:
            saboteur.reach(stage)
            return call(*arguments, **options)

        return staged

    async def awaited(*arguments: Any, **options: Any) -> Any:
        found: Awaitable[Any] = call(*arguments, **options)
        result = await found
        saboteur.reach(stage)
        return result

    return awaited


def _turn_clock(seconds: float) -> None:
    """Set the wall clock of this process alone; the monotonic one goes on."""
    right_time, right_now = time.time, app.ids.now
    time.time = lambda: right_time() + seconds
    turned = lambda: right_now() + timedelta(seconds=seconds)  # noqa: E731
    for module in list(sys.modules.values()):
        if getattr(module, "now", None) is right_now:
            module.now = turned  # type: ignore[attr-defined]
