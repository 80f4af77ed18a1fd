"""Reads an answer that goes on: an ASGI client that can stop listening, which httpx's cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.world import World


class Stream:
    """The status and headers of the answer, and its events one by one."""

    def __init__(self, chunks: "asyncio.Queue[bytes | None]") -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self._chunks = chunks
        self._text = ""

    async def event(self, seconds: float = 10.0) -> dict[str, str] | None:
        """The next event with a name or data; None when the stream has ended. Comments are passed over."""
        while True:
            while "\r\n\r\n" not in self._text:
                chunk = await asyncio.wait_for(self._chunks.get(), seconds)
                if chunk is None:
                    return None
                self._text += chunk.decode()
            block, self._text = self._text.split("\r\n\r\n", 1)
            lines = (line.partition(":") for line in block.split("\r\n") if line and not line.startswith(":"))
            found = {name: value.strip() for name, _, value in lines}
            if "event" in found or "data" in found:
                return found


@asynccontextmanager
async def opened(world: World, path: str, who: str, **headers: str) -> AsyncIterator[Stream]:
    """GET as a browser of the person, or under /v1 with their key; hangs up at the end of the block."""
    chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
    started, gone = asyncio.Event(), asyncio.Event()
    stream = Stream(chunks)

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            stream.status = message["status"]
            stream.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            started.set()
        else:
            await chunks.put(message.get("body", b""))
            if not message.get("more_body"):
                await chunks.put(None)

    task = asyncio.create_task(world.app(_scope(world, path, who, headers), receive, send))  # type: ignore[arg-type]
    try:
        await asyncio.wait_for(started.wait(), 10)
        yield stream
    finally:
        gone.set()
        await asyncio.wait({task}, timeout=5)
        task.cancel()


def _scope(world: World, path: str, who: str, headers: dict[str, str]) -> dict[str, Any]:
    proof = {"authorization": f"Bearer {world.known.keys[who]}"}
    if not path.startswith("/v1"):
        proof = {"cookie": f"tic_session={world.known.cookies[who]}"}
    pairs = {"host": "127.0.0.1:8000", **proof, **headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in pairs.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "extensions": {},
    }
