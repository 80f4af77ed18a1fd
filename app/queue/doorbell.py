"""How workers are woken. The job row is the truth; losing a ring loses nothing but time."""

from typing import Protocol


class Doorbell(Protocol):
    """A transport that tells some worker to look at a job."""

    async def ring(self, job_ids: list[str]) -> None:
        """Never raises: a sweeper wakes what a lost ring left behind."""
        ...


class SilentDoorbell:
    """For a process that runs its jobs itself, one after another."""

    async def ring(self, job_ids: list[str]) -> None:
        return None
