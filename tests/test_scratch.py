"""Files worked on in the clear: the dead leave none, the living lose none."""

import gc
import os
import subprocess
import sys
import time
from pathlib import Path

from app.scratch import LEFTOVER_SECONDS, Scratch
from tests.world import World

WORKING = """
import sys
from pathlib import Path
from app.scratch import Scratch
scratch = Scratch(Path(sys.argv[1]))
(scratch.own / "in the clear.pdf").write_text("a secret")
print("working", flush=True)
sys.stdin.read()
"""


def working(folder: Path) -> "subprocess.Popen[str]":
    """Another process at its work."""
    command = [sys.executable, "-c", WORKING, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "working\n"
    return process


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.pdf")]


def test_what_a_killed_process_left_goes_at_the_next_start_and_a_living_one_keeps_its(tmp_path: Path) -> None:
    with working(tmp_path) as killed, working(tmp_path) as living:
        killed.kill()
        killed.wait()
        assert len(left(tmp_path)) == 2
        assert Scratch(tmp_path).sweep() == 1
        assert left(tmp_path) == ["in the clear.pdf"]
        living.communicate("")
    assert list(tmp_path.iterdir()) == [], "who ends in peace leaves nothing"


def test_work_of_hours_is_not_swept_away(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    long_ago = time.time() - 2 * LEFTOVER_SECONDS
    os.utime(scratch.own, (long_ago, long_ago))
    assert Scratch(tmp_path).sweep() == 0
    assert scratch.own.is_dir()
    assert scratch.own.stat().st_mode & 0o777 == 0o700
    del scratch
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_before_goes_after_an_hour(tmp_path: Path) -> None:
    """Processes of a release that locked nothing may still be at work beside us."""
    for name, age in (("tmpold", LEFTOVER_SECONDS + 60), ("tmpnew", LEFTOVER_SECONDS - 60)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.pdf").write_text("x")
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    assert Scratch(tmp_path).sweep() == 1
    assert [path.name for path in tmp_path.iterdir()] == ["tmpnew"]


async def test_a_worker_that_starts_removes_what_the_dead_left(empty: World) -> None:
    folder = empty.installation.settings.data_dir / "tmp"
    with working(folder) as killed:
        killed.kill()
    assert left(folder) == ["in the clear.pdf"]
    await empty.installation.tidy()
    assert left(folder) == []
