"""A speech server of our own on loopback for the OpenAI protocol, as good or bad as it is told to be."""

import json
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from app.outside.fake_speech import SAMPLE_RATE, FakeSpeech

PATIENCE = 20.0
"""Seconds after which a request that hangs is given up, whatever the test does."""


@dataclass
class SpeechServer:
    """Behaves as `how` says: the name of a `be_` method of the handler, or what names one for a text."""

    url: str = ""
    how: str | Callable[[str], str] = "good"
    retry_after: str = "7"
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


def wav(samples: np.ndarray, rate: int = SAMPLE_RATE, *, channels: int = 1, streamed: bool = False) -> bytes:
    """16-bit or float samples as a file; a streamed one does not know its length."""
    kind, bits = (3, 32) if samples.dtype == np.float32 else (1, 16)
    data = samples.tobytes()
    size = 0xFFFF_FFFF if streamed else len(data)
    step = channels * bits // 8
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, channels, rate, rate * step, step, bits)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", size) + data
    return b"RIFF" + struct.pack("<I", min(len(body), 0xFFFF_FFFF)) + body


class Handler(BaseHTTPRequestHandler):
    """Answers POST /v1/audio/speech."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def do_POST(self) -> None:
        told = self.server.told
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told.asked.append(body)
        told.keys.append(self.headers.get("Authorization", ""))
        self.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):
            if self.path == "/v1/audio/speech":
                how = told.how if isinstance(told.how, str) else told.how(body["input"])
                getattr(self, f"be_{how}")(self.spoken(body))
            else:
                self.refuse(404)

    def spoken(self, body: dict[str, Any]) -> np.ndarray:
        return FakeSpeech().speak(body["input"], body["voice"], body["speed"]).samples

    def give(self, content: bytes, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def refuse(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"secret")

    def be_good(self, samples: np.ndarray) -> None:
        self.give(wav(samples))

    def be_streaming(self, samples: np.ndarray) -> None:
        self.give(wav(samples, streamed=True))

    def be_floating(self, samples: np.ndarray) -> None:
        self.give(wav((samples / 32767).astype(np.float32)))

    def be_silent(self, samples: np.ndarray) -> None:
        self.give(wav(np.zeros_like(samples)))

    def be_nan(self, samples: np.ndarray) -> None:
        self.give(wav(np.full(len(samples), np.nan, np.float32)))

    def be_garbage(self, samples: np.ndarray) -> None:
        self.give(b"<html>Welcome</html>" * 99)

    def be_empty(self, samples: np.ndarray) -> None:
        self.give(b"")

    def be_fast(self, samples: np.ndarray) -> None:
        self.give(wav(samples, 16_000))

    def be_stereo(self, samples: np.ndarray) -> None:
        self.give(wav(samples, channels=2))

    def be_half(self, samples: np.ndarray) -> None:
        """The file says how long it is, the connection agrees with what there is."""
        whole = wav(samples)
        self.give(whole[: len(whole) // 2])

    def be_cut(self, samples: np.ndarray) -> None:
        """The connection breaks in the middle."""
        whole = wav(samples)
        self.give(whole[: len(whole) // 2], len(whole))

    def be_short(self, samples: np.ndarray) -> None:
        self.give(wav(samples[: SAMPLE_RATE // 3]))

    def be_endless(self, samples: np.ndarray) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.told.closing.is_set():
            self.wfile.write(wav(samples, streamed=True) * 8)

    def be_hanging(self, samples: np.ndarray) -> None:
        self.server.told.closing.wait(PATIENCE)

    def be_dripping(self, samples: np.ndarray) -> None:
        self.send_response(200)
        self.end_headers()
        for byte in wav(samples):
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.told.closing.wait(0.05):
                return

    def be_busy(self, samples: np.ndarray) -> None:
        self.refuse(429, Retry_After=self.server.told.retry_after)

    def be_broken(self, samples: np.ndarray) -> None:
        self.refuse(500)

    def be_closed(self, samples: np.ndarray) -> None:
        self.refuse(401)

    def be_lost(self, samples: np.ndarray) -> None:
        self.refuse(404)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, told: SpeechServer) -> None:
        self.told = told
        super().__init__(("127.0.0.1", 0), Handler)


@contextmanager
def speech_server() -> Iterator[SpeechServer]:
    """A running server; its address is in `url`."""
    told = SpeechServer()
    server = Server(told)
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
