"""Storage under faults: a killed writer, a full disk, a server that is away."""

import asyncio
import shutil
import subprocess
import sys
import time

import pytest
from obstore.exceptions import GenericError

from app.outside import buckets
from app.outside.buckets import open_folder, open_url
from app.outside.storage import StorageError

WRITE = """
import asyncio, sys
from pathlib import Path
from app.outside.buckets import open_folder
from app.outside.storage import StorageError

async def chunks(wait):
    for _ in range(12):
        yield b"x" * 2**20
    print("begun", flush=True)
    await asyncio.sleep(wait)

async def main():
    storage = open_folder(Path(sys.argv[1]))
    try:
        await storage.put("acme/a", chunks(float(sys.argv[2])))
    except StorageError as error:
        print(error.again, error)
    files = [path.name for path in Path(sys.argv[1]).rglob("*") if path.is_file()]
    print([key async for key in storage.keys("")], files)
asyncio.run(main())
"""


async def pieces(*contents: bytes):
    for content in contents:
        yield content


async def test_a_killed_writer_leaves_no_object_and_its_rest_is_swept(tmp_path):
    storage = open_folder(tmp_path)
    await storage.put("acme/kept", pieces(b"x"))
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITE, tmp_path, "60", stdout=asyncio.subprocess.PIPE
    )
    assert await writer.stdout.readline() == b"begun\n"
    rest = []
    for _ in range(1000):
        if rest := list(tmp_path.rglob("*#*")):
            break
        await asyncio.sleep(0.01)
    writer.kill()
    await writer.wait()
    assert rest, "the writer must have been killed half way"
    assert [key async for key in storage.keys("")] == ["acme/kept"]
    assert await storage.sweep(3600) == 0
    assert await storage.sweep(-1) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["kept"]


async def test_folders_that_fell_empty_go_with_the_sweep_once_nobody_touched_them(tmp_path):
    storage = open_folder(tmp_path)
    await storage.put("acme/kept/a", pieces(b"x"))
    await storage.put("acme/gone/a", pieces(b"x"))
    await storage.delete("acme/gone/a")
    assert await storage.sweep(3600) == 0
    assert (tmp_path / "acme" / "gone").is_dir()
    assert await storage.sweep(-1) == 0
    assert [path.name for path in (tmp_path / "acme").iterdir()] == ["kept"]


async def test_a_process_that_ends_soon_after_ends_well(tmp_path):
    runs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITE, tmp_path / str(number), "0", stdout=asyncio.subprocess.PIPE
        )
        for number in range(4)
    ]
    outputs = [(await run.communicate())[0] for run in runs]
    assert all(b"['acme/a'] ['a']" in output for output in outputs)
    assert [run.returncode for run in runs] == [0] * 4


def test_a_full_disk_is_said_in_words_and_leaves_nothing(tmp_path):
    unshare = shutil.which("unshare")
    mount = f"mount -t tmpfs -o size=4m tic {tmp_path}"
    if not unshare or subprocess.run([unshare, "-rm", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    run = subprocess.run(
        [unshare, "-rm", "sh", "-c", f'{mount} && exec "$0" -c "$1" "$2" 0', sys.executable, WRITE, tmp_path],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert "True The disk that holds the files is full. Free some space" in run.stdout, run.stderr
    assert run.stdout.endswith("[] []\n")


def test_a_folder_that_refuses_is_not_tried_again(tmp_path):
    # The library's own words for a file of somebody else; root, which tests may run as, is refused nothing.
    words = "Generic LocalFileSystem error: Unable to open file /x/acme/a: Permission denied (os error 13)"
    told = buckets._told(GenericError(words))
    assert (told.again, "permissions" in str(told), "/x" in str(told)) == (False, True, False)


async def test_a_server_that_is_away_is_tried_again_and_says_nothing_inward(monkeypatch):
    for name, value in {
        "AWS_ENDPOINT": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "canary-id",
        "AWS_SECRET_ACCESS_KEY": "canary-secret",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    storage = open_url("s3://bucket/prefix")
    started = time.monotonic()
    for question in (
        storage.put("acme/a", pieces(b"x")),
        storage.get("acme/a", 0, 1),
        storage.delete("acme/a"),
        storage.size("acme/a"),
    ):
        with pytest.raises(StorageError) as refusal:
            await question
        assert refusal.value.again
        assert "does not answer" in str(refusal.value)
        assert not any(word in str(refusal.value) for word in ("canary", "127.0.0.1", "acme"))
    with pytest.raises(StorageError):
        [key async for key in storage.keys("")]
    assert time.monotonic() - started < 20


async def test_a_bucket_that_does_not_exist_is_not_tried_again(monkeypatch):
    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    for name, value in {"ENDPOINT": f"http://{host}:{port}", "ACCESS_KEY_ID": "a", "REGION": "eu"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    async with server:
        with pytest.raises(StorageError, match="missing") as refusal:
            await open_url("s3://bucket").put("acme/a", pieces(b"x"))
    assert not refusal.value.again


async def test_a_store_that_refuses_a_range_beyond_the_end_is_asked_for_less(tmp_path, monkeypatch):
    storage, asked = open_folder(tmp_path), buckets._range

    def strict(store, key, start, length):
        if start + length > 7:
            raise GenericError("invalid byte range")
        return asked(store, key, start, length)

    await storage.put("acme/a", pieces(b"one two"))
    monkeypatch.setattr(buckets, "_range", strict)
    assert await storage.get("acme/a", 4, 100) == b"two"
    assert await storage.get("acme/a", 7, 100) == b""
