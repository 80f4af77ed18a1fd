"""What a failed request answers: problem+json for programs, a page or a fragment for people; never more."""

import gc
import re
import sqlite3
from typing import Any

import pytest
from litestar.exceptions import NotAuthorizedException
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

import app.documents.api
import app.home.routes
from app.problems import Refused
from tests.addresses import addresses
from tests.html import Page
from tests.world import World

ID = {"X-Request-Id": "trace-me-1234"}
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}

FAILURES = [
    ("GET", "/v1/documents/none", 404, {}),
    ("GET", "/v1/documents?limit=0", 422, {}),
    ("GET", "/v1/documents?limit=many", 422, {}),
    ("POST", "/v1/episodes", 400, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    ("POST", "/v1/episodes", 422, {"json": {"document_ids": 3}}),
    ("POST", "/v1/episodes", 422, {"json": {"document_ids": [], "mode": "shout"}}),
    ("POST", "/v1/jobs/none/retry", 404, {}),
    ("DELETE", "/v1/documents", 405, {}),
]


@pytest.mark.parametrize(("method", "path", "status", "body"), FAILURES)
async def test_programs_get_problem_json(
    world: World, method: str, path: str, status: int, body: dict[str, Any]
) -> None:
    headers = ID | body.get("headers", {})
    answer = await world.program("ada").request(method, path, **{**body, "headers": headers})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == "trace-me-1234"
    assert problem["instance"] == path.partition("?")[0]
    assert problem["type"].startswith("/problems/")
    assert problem["title"]
    assert problem["detail"]


async def test_what_is_wrong_with_a_body_is_named(world: World) -> None:
    answer = await world.program("ada").post("/v1/episodes", json={"document_ids": 3})
    (error,) = answer.json()["errors"]
    assert error["field"] == "document_ids"


async def test_no_key_or_a_wrong_one_is_401_with_a_challenge(world: World) -> None:
    for headers in ({}, {"Authorization": "Bearer tic_nope"}, {"Authorization": "Basic YTpi"}):
        answer = await world.program(**headers).get("/v1/documents")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/v1/nothing/here", "/v1/nothing"])
async def test_an_unknown_address_of_the_api_is_a_problem_too(world: World, path: str) -> None:
    answer = await world.program("ada").get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        ("ada", "GET", "/acme/documents/none", 404),
        ("ada", "GET", "/nowhere", 404),
        ("", "GET", "/static/none.css", 404),
        ("cleo", "GET", "/acme", 404),
        ("lou", "POST", "/acme/episodes", 403),
        ("ada", "POST", "/acme/episodes", 422),
        ("ada", "POST", "/acme", 405),
    ],
)
async def test_people_get_a_page_with_the_request_id(
    world: World, who: str, method: str, path: str, status: int
) -> None:
    answer = await world.browser(who, **ID).request(method, path)
    assert answer.status_code == status, answer.text
    assert "trace-me-1234" in answer.text
    assert Page(answer.text).check_page() == []


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://127.0.0.1:8000/acme/documents?x=1", "/acme/documents"),
        ("http://127.0.0.1:8000//elsewhere.example/x", ""),
        ("", ""),
    ],
)
async def test_a_refused_form_leads_back_to_its_page(world: World, referer: str, back: str) -> None:
    form = {"mode": "summary", "minutes": "2"}
    answer = await world.browser("ada", Referer=referer).post("/acme/episodes", data=form)
    assert answer.status_code == 422
    assert re.findall(r'href="([^"]*)">Go back<', answer.text) == ([back] if back else [])


async def test_nobody_signed_in_is_told_to_sign_in_where_nothing_is(world: World) -> None:
    told = ['href="/sign-in"' in (await world.browser(who).get("/no/such/place")).text for who in ("ada", "")]
    assert told == [False, True]


async def test_htmx_gets_a_fragment_for_the_flash(world: World) -> None:
    answer = await world.browser("lou", **ID, **PART).post("/acme/episodes")
    assert answer.status_code == 403
    assert answer.headers["hx-retarget"] == "#flash"
    assert answer.headers["hx-reswap"] == "innerHTML"
    assert "<html" not in answer.text
    assert "trace-me-1234" in answer.text


@pytest.mark.parametrize("part", [False, True])
async def test_a_surprise_tells_nobody_what_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, part: bool
) -> None:
    async def surprise(*args: object) -> None:
        raise ValueError("secret: /etc/passwd")

    monkeypatch.setattr(app.home.routes, "shelf", surprise)
    answer = await world.browser("ada", **ID, **(PART if part else {})).get("/acme")
    assert answer.status_code == 500
    assert "trace-me-1234" in answer.text
    for secret in ("secret", "ValueError", "Traceback", "/app/"):
        assert secret not in answer.text


