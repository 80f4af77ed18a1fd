"""The settings of an organization: a menu of pages for those who may change them."""

from tests.html import Page
from tests.world import World


async def test_settings_open_on_their_first_page(world: World) -> None:
    answer = await world.browser("ada").get("/acme/settings")
    assert answer.headers["location"] == "/acme/settings/general"


async def test_the_menu_marks_the_page_that_is_open(world: World) -> None:
    page = Page((await world.browser("ada").get("/acme/settings/voices")).text)
    current = [link["href"] for link in page.all("a") if link.get("aria-current") == "page"]
    assert current == ["/acme/settings/voices"]


async def test_only_those_who_may_change_settings_are_led_to_them(world: World) -> None:
    for who, led in (("ada", True), ("ed", True), ("ben", False), ("lou", False)):
        page = Page((await world.browser(who).get("/acme")).text)
        assert (("GET", "/acme/settings") in page.addresses) is led
    assert (await world.browser("ed").get("/acme/settings/voices")).status_code == 403


async def test_an_editor_sees_only_the_pages_for_editors(world: World) -> None:
    answer = await world.browser("ed").get("/acme/settings")
    assert answer.headers["location"] == "/acme/settings/pronunciation"
    page = (await world.browser("ed").get("/acme/settings/pronunciation")).text
    assert "/acme/settings/voices" not in page
