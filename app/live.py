"""Nudges: after a commit, a word that something changed, so that browsers ask again. Never a payload."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from app.tenancy import organization_of


@dataclass(frozen=True, slots=True)
class Nudge:
    """`topic` is what a page listens to (an episode, a document, a job), `name` what changed in it."""

    organization_id: str
    topic: str
    name: str


def nudge(session: AsyncSession, topic: str, name: str) -> None:
    """Note a nudge; it is sent when the transaction has been committed, and never after a rollback."""
    session.info.setdefault("nudges", []).append(Nudge(organization_of(session), topic, name))


class Nudges(Protocol):
    """Carries nudges between processes. Losing one is harmless: a reload shows the truth."""

    async def send(self, nudges: list[Nudge]) -> None:
        """Never raises: what cannot be sent is dropped and logged."""
        ...

    def listen(self, organization_id: str, topic: str, after: str = "") -> AsyncIterator[tuple[str, str]]:
        """(id, name) of each nudge of the topic, from now or from after the given id; ends at shutdown."""
        ...
