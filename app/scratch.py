"""Where files are worked on in the clear: a folder of each process, gone with it or at the next start."""

import fcntl
import os
import secrets
import shutil
import time
import weakref
from contextlib import suppress
from functools import cached_property
from pathlib import Path

PREFIX = "process-"
LEFTOVER_SECONDS = 3600.0
"""Nothing takes that long to write or to work on."""


class Scratch:
    """The folder all processes of a data directory share, and in it that of this one, `own`.

    A process keeps its folder locked. The kernel lets go when it ends, however it ends, so what can be locked
    was left by the dead.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def own(self) -> Path:
        """Readable by us alone, and empty again whenever nothing is worked on."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            path = self._folder / f"{PREFIX}{secrets.token_hex(8)}"
            path.mkdir(mode=0o700)
            lock = _lock(path)
            if lock is not None and path.exists():
                weakref.finalize(self, _leave, path, lock, os.getpid())
                return path
            # Somebody who removes what the dead left was there between the two.
            if lock is not None:
                os.close(lock)

    def sweep(self) -> int:
        """Remove what processes left that are dead, and what nobody ever locked after an hour; how many."""
        removed = 0
        for path in self._folder.iterdir() if self._folder.exists() else ():
            with suppress(FileNotFoundError):
                removed += _removed(path)
        return removed


def _removed(path: Path) -> bool:
    if not path.name.startswith(PREFIX):
        if time.time() - path.stat().st_mtime < LEFTOVER_SECONDS:
            return False
        shutil.rmtree(path, ignore_errors=True)
        return True
    if (lock := _lock(path)) is None:
        return False
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)
    return True


def _lock(path: Path) -> int | None:
    """The descriptor that holds the folder, or None when somebody else holds it."""
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    return held


def _leave(path: Path, lock: int, process: int) -> None:
    if os.getpid() != process:
        return  # a copy of it that was forked
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)
