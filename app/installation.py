"""One running installation: the implementations that were chosen, and the unit of work over them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import Database
from app.live import Nudges
from app.outside.chat import Chat
from app.outside.dns import Names, SystemNames
from app.outside.egress import Egress
from app.outside.embedding import Embedder
from app.outside.limiter import Limiter, MemoryLimiter
from app.outside.mail import ConsoleMail, Mail
from app.outside.recognizer import Recognizer
from app.outside.speech import SpeechEngine
from app.outside.storage import Vault
from app.outside.vectors import FaissDatabase
from app.queue.doorbell import Doorbell
from app.scratch import LEFTOVER_SECONDS, Scratch
from app.settings import Settings
from app.tenancy import scope

if TYPE_CHECKING:
    from app.outside.identity_provider import IdentityProviders

BEFORE_COMMIT: ContextVar[tuple[Callable[[AsyncSession], Awaitable[None]], ...]] = ContextVar(
    "before_commit", default=()
)
"""What is done last in every transaction of a request: see idempotency.py and queue/room.py."""


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
    other_speech: Callable[[], tuple[SpeechEngine, ...]] = tuple
    """Every engine that is here; that which narrates by default may be among them."""
    recognizer: Callable[[], Recognizer | None] = lambda: None
    """Who listens to every clip; made when first asked for."""
    mail: Mail = field(default_factory=ConsoleMail)
    """What carries letters to people."""
    chat: Chat | None = None
    """The language model that can write, where one is configured."""
    embedder: Embedder | None = None
    """What finds evidence by its meaning, where the extra `retrieval` is installed."""
    limiter: Limiter = field(default_factory=MemoryLimiter)
    """Who counts requests."""
    vectors: FaissDatabase | None = None
    """Where vectors are kept; None means a table of the database."""
    refusals: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """When this process last recorded that somebody was refused something; see app/denials.py."""

    egress: Egress = field(default_factory=Egress)
    """The way to every address somebody typed in."""
    names: Names = field(default_factory=SystemNames)
    """Who is asked what a domain says of itself."""

    @cached_property
    def providers(self) -> "IdentityProviders":
        """Who signs people in elsewhere; made when first asked for, which only web processes do."""
        from app.outside.identity_provider import IdentityProviders

        return IdentityProviders(self.egress)

    def speakers(self) -> tuple[SpeechEngine, ...]:
        """Every engine there is to choose from, the default first. Blocks when first asked."""
        first = self.speech()
        return (first, *(other for other in self.other_speech() if other.name != first.name))

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
        chosen = {"embedder": self.embedder, "vectors": self.vectors, "master_key": self.master_key}
        async with self.database.session(writes=writes, request_id=request_id, **chosen) as session:
            if organization_id:
                scope(session, organization_id, workspace_ids)
            yield session
            for before_commit in BEFORE_COMMIT.get() if writes else ():
                await before_commit(session)
        await self.announce(session)

    async def announce(self, session: AsyncSession) -> None:
        """Ring for the jobs and send the nudges a committed session noted."""
        if asked := session.info.pop("asked", []):
            await self.doorbell.ring(asked)
        if nudges := session.info.pop("nudges", []):
            await self.nudges.send(nudges)

    @cached_property
    def _scratch(self) -> Scratch:
        return Scratch(self.settings.data_dir / "tmp")

    @property
    def scratch(self) -> Path:
        """Where this process works on files in the clear, for seconds; readable by us alone."""
        return self._scratch.own

    async def tidy(self) -> None:
        """Remove what processes that were killed left half-written."""
        await self.vault.storage.sweep(LEFTOVER_SECONDS)
        await asyncio.to_thread(self._scratch.sweep)
