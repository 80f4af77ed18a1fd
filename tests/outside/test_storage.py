"""What every storage promises, asked of each of them."""

import asyncio
import random

import obstore.store
import pytest

from app.outside.buckets import ObstoreStorage, open_folder
from app.outside.storage import MemoryStorage, NotStored, StorageError, open_storage
from app.settings import Settings

LARGE = 12 * 1024 * 1024 + 5


@pytest.fixture(params=["memory", "folder", "bucket"])
def storage(request, tmp_path):
    if request.param == "folder":
        return open_folder(tmp_path / "objects")
    if request.param == "bucket":
        # The library's own store in memory: the code paths of a bucket, without a server.
        return ObstoreStorage(obstore.store.MemoryStore())
    return MemoryStorage()


async def pieces(*contents: bytes):
    for content in contents:
        await asyncio.sleep(0)
        yield content


async def everything(storage, prefix=""):
    return sorted([key async for key in storage.keys(prefix)])


async def test_what_is_put_is_what_is_got(storage):
    assert await storage.put("acme/a-1/b_2", pieces(b"one ", b"", b"two")) == 7
    assert await storage.get("acme/a-1/b_2", 0, 100) == b"one two"
    assert await storage.size("acme/a-1/b_2") == 7


async def test_an_object_may_be_empty(storage):
    assert await storage.put("acme/empty", pieces()) == 0
    assert await storage.size("acme/empty") == 0
    assert await storage.get("acme/empty", 0, 10) == b""


async def test_an_object_of_many_parts_is_whole(storage):
    content = random.Random(1).randbytes(LARGE)
    assert await storage.put(
        "acme/large", pieces(*(content[at : at + 700_001] for at in range(0, LARGE, 700_001)))
    )
    assert b"".join([piece async for piece in storage.stream("acme/large", 0, LARGE)]) == content


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [(2, 3, b"234"), (0, 10, b"0123456789"), (8, 5, b"89"), (10, 1, b""), (99, 1, b""), (3, 0, b"")],
)
async def test_a_range_stops_where_the_object_does(storage, start, length, expected):
    await storage.put("acme/digits", pieces(b"0123456789"))
    assert await storage.get("acme/digits", start, length) == expected


async def test_a_stream_gives_the_range_in_small_pieces(storage):
    content = random.Random(2).randbytes(3 * 1024 * 1024)
    await storage.put("acme/range", pieces(content))
    parts = [part async for part in storage.stream("acme/range", 1000, 2_500_000)]
    assert b"".join(parts) == content[1000:2_500_000]
    assert max(map(len, parts)) <= 1024 * 1024
    assert (
        b"".join([part async for part in storage.stream("acme/range", 3_000_000, 9_000_000)])
        == content[3_000_000:]
    )


async def test_what_is_not_there_is_said_so(storage):
    for question in (storage.get("acme/none", 0, 1), storage.size("acme/none")):
        with pytest.raises(NotStored) as refusal:
            await question
        assert not refusal.value.again
    with pytest.raises(NotStored):
        [piece async for piece in storage.stream("acme/none", 0, 1)]


async def test_deleting_is_final_and_may_be_repeated(storage):
    await storage.put("acme/gone", pieces(b"x"))
    await storage.delete("acme/gone")
    await storage.delete("acme/gone")
    assert await everything(storage) == []


async def test_keys_lists_one_prefix_and_not_its_namesake(storage):
    for key in ("acme/a", "acme/b/c", "acme2/d"):
        await storage.put(key, pieces(b"x"))
    assert await everything(storage, "acme/") == ["acme/a", "acme/b/c"]
    assert await everything(storage, "nobody/") == []
    assert await everything(storage) == ["acme/a", "acme/b/c", "acme2/d"]


@pytest.mark.parametrize("size", [10, LARGE])
@pytest.mark.parametrize(
    "failure", [RuntimeError("theirs"), FileNotFoundError("theirs"), StorageError("", again=True)]
)
async def test_a_put_whose_source_fails_leaves_nothing_and_raises_that(storage, tmp_path, size, failure):
    async def broken():
        yield b"x" * size
        raise failure

    with pytest.raises(type(failure)) as raised:
        await storage.put("acme/broken", broken())
    assert raised.value is failure
    assert await everything(storage) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_cancelled_put_leaves_nothing(storage, tmp_path):
    begun = asyncio.Event()

    async def endless():
        yield b"x" * LARGE
        begun.set()
        await asyncio.sleep(60)

    put = asyncio.create_task(storage.put("acme/cancelled", endless()))
    await begun.wait()
    put.cancel()
    with pytest.raises(asyncio.CancelledError):
        await put
    assert await everything(storage) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_an_object_is_not_seen_before_it_is_whole(storage):
    seen = []

    async def watched():
        for _ in range(3):
            yield b"x" * 6_000_000
            seen.append(await everything(storage))

    await storage.put("acme/growing", watched())
    assert seen == [[], [], []]
    assert await everything(storage) == ["acme/growing"]


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "../a", "a/../b", "A", "a b", "a.b", "a\n", "ä", "a#1", "a%2e"]
)
async def test_a_key_that_is_not_ours_is_refused(storage, key):
    for question in (
        storage.put(key, pieces(b"x")),
        storage.get(key, 0, 1),
        storage.size(key),
        storage.delete(key),
    ):
        with pytest.raises(ValueError, match="not a storage key"):
            await question
    assert await everything(storage) == []


@pytest.mark.parametrize("prefix", ["acme", "/", "../", "a//"])
async def test_a_prefix_is_a_whole_folder(storage, prefix):
    with pytest.raises(ValueError):
        await everything(storage, prefix)


async def test_writers_and_deleters_side_by_side_do_not_meet(storage):
    async def churn(name):
        for _ in range(20):
            await storage.put(f"acme/x/{name}", pieces(b"x"))
            await storage.delete(f"acme/x/{name}")

    await asyncio.gather(*(churn(name) for name in range(5)))
    assert await everything(storage) == []


async def test_the_default_is_a_folder_in_the_data_directory(tmp_path):
    storage = open_storage(Settings(data_dir=tmp_path / "d é", storage_url="", _env_file=None))
    await storage.put("acme/a", pieces(b"x"))
    assert (tmp_path / "d é" / "objects" / "acme" / "a").read_bytes() == b"x"


async def test_a_file_url_names_another_folder(tmp_path):
    url = (tmp_path / "else where").as_uri()
    storage = open_storage(Settings(data_dir=tmp_path, storage_url=url, _env_file=None))
    await storage.put("acme/a", pieces(b"x"))
    assert (tmp_path / "else where" / "acme" / "a").read_bytes() == b"x"


@pytest.mark.parametrize(
    "url", ["memory:///", "http://example.org/x", "nonsense", "ftp://example.org", "az://c"]
)
def test_a_url_that_keeps_nothing_is_refused(tmp_path, url):
    with pytest.raises(StorageError, match="TIC_STORAGE_URL") as refusal:
        open_storage(Settings(data_dir=tmp_path, storage_url=url, _env_file=None))
    assert not refusal.value.again
