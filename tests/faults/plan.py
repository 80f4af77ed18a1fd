"""What shall go wrong inside a worker process, and the wrappers that make it go wrong.

The application knows nothing of this: a worker of the harness is given wrapped implementations.
"""

import asyncio
import itertools
import os
import random
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import Database
from app.outside.speech import Speech, SpeechEngine, SpeechError
from app.outside.storage import Storage, StorageError
from tests.fakes.speech import QuickSpeech

CRASHES_A_JOB = 1
"""How often one job loses its worker by plan; what it shared a worker with may add to that."""
OVER = "over"
"""The name of a file in the folder of a plan: from now on nothing goes wrong by chance."""
KILL_SHARE = 0.25
"""Of the times a stage is passed while it still has kills to spend."""


@dataclass(frozen=True)
class Plan:
    """Picklable, for it goes to worker processes; `folder` keeps what all of them have spent."""

    folder: Path
    seed: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    """By stage."""
    storage: float = 0.0
    """Share of calls to the storage that fail, stall or stop midway."""
    speech: float = 0.0
    """Share of sentences the voice fails on, each at most once."""
    speech_url: str = ""
    """A speech server instead of the voice inside."""
    speak_seconds: float = 0.0
    """How long a sentence takes."""
    clock: float = 0.0
    """Seconds the worker's clock is wrong."""
    poison: str = ""
    """Text of a sentence nobody survives speaking."""
    greedy: float = 0.0
    """Share of sentences that ask for more memory than the process may have, each once."""
    master_key: bytes | None = None
    """Instead of the right one."""


class Saboteur:
    """Decides, in one worker process, what goes wrong now."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.running: set[str] = set()
        """Ids of the jobs whose handlers run here."""
        self._random = random.Random(f"{plan.seed} {os.getpid()}")
        self._lock = threading.Lock()

    def chance(self, share: float) -> bool:
        return share > 0 and self._random.random() < share and not (self.plan.folder / OVER).exists()

    def once(self, name: str) -> bool:
        """Whether nobody, in whatever process, has done this yet."""
        try:
            os.close(os.open(self.plan.folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        return True

    def reach(self, stage: str) -> None:
        """Die here, by SIGKILL, while the plan has deaths left for the stage."""
        left = self.plan.kills.get(stage, 0)
        with self._lock:
            victims = sorted(self.running)
            if not left or not victims or not self.chance(KILL_SHARE):
                return
            if any(self._crashes(job_id) >= CRASHES_A_JOB for job_id in victims):
                return
            if not any(self.once(f"kill {stage} {number}") for number in range(left)):
                return
            for job_id in victims:
                self.once(f"crash {job_id} {self._crashes(job_id)}")
            with (self.plan.folder / "deaths").open("a") as deaths:
                deaths.write("".join(f"{time.time()} {job_id}\n" for job_id in victims))
            os.kill(os.getpid(), signal.SIGKILL)

    def _crashes(self, job_id: str) -> int:
        return sum((self.plan.folder / f"crash {job_id} {number}").exists() for number in range(9))


class SabotagedSpeech(QuickSpeech):
    """Appends every call to a file, and fails, hangs or dies as planned."""

    def __init__(self, saboteur: Saboteur, calls: Path, inner: SpeechEngine | None = None) -> None:
        self.saboteur = saboteur
        self.calls = calls
        self.inner = inner or QuickSpeech()
        if inner is not None:
            self.name = inner.name

    @property
    def sends_text_out(self) -> bool:  # type: ignore[override]
        return self.inner.sends_text_out

    def voices(self) -> Any:
        return self.inner.voices()

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        plan = self.saboteur.plan
        self.saboteur.reach("before speaking")
        with self.calls.open("a") as file:
            file.write(f"{text}\n")
        if plan.poison and plan.poison == text:
            os.kill(os.getpid(), signal.SIGKILL)
        if plan.speak_seconds:
            time.sleep(plan.speak_seconds)
        name = text.replace("/", " ")
        if self.saboteur.chance(plan.greedy) and self.saboteur.once(f"greedy {name}"):
            np.ones(1 << 36, dtype=np.uint8)  # MemoryError, for the process is limited
        if self.saboteur.chance(plan.speech) and self.saboteur.once(f"speech {name}"):
            raise SpeechError("the voice stumbled", again=True)
        speech = self.inner.speak(text, voice, rate)
        self.saboteur.reach("after speaking")
        return speech


class SabotagedStorage:
    """A storage that fails before, in the middle of, or after what it is asked to do."""

    def __init__(self, saboteur: Saboteur, inner: Storage) -> None:
        self.saboteur = saboteur
        self.inner = inner
        self._how = itertools.cycle(("before", "midway", "after", "slow"))

    def _fails(self, *ways: str) -> str:
        """How this call fails, of the ways it can; '' when it does not."""
        if not self.saboteur.chance(self.saboteur.plan.storage):
            return ""
        how = next(how for how in self._how if how in ways)
        with (self.saboteur.plan.folder / "storage").open("a") as file:
            file.write(f"{how}\n")
        return how

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        how = self._fails("before", "midway", "after", "slow")
        self.saboteur.reach("before put")
        if how == "before":
            raise StorageError("no answer", again=True)
        if how == "slow":
            await asyncio.sleep(0.3)
        written = await self.inner.put(key, self._pieces(chunks, broken=how == "midway"))
        self.saboteur.reach("after put")
        if how == "after":
            raise StorageError("the answer was lost", again=True)
        return written

    async def _pieces(self, chunks: AsyncIterator[bytes], *, broken: bool) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            yield chunk[: len(chunk) // 2]
            self.saboteur.reach("in the middle of put")
            if broken:
                raise StorageError("the connection broke", again=True)
            yield chunk[len(chunk) // 2 :]

    async def get(self, key: str, start: int, length: int) -> bytes:
        if self._fails("before"):
            raise StorageError("no answer", again=True)
        return await self.inner.get(key, start, length)

    async def stream(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        async for piece in self.inner.stream(key, start, end):
            yield piece

    async def delete(self, key: str) -> None:
        if self._fails("before"):
            raise StorageError("no answer", again=True)
        await self.inner.delete(key)

    async def size(self, key: str) -> int:
        return await self.inner.size(key)

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        async for key in self.inner.keys(prefix):
            yield key

    async def sweep(self, age: float) -> int:
        return await self.inner.sweep(age)


class SabotagedDatabase(Database):
    """Dies before or after a commit."""

    saboteur: Saboteur

    @asynccontextmanager
    async def session(self, *, writes: bool = True, **info: Any) -> AsyncIterator[AsyncSession]:
        async with super().session(writes=writes, **info) as session:
            yield session
            if writes:
                await session.flush()
                self.saboteur.reach("before commit")
        if writes:
            self.saboteur.reach("after commit")
