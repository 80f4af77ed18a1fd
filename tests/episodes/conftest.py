"""A language model beside the extractive writer."""

from collections.abc import Iterator

import pytest

from app.outside.chat import ChatEndpoint
from tests.episodes.asked import Bilingual
from tests.fakes.chat_server import ChatServer, chat_server
from tests.world import World


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


@pytest.fixture
def both(world: World, server: ChatServer) -> Iterator[World]:
    """Acme with a language model beside the extractive writer."""
    world.installation.chat = ChatEndpoint(server.url, "asked-model", "sk-key", backoff=0.01)
    world.installation.speech = Bilingual
    yield world
    world.installation.chat = None
