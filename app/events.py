"""Event streams: nudges for pages. A stream opens short sessions of its own; the request's is closed."""

import asyncio
import re
from collections.abc import AsyncIterator

from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from app.web import AnyRequest, installation_of

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 2000
PAGE = "TIC-Page"
"""The header by which an open page says which one it is: a name it draws anew each time it is loaded."""


def live(request: AnyRequest, topic: str) -> ServerSentEvent:
    """A page's stream of nudges about one topic: the event's name says what to ask for again.

    It does not tell what the page was answered with.
    """
    principal = request.scope["state"]["principal"]
    after = request.headers.get("Last-Event-ID", "")
    nudges = installation_of(request).nudges.listen(principal.organization_id, topic, after, page_of(request))
    return ServerSentEvent(_messages(nudges), headers={"Cache-Control": "no-store"})


def page_of(request: AnyRequest) -> str:
    """The open page that asks, '' when it does not say. Its person is part of it, so it is nobody else's."""
    name = request.headers.get(PAGE, "")
    return f"{request.scope['state']['principal'].id}:{name}" if re.fullmatch(r"[\w-]{8,64}", name) else ""


async def _messages(nudges: AsyncIterator[tuple[str, str]]) -> AsyncIterator[ServerSentEventMessage]:
    iterator = aiter(nudges)
    waiting: asyncio.Future[tuple[str, str]] | None = asyncio.ensure_future(anext(iterator))
    try:
        # Listening has begun before the page is told so, and asks for what it shows.
        await asyncio.sleep(0)
        yield ServerSentEventMessage(data=None, comment="listening", retry=RETRY_MILLISECONDS)
        while True:
            waiting = waiting or asyncio.ensure_future(anext(iterator))
            done, _ = await asyncio.wait({waiting}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield ServerSentEventMessage(data=None, comment="still here")
                continue
            try:
                event_id, name = waiting.result()
            except StopAsyncIteration:
                return
            waiting = None
            # A browser drops an event without data, so the name is sent as data, too.
            yield ServerSentEventMessage(event=name, id=event_id, data=name)
    finally:
        if waiting is not None:
            waiting.cancel()
