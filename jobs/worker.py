"""The worker process: slots for jobs, a sweep, and an ear for the doorbell."""

import asyncio
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import NoReturn

import jobs.tasks  # noqa: F401 - registers every kind of job
from app.commanding import end_with
from app.database import Database
from app.encryption import load_master_key
from app.installation import Installation
from app.outside.chat import open_chat
from app.outside.egress import Egress
from app.outside.embedding import embedder
from app.outside.mail import open_mail
from app.outside.recognizer import recognizer
from app.outside.speech import SpeechError, engines, speak
from app.outside.speech import engine as speech_engine
from app.outside.storage import Vault, open_storage
from app.outside.vectors import open_vectors
from app.queue.alive import alive
from app.queue.apart import Process, Start
from app.queue.doorbell import Ear
from app.queue.models import Job
from app.queue.schedules import keep_turning
from app.queue.scheduling import Runner
from app.record.sink import keep_sending
from app.settings import Settings
from app.supervisor import environment_of
from jobs.transports import open_ear, open_transports

log = logging.getLogger(__name__)

RELEASE_SECONDS = 3.0
"""After the drain: how long giving jobs back may take before the process ends regardless."""
CANCEL_SECONDS = 1.0
"""How long what only listens has to end once all is given back."""
LISTEN_AGAIN_SECONDS = 1.0
BUSY_SECONDS = 30.0


def worker_database(settings: Settings, kind: type[Database] = Database) -> Database:
    """The database for a worker, which has the time to wait: nobody waits for it."""
    return kind.of(settings, idle_seconds=4 * settings.lease_seconds, busy_seconds=BUSY_SECONDS)


def open_installation(settings: Settings) -> Installation:
    """The installation as a worker sees it, with the implementations the settings name."""
    doorbell, nudges = open_transports(settings)
    return Installation(
        settings=settings,
        database=worker_database(settings),
        vault=Vault(open_storage(settings)),
        doorbell=doorbell,
        nudges=nudges,
        speech=speech_engine,
        other_speech=engines,
        recognizer=recognizer,
        master_key=load_master_key(settings),
        mail=open_mail(settings),
        chat=open_chat(settings),
        embedder=embedder(),
        vectors=open_vectors(settings),
        egress=Egress.of(settings),
    )


def starting(settings: Settings) -> Start:
    """What starts a process of its own for one job, with these settings; see jobs/apart.py."""

    async def start(job: Job) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "jobs.apart",
            job.organization_id,
            job.id,
            str(job.fence),
            env=environment_of(settings),
            stdin=asyncio.subprocess.PIPE,  # which ends when the worker does
            start_new_session=True,  # a Ctrl-C reaches the worker alone
        )

    return start


def work(settings: Settings, *, warm: bool = False) -> NoReturn:
    """Be a worker until told to end; the process ends with it."""
    end_with(run_worker(settings, warm=warm))


async def run_worker(settings: Settings, *, warm: bool = False) -> int:
    """Run jobs until SIGTERM or SIGINT; then finish or give back what runs. Returns the exit code.

    `warm` loads the voice at once, so that the first approved sentence is heard without waiting for it.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    installation = open_installation(settings)
    await installation.tidy()
    async with alive(installation):
        await _work_until(stopping, installation, warm=warm)
    await installation.nudges.close()
    await installation.doorbell.close()
    await installation.database.close()
    return 0 if stopping.is_set() else 1


async def _work_until(stopping: asyncio.Event, installation: Installation, *, warm: bool) -> None:
    settings = installation.settings
    runner = Runner(installation, apart=starting(settings))
    warming = asyncio.create_task(_warm(installation) if warm else asyncio.sleep(0))
    tasks = [asyncio.create_task(runner.serve()), asyncio.create_task(keep_turning(installation))]
    sending = asyncio.create_task(keep_sending(installation, settings.sweep_seconds))
    if (ear := open_ear(settings, runner)) is not None:
        tasks.append(asyncio.create_task(_listen(ear)))
    log.info("worker %s runs up to %d jobs at a time", runner.name, runner.slots)
    stopped = asyncio.create_task(stopping.wait())
    ended, _ = await asyncio.wait({stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    if stopped not in ended:
        log.error("the worker cannot go on: %s", ended)
    _end_within(settings.drain_seconds + RELEASE_SECONDS)
    await runner.drain(settings.drain_seconds)
    ending = {stopped, warming, sending, *tasks}
    for task in ending:
        task.cancel()
    # Not for ever: under load a client of Redis has swallowed the word, and arq went on polling.
    await asyncio.wait(ending, timeout=CANCEL_SECONDS)


async def _warm(installation: Installation) -> None:
    """Load the voice before somebody waits for it; what is wrong with it the first job will say."""
    with suppress(SpeechError):
        engine = await asyncio.to_thread(installation.speech)
        await speak(engine, "Ready.", engine.voices()[0].id)


async def _listen(ear: Ear) -> None:
    """Look for jobs whenever somebody rings; while the transport is away the runner's own sweep goes on."""
    while True:
        # A task of its own: clients let out cancellations nobody asked for, which would end the worker.
        heard = asyncio.gather(ear.listen(), return_exceptions=True)
        for error in await heard:
            log.warning("the doorbell is away: %r", error)
        await asyncio.sleep(LISTEN_AGAIN_SECONDS)


def _end_within(seconds: float) -> None:
    """End the process after that time at the latest.

    A handler's thread that does not return would otherwise keep the interpreter from ending.
    """
    watchdog = threading.Timer(seconds, os._exit, [0])
    watchdog.daemon = True
    watchdog.start()
