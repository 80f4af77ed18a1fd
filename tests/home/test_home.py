"""The landing page, and documents and episodes at a glance."""

import pytest

from app.home.routes import SAMPLES
from tests.world import World


async def test_a_visitor_sees_what_this_is(world: World) -> None:
    answer = await world.browser().get("/")
    assert answer.status_code == 200
    assert "/sign-in" in answer.text
    assert "acme" not in answer.text.lower()


async def test_who_is_signed_in_goes_home(world: World) -> None:
    for who, home in (("ada", "/acme/"), ("cleo", "/globex/")):
        answer = await world.browser(who).get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, home)
        assert (await world.browser(who).get(home)).status_code == 200


async def test_a_sample_that_was_never_made_is_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SAMPLES, "none.mp3", "audio/mpeg")
    for name in ("none.mp3", "paper.py", "..%2f..%2fapp%2fmain.py"):
        assert (await world.browser().get(f"/sample/{name}")).status_code == 404


async def test_home_shows_what_there_is(world: World) -> None:
    page = (await world.browser("lou").get("/acme")).text
    for title in ("How sand dunes migrate", "Tidal mixing"):
        assert page.count(title) >= 2


async def test_only_who_may_upload_is_offered_to(empty: World) -> None:
    offered = {}
    for who in ("ed", "lou"):
        page = (await empty.browser(who).get("/acme")).text
        offered[who] = 'type="file"' in page
    assert offered == {"ed": True, "lou": False}
