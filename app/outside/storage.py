"""Object storage: raw bytes under keys of our own, and the vault that encrypts whatever goes there."""

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Protocol

from app.encryption import (
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    TAG_BYTES,
    Container,
    Encryptor,
    Tampered,
    sealed_length,
    span,
)
from app.settings import Settings

WINDOW = 1024 * 1024
"""Bytes held in memory at a time by one reader or writer."""
KEY = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")


class StorageError(Exception):
    """Says, for a person, why bytes were not stored or read; `again` alone decides whether to retry."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


class NotStored(StorageError):
    """Nothing is stored under the key."""

    def __init__(self) -> None:
        super().__init__("The file is not in the object storage.", again=False)


class TooLarge(Exception):
    """The bytes are more than the caller's limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit} bytes")
        self.limit = limit


class Storage(Protocol):
    """Bytes under keys like `a/b-1/c`, lower case. A key is written once; what is there is whole."""

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        """Store all chunks, or nothing; the number of bytes. What `chunks` raises is raised as it is.

        An error, or cancelling, at the very end may leave the whole object: delete it then.
        """
        ...

    async def get(self, key: str, start: int, length: int) -> bytes:
        """At most `length` bytes: fewer, or none, where the object ends."""
        ...

    def stream(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end` or the object's end, in pieces of at most 1 MiB."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the object; a missing one is fine."""
        ...

    async def size(self, key: str) -> int:
        """Bytes stored under the key."""
        ...

    def keys(self, prefix: str) -> AsyncIterator[str]:
        """All keys below a prefix, which is empty or ends with a slash, in no order."""
        ...

    async def sweep(self, age: float) -> int:
        """Remove what killed puts left behind more than `age` seconds ago; how many."""
        ...


def checked(key: str) -> str:
    """The key, or ValueError: keys are made by us alone, so any other is a mistake or an attack."""
    if not KEY.fullmatch(key):
        raise ValueError("not a storage key")
    return key


def checked_prefix(prefix: str) -> str:
    """The prefix, or ValueError."""
    if prefix and checked(prefix.removesuffix("/")) == prefix:
        raise ValueError("a prefix ends with a slash")
    return prefix


class MemoryStorage:
    """Objects in a dictionary, for tests."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        checked(key)
        content = b"".join([bytes(chunk) async for chunk in chunks])
        self.objects[key] = content
        return len(content)

    async def get(self, key: str, start: int, length: int) -> bytes:
        if checked(key) not in self.objects:
            raise NotStored
        return self.objects[key][start : start + length]

    async def stream(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        for at in range(start, end, WINDOW):
            if piece := await self.get(key, at, min(WINDOW, end - at)):
                yield piece

    async def delete(self, key: str) -> None:
        self.objects.pop(checked(key), None)

    async def size(self, key: str) -> int:
        if checked(key) not in self.objects:
            raise NotStored
        return len(self.objects[key])

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        checked_prefix(prefix)
        for key in [key for key in self.objects if key.startswith(prefix)]:
            yield key

    async def sweep(self, age: float) -> int:
        return 0


def open_storage(settings: Settings) -> Storage:
    """The storage the settings name: a folder in the data directory, else whatever TIC_STORAGE_URL says."""
    from app.outside import buckets  # it needs this module's interface, and unit tests need none of it

    if settings.storage_url:
        return buckets.open_url(settings.storage_url)
    return buckets.open_folder(settings.data_dir / "objects")


@dataclass(frozen=True, slots=True)
class Written:
    """What was stored: plaintext bytes and the SHA-256 of the plaintext, hexadecimal."""

    bytes: int
    sha256: str


async def _sealing(
    encryptor: Encryptor, digest: "hashlib._Hash", chunks: AsyncIterator[bytes], limit: int | None
) -> AsyncGenerator[bytes, None]:
    yield encryptor.header
    async for chunk in chunks:
        # In steps, so that one huge chunk neither doubles in memory nor holds up the event loop.
        for at in range(0, len(chunk), WINDOW):
            piece = memoryview(chunk)[at : at + WINDOW]
            if limit is not None and encryptor.length + len(piece) > limit:
                raise TooLarge(limit)
            digest.update(piece)
            if done := encryptor.update(piece):
                yield done
    yield encryptor.finish()


class Vault:
    """Objects encrypted on their way into a storage and opened, checked, on their way out."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    async def write(
        self,
        identity: bytes,
        key: str,
        data_key: bytes,
        chunks: AsyncIterator[bytes],
        *,
        limit: int | None = None,
    ) -> Written:
        """Store a stream under a key that is new; on any error, TooLarge among them, nothing is left.

        `data_key` belongs to this object alone; `identity` must be given again to read it.
        """
        encryptor, digest = Encryptor(data_key, identity), hashlib.sha256()
        try:
            async with aclosing(_sealing(encryptor, digest, chunks, limit)) as sealed:
                await self.storage.put(key, sealed)
        except BaseException:
            # Its answer may have been lost on the way back, with the whole object stored.
            with suppress(StorageError):
                await asyncio.shield(self.storage.delete(key))
            raise
        return Written(encryptor.length, digest.hexdigest())

    async def read(
        self, identity: bytes, key: str, data_key: bytes, length: int, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The plaintext from `start` up to `end` of an object of `length` bytes, read only where needed.

        Raises Tampered, before the first byte where the whole is wrong and before its chunk where one is,
        NotStored or another StorageError, and ValueError for a range outside the object.
        """
        end = length if end is None else end
        wanted = span(start, end, length)
        container = await self._opened(identity, key, data_key, length)
        index, skip, left = wanted.first, wanted.skip, end - start
        waiting, at = bytearray(), wanted.start
        async for piece in self.storage.stream(key, wanted.start, wanted.end):
            waiting += piece
            at += len(piece)
            while left and (len(waiting) >= SEALED_CHUNK_BYTES or (at >= wanted.end and waiting)):
                plain = container.open(index, bytes(waiting[:SEALED_CHUNK_BYTES]))
                del waiting[:SEALED_CHUNK_BYTES]
                plain = plain[skip : skip + left]
                index, skip, left = index + 1, 0, left - len(plain)
                yield plain
        if left:
            raise Tampered("the object is cut")

    async def _opened(self, identity: bytes, key: str, data_key: bytes, length: int) -> Container:
        # One byte more than there should be: a longer object shows itself without asking for its size.
        header, tail = await asyncio.gather(
            self.storage.get(key, 0, HEADER_BYTES),
            self.storage.get(key, sealed_length(length) - TAG_BYTES, TAG_BYTES + 1),
        )
        container = Container(data_key, identity, header)
        container.check_end(length, tail)
        return container
