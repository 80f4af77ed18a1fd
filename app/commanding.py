"""What commands share: an installation opened and closed around them, and refusals as one line."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from app.problems import Refused
from app.settings import settings

if TYPE_CHECKING:
    from app.installation import Installation

T = TypeVar("T")


def told(work: Coroutine[Any, Any, T]) -> T:
    """Run it; a refusal becomes one line and exit code 1."""
    try:
        return asyncio.run(work)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None


def on_installation(work: Callable[["Installation"], Awaitable[T]]) -> T:
    """Run it with the installation of the settings."""

    async def run() -> T:
        from app.opening import open_installation

        installation = open_installation(settings())
        try:
            return await work(installation)
        finally:
            await installation.limiter.close()
            await installation.database.close()

    return told(run())


def end_with(work: Coroutine[Any, Any, int]) -> NoReturn:
    """Run it, and end the process with its exit code at once: whatever must be stored has been.

    The runner is not closed, for that waits for threads, one of which may still speak a sentence nobody
    waits for; and taking down an interpreter that has loaded much takes seconds on crowded cores.
    """
    code = asyncio.Runner().run(work)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
