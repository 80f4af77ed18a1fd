"""Stored objects: every file kept, encrypted under its organization's key, and the row that says so."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, col, select

from app.database import addressable, inside
from app.encryption import new_key, unwrap, wrap
from app.ids import new_id
from app.problems import Refused
from app.tenancy import Tenanted

if TYPE_CHECKING:
    from app.installation import Installation

ORPHANED_SECONDS = 24 * 3600.0
"""By then whoever wrote an object has long since committed its row, or never will."""
SWEPT_AT_A_TIME = 500


class DataKey(Tenanted, table=True):
    """The organization's key, wrapped by the installation's master key. Deleting it shreds every object."""

    __tablename__ = "data_key"
    __table_args__ = (addressable(), UniqueConstraint("organization_id"))

    wrapped: bytes = Field(sa_type=LargeBinary)

    @classmethod
    def made_for(cls, organization_id: str, master_key: bytes) -> "DataKey":
        """A fresh key for a fresh organization."""
        wrapped = wrap(new_key(), master_key, organization_id.encode())
        return cls(organization_id=organization_id, wrapped=wrapped)


class StoredObject(Tenanted, table=True):
    """One file: where it is, what it is, and the wrapped key that opens it."""

    __tablename__ = "stored_object"
    __table_args__ = (addressable(), inside("data_key"))

    data_key_id: str = Field(max_length=36)
    storage_key: str
    media_type: str
    wrapped_key: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(index=True)
    bytes: int


class Shredded(Refused):
    """The organization's key is gone, so nothing of it can be opened."""

    status = 410
    problem = "shredded"
    title = "Deleted"


async def _data_key(installation: "Installation", organization_id: str) -> tuple[str, bytes]:
    async with installation.work(organization_id, writes=False) as session:
        row = (await session.exec(select(DataKey))).first()
    if row is None or not row.wrapped:
        raise Shredded("The files of this organization were deleted for good.")
    return row.id, unwrap(row.wrapped, installation.master_key, organization_id.encode())


async def store(
    installation: "Installation",
    organization_id: str,
    media_type: str,
    chunks: AsyncIterator[bytes],
    limit: int | None = None,
) -> StoredObject:
    """Write a file and return its row, not yet added to any session: add it with what refers to it.

    Raises what Vault.write raises; then nothing is left behind.
    """
    data_key_id, organization_key = await _data_key(installation, organization_id)
    object_id, key = new_id(), new_key()
    storage_key = f"{organization_id}/{object_id[:8]}/{object_id}"
    identity = f"{organization_id}/{object_id}".encode()
    written = await installation.vault.write(identity, storage_key, key, chunks, limit=limit)
    return StoredObject(
        id=object_id,
        organization_id=organization_id,
        data_key_id=data_key_id,
        storage_key=storage_key,
        media_type=media_type,
        bytes=written.bytes,
        sha256=written.sha256,
        wrapped_key=wrap(key, organization_key, identity),
    )


async def read_file(path: Path, size: int = 1 << 18) -> AsyncIterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


async def store_bytes(
    installation: "Installation", organization_id: str, media_type: str, content: bytes
) -> StoredObject:
    """`store` for what is already in memory."""

    async def once() -> AsyncIterator[bytes]:
        yield content

    return await store(installation, organization_id, media_type, once())


async def stream(
    installation: "Installation", row: StoredObject, start: int = 0, end: int | None = None
) -> AsyncIterator[bytes]:
    """The plaintext bytes from `start` up to, not including, `end`."""
    # Whoever hangs up cancels this; a query broken off would cost a connection.
    _, organization_key = await asyncio.shield(_data_key(installation, row.organization_id))
    identity = f"{row.organization_id}/{row.id}".encode()
    key = unwrap(row.wrapped_key, organization_key, identity)
    async for chunk in installation.vault.read(identity, row.storage_key, key, row.bytes, start, end):
        yield chunk


async def fetch(installation: "Installation", row: StoredObject) -> bytes:
    """The whole plaintext."""
    return b"".join([chunk async for chunk in stream(installation, row)])


async def discard(installation: "Installation", row: StoredObject) -> None:
    """Remove the bytes of an object whose row was not, or is no longer, stored; of any other it keeps them.

    It asks, because what fails may fail after the commit: a nudge that is not sent, a worker told to stop.
    """
    async with installation.work(row.organization_id, writes=False) as session:
        stored = (await session.exec(select(StoredObject.id).where(StoredObject.id == row.id))).first()
    if stored is None:
        await installation.vault.storage.delete(row.storage_key)


async def remove_orphans(
    installation: "Installation", organization_id: str, age: float = ORPHANED_SECONDS
) -> int:
    """Remove objects of the organization, begun more than `age` seconds ago, that no row refers to; how many.

    A process that is killed between storing a file and committing its row leaves one.
    """
    removed, waiting = 0, []
    async for key in installation.vault.storage.keys(f"{organization_id}/"):
        if time.time() - _begun(key) >= age:
            waiting.append(key)
        if len(waiting) == SWEPT_AT_A_TIME:
            removed += await _remove_unknown(installation, organization_id, waiting)
            waiting = []
    return removed + await _remove_unknown(installation, organization_id, waiting)


def _begun(key: str) -> float:
    """When an object began to be written, by its id; never for a key that is not ours."""
    parts = key.split("/")
    digits = parts[-1].replace("-", "")[:12]
    ours = len(parts) == 3 and parts[2].startswith(parts[1])
    try:
        return int(digits, 16) / 1000 if ours else float("inf")
    except ValueError:
        return float("inf")


async def _remove_unknown(installation: "Installation", organization_id: str, keys: list[str]) -> int:
    async with installation.work(organization_id, writes=False) as session:
        query = select(StoredObject.storage_key).where(col(StoredObject.storage_key).in_(keys))
        known = set((await session.exec(query)).all())
    unknown = [key for key in keys if key not in known]
    for key in unknown:
        await installation.vault.storage.delete(key)
    return len(unknown)
