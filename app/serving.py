"""The web process: uvicorn, told what to believe, which lets open streams end before it waits."""

import socket
import sys
from typing import Any

import uvicorn

from app.live import Nudges
from app.settings import Settings

GRACE_SECONDS = 2
"""How long requests under way may take to end once the server was told to."""


class Server(uvicorn.Server):
    """Open pages listen for as long as they are open: waited for, they would only be cut off in the end."""

    def __init__(self, config: uvicorn.Config, nudges: Nudges) -> None:
        super().__init__(config)
        self._nudges = nudges

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._nudges.hush()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve pages and API until told to end."""
    from app.main import factory

    app = factory()
    options = {**serving(settings), "host": settings.host, "port": settings.port}
    server = Server(uvicorn.Config(app, **options), app.state.installation.nudges)
    server.run()
    if not server.started:
        sys.exit(1)


def serve_changing(settings: Settings, folders: list[str]) -> None:
    """The same, started again whenever something in the folders changes."""
    options = {**serving(settings), "host": settings.host, "port": settings.port}
    uvicorn.run("app.main:factory", factory=True, reload=True, reload_dirs=folders, **options)


def serving(chosen: Settings) -> dict[str, Any]:
    """What the server tells and believes: no log of its own, forwarded headers of listed proxies alone."""
    return {
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(chosen.trusted_proxies),
        "forwarded_allow_ips": chosen.trusted_proxies or None,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }
