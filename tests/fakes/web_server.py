"""A web server of our own on loopback whose answers a test writes as functions."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[["Handler", Asked], None]


@dataclass
class WebServer:
    """Answers each request with `answer`, and keeps what was asked."""

    answer: Answer
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Handler(BaseHTTPRequestHandler):
    """Hands every request over."""

    server: "_Server"
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, dict(self.headers), body)
        self.server.told.asked.append(asked)
        self.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):
            self.server.told.answer(self, asked)

    do_GET = do_POST = do_PUT = _take

    def give(self, content: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    told: WebServer
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silent: who is refused hangs up."""


@contextmanager
def web_server(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """A running one."""
    server = _Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.told = WebServer(answer, server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.told
    finally:
        server.told.closing.set()
        server.shutdown()
        server.server_close()
