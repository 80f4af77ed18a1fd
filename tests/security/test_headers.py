"""Headers every answer carries, and the name of every request."""

import re

import pytest
from sqlmodel import select

from app.audit import AuditEvent
from app.security import CSP, CSP_DOCS
from tests.accounts.world import World

EVERYWHERE = [
    "/",
    "/sign-in",
    "/sign-in/spent",
    "/acme/",
    "/static/app.css",
    "/nowhere/at/all",
    "/v1/documents",
]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_is_headed_errors_included(world: World, path: str) -> None:
    headers = (await world.browser().get(path)).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
    assert "strict-transport-security" not in headers


def test_the_policy_runs_and_frames_nothing_foreign() -> None:
    rules = dict(rule.split(" ", 1) for rule in CSP.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in CSP
    assert "script-src 'self';" in CSP_DOCS


async def test_the_docs_alone_may_style_themselves(world: World) -> None:
    for path, policy in (
        ("/v1/docs", CSP_DOCS),
        ("/v1/docs/x", CSP_DOCS),
        ("/v1/docsx", CSP),
        ("/docs", CSP),
    ):
        assert (await world.browser().get(path)).headers["content-security-policy"] == policy


async def test_over_https_browsers_are_told_to_stay_there(build) -> None:
    world = await build(public_origin="https://tic.example.org")
    for path in ("/", "/nowhere/at/all"):
        headers = (await world.browser().get(path)).headers
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


async def test_pages_of_somebody_signed_in_are_not_stored(world: World) -> None:
    browser = await world.signed_in(world.ada)
    for path in ("/acme/", "/account"):
        assert (await browser.get(path)).headers["cache-control"] == "no-store"
    assert "cache-control" not in (await world.browser().get("/")).headers


@pytest.mark.parametrize("given", ["0af7651916cd43dd", "a.b_c-d.1", "x" * 64])
async def test_a_well_formed_request_id_is_kept(world: World, given: str) -> None:
    assert (await world.browser(**{"X-Request-Id": given}).get("/")).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["short", "x" * 65, "has a space", "semi;colon1", "<script>alert(1)", ""])
async def test_any_other_is_replaced(world: World, given: str) -> None:
    named = (await world.browser(**{"X-Request-Id": given}).get("/")).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", named)


async def test_the_request_id_is_in_the_record(world: World) -> None:
    wrong = {"email": "ada@example.org", "password": "wrong"}
    await world.browser(**{"X-Request-Id": "trace-me-1234"}).post("/sign-in", data=wrong)
    async with world.installation.work(world.acme.id, writes=False) as session:
        (event,) = await session.exec(select(AuditEvent))
    assert event.request_id == "trace-me-1234"
