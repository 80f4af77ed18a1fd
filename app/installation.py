"""One running installation: the implementations that were chosen, and the unit of work over them."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import Database
from app.live import Nudges
from app.outside.speech import SpeechEngine
from app.outside.storage import Vault
from app.queue.doorbell import Doorbell
from app.settings import Settings
from app.tenancy import scope


@dataclass
class Installation:
    """Everything a request, a job or a command needs from outside its own arguments."""

    settings: Settings
    database: Database
    vault: Vault
    doorbell: Doorbell
    nudges: Nudges
    speech: Callable[[], SpeechEngine]
    """The engine that narrates; made when first asked for."""
    master_key: bytes = field(repr=False)

    @asynccontextmanager
    async def work(
        self,
        organization_id: str = "",
        workspace_ids: Iterable[str] | None = None,
        *,
        writes: bool = True,
        request_id: str = "",
    ) -> AsyncIterator[AsyncSession]:
        """A scoped session in one transaction; jobs asked for and nudges noted go out after the commit."""
        async with self.database.session(writes=writes, request_id=request_id) as session:
            if organization_id:
                scope(session, organization_id, workspace_ids)
            yield session
        await self.announce(session)

    async def announce(self, session: AsyncSession) -> None:
        """Ring for the jobs and send the nudges a committed session noted."""
        if asked := session.info.pop("asked", []):
            await self.doorbell.ring(asked)
        if nudges := session.info.pop("nudges", []):
            await self.nudges.send(nudges)
