"""The job that removes files which a killed process stored and never committed."""

from app.objects import remove_orphans
from app.queue.running import Work


async def remove_leftovers(work: Work) -> dict[str, int]:
    return {"removed": await remove_orphans(work.installation, work.job.organization_id)}
