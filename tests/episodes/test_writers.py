"""Every control: shown where a writer honours it and then it changes something; refused where none does."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from app.episodes.draft import Mode, Style
from app.episodes.models import Episode
from app.episodes.revisions import ScriptRevision
from app.episodes.writers import WRITERS, Telling, decide
from app.outside.chat import ChatEndpoint
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import VoiceInfo
from app.problems import Invalid
from app.queue.models import Job
from tests.fakes.chat_server import ChatServer, chat_server
from tests.html import Page
from tests.world import World


class Bilingual(FakeSpeech):
    """Speaks German, too."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        [english] = super().voices()
        return english, replace(english, id="ton", name="Ton", language="de-DE")


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


async def ask(world: World, **body: Any) -> tuple[int, dict[str, Any]]:
    async with world.program("ed") as program:
        asked = {"document_ids": [world.known.things["document"]], "minutes": 1.0} | body
        answer = await program.post("/v1/episodes", json=asked)
    return answer.status_code, answer.json()


async def drafted(world: World, **body: Any) -> Episode:
    """The episode, written."""
    status, accepted = await ask(world, **body)
    assert status == 202, accepted
    await world.run()
    return await world.script(accepted["id"])


async def revision_of(world: World, episode: Episode) -> ScriptRevision:
    async with world.reading() as session:
        query = select(ScriptRevision).where(ScriptRevision.episode_id == episode.id)
        return (await session.exec(query.order_by(col(ScriptRevision.number)))).one()


async def shown(world: World, path: str) -> str:
    async with world.browser("ed") as browser:
        answer = await browser.get(f"/acme/documents{path}")
    assert answer.status_code == 200
    return answer.text


CONTROLS = {
    "mode": ["summary", "verbatim"],
    "minutes": [1.0, 2.0],
    "writer": list(WRITERS),
    "style": list(Style),
    "language": ["de"],
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
    script = [sentence.text for sentence in episode.sentences]
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
        made = [await fingerprint(both, server, **{"writer": name, control: value}) for value in values]
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


async def test_unnamed_the_writer_that_honours_it_all_writes(both: World) -> None:
    installation = both.installation
    assert await decide(installation, Mode.SUMMARY) == Telling("language-model")
    assert await decide(installation, Mode.VERBATIM) == Telling("extractive")
    with pytest.raises(Invalid):
        await decide(installation, Mode.VERBATIM, style="academic")


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
        "", "academic", "energetic", "authoritative", "", "de", "en",
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


async def test_the_revision_keeps_how_it_was_written(both: World) -> None:
    episode = await drafted(both, style="academic")
    revision = await revision_of(both, episode)
    made = revision.script["made_with"]
    assert revision.writer == "language-model 1"
    assert (made["model"], made["settings"]["style"]) == ("asked-model", "academic")
    assert len(made["prompts_sha256"]) == 64


async def test_a_wrong_number_waits_for_a_person(both: World, server: ChatServer) -> None:
    server.always = "insisting"
    episode = await drafted(both, minutes=3.0)
    blocked = [sentence for sentence in episode.sentences if sentence.blocked]
    assert blocked
    assert "number" in {finding["check"] for sentence in blocked for finding in sentence.findings}
    assert episode.state == "in_review"


async def test_a_translation_asks_for_a_bilingual_reviewer(both: World) -> None:
    episode = await drafted(both, language="de")
    claims = [sentence for sentence in episode.sentences if sentence.claim]
    assert episode.translated
    assert episode.language == "de"
    assert claims
    for sentence in claims:
        checks = [finding["check"] for finding in sentence.findings]
        assert "translation" in checks
        assert "support" not in checks


@pytest.mark.parametrize("behaviour", ["garbage", "huge", "closed", "invented", "cut", "broken"])
async def test_nothing_unvalidated_is_stored(both: World, server: ChatServer, behaviour: str) -> None:
    server.always = behaviour
    status, accepted = await ask(both)
    assert status == 202
    for _ in range(3):
        await both.run()
        await _hurry(both, accepted["job_id"])
    episode = await both.script(accepted["id"])
    assert episode.state == "failed"
    assert episode.sentences == []
    assert "anguage model" in episode.reason
    assert "sk-key" not in episode.reason


async def test_a_busy_server_is_left_alone_as_long_as_it_says(both: World, server: ChatServer) -> None:
    server.always, server.retry_after = "busy", "1800"
    _, accepted = await ask(both)
    await both.run()
    async with both.reading() as session:
        job = await session.get_one(Job, accepted["job_id"])
    assert job.state == "failed"
    assert (job.due_at - job.created_at).total_seconds() >= 1799
    assert len(server.asked) == 1


async def test_what_the_model_could_not_write_the_other_writer_can(both: World, server: ChatServer) -> None:
    server.always = "closed"
    _, accepted = await ask(both, style="academic")
    await both.run()
    async with both.browser("ed") as browser:
        page = (await browser.get(f"/acme/episodes/{accepted['id']}")).text
        assert "drafting?writer=extractive" in page
        again = await browser.post(f"/acme/episodes/{accepted['id']}/drafting?writer=extractive")
    assert again.status_code == 303
    await both.run()
    episode = await both.script(accepted["id"])
    assert (episode.state, episode.writer, episode.style) == ("in_review", "extractive", "")


async def test_a_model_taken_away_is_said_plainly(both: World) -> None:
    _, accepted = await ask(both)
    both.installation.chat = None
    await both.run()
    episode = await both.script(accepted["id"])
    assert episode.state == "failed"
    assert "not set up here" in episode.reason


async def _hurry(world: World, job_id: str) -> None:
    """Make a failed job due now."""
    async with world.writing() as session:
        job = await session.get_one(Job, job_id)
        if job.state == "failed":
            job.due_at = job.created_at
            session.add(job)
