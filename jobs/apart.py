"""The process of its own that a job with one crash left runs in; it ends with that attempt."""

import asyncio
import signal
import sys
from dataclasses import dataclass

import jobs.worker
from app.commanding import end_with
from app.installation import Installation
from app.logs import set_up_logs
from app.queue.alive import alive
from app.queue.apart import come_apart
from app.queue.endings import Endings
from app.queue.execution import perform
from app.queue.heart import Heart
from app.queue.models import Job
from app.settings import Settings, settings


@dataclass(frozen=True)
class Claim:
    """One attempt at a job, and whose job it is."""

    organization_id: str
    job_id: str
    fence: int

    @staticmethod
    def of(job: Job) -> "Claim":
        return Claim(job.organization_id, job.id, job.fence)


async def finish(chosen: Settings, claim: Claim, worker: int) -> int:
    """Run the claimed job to the end of the attempt, unless somebody else has the job by now.

    It is given back, unspent, when we are told to end, or when `worker` does: a file that can be read then.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)

    def orphaned() -> None:
        loop.remove_reader(worker)
        stopping.set()

    loop.add_reader(worker, orphaned)
    installation = jobs.worker.open_installation(chosen)
    async with alive(installation, inherit=False):
        await _run(installation, claim, stopping)
    await installation.nudges.close()
    await installation.doorbell.close()
    await installation.database.close()
    loop.remove_reader(worker)
    loop.remove_signal_handler(signal.SIGTERM)
    return 0


async def _run(installation: Installation, claim: Claim, stopping: asyncio.Event) -> None:
    heart = Heart(installation)
    if (job := await _claimed(installation, claim)) is not None:
        endings = Endings(installation)
        attempt = asyncio.create_task(perform(installation, job, heart, endings))
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({attempt, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        attempt.cancel()
        await asyncio.wait({attempt})
        await endings.rest()
        await heart.rest(installation.settings.lease_seconds)
    await heart.stop()


async def _claimed(installation: Installation, claim: Claim) -> Job | None:
    async with installation.work(claim.organization_id) as session:
        return await come_apart(session, claim.job_id, claim.fence)


def main(arguments: list[str]) -> None:
    set_up_logs(settings())
    organization_id, job_id, fence = arguments
    end_with(finish(settings(), Claim(organization_id, job_id, int(fence)), sys.stdin.fileno()))


if __name__ == "__main__":
    main(sys.argv[1:])
