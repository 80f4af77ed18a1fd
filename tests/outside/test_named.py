"""Hosts the settings name go through the guard as well; and nothing else in the source opens connections."""

import ast
import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.outside.chat import ChatEndpoint, ChatError, Form, Message
from app.outside.egress import EgressError
from app.outside.named import guard_for, proxied
from app.outside.speech import SpeechError
from app.outside.speech_endpoint import EndpointSpeech
from app.record.sink import sink_of
from app.web import ROOT

GUARD = {"app/outside/egress.py", "app/outside/named.py"}
THROUGH = {"app/outside/chat.py", "app/outside/chat_stream.py", "app/outside/speech_endpoint.py"}
"""They use httpx over a transport of the guard."""
OF_THE_INSTALLATION = {
    "app/outside/buckets.py": "the storage, which stands in a private network as a rule",
    "app/outside/dns.py": "the name service itself",
    "app/outside/kafka.py": "the transport; as for storage",
    "app/outside/redis_limiter.py": "our Redis",
    "app/outside/mail.py": "the mail server of the settings, which speaks no HTTP",
    "app/outside/nudges.py": "our Redis",
    "app/outside/redis_server.py": "a port of this machine",
    "app/queue/scheduling.py": "the name of this machine",
    "app/doorstep.py": "our own pages, at the address they listen on",
    "app/record/sink.py": "syslog, which speaks no HTTP, and is written to and not read",
    "app/serving.py": "nobody: it names the kind of socket that the server listens on",
    "app/telemetry.py": "our Redis",
    "jobs/kafka.py": "the transport; as for storage",
    "jobs/transports.py": "our Redis",
}
"""Who else may connect, and to what: addresses only whoever runs the installation can set."""
CONNECTING = {
    *("httpx", "httpcore", "aiohttp", "requests", "urllib.request", "http.client", "socket"),
    *("smtplib", "aiosmtplib", "ftplib", "obstore", "boto3", "aiokafka", "redis", "arq", "dns"),
    "asyncio.open_connection",
}


def connects(path: Any) -> set[str]:
    """What a module uses that could open a connection."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Attribute) and node.attr in ("open_connection", "create_connection"):
            names = ["asyncio.open_connection"]
        else:
            continue
        found |= {name for name in names if name in CONNECTING or name.partition(".")[0] in CONNECTING}
    return found


def test_nothing_but_the_guard_and_what_is_listed_opens_connections() -> None:
    files = [*(ROOT / "app").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")]
    connecting = {str(path.relative_to(ROOT)) for path in files if connects(path)}
    assert connecting > GUARD | THROUGH
    assert connecting - GUARD - THROUGH == set(OF_THE_INSTALLATION)


def test_no_httpx_client_does_without_the_guard() -> None:
    for name in THROUGH:
        tree = ast.parse((ROOT / name).read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("httpx.Client", "httpx.AsyncClient"):
                given = {word.arg for word in node.keywords}
                through_a_proxy = "proxied(" in ast.unparse(_function(tree, node))
                assert "transport" in given or through_a_proxy, (name, ast.unparse(node))


def _function(tree: ast.Module, inner: ast.AST) -> ast.AST:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return next(function for function in functions if inner in list(ast.walk(function)))


@pytest.fixture
def rebound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name service of an attacker: every name leads into our own network."""

    def answer(host: Any, port: Any, *more: Any, **others: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def ask_model(url: str) -> None:
    chat = ChatEndpoint(url, "m", "key")
    await chat.complete([Message("user", "Hello")], Form("f", {}), tokens=5, seconds=5)


async def speak(url: str) -> None:
    engine = EndpointSpeech(url, "key", "m", "v", seconds=5)
    await asyncio.to_thread(engine.speak, "Hello.", "v")


async def send_on(url: str) -> None:
    await sink_of(url)([])


ASKING = [ask_model, speak, send_on]


@pytest.mark.usefixtures("rebound")
@pytest.mark.parametrize("ask", ASKING)
async def test_a_name_that_leads_into_the_network_is_not_asked(ask: Callable[[str], Awaitable[None]]) -> None:
    with pytest.raises((ChatError, SpeechError, EgressError), match="TIC_EGRESS_ALLOW"):
        await ask("https://models.example.org/v1")


@pytest.mark.parametrize("ask", ASKING)
async def test_where_clouds_keep_secrets_is_not_asked(ask: Callable[[str], Awaitable[None]]) -> None:
    with pytest.raises((ChatError, SpeechError, EgressError), match="private network"):
        await ask("http://169.254.169.254/latest")


@pytest.mark.parametrize("ask", ASKING)
async def test_nobody_is_led_elsewhere(ask: Callable[[str], Awaitable[None]]) -> None:
    asked = []

    async def lead_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n")).split()[1])
        writer.write(
            b"HTTP/1.1 307 Go\r\nLocation: /secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(lead_away, "127.0.0.1", 0)
    async with server:
        with pytest.raises((ChatError, SpeechError, EgressError)):
            await ask(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    assert asked
    assert b"/secret" not in asked


@pytest.mark.parametrize("url", ["http://10.1.2.3/v1", "http://ollama:11434/v1", "http://localhost:8080"])
def test_naming_an_address_or_a_neighbour_lists_it(url: str) -> None:
    import httpx

    assert guard_for(url, "").allowed(httpx.URL(url), ["10.1.2.3"])
    with pytest.raises(EgressError):
        guard_for("https://models.example.org", "").allowed(
            httpx.URL("https://models.example.org"), ["10.1.2.3"]
        )
    listed = guard_for("https://models.example.org", "models.example.org")
    assert listed.allowed(httpx.URL("https://models.example.org"), ["10.1.2.3"])


def test_behind_a_proxy_the_proxy_looks_names_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.internal:3128")
    monkeypatch.setenv("no_proxy", "models.internal")
    assert proxied("https://models.example.org")
    assert not proxied("https://models.internal")
