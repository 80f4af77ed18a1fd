"""The whole way on PostgreSQL: upload, draft, approve, narrate; walls; and what happens at the same time."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from app.accounts.addresses import AddressChange
from app.accounts.models import User
from app.accounts.tries import Visitor, count_try
from app.audit import broken_link
from app.database import Database
from app.migrating import bring_up_to_date
from app.outside.storage import MemoryStorage
from app.queue.models import Share
from app.queue.shares import waiting_jobs
from app.settings import Settings
from tests.addresses import addresses, names
from tests.members.bodies import peopled
from tests.narration.test_asking import one_call_is_enough
from tests.postgres import APP, OWNER, as_role, new_database
from tests.review.bodies import reviewer_asked
from tests.sso.bodies import staffed
from tests.test_errors import no_number_is_too_large
from tests.voices.bodies import furnished
from tests.walk import stranger_meets_nothing
from tests.world import World, application, founded, installation_on, lived_in

QUERIES = {"/v1/lexemes/effect": {"grapheme": "dune", "value": "dyoon"}}
"""What some resources cannot answer without."""
PATIENCE = 60.0
"""Seconds in which fifty who come at once have all had one of ten connections, on the slowest machine too."""


@pytest.fixture(scope="module")
async def pg(postgres_server: str | None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The lived-in world, on PostgreSQL; one for the tests of this file in one process, in any order."""
    if postgres_server is None:
        pytest.skip("there is no PostgreSQL here")
    folder = tmp_path_factory.mktemp("pg")
    url = await new_database(postgres_server)
    roles = {"database_url": as_role(url, APP), "database_owner_url": as_role(url, OWNER)}
    settings = Settings(_env_file=None, data_dir=folder, **roles)  # type: ignore[call-arg]
    database = Database.of(settings, busy_seconds=PATIENCE)
    installation = installation_on(settings, MemoryStorage(), database)
    await bring_up_to_date(settings)
    known = await founded(installation)
    await lived_in(installation, known)
    await furnished(installation, known)
    await staffed(installation, known)
    await reviewer_asked(installation, known)
    await peopled(installation, known)
    world = World(installation, application(installation), known)
    yield world
    assert await whole_record(world) > 0, "whatever the tests did is in the record"
    await installation.database.close()


async def whole_record(pg: World) -> int:
    """How many events Acme has; here and next door each is chained to the one before it."""
    for slug in ("acme", "globex"):
        assert broken_link(await pg.events(slug)) is None
    return len(await pg.events())


@pytest.fixture(autouse=True)
def served(pg: World) -> None:
    """Other tests use the application for their own world meanwhile."""
    pg.app.state.installation = pg.installation


async def test_every_page_and_resource_answers(pg: World) -> None:
    spoken = (await pg.script(pg.known.things["narrated"])).sentences[0]
    at = await names(pg) | {"sentence_id": spoken.id}
    looked = 0
    for address in addresses(pg.app):
        if (
            address.method == "GET"
            and not address.streams
            and not {"token", "name", "door_id"} & set(address.places)
            and address.template != "/sso/again"  # who came by a password has nowhere to go again
        ):
            client = pg.program("ada") if address.api else pg.browser("ada")
            query = QUERIES.get(address.template, {})
            answer = await client.get(address.at(at), params=query, follow_redirects=True)
            assert answer.status_code == 200, (address, answer.text)
            looked += 1
    assert looked > 25


