"""The master made before: what the next one can take over from it."""

import asyncio
from contextlib import suppress
from pathlib import Path

from sqlmodel import col, select

from app.installation import Installation
from app.narration.mastering import Earlier
from app.narration.models import Artifact, Master
from app.objects import StoredObject, stream
from app.outside.storage import NotStored


async def earlier_master(
    installation: Installation, organization_id: str, episode_id: str, path: Path
) -> Earlier | None:
    """The newest master of the episode, its audio written to `path`; None without one or its file."""
    async with installation.work(organization_id, writes=False) as session:
        query = (
            select(Master, StoredObject)
            .join(Artifact, Artifact.master_id == Master.id)  # type: ignore[arg-type]
            .join(StoredObject, StoredObject.id == Artifact.object_id)  # type: ignore[arg-type]
            .where(Master.episode_id == episode_id, Artifact.kind == "audio")
            .order_by(col(Master.id).desc())
        )
        found = (await session.exec(query)).first()
    if found is None or not found[0].memory:
        return None
    row, stored = found
    with path.open("wb") as file, suppress(NotStored):
        async for piece in stream(installation, stored):
            await asyncio.to_thread(file.write, piece)
        return Earlier.recall(path, row.memory)
    return None
