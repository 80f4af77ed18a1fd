"""The child that opens hostile files: what it may not do, and what is left when it dies."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from app.documents import sandbox
from app.documents.sandbox import Crashed, OutOfMemory, TimedOut, TooMuchOutput, run

MEBIBYTE = 1024 * 1024


@pytest.fixture
def anything(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"anything")
    return path


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Sets what the confined child does instead of reading a PDF."""
    return monkeypatch


def doing(child: pytest.MonkeyPatch, code: str) -> None:
    start = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from app.documents.child import confine\n"
        "confine(int(sys.argv[2]), int(sys.argv[3]))\n"
    )
    child.setattr(sandbox, "_START", start + code)


async def outcome(
    path: Path, seconds: float = 10.0, memory: int = 512 * MEBIBYTE, output: int = 1000
) -> bytes:
    return await run("read", source=path, seconds=seconds, memory=memory, output=output)


async def test_the_child_answers_on_standard_output(child: pytest.MonkeyPatch, anything: Path) -> None:
    doing(child, "sys.stdout.buffer.write(sys.stdin.buffer.read().upper())")
    assert await outcome(anything) == b"ANYTHING"


async def test_the_child_sees_no_environment(child: pytest.MonkeyPatch, anything: Path) -> None:
    child.setenv("TIC_MASTER_KEY", "secret")
    doing(child, "import os; print(sorted(os.environ), end='')")
    seen = (await outcome(anything)).decode()
    assert "TIC" not in seen
    assert "PATH" not in seen


async def test_the_child_reaches_no_network(child: pytest.MonkeyPatch, anything: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux can take the network away")
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    code = (
        "import socket\n"
        f"try: socket.create_connection(('127.0.0.1', {port}), 2); print('reached', end='')\n"
        "except OSError: print('refused', end='')"
    )
    doing(child, code)
    answer = await outcome(anything)
    server.close()
    if answer == b"reached" and os.geteuid():
        pytest.skip("this system gives no user namespaces")
    assert answer == b"refused"


async def test_the_child_writes_no_files(child: pytest.MonkeyPatch, anything: Path) -> None:
    target = anything.with_name("written")
    doing(child, f"open({str(target)!r}, 'w').write('x' * 10000)")
    with pytest.raises(Crashed):
        await outcome(anything)
    assert not target.exists() or target.stat().st_size == 0


async def test_a_child_that_takes_too_long_is_killed(child: pytest.MonkeyPatch, anything: Path) -> None:
    doing(child, "import time; time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(TimedOut):
        await outcome(anything, seconds=1.0)
    assert time.monotonic() - began < 5


async def test_a_child_that_counts_forever_is_killed(child: pytest.MonkeyPatch, anything: Path) -> None:
    doing(child, "while True: pass")
    with pytest.raises(TimedOut):
        await outcome(anything, seconds=1.0)


async def test_a_child_gets_no_more_memory_than_allowed(child: pytest.MonkeyPatch, anything: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux bounds the address space")
    doing(child, "try: bytearray(1 << 30)\nexcept MemoryError: sys.exit(77)")
    with pytest.raises(OutOfMemory):
        await outcome(anything, memory=256 * MEBIBYTE)


async def test_a_child_that_says_too_much_is_cut_off(child: pytest.MonkeyPatch, anything: Path) -> None:
    doing(child, "while True: sys.stdout.write('x' * 10000)")
    with pytest.raises(TooMuchOutput):
        await outcome(anything)


async def test_a_child_that_aborts_dies_alone(child: pytest.MonkeyPatch, anything: Path) -> None:
    doing(child, "import os; os.abort()")
    with pytest.raises(Crashed) as crash:
        await outcome(anything)
    assert crash.value.signal == 6


async def test_cancelling_the_caller_kills_the_child(child: pytest.MonkeyPatch, anything: Path) -> None:
    doing(child, "import time; time.sleep(60)")
    started: asyncio.Queue[int] = asyncio.Queue()
    real = asyncio.create_subprocess_exec

    async def noted(*arguments: object, **options: object) -> asyncio.subprocess.Process:
        process = await real(*arguments, **options)  # type: ignore[arg-type]
        started.put_nowait(process.pid)
        return process

    child.setattr(asyncio, "create_subprocess_exec", noted)
    task = asyncio.create_task(outcome(anything, seconds=30))
    pid = await started.get()
    os.kill(pid, 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_child_imports_neither_settings_nor_databases() -> None:
    import subprocess

    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import app.documents.child, app.documents.reader, app.documents.encoding, app.documents.drawing\n"
        "print(' '.join(sys.modules))"
    )
    root = Path(sandbox.__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(root)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "pypdfium2" in loaded
    assert loaded.isdisjoint({"app.settings", "sqlalchemy", "sqlmodel", "numpy", "litestar", "pypdf"})
