"""Every page answers, has a title and a heading, holds nothing inline, and leads only to what is there."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.episodes.models import Episode
from app.episodes.states import EpisodeState
from app.permissions import Permission
from app.web import ROOT
from tests.accounts.bodies import seen_factors
from tests.addresses import Address, addresses, names
from tests.html import Page
from tests.members.test_invitations import invited
from tests.paper import pdf_of
from tests.sso.world import KnownProviders
from tests.world import Blueprint, World, application, approved, uploaded

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
SHOWN = re.compile(
    r"/(file|image|content|audio|live|metrics|code.svg)$|^/(health|sample|[.]well-known|sso/|scim/|v1(?!/docs))"
)
"""Addresses that answer with something else than a page."""

ELSEWHERE = {
    "_conflict.html",
    "episodes/_cancel.html",
    "episodes/_unfinished.html",
    "guest/show.html",
    "review/_change.html",
    "review/_marked.html",
    "review/_met.html",
}
"""Templates drawn by the tests of stale edits, stopped narrations, guests, new versions, planted errors."""
SPENT = {
    "/sign-in/{token}": 410,
    "/invitations/{token}": 410,
    "/guest/{token}": 404,
    "/account/address/{token}": 410,
}
"""Pages of links that were used or never were, and how they answer in the walk."""


def pages(world: World) -> list[Address]:
    found = [row for row in addresses(world.app) if row.method == "GET" and not SHOWN.search(row.template)]
    assert len(found) >= 13
    return found


def wrong_with(page: Page, *, whole: bool) -> list[str]:
    return page.check_page() if whole else page.check_parts()


@pytest.mark.parametrize("who", ["ada", "lou"])
async def test_every_page_is_whole(world: World, who: str) -> None:
    at = await names(world)
    for address in pages(world):
        client = world.browser("" if address.needs is Permission.PUBLIC else who)
        answer = await client.get(address.at(at), follow_redirects=True)
        expected = SPENT.get(address.template, 200)
        if who == "lou" and any(part in address.template for part in ("/settings", "/failures")):
            expected = 403
        assert answer.status_code == expected, (address, answer.text)
        assert Page(answer.text).check_page() == [], address


async def every_state(world: World) -> list[str]:
    """Puts Acme into the states that pages draw differently; addresses of pages that show them."""
    ada = world.principal("ada")
    broken = await uploaded(world.installation, ada, pdf_of(encrypted=True), "closed.pdf")
    await world.run()
    reading = await uploaded(world.installation, ada, pdf_of(("Still being read", ())), "waiting.pdf")
    client = world.program("ada")
    asked = {"document_ids": [reading.document.id]}
    drafting = (await client.post("/v1/episodes", json=asked)).json()["id"]
    failed = (await client.post("/v1/episodes", json=asked)).json()["id"]
    script = await world.script()
    browser = world.browser("ada")
    for place, noun in ((0, "approval"), (1, "rejection")):
        form = {"content_hash": script.segments[place].content_hash, "reason": "Too short."}
        answer = await browser.post(f"/acme/segments/{script.segments[place].id}/{noun}", data=form)
        assert answer.status_code == 303
    claim = next(row for row in script.segments[2].sentences if row.evidence)
    form = {"content_hash": claim.content_hash, "text": "There are 4,711 dunes."}
    assert (await browser.post(f"/acme/sentences/{claim.id}/revision", data=form)).status_code == 303
    async with world.writing() as session:
        row = await session.get_one(Episode, failed)
        row.fail("Nothing in it can be told.", ada)
    return [
        f"/acme/documents/{broken.document.id}",
        f"/acme/documents/{reading.document.id}",
        f"/acme/documents/{world.known.things['told']}?known=1",
        f"/acme/episodes/{drafting}",
        f"/acme/episodes/{failed}",
        f"/acme/episodes/{drafting}/listen",
        f"/acme/episodes/{drafting}/artifacts",
        f"/acme/episodes/{script.id}",
        f"/acme/episodes/{script.id}/listen",
        f"/acme/episodes/{world.known.things['narrated']}",
        f"/acme/episodes/{world.known.things['narrated']}/listen",
        f"/acme/episodes/{world.known.things['narrated']}/artifacts",
        *(f"/acme/segments/{segment.id}" for segment in script.segments),
        "/acme",
        "/acme/documents",
        "/acme/episodes",
    ]


@pytest.fixture(scope="module")
async def made(
    lived_blueprint: Blueprint, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[World, list[str]]]:
    installation = lived_blueprint.copied(tmp_path_factory.mktemp("busy"))
    installation.providers = KnownProviders(installation.egress)
    world = World(installation, application(installation), lived_blueprint.known)
    yield world, await every_state(world)
    await installation.database.close()


@pytest.fixture
def busy(made: tuple[World, list[str]]) -> tuple[World, list[str]]:
    """A world in every state, to look at only, and the addresses that show them."""
    application(made[0].installation)
    return made


async def test_every_state_is_drawn_whole_and_in_parts(busy: tuple[World, list[str]]) -> None:
    world, paths = busy
    for who, headers in (("ada", {}), ("ada", PART), ("lou", {})):
        for path in paths:
            answer = await world.browser(who, **headers).get(path, follow_redirects=True)
            assert answer.status_code == 200, (path, answer.text)
            whole = "<!doctype" in answer.text
            assert wrong_with(Page(answer.text), whole=whole) == [], (path, who, headers)


async def test_every_template_is_drawn(busy: tuple[World, list[str]]) -> None:
    """An undefined name fails a drawing, so each template must be drawn somewhere in these tests."""
    world, paths = busy
    environment: Any = world.app.template_engine.engine  # type: ignore[union-attr]
    environment.cache.clear()
    at = await names(world)
    everywhere = [*paths, *(row.at(at) for row in pages(world)), "/", "/sign-in", "/nowhere", "/acme/no"]
    for path in everywhere:
        for headers in ({}, PART):
            for who in ("ada", "") if path in ("/", "/sign-in") else ("ada",):
                await world.browser(who, **headers).get(path, follow_redirects=True)
    wrong = {"email": "ada@example.org", "password": "x"}
    await world.browser().post("/sign-in", data=wrong)
    link = await _sign_in_link(world)
    invitation = await invited(world)
    for who in ("", "ada"):
        assert (await world.browser(who).get(invitation)).status_code == 200
    assert (await world.browser().get(link)).status_code == 200
    for door in ("/sso", f"/account/sso/{at['connection_id']}"):
        await world.browser("ada").post(door, data={"email": "zoe@nowhere.example"})
    await seen_factors(world)
    undoing = f"/acme/episodes/{at['episode_id']}/undoing"
    assert (await world.browser("ada", **PART).post(undoing)).status_code == 200
    drawn = {name for _, name in environment.cache.keys()}  # noqa: SIM118
    there = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")}
    assert len(there) > 25
    assert there - drawn == ELSEWHERE


async def _sign_in_link(world: World) -> str:
    from app.accounts.signing_in import sign_in_link

    return await sign_in_link(world.installation, "ada@example.org")


async def test_pages_lead_only_to_what_is_there(busy: tuple[World, list[str]]) -> None:
    world, states = busy
    followed: set[tuple[str, str]] = set()
    templates = {(row.method, row.template) for row in addresses(world.app)}
    patterns = [(m, re.compile(re.sub(r"{\w+}", r"[^/]+", t) + "/?")) for m, t in templates]
    at = await names(world)
    paths = [*states, *(row.at(at) for row in pages(world))]
    for path in paths:
        for who in ("ada", "") if path in ("/", "/sign-in") else ("ada",):
            answer = await world.browser(who).get(path, follow_redirects=True)
            followed |= set(Page(answer.text).addresses)
    local = {(method, re.split(r"[?#]", to)[0]) for method, to in followed if to.startswith("/")}
    assert len(local) > 40
    for method, to in sorted(local):
        if to.startswith("/static/"):
            assert (ROOT / to.lstrip("/")).is_file(), to
        elif to == "/v1/openapi.json":
            assert (await world.browser().get(to)).status_code == 200
        else:
            assert any(m == method and p.fullmatch(to) for m, p in patterns), (method, to)
    browser = world.browser("ada")
    for _, to in sorted(row for row in local if row[0] == "GET" and "/live" not in row[1]):
        assert (await browser.get(to)).status_code in (200, 303), to


async def test_narrating_and_narrated_are_drawn(world: World) -> None:
    script = await world.script()
    ada = world.principal("ada")
    await approved(world.installation, ada, script.id)
    browser = world.browser("ada")
    assert (await browser.post(f"/acme/episodes/{script.id}/narration")).status_code == 303
    assert (await world.script()).state is EpisodeState.NARRATING
    for state in ("narrating", "ready"):
        for place in ("", "/listen", "/artifacts"):
            answer = await browser.get(f"/acme/episodes/{script.id}{place}")
            assert answer.status_code == 200, (state, place)
            page = Page(answer.text)
            assert wrong_with(page, whole="<!doctype" in answer.text) == [], (state, place)
        await world.run()
    assert (await world.script()).state is EpisodeState.READY


async def test_an_empty_house_says_what_to_do(empty: World) -> None:
    for path in ("/acme", "/acme/documents", "/acme/episodes"):
        answer = await empty.browser("ada").get(path)
        assert answer.status_code == 200
        assert Page(answer.text).check_page() == []
