"""Taking a file for a project's episodes, and finding what it has."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.branding.models import Brand, BrandFile, Facts, Kind
from app.installation import Installation
from app.objects import discard, store_bytes
from app.organizations.models import Project
from app.outside.sounds import NotDecoded, faded, matched, read_cover, read_sound, trimmed
from app.outside.wav import written
from app.permissions import Principal
from app.problems import Invalid, Missing

LONGEST_SECONDS = 30.0
FADE_MAX_MS = 10_000
BYTES_MAX = 20 << 20


@dataclass(frozen=True)
class Offered:
    """A file somebody uploads, and what they say about it."""

    kind: Kind
    name: str
    licence: str = ""
    fade_in_ms: int = 0
    fade_out_ms: int = 0


async def take(
    installation: Installation,
    by: Principal,
    project: Project,
    offered: Offered,
    chunks: AsyncIterator[bytes],
    request_id: str = "",
) -> BrandFile:
    """Have every episode of the project that is narrated from now on use the file; Invalid says why not."""
    if not all(0 <= fade <= FADE_MAX_MS for fade in (offered.fade_in_ms, offered.fade_out_ms)):
        raise Invalid(f"A fade lasts at most {FADE_MAX_MS // 1000} seconds.", field="fade_in_ms")
    media_type, content, seconds = await _made(installation, offered, chunks)
    stored = await store_bytes(installation, project.organization_id, media_type, content)
    facts = Facts(offered.name, offered.licence, seconds, offered.fade_in_ms, offered.fade_out_ms)
    try:
        work = installation.work(by.organization_id, by.workspace_ids, request_id=request_id)
        async with work as session:
            row = await file_of(session, project.id, offered.kind) or BrandFile(
                workspace_id=project.workspace_id, project_id=project.id, kind=offered.kind
            )
            event = row.put(by, stored, facts)
            event.project_id = project.id
            session.add_all([stored, row, event])
    except BaseException:
        await discard(installation, stored)
        raise
    return row


async def _made(
    installation: Installation, offered: Offered, chunks: AsyncIterator[bytes]
) -> tuple[str, bytes, float]:
    """Media type, content and seconds of what is kept of the file."""
    with tempfile.TemporaryDirectory(dir=installation.scratch) as folder:
        path = Path(folder) / "uploaded"
        await received(path, chunks)
        try:
            if offered.kind is Kind.COVER:
                return "image/jpeg", await read_cover(path), 0.0
            sound = await asyncio.to_thread(trimmed, await read_sound(path, LONGEST_SECONDS))
            sound = await asyncio.to_thread(
                faded, await matched(sound), offered.fade_in_ms, offered.fade_out_ms
            )
            return "audio/wav", written(sound.samples, sound.sample_rate), sound.seconds
        except NotDecoded as error:
            raise Invalid(str(error), field="file") from error


async def received(path: Path, chunks: AsyncIterator[bytes]) -> None:
    """Write an upload to a file of ours; Invalid when it is empty or too large."""
    size = 0
    with path.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > BYTES_MAX:
                raise Invalid(f"A file of at most {BYTES_MAX >> 20} MB is taken.", field="file")
            await asyncio.to_thread(file.write, chunk)
    if not size:
        raise Invalid("This file is empty. Choose it again.", field="file")


async def remove(session: AsyncSession, by: Principal, project: Project, kind: Kind) -> None:
    """Episodes narrated from now on do without; Missing when there is none."""
    row = await file_of(session, project.id, kind)
    if row is None:
        raise Missing
    event = row.remove(by)
    event.project_id = project.id
    session.add(event)
    await session.delete(row)


async def file_of(session: AsyncSession, project_id: str, kind: Kind) -> BrandFile | None:
    query = select(BrandFile).where(BrandFile.project_id == project_id, BrandFile.kind == kind)
    return (await session.exec(query)).first()


async def brand_of(session: AsyncSession, project_id: str) -> Brand:
    """All that the project has."""
    rows = (await session.exec(select(BrandFile).where(BrandFile.project_id == project_id))).all()
    return Brand(**{row.kind.value: row for row in rows})