async def test_cleo_finds_nothing(pg: World) -> None:
    assert await stranger_meets_nothing(pg) > 80


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%ff", "'", "x" * 2000])
async def test_odd_ids_are_missing(pg: World, odd: str, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL takes no NUL in text; no transaction is left to the garbage collector."""
    looked = 0
    for address in addresses(pg.app):
        if address.takes_id:
            at = dict.fromkeys(address.places, odd) | {"org": "acme", "number": 1}
            client = pg.program("ada") if address.api else pg.browser("ada")
            answer = await client.request(address.method, address.at(at))
            assert answer.status_code in (400, 404), (address, answer.status_code)
            looked += 1
    assert looked > 35
    gc.collect()
    await asyncio.sleep(0.1)
    assert [row.getMessage()[:200] for row in caplog.records if row.name == "asyncio"] == []


async def test_nul_in_what_people_type_harms_nothing(pg: World) -> None:
    ada = pg.browser("ada")
    row = (await pg.script()).segments[2].sentences[-1]
    for noun, form in (
        ("revision", {"text": "The dunes\x00 moved.", "content_hash": row.content_hash}),
        ("rejection", {"reason": "No\x00t so."}),
        ("approval", {"content_hash": "1:\x00"}),
    ):
        answer = await ada.post(f"/acme/sentences/{row.id}/{noun}", data=form)
        assert answer.status_code in (303, 409, 422), (noun, answer.text)
    assert (await ada.get("/v1/documents?cursor=%00")).status_code in (401, 400, 404, 422)
    listed = await pg.program("ada").get("/v1/documents?cursor=%00")
    assert listed.status_code in (200, 400, 422), listed.text
    answer = await pg.program("ada").post("/v1/episodes", json={"document_ids": ["\x00"]})
    assert answer.status_code in (400, 404, 422), answer.text


async def test_edits_at_the_same_time_are_all_kept_or_refused(pg: World) -> None:
    """No edit is lost without a word, and no answer is a surprise."""
    script = await pg.script()
    texts = {}
    for number, part in enumerate(script.segments):
        row = part.sentences[-1]
        texts[row.id] = (part.id, f"Small dunes moved {number + 2} times as fast as large dunes.")
    program = pg.program("ed")
    answers = await asyncio.gather(
        *(
            program.post(f"/v1/segments/{part}/revision", json={"sentences": [{"id": key, "text": text}]})
            for key, (part, text) in texts.items()
        )
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    after = {row.id: row.text for row in (await pg.script()).sentences}
    for (key, (_, text)), answer in zip(texts.items(), answers, strict=True):
        assert (after.get(key) == text) == (answer.status_code == 200)


async def test_an_edit_beside_an_approval_leaves_nothing_approved_unseen(pg: World) -> None:
    for number in range(6):
        part = (await pg.script()).segments[0]
        row = part.sentences[-1]
        yes = {"content_hash": part.content_hash}
        edit = {"sentences": [{"id": row.id, "text": f"We placed {18 + number} cameras on masts."}]}
        answers = await asyncio.gather(
            pg.program("ben").post(f"/v1/segments/{part.id}/approval", json=yes),
            pg.program("ed").post(f"/v1/segments/{part.id}/revision", json=edit),
        )
        assert {answer.status_code for answer in answers} <= {200, 409}
        after = (await pg.script()).segments[0]
        if answers[1].status_code == 200:
            assert after.state != "approved"


async def test_the_last_place_of_a_backlog_is_given_once(pg: World) -> None:
    async with pg.writing() as session:
        before = await waiting_jobs(session, 999)
        session.add(Share(backlog=before + 1))
    asked = {"document_ids": [pg.known.things["document"]]}
    answers = await asyncio.gather(*(pg.program("ed").post("/v1/episodes", json=asked) for _ in range(50)))
    async with pg.writing() as session:
        after = await waiting_jobs(session, 999)
        await session.delete((await session.exec(select(Share))).one())
    assert sorted(answer.status_code for answer in answers) == [202] + [429] * 49
    assert after == before + 1


async def test_the_same_upload_twice_at_once_is_one_document(pg: World) -> None:
    files = {"file": ("twice.pdf", b"%PDF-1.7 the same bytes", "application/pdf")}
    answers = await asyncio.gather(*(pg.program("ed").post("/v1/documents", files=files) for _ in range(4)))
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_two_who_confirm_one_new_address_at_once_are_told_which_of_them_has_it(pg: World) -> None:
    for number in range(4):
        email, links = f"desk{number}@acme.example", {}
        async with pg.installation.work() as session:
            for name in ("ben", "ed"):
                person = await session.get_one(User, pg.known.users[name])
                row, links[name] = AddressChange.asked(person, email)
                session.add(row)
        answers = await asyncio.gather(
            *(pg.browser(name).post(f"/account/address/{link}") for name, link in links.items())
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        refused = next(answer for answer in answers if answer.status_code == 409)
        assert "Another account has this address" in refused.text
        async with pg.installation.work(writes=False) as session:
            assert len((await session.exec(select(User).where(User.email == email))).all()) == 1


async def test_two_who_make_one_thing_at_once_are_refused_not_failed(pg: World) -> None:
    for number in range(4):
        body = {"name": f"Night desk {number}"}
        answers = await asyncio.gather(*(pg.program("ada").post("/v1/teams", json=body) for _ in range(3)))
        codes = sorted(answer.status_code for answer in answers)
        assert codes[0] == 201
        assert set(codes[1:]) <= {409, 422}, [answer.text for answer in answers]


async def test_tries_at_the_same_moment_count_each(pg: World) -> None:
    """Whoever sends fifty guesses at once has ten like everybody."""
    async with pg.installation.work(writes=False) as session:
        lou = await session.get_one(User, pg.known.users["lou"])

    async def guess(number: int) -> bool:
        async with pg.installation.work() as session:
            visitor = Visitor(address=f"10.0.0.{number}")
            return await count_try(session, lou.email, visitor, lou) is None

    allowed = await asyncio.gather(*(guess(number) for number in range(50)))
    assert sum(allowed) == 10


async def test_a_number_the_database_cannot_hold_is_refused(pg: World) -> None:
    await no_number_is_too_large(pg)


async def test_the_record_of_what_happens_at_once_is_whole(pg: World) -> None:
    before = await whole_record(pg)
    program = pg.program("ada")
    answers = await asyncio.gather(
        *(program.post("/v1/teams", json={"name": f"Day desk {number}"}) for number in range(12))
    )
    assert {answer.status_code for answer in answers} == {201}
    after = await whole_record(pg)
    assert after == before + 12
    assert after > 30


def test_this_was_postgresql(pg: World, tmp_path: Path) -> None:
    assert pg.installation.database.engine.dialect.name == "postgresql"


async def test_who_want_the_same_words_at_once_ask_the_voice_once(pg: World) -> None:
    speech = pg.installation.speech
    try:
        await one_call_is_enough(pg)
    finally:
        pg.installation.speech = speech
