"""A fresh child process per file: no network, no environment, bounded memory, time and output."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from app.documents.child import main; main(sys.argv[2:])"
)
_CHUNK = 1 << 16


class Contained(Exception):
    """The child did not give an answer; whatever it did stayed inside it."""


class TimedOut(Contained):
    """It ran longer than allowed, on the wall or on the processor."""


class OutOfMemory(Contained):
    """It asked for more memory than allowed."""


class TooMuchOutput(Contained):
    """It answered more than allowed."""


class Crashed(Contained):
    """It died of a signal or with an error of its own; `signal` is 0 for the latter."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}")
        self.signal = number


OUT_OF_MEMORY = 77
"""Exit status by which the child says that Python itself ran out of memory."""


async def run(
    command: str, *options: str, source: Path, seconds: float, memory: int, output: int = 20 * 1024 * 1024
) -> bytes:
    """What the child writes for a command of `child.py`, the file at `source` being its standard input.

    `seconds` bounds both wall clock and processor time, `memory` the address space in bytes (where the system
    can), `output` the answer in bytes. Raises a `Contained`.
    """
    limits = (str(max(1, round(seconds))), str(memory))
    stdin = await asyncio.to_thread(os.open, source, os.O_RDONLY)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-B", "-c", _START, str(_ROOT), *limits, command, *options,
            stdin=stdin, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/", start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(stdin)
    try:
        async with asyncio.timeout(seconds):
            answer = await _answer(process, output)
            status = await process.wait()
    except TimeoutError:
        raise TimedOut from None
    finally:
        await _end(process)
    return _judged(status, answer)


async def _answer(process: Process, most: int) -> bytes:
    assert process.stdout is not None
    answer = bytearray()
    while chunk := await process.stdout.read(_CHUNK):
        answer += chunk
        if len(answer) > most:
            raise TooMuchOutput
    return bytes(answer)


async def _end(process: Process) -> None:
    """Kill the child and whatever it started, even if the caller was cancelled."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.shield(process.wait())


def _judged(status: int, answer: bytes) -> bytes:
    if status == 0:
        return answer
    if status == OUT_OF_MEMORY:
        raise OutOfMemory
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        raise TimedOut
    raise Crashed(max(0, -status))
