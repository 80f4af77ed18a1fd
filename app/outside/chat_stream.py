"""What a chat server sends, read within bounds: server-sent events, or one JSON body."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

ANSWER_MAX_BYTES = 4 * 1024 * 1024
"""Of the whole body; the longest answer we ask for, one event a letter, is less."""


class Unreadable(Exception):
    """The rest of a sentence that begins with "The language model"."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said. `whole` is False when it stopped because its tokens ran out."""

    text: str = field(repr=False)
    model: str = ""
    """As the server calls it."""
    whole: bool = True
    tokens: int = 0
    """Of prompt and answer, where the server counts them."""


class _Answer:
    """An answer as its pieces arrive."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.model = ""
        self.reason = ""
        self.tokens = 0

    def take(self, event: Any, part: str) -> None:
        """One event of a stream (`part` delta) or a whole body (`part` message)."""
        if not isinstance(event, dict) or event.get("error"):
            raise Unreadable("broke off with an error")
        self.model = self.model or str(event.get("model") or "")[:200]
        usage = event.get("usage")
        total = usage.get("total_tokens") if isinstance(usage, dict) else 0
        self.tokens = total if isinstance(total, int) else self.tokens
        choices = event.get("choices")
        for choice in choices[:1] if isinstance(choices, list) else ():
            if not isinstance(choice, dict):
                raise Unreadable("answered something that is not a chat completion")
            said = choice.get(part)
            content = said.get("content") if isinstance(said, dict) else None
            if isinstance(content, str):
                self.pieces.append(content)
            self.reason = str(choice.get("finish_reason") or self.reason)

    def reply(self, done: bool) -> Reply:
        if not self.reason and not done:
            raise Unreadable("broke off in the middle of its answer")
        return Reply("".join(self.pieces), self.model, self.reason != "length", max(0, self.tokens))


async def read_reply(response: httpx.Response) -> Reply:
    """The answer of a streaming server, or of one that does not stream; Unreadable if it is neither."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unreadable("answered in an encoding nobody asked for")
    answer = _Answer()
    if "text/event-stream" not in response.headers.get("Content-Type", ""):
        body = b"".join([chunk async for chunk in _bounded(response)])
        answer.take(_parsed(body), "message")
        return answer.reply(done=False)
    async for data in _events(response):
        if data.strip() == b"[DONE]":
            return answer.reply(done=True)
        answer.take(_parsed(data), "delta")
    return answer.reply(done=False)


async def _events(response: httpx.Response) -> AsyncIterator[bytes]:
    """The data of each event; comments and other fields are left out."""
    rest = bytearray()
    async for chunk in _bounded(response):
        rest += chunk
        if b"\n" not in chunk:
            continue
        *lines, last = bytes(rest).split(b"\n")
        rest = bytearray(last)
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:]
    if rest.startswith(b"data:"):
        yield bytes(rest[5:])


async def _bounded(response: httpx.Response) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > ANSWER_MAX_BYTES:
            raise Unreadable(f"answered more than {ANSWER_MAX_BYTES // 1_000_000} MB")
        yield chunk


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("answered something that is not JSON") from None
