"""The vault: what it writes nobody else can read, change, cut or swap unnoticed."""

import asyncio
import hashlib
import random

import pytest

from app.encryption import CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES, TAG_BYTES, Tampered, new_key
from app.outside.buckets import open_folder
from app.outside.storage import MemoryStorage, NotStored, StorageError, TooLarge, Vault

DATA_KEY = new_key()
ACME, GLOBEX = b"acme/1", b"globex/1"
LENGTH = 2 * 1024 * 1024 + 777
CONTENT = random.Random(3).randbytes(LENGTH)


class Watched(MemoryStorage):
    """Counts the bytes read, and can lose the answer to a put."""

    read = 0
    lossy = False

    async def get(self, key, start, length):
        self.read += length
        return await super().get(key, start, length)

    async def put(self, key, chunks):
        written = await super().put(key, chunks)
        if self.lossy:
            raise StorageError("the answer was lost", again=True)
        return written


@pytest.fixture(params=["memory", "folder"])
def vault(request, tmp_path):
    return Vault(open_folder(tmp_path) if request.param == "folder" else Watched())


@pytest.fixture
async def kept():
    """A vault in memory that holds CONTENT under `acme/a`."""
    vault = Vault(Watched())
    await vault.write(ACME, "acme/a", DATA_KEY, pieces(CONTENT))
    return vault


async def pieces(*contents: bytes):
    for content in contents:
        yield content


async def read(vault, *range_, identity=ACME, key=DATA_KEY, length=LENGTH):
    return b"".join([piece async for piece in vault.read(identity, "acme/a", key, length, *range_)])


async def test_what_is_written_comes_back_with_its_length_and_digest(vault):
    uneven = (CONTENT[at : at + 99_991] for at in range(0, LENGTH, 99_991))
    written = await vault.write(ACME, "acme/a", DATA_KEY, pieces(*uneven))
    assert (written.bytes, written.sha256) == (LENGTH, hashlib.sha256(CONTENT).hexdigest())
    assert await read(vault) == CONTENT


async def test_an_empty_file_is_a_file(vault):
    written = await vault.write(ACME, "acme/a", DATA_KEY, pieces())
    assert (written.bytes, written.sha256) == (0, hashlib.sha256().hexdigest())
    assert await read(vault, length=0) == b""


async def test_ranges_are_slices(vault):
    await vault.write(ACME, "acme/a", DATA_KEY, pieces(CONTENT))
    chance = random.Random(4)
    marks = [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 20 * CHUNK_BYTES, LENGTH - 1, LENGTH]
    marks += [chance.randrange(LENGTH) for _ in range(8)]
    ranges = [(start, end) for start in marks for end in marks if start <= end]
    assert len(ranges) > 60
    for start, end in ranges:
        assert await read(vault, start, end) == CONTENT[start:end]


async def test_a_small_range_of_a_large_file_reads_two_chunks_at_most(kept):
    kept.storage.read = 0
    await read(kept, 1_000_000, 1_010_000)
    assert 0 < kept.storage.read <= 2 * SEALED_CHUNK_BYTES + HEADER_BYTES + TAG_BYTES + 1


async def test_nothing_readable_reaches_the_storage():
    vault = Vault(MemoryStorage())
    await vault.write(ACME, "acme/a", DATA_KEY, pieces(b"canary" * 50_000))
    assert b"canary" not in vault.storage.objects["acme/a"]


async def test_more_than_the_limit_is_refused_while_streaming_and_leaves_nothing(vault):
    taken = 0

    async def endless():
        nonlocal taken
        while True:
            taken += 100_000
            yield b"x" * 100_000

    with pytest.raises(TooLarge) as refusal:
        await vault.write(ACME, "acme/a", DATA_KEY, endless(), limit=7_000_000)
    assert refusal.value.limit == 7_000_000
    assert taken == 7_100_000
    assert [key async for key in vault.storage.keys("")] == []


async def test_exactly_the_limit_is_accepted(vault):
    assert (await vault.write(ACME, "acme/a", DATA_KEY, pieces(CONTENT), limit=LENGTH)).bytes == LENGTH


