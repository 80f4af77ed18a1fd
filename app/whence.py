"""From where something is done: the request, job or command in which it happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

AGENT_MAX = 300
"""Characters of a user agent that are kept."""


@dataclass(frozen=True, slots=True)
class Whence:
    """`address` is the client's, as far as the proxies that are trusted tell it; '' off the network."""

    request_id: str = ""
    address: str = ""
    agent: str = ""
    """What the client calls itself, or the command that was given."""


NOWHERE = Whence()
_here: ContextVar[Whence] = ContextVar("whence", default=NOWHERE)


def whence() -> Whence:
    """Where the running code was asked from."""
    return _here.get()


@contextmanager
def asked_from(place: Whence) -> Iterator[None]:
    """Everything inside, tasks begun there included, was asked from that place."""
    token = _here.set(place)
    try:
        yield
    finally:
        _here.reset(token)
