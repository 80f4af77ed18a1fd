"""Who cannot see, point or sit still: axe on every page and state, and where the focus goes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.axe import EXAMINED, check
from e2e.conftest import Complaints, OpenPage
from e2e.places import SIGNED_OUT, Things
from e2e.steps import current, new_episode, open_script, rewrite

FOCUSED = """() => {
  const element = document.activeElement;
  const marks = style => style.outlineStyle !== "none" || style.boxShadow !== "none";
  const around = element.closest(".sentence, .choice, .drop");
  const shown = [element, around].some(one => one && marks(getComputedStyle(one)));
  const box = element.getBoundingClientRect();
  return {what: element.outerHTML.slice(0, 120), shown, x: box.x, y: box.y + scrollY, tag: element.tagName};
}"""


@pytest.fixture
def examined(visit: OpenPage) -> Page:
    return visit(**EXAMINED)


def test_every_page_is_clean(examined: Page, things: Things, complaints: Complaints) -> None:
    complaints.allow("404 .*nothing-here")
    for name, address in things.pages.items():
        examined.goto(address)
        expect(examined.locator("h1").first).to_be_visible()
        check(examined, name)


def test_every_page_is_clean_for_who_is_signed_out(visit: OpenPage, complaints: Complaints) -> None:
    complaints.allow("4.. .*(static/sample|spent-long-ago|sign-in)")
    stranger = visit(storage_state=None, **EXAMINED)
    for name, address in SIGNED_OUT.items():
        stranger.goto(address)
        expect(stranger.locator("h1").first).to_be_visible()
        check(stranger, name)
    stranger.goto("/sign-in")
    stranger.get_by_label("E-mail address").fill("nobody@example.org")
    stranger.get_by_label("Password").fill("not the password")
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.get_by_text("The address or the password is wrong.")).to_be_visible()
    check(stranger, "refused sign-in")


def test_every_state_of_the_review_is_clean(examined: Page, things: Things) -> None:
    open_script(examined, things.mixed)
    for state in ("approved", "rejected", "in_review"):
        examined.locator(f".sentence[data-state={state}] [data-select]").first.click()
        check(examined, f"{state} sentence current")
    blocked = examined.locator(".sentence", has=examined.locator(".finding-block + .actions"))
    blocked.last.locator("[data-select]").click()
    check(examined, "blocked sentence current")
    for form in ("Edit", "Reject", "Override…", "Comment"):
        current(examined).locator("summary", has_text=form).click()
        expect(current(examined).locator("details[open] textarea")).to_be_focused()
        check(examined, f"{form} form open", dark=False)
    examined.keyboard.press("Escape")
    examined.keyboard.press("?")
    check(examined, "keys", dark=False)
    examined.keyboard.press("Escape")
    examined.locator("summary", has_text="Ask a reviewer").click()
    check(examined, "asking a reviewer", dark=False)
    examined.set_viewport_size({"width": 390, "height": 844})
    examined.locator(".sentence[data-claim=true] [data-select]").last.click()
    current(examined).get_by_role("link", name="Page", exact=True).click()
    check(examined, "drawer")


def test_what_asks_back_and_what_is_decided_is_said(examined: Page, document_id: str) -> None:
    """A dialog takes the focus and gives it back; the count of what is approved is read out as it changes."""
    examined.goto("/demo/")
    open_script(examined, new_episode(examined, document_id))
    button = examined.locator("[data-key=Q]")
    button.click()
    dialog = examined.get_by_role("dialog")
    expect(dialog).to_be_visible()
    check(examined, "asking back")
    examined.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    line = examined.get_by_role("status").filter(has_text="of")
    kept = line.element_handle()
    current(examined).get_by_role("button", name="Approve").click()
    expect(line).to_contain_text("1 of ")
    assert kept.evaluate("element => element.isConnected"), "a new line would not be read out"
    expect(current(examined).locator("[data-select]")).to_be_focused()


def test_what_two_people_meet_is_clean(
    examined: Page, visit: OpenPage, colleague: Any, document_id: str, complaints: Complaints
) -> None:
    """Somebody else is here; somebody else wrote meanwhile, and both texts are shown."""
    complaints.allow("status of 409")
    examined.goto("/demo/")
    episode_id = new_episode(examined, document_id)
    open_script(examined, episode_id)
    open_script(visit(storage_state=colleague), episode_id)
    expect(examined.locator("#presence")).to_contain_text("ben")
    check(examined, "somebody else is here")
    current(examined).locator("summary", has_text="Edit").click()
    current(examined).get_by_label("What is shown and spoken").fill("What one wrote.")
    other = visit()
    open_script(other, episode_id)
    rewrite(other, "What another wrote.")
    expect(current(other).locator("[data-select]")).to_have_text("What another wrote.")
    current(examined).get_by_role("button", name="Save").click()
    expect(examined.locator("#flash .beside-text")).to_have_count(2)
    check(examined, "both texts")


def test_previews_are_clean(examined: Page, narrated_episode: str) -> None:
    examined.goto(f"/demo/episodes/{narrated_episode}/artifacts")
    previews = examined.locator("summary", has_text="Preview")
    assert previews.count() > 2
    for preview in previews.all():
        preview.click()
    check(examined, "previews")


def test_the_focus_is_seen_and_goes_down_the_page(page: Page, mixed_episode: str) -> None:
    open_script(page, mixed_episode)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    seen: list[str] = []
    for _ in range(25):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop["tag"] != "BODY", seen
        assert stop["shown"], f"the focus is not seen on {stop['what']}"
        seen.append(stop["what"])
    assert len(set(seen)) == len(seen), "the focus goes in circles"
    assert page.locator('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').count() == 0
