"""What becomes of an episode a language model writes: kept with its making, or failed plainly."""

import pytest

from app.queue.models import Job
from tests.episodes.asked import ask, drafted, revision_of
from tests.fakes.chat_server import ChatServer
from tests.world import World


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
