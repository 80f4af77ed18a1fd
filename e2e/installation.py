"""A real installation for the journeys: `tic up` on a folder and a port of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWNER = "owner@example.org"
READY_SECONDS = 90.0
STOP_SECONDS = 10.0
"""How long everything may take to end after SIGTERM: what the README promises."""


@dataclass
class Installation:
    """Started by `start`, ended by `stop`; `link` is the one-time sign-in link it printed."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "up.log").read_text(errors="replace")

    @property
    def link(self) -> str:
        found = re.search(r"Sign in once with this link: (\S+)", self.log)
        assert found, self.log
        return found[1]

    @classmethod
    def start(cls, folder: Path) -> "Installation":
        """Returns when the installation says that it is ready."""
        port = free_port()
        environment = _environment(folder, port)
        command = [sys.executable, "-m", "app.cli", "up"]
        with (folder / "up.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        installation = cls(folder, port, process)
        try:
            installation._wait()
        except BaseException:
            process.terminate()
            raise
        return installation

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log
            if f"Thinking in Code: {self.origin}\n" in self.log:
                with suppress(OSError), urllib.request.urlopen(f"{self.origin}/health/ready", timeout=2):
                    return
            time.sleep(0.1)
        raise AssertionError(f"not ready after {READY_SECONDS} s:\n{self.log}")

    def stop(self) -> float:
        """SIGTERM; the seconds it took until all of it had ended."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"did not end after SIGTERM:\n{self.log}") from None
        return time.monotonic() - started

    def new_link(self, **settings: str) -> str:
        """A one-time sign-in link for the owner, made by the command of that name."""
        command = [sys.executable, "-m", "app.cli", "sign-in-link", OWNER]
        environment = _environment(self.folder, self.port, **settings)
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def mailed(self, pattern: re.Pattern[str]) -> str:
        """What the latest mail says that matches; waits for the job that sends it."""
        deadline = time.monotonic() + READY_SECONDS
        while not (found := pattern.findall(self.log)):
            assert time.monotonic() < deadline, self.log
            time.sleep(0.1)
        return str(found[-1])

    def child(self, name: str) -> int:
        """The process id of this installation's `web` or `worker`."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for number in children:
            with suppress(OSError):
                if Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")[-2] == name.encode():
                    return int(number)
        raise AssertionError(f"no {name} among {children}")


def _environment(folder: Path, port: int, **settings: str) -> dict[str, str]:
    """Ours, without settings of whoever runs the journeys."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TIC_")}
    return {**clean, "TIC_DATA_DIR": str(folder / "var"), "TIC_PORT": str(port), **settings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
