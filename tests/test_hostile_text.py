"""Hostile text through every field of every form and body, and then on every page: it stays text."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import SQLAlchemyError

from app.problems import Refused
from app.web import ROOT
from tests.addresses import BODIES, Address, addresses, names
from tests.hostile import ALL, CORPUS, INVISIBLE, MARK, Alive, poisoned, taken
from tests.html import Page
from tests.paper import TIDES, pdf_of
from tests.test_pages import PART, pages
from tests.world import World, uploaded

LAST = ("/account/", "deletion", "/general/address")
"""What changes who is who comes when everything else is in."""
NESTED = ("/versions", "/recording", "/segments/{segment_id}/revision")
"""Ends of addresses that take a file or sentences, and no field of text beside."""


def in_turn(world: World, known: dict[str, set[str]]) -> list[Address]:
    """Addresses that take text: the others would only take away what is to be shown."""
    posts = [row for row in addresses(world.app) if row.method == "POST" and row.template in BODIES]
    taking = [row for row in posts if known[row.template] or row.template.endswith(NESTED)]
    return sorted(taking, key=lambda row: (any(part in row.template for part in LAST), row.template))


def wrong_in(answer: httpx.Response) -> list[str]:
    """What has come to life in an answer that is a page or a part of one.

    Invisible signs run nothing: fields show them again as typed, and the audit log as it was told.
    """
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return []
    page = Page(answer.text)
    whole = answer.text.lstrip().lower().startswith("<!doctype")
    found = Alive(answer.text).found + (page.check_page() if whole else page.check_parts())
    return [each for each in found if each not in UNSEEN]


async def fill(world: World, browser: httpx.AsyncClient, at: dict[str, Any]) -> tuple[int, int, list[Any]]:
    """Put the corpus into every field; how many bodies were sent, how many taken, and what went wrong."""
    known = taken(world.app)
    program = world.program("ada")
    sent, accepted, wrong = 0, 0, []
    for address in in_turn(world, known):
        try:
            body = await BODIES[address.template](world, at)
        except (AssertionError, RuntimeError, LookupError, SQLAlchemyError, Refused):
            body = {}  # what it needs has been used up by those before
        for bad in poisoned(address, body, known[address.template]):
            answer = await post(program if address.api else browser, address, address.at(at), bad)
            sent += 1
            accepted += answer.status_code < 400
            if (found := wrong_in(answer)) or answer.status_code >= 500:
                wrong.append((str(address), answer.status_code, found, bad))
    return sent, accepted, wrong


async def post(
    client: httpx.AsyncClient, address: Address, path: str, body: dict[str, Any]
) -> httpx.Response:
    if "file" in body:
        fields = {name: value for name, value in body.items() if name != "file"}
        return await client.post(path, files={"file": body["file"]}, data=fields)
    return await client.post(path, json=body) if address.api else await client.post(path, data=body)


def asked_names() -> set[str]:
    """Every text a page or list takes behind the question mark."""
    found = {name for path in (ROOT / "app").rglob("*.py") for name in ASKED.findall(path.read_text())}
    return found | {"done", "next"}


UNSEEN = {repr(sign) for sign in INVISIBLE}
ASKED = re.compile(r"(\w+): FromQuery\[str")


async def test_hostile_text_stays_text(world: World) -> None:
    title, sections = TIDES
    paper = (f"{title} {CORPUS[0]}", tuple((head, f"{CORPUS[1]} {text}") for head, text in sections))
    received = await uploaded(world.installation, world.principal("ada"), pdf_of(paper), f"{CORPUS[0]}.pdf")
    await world.run()
    at, browser = await names(world), world.browser("ada")
    sent, accepted, wrong = await fill(world, browser, at)
    assert wrong == []
    assert sent > 200
    assert accepted > 50
    shown = 0
    assert (await browser.get("/acme/settings/general")).status_code == 200
    for path in [f"/acme/documents/{received.document.id}", *(row.at(at) for row in pages(world))]:
        for headers in ({}, PART):
            answer = await browser.get(path, headers=headers, follow_redirects=True)
            assert wrong_in(answer) == [], path
            shown += Alive(answer.text).shown
    assert shown > 50


async def test_a_hostile_question_is_answered_harmlessly(world: World) -> None:
    at, asked = await names(world), asked_names()
    assert len(asked) > 8
    for place, address in enumerate(pages(world)):
        for bad in (ALL, CORPUS[place % len(CORPUS)]):
            answer = await world.browser("ada").get(address.at(at), params=dict.fromkeys(asked, bad))
            assert answer.status_code < 500, (address, answer.text)
            assert wrong_in(answer) == [], (address, bad)


@pytest.mark.parametrize(
    "page",
    [
        f"<p><script>{MARK}</script></p>",
        f"<p><img src=x onerror={MARK}></p>",
        f'<a href=" java\nscript:{MARK}">x</a>',
        f"<p>\u202e{MARK}</p>",
        "<p>54444439</p>",
        f"<!-- {MARK} -->",
    ],
)
def test_what_would_run_is_seen(page: str) -> None:
    assert Alive(page).found


def test_text_is_only_shown() -> None:
    alive = Alive(f"<p title='{MARK}'>&lt;script&gt;{MARK}&lt;/script&gt;</p>")
    assert alive.found == []
    assert alive.shown == 2
