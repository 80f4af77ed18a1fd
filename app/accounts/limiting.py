"""How much one address, person or key may ask for: requests a minute, and streams at a time."""

import asyncio
import ipaddress
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts.models import digest
from app.accounts.sessions import identify
from app.installation import Installation
from app.outside.limiter import Bucket
from app.permissions import Principal
from app.problems import Refused

log: Any = structlog.get_logger("tic.limits")

RECHECK_SECONDS = 3.0
"""How often it is looked whether who listens to a stream still may."""


class TooManyRequests(Refused):
    status = 429
    problem = "too-many-requests"
    title = "Too many requests"


def _installation(scope: Scope) -> Installation:
    found: Installation = scope["litestar_app"].state.installation
    return found


def _unmeasured(scope: Scope) -> bool:
    return str(scope["path"]).startswith(("/static/", "/health/", "/metrics"))


async def _take(scope: Scope, bucket: Bucket) -> None:
    wait = await _installation(scope).limiter.take([bucket]) if bucket.a_minute else 0
    if wait:
        log.warning("requests_limited", bucket=bucket.name.partition(" ")[0])
        raise TooManyRequests("Too many requests. Wait a moment, then go on.", retry_after=int(wait) + 1)


class LimitAddresses(ASGIMiddleware):
    """Before anybody is identified: what one address may ask. This machine's own are not counted.

    Behind a proxy that is not among the trusted ones everybody has the proxy's address.
    """

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    should_bypass_for_scope = staticmethod(_unmeasured)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        client = scope.get("client")
        network = network_of(client[0]) if client else ""
        if network:
            most = _installation(scope).settings.requests_per_address
            await _take(scope, Bucket(f"address {digest(network)[:32]}", most))
        await next_app(scope, receive, send)


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the first 64 bits; '' for this machine's own and for none."""
    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        if found.is_loopback:
            return ""
        return str(ipaddress.ip_network(f"{found}/64", strict=False) if found.version == 6 else found)
    return ""


class LimitActors(ASGIMiddleware):
    """What one person or key may ask, and how many streams they may have open at a time.

    One stream too many is refused rather than the oldest ended: browsers open an ended one again at once, so
    two pages would take turns at ending each other's.
    """

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    should_bypass_for_scope = staticmethod(_unmeasured)

    def __init__(self) -> None:
        self.streams = Streams()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        settings, who = _installation(scope).settings, self._who(scope)
        if who:
            key = who.startswith("key ")
            await _take(scope, Bucket(who, settings.requests_per_key if key else settings.requests_per_user))
        if scope["route_handler"].opt.get("stream"):
            await self.streams.run(who, settings.streams_per_user, scope, receive, send, next_app)
        else:
            await next_app(scope, receive, send)

    @staticmethod
    def _who(scope: Scope) -> str:
        state = scope["state"]
        if user := state.get("user"):
            return f"user {user.id}"
        principal = state.get("principal")
        return f"key {principal.id}" if isinstance(principal, Principal) else ""


@dataclass(eq=False)
class Stream:
    """An open answer: whose it is, what it was asked with, and the task that sends it."""

    who: str
    scope: Scope
    task: asyncio.Task[None]
    ended: bool = False


class Streams:
    """The open streams of this process; whoever may listen no more is cut off within seconds."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._watch: asyncio.Task[None] | None = None

    async def run(
        self, who: str, most: int, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
    ) -> None:
        if Counter(stream.who for stream in self._open)[who] >= most:
            message = f"{most} pages of yours listen already. Close one, or wait until it has gone."
            raise TooManyRequests(message, retry_after=10)
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        work = asyncio.ensure_future(next_app(scope, receive, noting))
        stream = Stream(who, scope, work)
        self._open.add(stream)
        loop = asyncio.get_running_loop()
        if self._watch is None or self._watch.done() or self._watch.get_loop() is not loop:
            self._watch = loop.create_task(self._look())
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            if not stream.ended:
                raise
            if begun:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._open.discard(stream)
            work.cancel()

    async def _look(self) -> None:
        while self._open:
            await asyncio.sleep(RECHECK_SECONDS)
            allowed: dict[tuple[str, str], bool] = {}
            for stream in list(self._open):
                place = (stream.who, stream.scope["state"]["principal"].organization_id)
                if place not in allowed:
                    allowed[place] = await self._still(stream.scope)
                if not allowed[place]:
                    stream.ended = True
                    stream.task.cancel()

    async def _still(self, scope: Scope) -> bool:
        """Whether the same request would be let in now, by all the rules there are."""
        try:
            identity = await identify(ASGIConnection(scope), _installation(scope))
        except Refused:
            return False
        except Exception as error:  # the database is away, which is no reason to cut anybody off
            log.warning("streams_not_checked", error=type(error).__name__)
            return True
        needs = scope["route_handler"].opt["needs"]
        return identity.principal is not None and identity.principal.may(needs)
