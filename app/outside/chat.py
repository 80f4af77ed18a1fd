"""Language models behind one interface: any endpoint that speaks the OpenAI chat protocol."""

import asyncio
import random
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import httpx

from app.outside.breaker import breaker_of
from app.outside.chat_stream import Reply, Unreadable, read_reply
from app.outside.egress import EgressError
from app.outside.named import GuardedTransport, guard_for, proxied
from app.settings import Settings

__all__ = ["Chat", "ChatEndpoint", "ChatError", "Form", "Message", "Reply", "open_chat"]

TRIES = 4
"""Times one question is put before the error is handed on."""
BACKOFF = 1.0
"""Seconds; the first retry waits up to this more than it was told to, each further one up to twice that."""
CONNECT_SECONDS, SILENT_SECONDS = 10.0, 180.0
"""Longest to connect, and longest without a byte: a model on a slow machine reads the prompt in silence."""
AFTER_MAX = 3600.0
REFUSAL_BYTES = 8192
BUSY = {408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529}
NOT_UNDERSTOOD = {400, 415, 422, 501}


class ChatError(Exception):
    """Says, for a person, why a model did not answer; `again` alone decides whether to retry.

    `after` is the least number of seconds to wait. Prompts, keys and the server's own words are never in it.
    """

    def __init__(self, message: str, *, again: bool, after: float = 0.0) -> None:
        super().__init__(message)
        self.again = again
        self.after = after


class _NotUnderstood(Exception):
    """The server refuses something in the request; its words say what."""


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user"]
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """The JSON an answer must be: a name and a JSON schema."""

    name: str
    schema: dict[str, Any]


class Chat(Protocol):
    """Answers a conversation with text that should be JSON of a form; what it says is to be validated."""

    @property
    def model(self) -> str: ...

    @property
    def host(self) -> str:
        """Where it runs, for the record."""
        ...

    async def complete(
        self, messages: Sequence[Message], form: Form, *, tokens: int, seconds: float
    ) -> Reply:
        """An answer of at most `tokens`, within `seconds`, retries included; else ChatError."""
        ...


