"""Every control: shown where a writer honours it and then it changes something; refused where none does."""

import re
from typing import Any

import pytest

from app.episodes.draft import Mode, Style
from app.episodes.models import Episode
from app.episodes.writers import WRITERS, Telling, Wanted, decide
from app.outside.chat import ChatEndpoint
from app.problems import Invalid
from tests.episodes.asked import Bilingual, ask, drafted, shown
from tests.fakes.chat_server import ChatServer
from tests.html import Page
from tests.world import World

CONTROLS = {
    "mode": ["summary", "verbatim"],
    "minutes": [1.0, 2.0],
    "writer": list(WRITERS),
    "style": list(Style),
    "language": ["de"],
    "hosts": [1, 2],
    "domain": ["", "anemometers"],
    "topic": ["tides and oxygen", "dunes and wind"],
    "papers": [1, 2],
}
"""Every control of the API with the values it can have."""


async def test_no_control_is_forgotten_here(world: World) -> None:
    async with world.browser("ada") as browser:
        schemas = (await browser.get("/v1/openapi.json")).json()["components"]["schemas"]
    [fields] = [schema["properties"] for name, schema in schemas.items() if name.endswith("EpisodeRequest")]
    assert set(fields) == {*CONTROLS, "document_ids"}


async def fingerprint(world: World, server: ChatServer, **body: Any) -> str:
    """Script and questions: what a control can change."""
    server.asked.clear()
    episode = await drafted(world, **body)
    assert episode.state == "in_review", episode.reason
    script = [(sentence.text, sentence.host) for sentence in episode.sentences]
    return repr((script, server.prompts, episode.language, episode.writer))


@pytest.mark.parametrize("control", CONTROLS)
async def test_a_control_that_is_honoured_changes_something(
    both: World, server: ChatServer, control: str
) -> None:
    honoured = 0
    for name, kind in WRITERS.items():
        values = CONTROLS[control] if control != "writer" else []
        if control == "mode":
            values = [mode for mode in values if Mode(mode) in kind.modes]
        if control in ("style", "language") and not getattr(kind, control):
            continue
        beside: dict[str, Any] = {"document_ids": []} if control in ("topic", "papers") else {}
        beside |= {"topic": "water and sand and wind"} if control == "papers" else {}
        made = [
            await fingerprint(both, server, **{"writer": name, **beside, control: value}) for value in values
        ]
        assert len(set(made)) == len(values)
        honoured += len(values) > 1
        if control == "language":
            made.append(await fingerprint(both, server, writer=name))
            assert len(set(made)) == 2
            honoured += 1
    if control == "writer":
        assert len({await fingerprint(both, server, writer=name) for name in WRITERS}) == 2
        honoured = 1
    assert honoured


@pytest.mark.parametrize(
    ("writer", "control", "value"),
    [
        ("extractive", "style", "academic"),
        ("extractive", "language", "de"),
        ("language-model", "mode", "verbatim"),
        ("language-model", "language", "fr"),
        ("language-model", "style", "sarcastic"),
        ("typewriter", "writer", "typewriter"),
        ("extractive", "hosts", 3),
        ("extractive", "domain", "x" * 201),
        ("extractive", "topic", "x" * 201),
        ("extractive", "papers", 2),
    ],
)
async def test_a_control_that_is_not_honoured_is_422(
    both: World, writer: str, control: str, value: str
) -> None:
    status, problem = await ask(both, **{"writer": writer, control: value})
    assert (status, problem["field"]) == (422, control)


@pytest.mark.parametrize(("control", "value"), [("style", "academic"), ("language", "de")])
async def test_without_a_language_model_nobody_honours_it(world: World, control: str, value: str) -> None:
    status, problem = await ask(world, **{control: value})
    assert (status, problem["field"]) == (422, control)
    status, problem = await ask(world, writer="language-model")
    assert (status, problem["field"]) == (422, "writer")


async def test_one_voice_is_not_two_hosts(world: World) -> None:
    status, problem = await ask(world, hosts=2)
    assert (status, problem["field"]) == (422, "hosts")
    assert 'name="hosts"' not in await shown(world, "")


async def test_what_reads_everything_prefers_nothing(world: World) -> None:
    status, problem = await ask(world, mode="verbatim", domain="dunes")
    assert (status, problem["field"]) == (422, "domain")


async def test_unnamed_the_writer_that_honours_it_all_writes(both: World) -> None:
    installation = both.installation
    assert await decide(installation, Mode.SUMMARY) == Telling("language-model")
    assert await decide(installation, Mode.VERBATIM) == Telling("extractive")
    with pytest.raises(Invalid):
        await decide(installation, Mode.VERBATIM, Wanted(style="academic"))


@pytest.mark.parametrize("page", ["", "/{document}"])
async def test_the_form_shows_what_is_honoured(world: World, server: ChatServer, page: str) -> None:
    path = page.format(document=world.known.things["document"])
    alone = await shown(world, path)
    assert 'name="mode"' in alone
    for name in ("telling", "style", "language"):
        assert f'name="{name}"' not in alone
    world.installation.chat = ChatEndpoint(server.url, "m")
    world.installation.speech = Bilingual
    together = await shown(world, path)
    assert Page(together).check_page() == []
    assert re.findall(r'name="telling" value="([\w-]+)"', together) == [
        "language-model", "extractive", "verbatim",
    ]  # fmt: skip
    assert re.findall(r'<option value="(\w*)">', together) == [
        "", "academic", "energetic", "authoritative", "", "de", "en", "1", "2",
    ]  # fmt: skip
    world.installation.chat = None


@pytest.mark.parametrize(
    ("fields", "writer", "mode"),
    [
        ({"telling": "language-model", "style": "energetic", "language": "de"}, "language-model", "summary"),
        ({"telling": "extractive", "style": "", "language": ""}, "extractive", "summary"),
        ({"telling": "verbatim", "style": "", "language": ""}, "extractive", "verbatim"),
        ({"mode": "verbatim"}, "extractive", "verbatim"),
    ],
)
async def test_the_form_asks_for_what_it_says(
    both: World, fields: dict[str, str], writer: str, mode: str
) -> None:
    async with both.browser("ed") as browser:
        data = {"document_ids": both.known.things["document"], "minutes": "2", **fields}
        answer = await browser.post("/acme/episodes", data=data)
    assert answer.status_code == 303
    async with both.reading() as session:
        episode = await session.get_one(Episode, answer.headers["Location"].rsplit("/", 1)[-1])
    assert (episode.writer, episode.mode) == (writer, mode)
    assert episode.style == fields.get("style", "")
    assert episode.language_asked == fields.get("language", "")
