"""The chat client against a real server on loopback that behaves as it is told to."""

import asyncio
import json
import logging
import time
from collections.abc import Iterator

import pytest

from app.outside.chat import ChatEndpoint, ChatError, Form, Message, Reply, open_chat, retry_after
from app.settings import Settings
from tests.fakes.chat_server import ChatServer, chat_server

FORM = Form("sentences", {"type": "object"})
QUESTION = [
    Message("system", "Answer in JSON."),
    Message("user", "=== 0123456789abcdef ===\np1: The secret dune moved.\n=== 0123456789abcdef ==="),
]
KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


def endpoint(server: ChatServer, backoff: float = 0.01) -> ChatEndpoint:
    return ChatEndpoint(server.url, "some-model", KEY, backoff=backoff)


async def ask(server: ChatServer, *, seconds: float = 5.0) -> Reply:
    return await endpoint(server).complete(QUESTION, FORM, tokens=500, seconds=seconds)


async def test_it_streams_an_answer(server: ChatServer) -> None:
    reply = await ask(server)
    assert json.loads(reply.text)["sentences"] == [{"text": "The secret dune moved.", "passages": ["p1"]}]
    assert (reply.model, reply.whole, reply.tokens) == ("served-model", True, 100)
    [asked] = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body["stream"] is True
    assert asked.body["max_tokens"] == 500
    assert asked.body["response_format"]["json_schema"]["schema"] == FORM.schema


@pytest.mark.parametrize("behaviour", ["whole", "plain", "particular"])
async def test_it_gets_along_with_every_server(server: ChatServer, behaviour: str) -> None:
    server.always = behaviour
    assert "The secret dune moved." in (await ask(server)).text


async def test_what_a_server_refuses_is_left_out_from_then_on(server: ChatServer) -> None:
    server.always = "plain"
    chat = endpoint(server)
    for _ in range(2):
        await chat.complete(QUESTION, FORM, tokens=500, seconds=5)
    assert ["response_format" in asked.body for asked in server.asked] == [True, True, False, False]


@pytest.mark.parametrize(
    "behaviour",
    ["busy", "broken", "cut", "not_json", "failing_midway"],
)
async def test_it_tries_again_when_that_may_help(server: ChatServer, behaviour: str) -> None:
    server.retry_after = "0"
    server.next.append(behaviour)
    assert (await ask(server)).whole
    assert len(server.asked) == 2


async def test_it_never_comes_back_earlier_than_told(server: ChatServer) -> None:
    server.next.append("busy")
    await ask(server)
    first, second = server.asked
    assert second.at - first.at >= 1.0


async def test_told_to_come_back_after_the_deadline_it_says_so_at_once(server: ChatServer) -> None:
    server.retry_after, server.always = "120", "busy"
    began = time.monotonic()
    with pytest.raises(ChatError) as caught:
        await ask(server)
    assert time.monotonic() - began < 1
    assert (caught.value.again, caught.value.after) == (True, 120.0)
    assert len(server.asked) == 1


@pytest.mark.parametrize("behaviour", ["hanging", "hanging_midway", "dripping"])
async def test_a_server_that_dawdles_costs_no_more_than_the_deadline(
    server: ChatServer, behaviour: str
) -> None:
    server.always = behaviour
    began = time.monotonic()
    with pytest.raises(ChatError) as caught:
        await ask(server, seconds=0.6)
    assert caught.value.again
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("behaviour", ["huge", "one_endless_line"])
async def test_an_endless_answer_is_cut_off(server: ChatServer, behaviour: str) -> None:
    server.always = behaviour
    with pytest.raises(ChatError, match="more than 4 MB"):
        await ask(server)


@pytest.mark.parametrize(("behaviour", "words"), [("closed", "key"), ("baffled", "does not understand")])
async def test_what_no_retry_mends_is_not_retried(server: ChatServer, behaviour: str, words: str) -> None:
    server.always = behaviour
    with pytest.raises(ChatError, match=words) as caught:
        await ask(server)
    assert not caught.value.again
    assert len(server.asked) == (1 if behaviour == "closed" else 3)


async def test_it_does_not_follow_a_server_elsewhere(server: ChatServer) -> None:
    server.always = "elsewhere"
    with pytest.raises(ChatError, match="302") as caught:
        await ask(server)
    assert not caught.value.again


async def test_nobody_there_is_worth_another_try() -> None:
    chat = ChatEndpoint("http://127.0.0.1:9/v1", "m", KEY, backoff=0.01)
    with pytest.raises(ChatError, match="could not be reached") as caught:
        await chat.complete(QUESTION, FORM, tokens=10, seconds=5)
    assert caught.value.again


async def test_an_answer_that_ran_out_of_tokens_says_so(server: ChatServer) -> None:
    server.always = "out_of_tokens"
    assert not (await ask(server)).whole


@pytest.mark.parametrize("behaviour", ["broken", "closed", "baffled", "good"])
async def test_neither_prompts_nor_keys_get_into_errors_or_logs(
    server: ChatServer, behaviour: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.always = behaviour
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    said = ""
    try:
        said = repr(await ask(server))
    except ChatError as error:
        said = f"{error!r} {error} {error.__cause__!r}"
    assert server.asked
    for secret in (KEY, "secret dune"):
        assert secret not in said
        assert secret not in caplog.text
        assert secret not in repr(endpoint(server)) + repr(QUESTION)


async def test_cancelling_closes_the_connection(server: ChatServer) -> None:
    server.always = "hanging"
    task = asyncio.create_task(ask(server, seconds=20))
    await asyncio.to_thread(server.came.wait, 5)
    assert server.asked
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 1


def test_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after("7") == 7
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("Fri, 31 Dec 2199 23:59:59 GMT") == 3600
    assert [retry_after(nonsense) for nonsense in ("", "soon", "-5", "nan", "9" * 400)] == [0] * 5


def settings(**values: str) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


def test_without_an_address_there_is_no_model() -> None:
    assert open_chat(settings()) is None


def test_an_address_without_a_model_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="TIC_WRITER_MODEL"):
        settings(writer_url="http://127.0.0.1:11434/v1")


def test_the_settings_do_not_show_the_key() -> None:
    made = settings(writer_url="http://127.0.0.1:11434/v1", writer_model="m", writer_key=KEY)
    assert open_chat(made) is not None
    assert KEY not in repr(made)