async def test_a_surprise_in_the_api_is_a_problem(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*args: object) -> None:
        raise NotAuthorizedException("x") if args == () else ValueError("secret")

    monkeypatch.setattr(app.documents.api, "shown", surprise)
    answer = await world.program("ada", **ID).get("/v1/documents")
    assert answer.status_code == 500
    assert answer.json()["request_id"] == "trace-me-1234"
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select", {}, sqlite3.OperationalError("database is locked")),
        DBAPIError("select", {}, Exception("the database system is starting up")),
        DBAPIError("select", {}, Exception("gone"), connection_invalidated=True),
        NoConnection("QueuePool limit reached"),
        ConnectionRefusedError("connect"),
    ],
)
async def test_a_database_that_is_away_is_said_to_be(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def away(*args: object) -> None:
        raise error

    monkeypatch.setattr(app.documents.api, "shown", away)
    answer = await world.program("ada").get("/v1/documents")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["type"] == "/problems/away"


@pytest.mark.parametrize(
    "said", ["database or disk is full", "could not extend file: No space left on device"]
)
async def test_a_database_without_room_is_said_to_be(
    world: World, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    def full(*args: object) -> None:
        raise DBAPIError("insert", {}, Exception(said))

    monkeypatch.setattr(app.documents.api, "shown", full)
    answer = await world.program("ada").get("/v1/documents")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "no room left on the disk" in answer.json()["detail"]


async def test_signed_out_people_are_sent_to_the_door_and_back(world: World) -> None:
    answer = await world.browser().get("/acme/documents")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/acme/documents"
    page = {"HX-Current-URL": "http://127.0.0.1:8000/acme/documents?page=2"}
    part = await world.browser(**PART, **page).get("/acme/documents")
    assert part.headers["hx-redirect"] == "/sign-in?next=/acme/documents"


@pytest.mark.parametrize("sender", ["", "http://[", "//evil.example/", "javascript:alert(1)"])
async def test_a_page_that_lies_about_where_it_is_harms_nothing(world: World, sender: str) -> None:
    answer = await world.browser(**{"Referer": sender}).post("/acme/episodes")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


async def test_a_path_that_could_break_out_of_the_address_is_quoted(world: World) -> None:
    answer = await world.browser().get("/acme/documents/%0d%0aSet-Cookie:%20a=b&next=evil.example")
    assert answer.status_code == 303
    assert "\n" not in answer.headers["location"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["location"].count("next=") == 1


async def test_a_commit_that_fails_is_never_called_success(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is made before the commit, but must not be sent before it."""
    from sqlalchemy.ext.asyncio import AsyncSessionTransaction

    script = await world.script()
    segment = script.segments[0]

    async def refuse(self: object, *args: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(AsyncSessionTransaction, "commit", refuse)
        patch.setattr(AsyncSessionTransaction, "__aexit__", _exit_without_commit)
        answer = await world.program("ben").post(
            f"/v1/segments/{segment.id}/approval", json={"content_hash": segment.content_hash}
        )
    assert answer.status_code == 500
    assert (await world.script()).segments[0].state == "in_review"


async def _exit_without_commit(self: Any, kind: Any, error: Any, trace: Any) -> None:
    await self.rollback()
    if error is None:
        raise OSError("the disk is full")


def test_every_refusal_has_words_and_a_status() -> None:
    found, pending = [], [Refused]
    while pending:
        refusal = pending.pop()
        pending += refusal.__subclasses__()
        found.append(refusal)
    assert len(found) > 10
    for refusal in found:
        assert 400 <= refusal.status < 500 or refusal.status == 503
        assert refusal.title
        assert refusal.problem == refusal.problem.lower()


async def test_looking_for_what_is_missing_leaves_no_session_open(world: World) -> None:
    """With SQLite an open session that writes keeps everybody else from writing."""
    pool: Any = world.installation.database.engine.sync_engine.pool
    looked = 0
    gc.disable()
    try:
        for address in addresses(world.app):
            if address.takes_id:
                at = dict.fromkeys(address.places, "none") | {"org": "acme", "number": 1}
                client = world.program("ada") if address.api else world.browser("ada")
                answer = await client.request(address.method, address.at(at))
                assert answer.status_code == 404, address
                assert pool.checkedout() == 0, address
                looked += 1
    finally:
        gc.enable()
    assert looked > 35
    gc.collect()


async def test_no_list_answers_with_more_than_two_hundred(world: World) -> None:
    program = world.program("ada")
    for of in ("documents", "episodes", "jobs", "audit-events"):
        assert (await program.get(f"/v1/{of}?limit=200")).status_code == 200, of
        for limit in (0, -1, 201, 10**9):
            answer = await program.get(f"/v1/{of}?limit={limit}")
            assert (answer.status_code, "1 to 200" in answer.text) == (422, True), (of, answer.text)


async def no_number_is_too_large(world: World) -> None:
    """Numbers in addresses, up to and beyond what a column holds, on whatever database."""
    episode = world.known.things["episode"]
    for number in (2**31, 2**63, 10**24):
        for path in (f"/v1/episodes/{episode}/revisions/{number}", f"/acme/episodes/{episode}?done={number}"):
            client = world.program("ada") if path.startswith("/v1/") else world.browser("ada")
            assert (await client.get(path)).status_code in (200, 404, 422), path


async def test_a_number_the_database_cannot_hold_is_refused(world: World) -> None:
    await no_number_is_too_large(world)
