"""The inbox: what waits for me, for others, what was sent back, what was said; the mail about it."""

from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from app.episodes.scripts import load_script
from app.episodes.states import EpisodeState
from app.inbox.waiting import Inbox, inbox_of
from app.mail.letters import Letter
from app.permissions import Role
from app.queue.models import ask
from app.review.assignments import assign
from tests.world import World, approved


async def inbox(world: World, who: str) -> Inbox:
    async with world.reading() as session:
        return await inbox_of(session, world.principal(who))


async def asked(world: World, who: str, **facts: str) -> None:
    async with world.writing() as session:
        episode = await load_script(session, world.known.things["episode"])
        await assign(session, episode, world.principal("ada"), world.known.users[who], **facts)


async def said(world: World, who: str, text: str) -> Any:
    sentence = (await world.script()).sentences[0]
    path = f"/acme/sentences/{sentence.id}/comment"
    return await world.browser(who).post(path, data={"text": text})


async def test_only_what_one_may_do_in_its_workspace_waits(world: World) -> None:
    """Lou only listens, but a team lets him review in one workspace."""
    here = (await world.script()).workspace_id
    counts = {}
    for room in (here, "another"):
        lou = replace(world.principal("lou"), grants=((room, Role.REVIEWER),))
        async with world.reading() as session:
            found = await inbox_of(session, lou)
        counts[room] = (len(found.mine), len(found.others), len(found.sent_back))
    assert counts == {here: (1, 0, 0), "another": (0, 0, 0)}


async def test_a_script_waits_for_everybody_who_may_review(world: World) -> None:
    count = len((await world.script()).sentences)
    for who in ("ada", "ben", "ed"):
        (row,) = (await inbox(world, who)).mine
        assert (row.episode_id, row.sentences) == (world.known.things["episode"], count)
    lou = await inbox(world, "lou")
    assert (lou.mine, lou.others, lou.sent_back) == ([], [], [])
    assert (await inbox(world, "ed")).others == []


async def test_it_waits_for_whom_was_asked(world: World) -> None:
    segment = (await world.script()).segments[0]
    await asked(world, "ben", due="2020-01-02", segment_id=segment.id)
    (mine,) = (await inbox(world, "ben")).mine
    assert (mine.sentences, mine.assigned, mine.late) == (len(segment.sentences), True, True)
    assert (await inbox(world, "ada")).mine == []
    (others,) = (await inbox(world, "ada")).others
    assert others.reviewers == ["Ben <ben@example.org>"] or "ben" in others.reviewers[0].lower()


async def test_what_i_approved_waits_for_others(world: World) -> None:
    async with world.writing() as session:
        (await load_script(session, world.known.things["episode"])).approvals = 2
    await approved(world.installation, world.principal("ben"), world.known.things["episode"], spoken=False)
    ben = await inbox(world, "ben")
    assert ben.mine == []
    assert [row.episode_id for row in ben.others] == [world.known.things["episode"]]
    assert len((await inbox(world, "ada")).mine) == 1


async def test_what_was_sent_back_says_why(world: World) -> None:
    segment = (await world.script()).segments[0]
    path = f"/acme/segments/{segment.id}/rejection"
    await world.browser("ben").post(path, data={"reason": "Not what the page says."})
    (row,) = (await inbox(world, "ed")).sent_back
    assert (row.segment_id, row.reason) == (segment.id, "Not what the page says.")


async def test_mentions_and_answers_are_addressed_to_me(world: World) -> None:
    await said(world, "ben", "Is this so, @ed?")
    (row,) = (await inbox(world, "ed")).said
    assert row.text == "Is this so, @ed?"
    assert (await inbox(world, "ada")).said == []
    await said(world, "ed", "It is.")
    assert (await inbox(world, "ed")).said == []
    (answer,) = (await inbox(world, "ben")).said
    assert answer.text == "It is."


async def test_the_page_and_the_count(world: World) -> None:
    await said(world, "ben", "Is this so, @ed?")
    page = (await world.browser("ed").get("/acme/inbox")).text
    assert "Is this so, @ed?" in page
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    count = await world.browser("ed", **headers).get("/acme/inbox/count")
    assert count.text.lstrip().startswith('<span class="waiting-count">2<')


async def test_a_mail_a_day_to_who_takes_it(world: World) -> None:
    await world.browser("ada").post("/account/digests", data={})
    async with world.writing() as session:
        ask(session, "mail_digests", by=world.principal("ada"))
    await world.run()
    async with world.reading() as session:
        every = (await session.exec(select(Letter).order_by(col(Letter.to)))).all()
    letters = [letter for letter in every if "waiting for you" in letter.subject]
    assert [letter.to for letter in letters] == ["ben@example.org", "ed@example.org"]
    assert letters[0].subject == "1 waiting for you at Acme"
    assert all(letter.sent_at for letter in letters)


async def test_an_empty_inbox_says_so_once_and_where_to_begin(world: World) -> None:
    """Those who only listen are not sent to upload anything."""
    async with world.writing() as session:
        episode = await load_script(session, world.known.things["episode"])
        episode.state = EpisodeState.DRAFTING
    page = (await world.browser("ed").get("/acme/inbox")).text
    assert "Nothing waits" in page
    assert "Waiting for me" not in page
    assert "Upload a PDF" in page
    assert "Upload a PDF" not in (await world.browser("lou").get("/acme/inbox")).text
