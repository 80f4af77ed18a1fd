"""Idempotency-Key: of one POST sent many times the effect happens once, and each has the same answer."""

import asyncio
import hashlib
import json
import logging
import time
from typing import Any

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bodies import KeptBody, content_type_of
from app.encryption import decrypt_field, encrypt_field
from app.installation import BEFORE_COMMIT, Installation
from app.kept import KEY_MAX, KeptAnswer
from app.permissions import Principal
from app.problems import Invalid, Refused
from app.queue.clock import database_now
from app.security import in_api

log = logging.getLogger(__name__)

KEPT_HEADERS = ("content-type", "location", "etag")
ANSWER_MAX = 1024 * 1024
"""Bytes; a larger answer is not kept, and asking again is refused."""
HELD_SECONDS = 120.0
"""How long a request may be at work before another with its key may take its place."""
LOOK_AGAIN = 0.1
PATIENCE = 30.0
"""How long a request waits for the answer of another with its key."""
BUSY = "The first request with this Idempotency-Key is still being worked on. Ask again in a moment."
LOST = (
    "The first request with this Idempotency-Key was done, but its answer was lost. Look at what is there, "
    "then ask with another key."
)
UNTOUCHED = {"synchronize_session": False}


class Superseded(Exception):
    """Another request took this one's place: what it was about to commit must not count."""


