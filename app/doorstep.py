"""The place where the pages answer: whether it can be had, and whether who answers there is ours."""

import asyncio
import errno
import fcntl
import hashlib
import hmac
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import httpx

from app.settings import Settings

HEADER = "tic-up"
ASK_SECONDS = 0.1
LEAVING_SECONDS = 2.0
"""How long what was killed a moment ago may take to give the port back."""
OTHERS = 20
"""Ports behind the one that is taken among which a free one is looked for."""


def lock(settings: Settings) -> IO[str] | None:
    """`up.lock`, ours alone while it is open, with a fresh word in it; None where another has it."""
    path = settings.data_dir / "up.lock"
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    path.chmod(0o600)
    file.truncate(0)
    file.write(secrets.token_urlsafe())
    file.flush()
    return file


def word_for(settings: Settings, question: str) -> str:
    """The word of the `tic up` on this data directory, told only to who knows its hash; else ''."""
    if not question:
        return ""
    try:
        word = _word(settings)
    except OSError:
        return ""
    return word if word and hmac.compare_digest(question.encode(), _question(word).encode()) else ""


async def own_pages(settings: Settings) -> None:
    """Returns when the web process of this data directory answers where it listens.

    A proxy has nothing to do with it, and what others answer there counts for nothing.
    """
    word = _word(settings)
    every = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked at a loopback address instead
    host = every.get(settings.host, settings.host)
    url = httpx.URL(scheme="http", host=host, port=settings.port, path="/health/live")
    async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
        while True:
            with suppress(httpx.HTTPError):
                answer = await client.get(url, headers={HEADER: _question(word)})
                if answer.is_success and answer.headers.get(HEADER) == word:
                    return
            await asyncio.sleep(ASK_SECONDS)


async def refused(settings: Settings) -> str:
    """Why the pages cannot answer at the port that was chosen, and what to do; '' where they can."""
    until = time.monotonic() + LEAVING_SECONDS
    while (error := await _failure(settings, settings.port)) == errno.EADDRINUSE:
        if time.monotonic() > until:
            break
        await asyncio.sleep(ASK_SECONDS)
    if error is None:
        return ""
    if error == errno.EADDRINUSE:
        return (
            f"port {settings.port} is taken by another program, so nothing was started. "
            f"Stop it, or choose another port: {await _another(settings)}"
        )
    if error == errno.EACCES:
        return (
            f"port {settings.port} may be used by the system alone, so nothing was started. "
            f"Choose another port: {await _another(settings, 8000)}"
        )
    return (
        f"{settings.host} is no address of this machine that can be listened on ({os.strerror(error)}), "
        "so nothing was started. Change TIC_HOST."
    )


async def _another(settings: Settings, first: int = 0) -> str:
    first = first or settings.port + 1
    for port in range(first, first + OTHERS):
        if port < 2**16 and await _failure(settings, port) is None:
            break
    else:
        port = 8000
    return f"PORT={port} make run, or TIC_PORT={port} tic up"


async def _failure(settings: Settings, port: int) -> int | None:
    """The number of the error with which the port is refused, or None; it is given back at once."""
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(asyncio.Protocol, settings.host, port, start_serving=False)
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    server.close()
    await server.wait_closed()
    return None


def _word(settings: Settings) -> str:
    return Path(settings.data_dir, "up.lock").read_text()


def _question(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
