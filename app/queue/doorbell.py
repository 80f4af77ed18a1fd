"""How workers are woken. The job row is the truth; losing a ring loses nothing but time."""

from typing import Protocol


class Doorbell(Protocol):
    """A transport that tells some worker to look for due jobs."""

    async def ring(self, job_ids: list[str]) -> None:
        """Wake workers for these jobs. Never raises: a sweep finds what a lost ring left behind."""
        ...

    async def close(self) -> None:
        """Give up connections, at shutdown."""
        ...


class Ear(Protocol):
    """The worker's end of a transport."""

    async def listen(self) -> None:
        """Have the worker look for due jobs at every ring that is for it, until cancelled.

        Raises when the transport is away; whoever listens comes back to it later.
        """
        ...


class SilentDoorbell:
    """For a process that runs its jobs itself, and for workers that find work by sweeping alone."""

    async def ring(self, job_ids: list[str]) -> None:
        return None

    async def close(self) -> None:
        return None
