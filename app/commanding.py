"""What commands share: an installation opened and closed around them, and refusals as one line."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import click

from app.installation import Installation
from app.problems import Refused
from app.settings import settings

T = TypeVar("T")


def told(work: Coroutine[Any, Any, T]) -> T:
    """Run it; a refusal becomes one line and exit code 1."""
    try:
        return asyncio.run(work)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None


def on_installation(work: Callable[[Installation], Awaitable[T]]) -> T:
    """Run it with the installation of the settings."""

    async def run() -> T:
        from app.main import open_installation

        installation = open_installation(settings())
        try:
            return await work(installation)
        finally:
            await installation.limiter.close()
            await installation.database.close()

    return told(run())
