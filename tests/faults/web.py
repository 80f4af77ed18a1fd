"""A real `tic web` process over an arena, and a key to ask it with."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.settings import Settings
from app.supervisor import environment_of
from tests.faults.arena import WORDS

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 60.0
MASTER_KEY = "A" * 43 + "="
"""Of zeros, as the arena's is."""


@dataclass
class Web:
    """One web process."""

    origin: str
    key: str
    process: subprocess.Popen[bytes]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def port(self) -> int:
        return int(self.origin.rsplit(":", 1)[1])

    @property
    def memory(self) -> int:
        """Bytes resident."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def tic(environment: dict[str, str], *arguments: str) -> str:
    """What a command of the command line prints."""
    command = [sys.executable, "-m", "app.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def key_of(settings: Settings, environment: dict[str, str]) -> str:
    """The arena's, made when the first of its web processes starts."""
    kept = settings.data_dir / "harness.key"
    if not kept.exists():
        name = ("--org", f"org-{WORDS[0]}", "--name", "harness", "--all-scopes")
        kept.write_text(tic(environment, "keys", "create", *name))
    return kept.read_text()


@contextmanager
def web(settings: Settings, port: int, key: str = "") -> Iterator[Web]:
    """Started, ready, and killed afterwards."""
    with webs(settings, port, key=key) as (running,):
        yield running


@contextmanager
def webs(settings: Settings, *ports: int, key: str = "") -> Iterator[list[Web]]:
    """Several, which start at the same time."""
    key = key or key_of(settings, environment_of(settings, master_key=MASTER_KEY))
    running = [_begun(settings, port, key) for port in ports]
    try:
        for one in running:
            _await(one)
        yield running
    finally:
        for one in running:
            one.kill()


def _begun(settings: Settings, port: int, key: str) -> Web:
    environment = environment_of(settings, port=str(port), master_key=MASTER_KEY)
    with (settings.data_dir / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "web"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    return Web(f"http://127.0.0.1:{port}", key, process)


def _await(running: Web) -> None:
    """Until it answers, or has had its time."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(f"{running.origin}/health/live", timeout=2).status_code == 200:
                return
        time.sleep(0.1)