async def test_a_source_that_breaks_leaves_nothing(vault):
    async def broken():
        yield CONTENT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await vault.write(ACME, "acme/a", DATA_KEY, broken())
    assert [key async for key in vault.storage.keys("")] == []


async def test_a_put_whose_answer_is_lost_leaves_nothing():
    vault = Vault(Watched())
    vault.storage.lossy = True
    with pytest.raises(StorageError):
        await vault.write(ACME, "acme/a", DATA_KEY, pieces(CONTENT))
    assert vault.storage.objects == {}


async def test_a_cancelled_write_leaves_nothing(vault):
    begun = asyncio.Event()

    async def endless():
        yield CONTENT
        begun.set()
        await asyncio.sleep(60)

    write = asyncio.create_task(vault.write(ACME, "acme/a", DATA_KEY, endless()))
    await begun.wait()
    write.cancel()
    with pytest.raises(asyncio.CancelledError):
        await write
    assert [key async for key in vault.storage.keys("")] == []


async def test_a_missing_object_is_said_to_be_missing(vault):
    with pytest.raises(NotStored):
        await read(vault)


@pytest.mark.parametrize(
    ("start", "damage"),
    [
        (0, lambda content: content[:-1]),
        (0, lambda content: content + b"x"),
        (0, lambda content: content[: HEADER_BYTES + 3 * SEALED_CHUNK_BYTES]),
        (0, lambda content: b""),
        (0, lambda content: content[:5]),
        (0, lambda content: bytes(len(content))),
        (0, lambda content: content[:-TAG_BYTES] + bytes(TAG_BYTES)),
        (LENGTH - 1, lambda content: content[:-1]),
    ],
)
async def test_a_damaged_whole_is_refused_before_the_first_byte_of_any_range(kept, start, damage):
    kept.storage.objects["acme/a"] = damage(kept.storage.objects["acme/a"])
    given = []

    async def take():
        async for piece in kept.read(ACME, "acme/a", DATA_KEY, LENGTH, start, start + 1):
            given.append(piece)

    with pytest.raises(Tampered):
        await take()
    assert given == []


async def test_a_flipped_byte_spoils_its_own_chunk_and_no_other(kept):
    content = bytearray(kept.storage.objects["acme/a"])
    content[HEADER_BYTES + 2 * SEALED_CHUNK_BYTES + 5] ^= 1
    kept.storage.objects["acme/a"] = bytes(content)
    assert await read(kept, 0, 2 * CHUNK_BYTES) == CONTENT[: 2 * CHUNK_BYTES]
    assert await read(kept, 3 * CHUNK_BYTES, LENGTH) == CONTENT[3 * CHUNK_BYTES :]
    with pytest.raises(Tampered):
        await read(kept, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 1)


async def test_an_object_put_in_the_place_of_another_is_refused(kept):
    await kept.write(GLOBEX, "globex/a", DATA_KEY, pieces(CONTENT[::-1]))
    kept.storage.objects["acme/a"] = kept.storage.objects["globex/a"]
    with pytest.raises(Tampered):
        await read(kept, 0, 1)


async def test_the_key_of_another_object_opens_nothing(kept):
    with pytest.raises(Tampered):
        await read(kept, 0, 1, key=new_key())


@pytest.mark.parametrize("told", [0, 1, LENGTH - 1, LENGTH + 1, LENGTH - CHUNK_BYTES, LENGTH * 2])
async def test_a_row_with_another_length_is_refused(kept, told):
    with pytest.raises(Tampered):
        await read(kept, 0, min(1, told), length=told)


async def test_an_object_cut_while_it_is_read_is_noticed(kept):
    reading = kept.read(ACME, "acme/a", DATA_KEY, LENGTH)
    assert await anext(reading) == CONTENT[:CHUNK_BYTES]
    kept.storage.objects["acme/a"] = kept.storage.objects["acme/a"][:1_500_000]
    with pytest.raises(Tampered):
        [piece async for piece in reading]
