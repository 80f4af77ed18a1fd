"""Objects in a local folder, S3, Azure Blob or GCS, all through obstore."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import (
    BaseError,
    InvalidPathError,
    NotSupportedError,
    PermissionDeniedError,
    UnauthenticatedError,
    UnknownConfigurationKeyError,
)
from obstore.store import LocalStore, from_url

from app.encryption import flush_directory
from app.outside.storage import WINDOW, NotStored, StorageError, checked, checked_prefix

if TYPE_CHECKING:
    from obstore import ListStream, ObjectMeta, WritableFile
    from obstore.store import ObjectStore

P = ParamSpec("P")
R = TypeVar("R")
THREADS = 16
"""Requests under way at a time in one process."""

PART = 5 * 1024 * 1024
"""Bytes of one part of a multipart upload: the least S3 takes."""
FULL = ("No space left on device", "Disk quota exceeded", "File too large")
DENIED = "Permission denied"
"""A folder says so in words only."""
HOPELESS = (
    InvalidPathError,
    NotSupportedError,
    PermissionDeniedError,
    UnauthenticatedError,
    UnknownConfigurationKeyError,
    FileNotFoundError,
    PermissionError,
)


def open_folder(folder: Path) -> "ObstoreStorage":
    """Objects as files below a folder, which is made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Folders that fell empty go with the sweep: removed at once, they vanish under whoever writes beside it.
    return ObstoreStorage(LocalStore(folder.resolve()))


def open_url(url: str) -> "ObstoreStorage":
    """Objects at any URL obstore knows; credentials come from the variables their vendor defines."""
    # In memory each process would have objects of its own, and lose them; plain http cannot list them.
    if url.startswith(("memory:", "http:")):
        raise StorageError("TIC_STORAGE_URL must name a folder or a bucket.", again=False)
    if url.startswith("file://"):
        return open_folder(Path(unquote(urlsplit(url).path)))
    try:
        store = from_url(
            url,
            # Whether it is https is the operator's choice of endpoint; what is sent is encrypted either way.
            client_options={
                "allow_http": True,
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=30),
            },
            # The queue retries with patience; here it would only hold a worker's slot.
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        )
    except (BaseError, ValueError) as error:
        raise StorageError("TIC_STORAGE_URL names no storage that can be opened.", again=False) from error
    return ObstoreStorage(store)


def _told(error: Exception) -> StorageError:
    """The library's error as ours. Its own text names paths, so it stays in the cause, for the log."""
    if any(reason in str(error) for reason in FULL):
        return StorageError(
            "The disk that holds the files is full. Free some space; it is tried again.", again=True
        )
    if isinstance(error, HOPELESS) or DENIED in str(error):
        return StorageError(
            "The object storage refuses access. Check its address and permissions.", again=False
        )
    return StorageError("The object storage does not answer as it should; it is tried again.", again=True)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotStored from error
    except (BaseError, OSError) as error:
        raise _told(error) from error


class ObstoreStorage:
    """Any store of obstore as a Storage.

    Calls obstore's blocking functions in threads. Its async ones finish in threads of their own, which
    abort a process (SIGABRT, exit code 134) that ends soon after: up to one run in four, measured on 0.12.1.
    """

    def __init__(self, store: "ObjectStore") -> None:
        self._store = store
        self._folder = store.prefix if isinstance(store, LocalStore) else None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="storage")

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        # Less than a part is one request when the writer closes, more is a multipart upload. In a folder it
        # is a temporary file that is renamed at the end.
        writer = obstore.open_writer(self._store, checked(key), buffer_size=PART, max_concurrency=2)
        written, waiting = 0, bytearray()
        try:
            async for chunk in chunks:
                waiting += chunk
                if len(waiting) >= WINDOW:
                    written += await self._send(writer.write, bytes(waiting))
                    waiting.clear()
            written += await self._send(writer.write, bytes(waiting))
            await self._send(writer.close)
        except BaseException as error:
            with suppress(StorageError):
                await self._call(_abort, writer, error)
            raise
        if self._folder is not None:
            await self._call(_flush, self._folder, key)
        return written

    async def get(self, key: str, start: int, length: int) -> bytes:
        checked(key)
        if length <= 0:
            return b""
        try:
            return await self._call(_range, self._store, key, start, length)
        except NotStored:
            raise
        except StorageError:
            # Stores differ in how they refuse a range that is, or reaches, behind the end, which some refuse
            # altogether; only the size tells it from a fault.
            size = await self.size(key)
            if start >= size:
                return b""
            if start + length <= size:
                raise
            return await self._call(_range, self._store, key, start, size - start)

    async def stream(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        # One range after another, not one long response: a listener who pauses would hold a connection
        # until it times out, and the local store hands out a response in pieces of 8 KiB.
        for at in range(start, end, WINDOW):
            if piece := await self.get(key, at, min(WINDOW, end - at)):
                yield piece

    async def delete(self, key: str) -> None:
        with suppress(NotStored):
            await self._call(obstore.delete, self._store, checked(key))

    async def size(self, key: str) -> int:
        return (await self._call(obstore.head, self._store, checked(key)))["size"]

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        batches = obstore.list(self._store, checked_prefix(prefix))
        while batch := await self._call(_batch, batches):
            for item in batch:
                yield item["path"]

    async def sweep(self, age: float) -> int:
        # Only a folder shows them; buckets drop unfinished uploads by a lifecycle rule.
        return await self._call(_sweep, self._folder, age) if self._folder is not None else 0

    async def _send(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await self._call(function, *args, **kwargs)
        except NotStored as error:
            raise StorageError("The bucket or folder of TIC_STORAGE_URL is missing.", again=False) from error

    async def _call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """In a thread, errors told. Cancelled, it still waits: nothing may touch a writer that is busy."""
        work = partial(function, *args, **kwargs)
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        with _telling():
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                while not running.done():
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait([running])
                raise


def _abort(writer: "WritableFile", error: BaseException) -> None:
    """Left with an error, a writer removes what it has sent."""
    writer.__exit__(type(error), error, None)


def _range(store: "ObjectStore", key: str, start: int, length: int) -> bytes:
    return bytes(obstore.get_range(store, key, start=start, length=length))


def _batch(batches: "ListStream[Sequence[ObjectMeta]]") -> "Sequence[ObjectMeta]":
    return next(batches, ())


def _flush(folder: Path, key: str) -> None:
    """Make a renamed object survive a power cut, before a row may say that it is stored."""
    path = folder / key
    with path.open("rb") as file:
        os.fsync(file.fileno())
    for parent in path.parents:
        flush_directory(parent)
        if parent == folder:
            return


def _sweep(folder: Path, age: float) -> int:
    """The unfinished files removed; empty folders nobody touched for as long go as well."""
    swept, before = 0, time.time() - age
    for here, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(here, name)
            with suppress(FileNotFoundError):
                if "#" in name and path.stat().st_mtime < before:
                    path.unlink()
                    swept += 1
        for name in folders:
            path = Path(here, name)
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.rmdir()
    return swept
