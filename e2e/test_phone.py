"""In a small window, of a phone or of who zooms: nothing sticks out, everything can be hit, nothing moves."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from e2e.conftest import Complaints, OpenPage
from e2e.installation import Installation
from e2e.places import SIGNED_OUT, Things
from e2e.steps import current, open_script

SMALL: ViewportSize = {"width": 390, "height": 844}
PHONE = {"viewport": SMALL, "device_scale_factor": 2, "has_touch": True}
TARGET = 44

# The strip of segments is a second way to what the script itself offers; axe looks at its size.
TOO_SMALL = """least => [...document.querySelectorAll("button, .button, summary, select, input, nav a")]
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .filter(element => !element.closest("dialog, .proof, .strip"))
  .filter(element => !["radio", "checkbox", "file"].includes(element.type))
  .map(element => [element, element.getBoundingClientRect()])
  .filter(([element, box]) => box.height < least - 0.5)
  .map(([element, box]) => `${element.outerHTML.slice(0, 80)} is ${box.height} high`)"""

STICKS_OUT = """width => [...document.querySelectorAll("body *")]
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .filter(element => !element.closest(".visually-hidden, .skip"))
  .filter(element => {
    for (let up = element.parentElement; up !== document.body; up = up.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return false;
    return element.getBoundingClientRect().right > width + 0.5;
  })
  .map(element => element.outerHTML.slice(0, 100))"""

CUT_OFF = """() => [...document.querySelectorAll("header nav")]
  .filter(nav => nav.scrollWidth > nav.clientWidth)
  .map(nav => `${nav.innerText} needs ${nav.scrollWidth}, has ${nav.clientWidth}`)"""

ZOOMED = (720, 360)
"""What zooming to 200 and 400 % leaves of a window of 1440 pixels."""
MOVES = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return [style.transitionDuration, style.animationDuration].some(
    times => times.split(",").some(time => parseFloat(time) > 0.001));
}).map(element => element.outerHTML.slice(0, 100))"""


@pytest.fixture
def phone(visit: OpenPage) -> Page:
    return visit(**PHONE)


def check_fits(page: Page, name: str) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.evaluate(STICKS_OUT, width) == [], name
    assert page.evaluate(TOO_SMALL, TARGET) == [], name
    assert page.evaluate(CUT_OFF) == [], name


def test_every_page_fits(visit: OpenPage, things: Things, complaints: Complaints) -> None:
    """Asking for reduced motion, too: each page is opened once for all that is asked of its layout."""
    complaints.allow("404 .*nothing-here")
    page = visit(reduced_motion="reduce", **PHONE)
    for name, address in things.pages.items():
        page.set_viewport_size(SMALL)
        page.goto(address)
        expect(page.locator("h1").first).to_be_visible()
        check_fits(page, name)
        assert page.evaluate(MOVES) == [], name
        for width in ZOOMED:
            page.set_viewport_size({"width": width, "height": 900 * width // 1440})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.evaluate(STICKS_OUT, width) == [], name


def test_every_page_fits_who_is_signed_out(visit: OpenPage, complaints: Complaints) -> None:
    complaints.allow("404 .*(static/sample|spent-long-ago)|4.. .*spent-long-ago")
    phone = visit(storage_state=None, **PHONE)
    for name, address in SIGNED_OUT.items():
        phone.goto(address)
        expect(phone.locator("h1").first).to_be_visible()
        check_fits(phone, name)


def test_the_facts_of_an_episode_have_the_width_of_the_list(
    phone: Page, installation: Installation, mixed_episode: str
) -> None:
    phone.goto(f"{installation.origin}/demo/episodes")
    rows = phone.locator(".thing").all()
    assert rows
    for row in rows:
        widths = row.evaluate("row => [row.clientWidth, row.querySelector('.thing-meta').clientWidth]")
        assert widths[1] > widths[0] - 2 * 16


def test_the_page_is_a_drawer_that_opens_at_the_evidence(phone: Page, mixed_episode: str) -> None:
    open_script(phone, mixed_episode)
    claim = phone.locator(".sentence[data-claim=true]").last
    claim.locator("[data-select]").click()
    drawer = phone.locator("[data-pane]")
    expect(drawer).to_be_hidden()
    current(phone).get_by_role("link", name="Page", exact=True).click()
    expect(drawer).to_be_visible()
    expect(drawer.locator("rect").first).to_be_in_viewport()
    check_fits(phone, "drawer")
    drawer.get_by_role("button", name="Close the page").click()
    expect(drawer).to_be_hidden()
    expect(current(phone).locator("[data-select]")).to_be_focused()


def test_the_decisions_lie_at_the_thumb(phone: Page, mixed_episode: str) -> None:
    open_script(phone, mixed_episode)
    phone.locator(".sentence[data-state=in_review]").last.locator("[data-select]").click()
    for name in ("Approve", "Edit", "Reject"):
        place = current(phone).locator(".actions > * > .button", has_text=name).first
        expect(place).to_be_in_viewport(ratio=1)
        box = place.bounding_box()
        assert box
        assert box["y"] > 844 / 2, f"{name} is out of reach"
    bar = current(phone).locator(".actions").bounding_box()
    assert bar
    assert bar["height"] < 2 * TARGET, "the words have the screen, the actions one row of it"
    for name in ("Comment", "Page", "Play draft"):
        expect(current(phone).locator(".actions > *", has_text=name)).to_be_in_viewport(ratio=1)
    current(phone).locator("summary", has_text="Reject").click()
    expect(current(phone).get_by_label("Why, for whoever edits it")).to_be_in_viewport(ratio=1)
    form = current(phone).locator("details[open]")
    expect(form.get_by_role("button", name="Reject")).to_be_in_viewport(ratio=1)
    check_fits(phone, "reject form")


def test_a_sentence_that_is_heard_leads_to_its_page(phone: Page, narrated_episode: str) -> None:
    phone.goto(f"/demo/episodes/{narrated_episode}/listen")
    phone.locator("[data-show-page]").last.click()
    expect(phone.locator("[data-pane]")).to_be_visible()
    expect(phone.locator("[data-pane] rect").first).to_be_in_viewport()


def test_the_tools_of_the_room_are_one_row(page: Page, mixed_episode: str) -> None:
    open_script(page, mixed_episode)
    for width in (1440, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        box = page.locator(".tools").bounding_box()
        assert box
        assert box["height"] < 2 * TARGET, width
