"""Letters: written in a transaction, sent by a job, and forgotten once sent."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.mail.letters import Letter, post_mail
from app.outside.mail import MailError
from app.problems import Invalid
from app.queue.models import Job
from tests.fakes.mail import LetterBox
from tests.world import World

SECRET = "https://tic.example.org/invitations/a-secret"


async def posted(
    world: World, to: str = "new@example.org", subject: str = "Join Acme", **options: Any
) -> str:
    by = world.principal("ada")
    async with world.writing() as session:
        return post_mail(session, by=by, to=to, subject=subject, text=SECRET, **options).id


def box(world: World) -> LetterBox:
    assert isinstance(world.installation.mail, LetterBox)
    return world.installation.mail


async def letter(world: World) -> Letter:
    async with world.reading() as session:
        return (await session.exec(select(Letter))).one()


async def job(world: World, job_id: str) -> Job:
    async with world.reading() as session:
        return await session.get_one(Job, job_id)


async def test_it_is_sent_by_a_job_after_the_commit(empty: World) -> None:
    job_id = await posted(empty)
    assert box(empty).sent == []
    await empty.run()
    assert box(empty).sent == [("new@example.org", "Join Acme", SECRET)]
    assert (await job(empty, job_id)).state == "succeeded"


async def test_the_link_in_it_is_sealed_and_forgotten_once_sent(empty: World) -> None:
    await posted(empty)
    assert "a-secret" not in str(await empty.everything())
    assert (await letter(empty)).sealed_text
    await empty.run()
    assert (await letter(empty)).sealed_text == b""
    assert (await letter(empty)).sent_at is not None


async def test_a_rollback_sends_nothing(empty: World) -> None:
    async with empty.writing() as session:
        post_mail(session, by=empty.principal("ada"), to="new@example.org", subject="Hello", text="Hi")
        await session.rollback()
    await empty.run()
    assert box(empty).sent == []


async def test_a_server_that_is_away_is_asked_again(empty: World) -> None:
    box(empty).failures.append(MailError("The mail server is away.", again=True))
    job_id = await posted(empty)
    await empty.run(wait=True)
    assert len(box(empty).sent) == 1
    assert (await job(empty, job_id)).failures == 1


async def test_a_hopeless_letter_says_why_and_can_be_sent_later(empty: World) -> None:
    box(empty).failures.append(MailError("The mail server refuses our name.", again=False))
    job_id = await posted(empty)
    await empty.run()
    assert (await job(empty, job_id)).state == "dead"
    assert (await job(empty, job_id)).reason == "The mail server refuses our name."
    async with empty.writing() as session:
        dead = await session.get_one(Job, job_id)
        session.add(dead.retry(empty.principal("ada")))
    await empty.run()
    assert box(empty).sent == [("new@example.org", "Join Acme", SECRET)]


async def test_a_letter_whose_time_has_passed_is_given_up(empty: World) -> None:
    late = await posted(empty, subject="Late", within=timedelta(seconds=-1))
    await posted(empty, subject="In time", within=timedelta(hours=1))
    await empty.run()
    assert [subject for _, subject, _ in box(empty).sent] == ["In time"]
    assert (await job(empty, late)).reason == "Its deadline passed before it could begin."


async def test_a_letter_that_was_sent_is_not_sent_again(empty: World) -> None:
    job_id = await posted(empty)
    await empty.run()
    async with empty.writing() as session:
        done = await session.get_one(Job, job_id)
        done.state = "failed"  # type: ignore[assignment]
        session.add(done.retry(empty.principal("ada")))
    await empty.run()
    assert len(box(empty).sent) == 1


@pytest.mark.parametrize(
    ("to", "subject"), [("a@x.org\nBcc: b@x.org", "Hello"), ("nobody", "Hello"), ("a@x.org", "Hi\r\nX: y")]
)
async def test_what_could_begin_another_header_is_refused_at_once(
    empty: World, to: str, subject: str
) -> None:
    with pytest.raises(Invalid):
        await posted(empty, to, subject)
