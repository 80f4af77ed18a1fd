"""A chat server of our own on loopback that speaks the OpenAI protocol, well or as badly as it is told to."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes.answers import answer_to, garble

PATIENCE = 30.0
"""Seconds after which a request that hangs is given up, whatever the test does."""


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float

    @property
    def prompt(self) -> str:
        return "\n\n".join(message["content"] for message in self.body["messages"])


@dataclass
class ChatServer:
    """`next` holds how to behave at the coming requests, one each; after them it behaves as `always` says.

    A behaviour is a `be_` method of the handler, or a way of answering known to answers.py.
    """

    url: str = ""
    always: str = "good"
    next: deque[str] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    retry_after: str = "1"
    came: threading.Event = field(default_factory=threading.Event)
    """Set when the first request is in."""
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def prompts(self) -> list[str]:
        return [asked.prompt for asked in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers POST /v1/chat/completions."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def do_POST(self) -> None:
        chat = self.server.chat
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        chat.asked.append(Asked(self.path, dict(self.headers), body, time.monotonic()))
        chat.came.set()
        name = chat.next.popleft() if chat.next else chat.always
        self.close_connection = True
        try:
            if behave := getattr(self, f"be_{name}", None):
                behave(body)
            else:
                self.say(answer_to(body, name))
        except (BrokenPipeError, ConnectionResetError):
            pass

    def head(self, status: int, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def refuse(self, status: int, message: str, **headers: str) -> None:
        self.head(status, "application/json", **headers)
        self.wfile.write(json.dumps({"error": {"message": message}}).encode())

    def event(self, content: str, reason: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": content}, "finish_reason": reason}
        data = {"model": "served-model", "choices": [choice]}
        self.wfile.write(b"data: " + json.dumps(data).encode() + b"\n\n")
        self.wfile.flush()

    def say(self, text: str, reason: str = "stop") -> None:
        """Streamed in a few pieces."""
        self.head(200)
        size = max(1, len(text) // 5)
        for at in range(0, len(text), size):
            self.event(text[at : at + size])
        self.event("", reason)
        usage = {"model": "served-model", "choices": [], "usage": {"total_tokens": 100}}
        self.wfile.write(b"data: " + json.dumps(usage).encode() + b"\n\ndata: [DONE]\n\n")

    def be_whole(self, body: dict[str, Any]) -> None:
        """Does not stream."""
        choice = {
            "message": {"role": "assistant", "content": answer_to(body, "good")},
            "finish_reason": "stop",
        }
        self.head(200, "application/json")
        self.wfile.write(json.dumps({"model": "served-model", "choices": [choice]}).encode())

    def be_plain(self, body: dict[str, Any]) -> None:
        """Knows nothing of response formats, and says so."""
        if "response_format" in body:
            self.refuse(400, "response_format is not supported")
        else:
            self.say("Here you are:\n```json\n" + answer_to(body, "good") + "\n```")

    def be_particular(self, body: dict[str, Any]) -> None:
        """As hosted reasoning models are: another name for the limit, no temperature."""
        if "max_tokens" in body:
            self.refuse(400, "Use max_completion_tokens instead of max_tokens")
        elif "temperature" in body:
            self.refuse(400, "temperature does not support 0.2")
        else:
            self.say("<think>{not this}</think>" + answer_to(body, "good"))

    def be_baffled(self, body: dict[str, Any]) -> None:
        self.refuse(400, "no idea; your key was " + self.headers.get("Authorization", ""))

    def be_busy(self, body: dict[str, Any]) -> None:
        self.refuse(429, "slow down", Retry_After=self.server.chat.retry_after)

    def be_broken(self, body: dict[str, Any]) -> None:
        self.refuse(500, "your prompt was " + json.dumps(body["messages"]))

    def be_closed(self, body: dict[str, Any]) -> None:
        self.refuse(401, "bad key " + self.headers.get("Authorization", ""))

    def be_elsewhere(self, body: dict[str, Any]) -> None:
        self.refuse(302, "over there", Location="http://127.0.0.1:9/v1/chat/completions")

    def be_hanging(self, body: dict[str, Any]) -> None:
        self.server.chat.closing.wait(PATIENCE)

    def be_hanging_midway(self, body: dict[str, Any]) -> None:
        self.head(200)
        self.event('{"sentences": [')
        self.server.chat.closing.wait(PATIENCE)

    def be_dripping(self, body: dict[str, Any]) -> None:
        """One byte a second, in truth ten, so that the test need not wait."""
        self.head(200)
        for byte in b"data: " + b" " * 1000:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.chat.closing.wait(0.1):
                return

    def be_huge(self, body: dict[str, Any]) -> None:
        self.head(200)
        for _ in range(1000):
            self.event("blah " * 20_000)

    def be_one_endless_line(self, body: dict[str, Any]) -> None:
        self.head(200)
        for _ in range(1000):
            self.wfile.write(b"x" * 100_000)

    def be_cut(self, body: dict[str, Any]) -> None:
        """The connection ends in the middle of the answer."""
        self.head(200)
        self.event(answer_to(body, "good")[:40])

    def be_out_of_tokens(self, body: dict[str, Any]) -> None:
        self.say(answer_to(body, "good")[:60], "length")

    def be_truncated(self, body: dict[str, Any]) -> None:
        """Half a JSON object that claims to be all."""
        self.say(answer_to(body, "good")[:60])

    def be_garbage(self, body: dict[str, Any]) -> None:
        self.say(garble(body))

    def be_not_json(self, body: dict[str, Any]) -> None:
        self.head(200, "application/json")
        self.wfile.write(b"<html>welcome</html>")

    def be_failing_midway(self, body: dict[str, Any]) -> None:
        self.head(200)
        self.event('{"sen')
        self.wfile.write(b'data: {"error": {"message": "out of memory"}}\n\n')


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, chat: ChatServer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.chat = chat


@contextmanager
def chat_server(always: str = "good") -> Iterator[ChatServer]:
    """A server on a free port for as long as the block lasts."""
    chat = ChatServer(always=always)
    server = Server(chat)
    chat.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        chat.closing.set()
        server.shutdown()
        server.server_close()