class Idempotent(ASGIMiddleware):
    """Over every POST of the API that carries an Idempotency-Key and is somebody's.

    A refusal is not kept, since nothing was done: the same key may then be tried again.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        headers = Headers.from_scope(scope)
        key, principal = headers.get("idempotency-key"), scope["state"].get("principal")
        ours = scope.get("method") == "POST" and in_api(scope["path"])
        if key is None or not ours or not isinstance(principal, Principal):
            await next_app(scope, receive, send)
            return
        if not (0 < len(key) <= KEY_MAX and key.isascii() and key.isprintable()):
            raise Invalid(f"An Idempotency-Key is 1 to {KEY_MAX} printable characters of ASCII.")
        installation: Installation = scope["litestar_app"].state.installation
        body = KeptBody(installation.scratch, content_type_of(headers))
        try:
            handler: Any = scope["route_handler"]
            await body.read(receive, handler.resolve_request_max_body_size())
            again = body.again(receive)
            if not body.whole:
                await next_app(scope, again, send)  # it is refused for its size
                return
            keeper = Keeper(installation, principal, key, _hash(scope, body))
            await keeper.answer(scope, again, send, next_app)
        finally:
            body.close()


def _hash(scope: Scope, body: KeptBody) -> str:
    asked = [scope["path"], scope["query_string"].decode("latin-1"), body.digest]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


class Keeper:
    """One request with a key: does the work, or gives the answer of the one that did."""

    def __init__(self, installation: Installation, principal: Principal, key: str, request: str) -> None:
        self.installation, self.principal = installation, principal
        self.key, self.request = key, request
        self.fence = 0
        self.row_id = ""

    async def answer(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Raises Invalid for a different request, Refused when the other's answer cannot be had."""
        waited = time.monotonic()
        while True:
            row = await self._claimed()
            if row is None:
                await self._work(scope, receive, send, next_app)
                return
            if row.request_hash != self.request:
                raise Invalid("This Idempotency-Key was used before for a different request.")
            if row.status:
                await self._replay(row, send)
                return
            if row.done and row.held_until is None:  # nobody is at it any more
                raise Refused(LOST)
            if time.monotonic() - waited > PATIENCE:
                refused = (
                    "The first request with this Idempotency-Key is still being worked on. Ask again soon."
                )
                raise Refused(refused, retry_after=1)
            await asyncio.sleep(LOOK_AGAIN)

    async def _claimed(self) -> KeptAnswer | None:
        """None when the work is now ours; else what there is of the one that has it."""
        organization_id = self.principal.organization_id
        async with self.installation.work(organization_id, writes=False) as session:
            row: KeptAnswer | None = (await session.exec(self._with_this_key())).first()
            over = col(KeptAnswer.held_until) < database_now()
            silent = (await session.exec(self._with_this_key().where(over))).first()
        if row is not None and silent is None:
            return row
        try:
            async with self.installation.work(organization_id) as session:
                row = (await session.exec(self._with_this_key())).first()
                if row is not None:
                    return await self._taken_over(session, row)
                row = KeptAnswer(actor_id=self.principal.id, key=self.key, request_hash=self.request)
                row.held_until = database_now(HELD_SECONDS)  # type: ignore[assignment]
                session.add(row)
                await session.flush()
                self.row_id, self.fence = row.id, row.fence
        except IntegrityError:  # another was faster by a moment; it is seen at the next look
            return KeptAnswer(actor_id=self.principal.id, key=self.key, request_hash=self.request)
        return None

    def _with_this_key(self) -> Any:
        return select(KeptAnswer).where(KeptAnswer.actor_id == self.principal.id, KeptAnswer.key == self.key)

    async def _taken_over(self, session: AsyncSession, row: KeptAnswer) -> KeptAnswer | None:
        """None when whoever held the row fell silent before it did anything, so that it is ours now."""
        silent = [
            col(KeptAnswer.id) == row.id,
            col(KeptAnswer.request_hash) == self.request,
            col(KeptAnswer.held_until) < database_now(),
        ]
        ended = update(KeptAnswer).where(*silent, col(KeptAnswer.done)).values(held_until=None)
        await session.exec(ended, execution_options=UNTOUCHED)
        taken = (
            update(KeptAnswer)
            .where(*silent, ~col(KeptAnswer.done))
            .values(fence=KeptAnswer.fence + 1, held_until=database_now(HELD_SECONDS))
        )
        if (await session.exec(taken, execution_options=UNTOUCHED)).rowcount == 1:
            self.row_id, self.fence = row.id, row.fence + 1
            return None
        return row

    async def _work(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        said: list[Any] = []

        async def collect(message: Message) -> None:
            said.append(message)

        marked = BEFORE_COMMIT.set((*BEFORE_COMMIT.get(), self._mark))
        try:
            await next_app(scope, receive, collect)
        except BaseException:
            BEFORE_COMMIT.reset(marked)
            await asyncio.shield(self._keep(500, {}, b""))
            raise
        BEFORE_COMMIT.reset(marked)
        start = said[0]
        named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        body = b"".join(message.get("body", b"") for message in said[1:])
        kept = {name: named[name] for name in KEPT_HEADERS if name in named}
        for wait in (0.2, 1.0, 3.0):
            try:
                await self._keep(start["status"], kept, body)
                break
            except Exception as error:  # the work is done, and whoever asked is told so all the same
                log.warning("an answer could not be kept yet: %r", error)
                await asyncio.sleep(wait)
        for message in said:
            await send(message)

    async def _mark(self, session: AsyncSession) -> None:
        """Runs in every transaction of the work, last: the effect and the mark are stored together."""
        if not session.info.get("organization_id"):
            return
        held = (
            update(KeptAnswer)
            .where(col(KeptAnswer.id) == self.row_id, col(KeptAnswer.fence) == self.fence)
            .values(done=True)
        )
        if (await session.exec(held, execution_options=UNTOUCHED)).rowcount != 1:
            raise Superseded("another request with the same Idempotency-Key is at work")

    async def _keep(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Store the answer; forget a request that did nothing."""
        async with self.installation.work(self.principal.organization_id) as session:
            row = await session.get(KeptAnswer, self.row_id)
            if row is None or row.fence != self.fence:
                return
            if status < 400 and len(body) <= ANSWER_MAX:
                row.status, row.headers, row.done = status, headers, True
                secret, context = self.installation.master_key, row.id.encode()
                row.body = encrypt_field(body.decode("latin-1"), secret, context)
            elif not row.done:
                await session.delete(row)
            row.held_until = None

    async def _replay(self, row: KeptAnswer, send: Send) -> None:
        secret, context = self.installation.master_key, row.id.encode()
        body = decrypt_field(row.body, secret, context).encode("latin-1")
        headers = {**row.headers, "content-length": str(len(body)), "idempotent-replayed": "true"}
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": row.status, "headers": raw})
        await send({"type": "http.response.body", "body": body, "more_body": False})