class ChatEndpoint:
    """POST {url}/chat/completions, streamed. Learns once what the server refuses, and leaves that out."""

    def __init__(
        self, url: str, model: str, key: str = "", *, allow: str = "", backoff: float = BACKOFF
    ) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self.host = urlsplit(url).hostname or ""
        self.model = model
        self._key = key
        self._allow = allow
        self._backoff = backoff
        self._formats = ["json_schema", "json_object", ""]
        self._limit_name = "max_tokens"
        self._temperature = True

    def __repr__(self) -> str:
        return f"ChatEndpoint({self.model!r} at {self.host!r})"

    async def complete(
        self, messages: Sequence[Message], form: Form, *, tokens: int, seconds: float
    ) -> Reply:
        ends = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds), self._client(seconds) as client:
                with breaker_of("The language model's server", self._url).asking():
                    return await self._persist(client, messages, form, tokens, ends)
        except TimeoutError:
            raise ChatError(
                f"The language model did not finish within {seconds:.0f} s.", again=True
            ) from None

    def _client(self, seconds: float) -> httpx.AsyncClient:
        # Answers are read as they come: a compressed one could unpack into any size at once.
        headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        silent = min(SILENT_SECONDS, seconds)
        timeout = httpx.Timeout(silent, connect=min(CONNECT_SECONDS, seconds))
        if not _loopback(self.host) and proxied(self._url):
            return httpx.AsyncClient(headers=headers, timeout=timeout, verify=_trusted())
        through = GuardedTransport(guard_for(self._url, self._allow), _trusted())
        return httpx.AsyncClient(headers=headers, timeout=timeout, transport=through)

    async def _persist(
        self, client: httpx.AsyncClient, messages: Sequence[Message], form: Form, tokens: int, ends: float
    ) -> Reply:
        tried = 0
        while True:
            body = self._body(messages, form, tokens)
            try:
                return await self._ask(client, body)
            except _NotUnderstood as refusal:
                self._leave_out(str(refusal))
            except ChatError as error:
                tried += 1
                wait = error.after + random.uniform(0, self._backoff * 2 ** (tried - 1))  # noqa: S311 - spreads load
                too_late = asyncio.get_running_loop().time() + wait >= ends
                if not error.again or tried == TRIES or too_late:
                    raise
                await asyncio.sleep(wait)

    def _body(self, messages: Sequence[Message], form: Form, tokens: int) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
            self._limit_name: tokens,
        }
        if self._temperature:
            body["temperature"] = 0.2
        if self._formats[0] == "json_schema":
            schema = {"name": form.name, "strict": True, "schema": form.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._formats[0]:
            body["response_format"] = {"type": self._formats[0]}
        return body

    def _leave_out(self, refusal: str) -> None:
        """Ask for less next time; ChatError when there is nothing left to leave out."""
        if "max_tokens" in refusal and self._limit_name == "max_tokens":
            self._limit_name = "max_completion_tokens"
        elif "temperature" in refusal and self._temperature:
            self._temperature = False
        elif len(self._formats) > 1:
            self._formats = self._formats[1:]
        else:
            # Learned from a request that was bad in itself, so nothing was learned.
            self._formats = ["json_schema", "json_object", ""]
            raise ChatError(
                "The language model's server does not understand the request. Check TIC_WRITER_MODEL and "
                "whether TIC_WRITER_TOKENS fits the model.",
                again=False,
            )

    async def _ask(self, client: httpx.AsyncClient, body: dict[str, Any]) -> Reply:
        try:
            async with client.stream("POST", self._url, json=body) as response:
                if response.status_code != 200:
                    raise await _refused(response)
                return await read_reply(response)
        except Unreadable as error:
            raise ChatError(f"The language model {error}.", again=True) from None
        except EgressError as error:
            raise ChatError(f"TIC_WRITER_URL: {error.message}", again=error.again) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise ChatError("TIC_WRITER_URL is not an address.", again=False) from None
        except httpx.TimeoutException:
            raise ChatError("The language model's server fell silent.", again=True) from None
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise ChatError(
                f"The language model's server could not be reached ({kind}).", again=True
            ) from None


async def _refused(response: httpx.Response) -> Exception:
    status = response.status_code
    if status in NOT_UNDERSTOOD:
        return _NotUnderstood(await _words(response))
    if status in (401, 403):
        return ChatError(f"The language model's server refuses the key ({status}).", again=False)
    if status in (404, 405):
        return ChatError(
            f"There is no such model or address ({status}). Check TIC_WRITER_URL and TIC_WRITER_MODEL.",
            again=False,
        )
    after = retry_after(response.headers.get("Retry-After", ""))
    again = status in BUSY or status >= 500
    return ChatError(f"The language model's server answered {status}.", again=again, after=after)


async def _words(response: httpx.Response) -> str:
    """The beginning of a refusal: read to learn what to leave out, never shown or logged."""
    read = b""
    with suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(5):
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) >= REFUSAL_BYTES:
                    break
    return read[:REFUSAL_BYTES].decode("utf-8", "replace")


def retry_after(header: str) -> float:
    """Seconds a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3); 0 without one."""
    if header.strip().isdecimal() and len(header.strip()) < 10:
        return min(float(header), AFTER_MAX)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), AFTER_MAX)


@cache
def _trusted() -> ssl.SSLContext:
    """The usual certificates, read once: that takes a tenth of a second."""
    return httpx.create_ssl_context()


def _loopback(host: str) -> bool:
    """Whether a proxy from the environment would only be in the way."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_chat(settings: Settings) -> Chat | None:
    """The model the settings name, or None."""
    if not settings.writer_url:
        return None
    known = settings.writer_url, settings.writer_model, settings.writer_key
    return ChatEndpoint(*known, allow=settings.egress_allow)
