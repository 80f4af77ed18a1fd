"""How much work a fixed episode is: 40 sentences and 5 findings, cleared by keys, counted and timed."""

import time

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Told
from e2e.fixed import FINDINGS, SENTENCES, fixed_episode
from e2e.pressing import GLANCE_MS, TimedKeys
from e2e.steps import current, open_script, own_origin, undecided

MOST_PRESSES = 60
REASON = "Page 1 is wrong here"
AT_ONCE = """keys => keys.forEach(key => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))"""


@pytest.fixture(scope="module")
def episode_id(desk: Page) -> str:
    return fixed_episode(desk)


def test_nothing_unseen_is_approved_by_accident(page: Page, episode_id: str) -> None:
    """A key that is held or comes too soon, a caps lock, a long segment, a page that was moved away."""
    page.set_viewport_size({"width": 1440, "height": 420})
    open_script(page, episode_id)
    approved = page.locator(".sentence[data-state=approved]")
    page.wait_for_timeout(GLANCE_MS)
    for _ in range(8):
        page.keyboard.down("a")  # from the second on as a key that repeats
    page.keyboard.up("a")
    stored(page, 1)
    page.wait_for_timeout(GLANCE_MS)
    page.evaluate(AT_ONCE, ["a", "a", "Enter", "a"])  # before anybody could have read what is current next
    stored(page, 2)
    page.wait_for_timeout(GLANCE_MS)
    page.evaluate(AT_ONCE, ["A"])  # a caps lock: there is no Shift
    stored(page, 3)
    page.get_by_role("button", name="Approve 8 sentences").first.click()
    expect(page.get_by_text("You have not seen all of it yet")).to_be_visible()
    expect(current(page)).to_be_in_viewport()
    stored(page, 3)
    page.locator("#flash [data-dismiss]").click()
    page.wait_for_timeout(GLANCE_MS)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(current(page)).not_to_be_in_viewport()
    page.keyboard.press("a")  # read, and then moved away from
    expect(page.get_by_text("You have not seen all of it yet")).to_be_visible()
    expect(current(page)).to_be_in_viewport()
    stored(page, 3)
    for number in approved.evaluate_all("all => all.map(one => one.dataset.sentence)"):
        again = page.request.post(f"/demo/sentences/{number}/reopening", headers=own_origin(page))
        assert again.ok


def test_a_fixed_episode_is_cleared_by_keys(page: Page, episode_id: str, told: Told) -> None:
    open_script(page, episode_id)
    expect(undecided(page)).to_have_count(SENTENCES)
    keys = TimedKeys(page)
    started = time.monotonic()
    letters = sum(decided(keys) for _ in iter(lambda: left(page), 0))
    painted, stored = keys.times("painted"), keys.times("confirmed")
    seconds = time.monotonic() - started
    expect(page.locator(".sentence[data-state=approved]")).to_have_count(SENTENCES)
    expect(page.get_by_role("button", name="Narrate", exact=True)).to_be_focused()
    told(
        f"{SENTENCES} sentences with {FINDINGS} findings cleared by {keys.pressed} key presses, "
        f"{letters} of them letters of a reason, in {seconds:.0f} s without reading",
        f"from key to paint {painted}; to what the server stored {stored}",
    )
    assert keys.pressed <= MOST_PRESSES


def stored(page: Page, count: int) -> None:
    """So many are approved, and no more on their way."""
    expect(page.locator(".sentence[data-state=approved]")).to_have_count(count)
    expect(page.locator(".sentence[data-deciding]")).to_have_count(0)


def left(page: Page) -> int:
    return page.locator(".sentence[data-state=in_review]:not([data-deciding])").count()


def decided(keys: TimedKeys) -> int:
    """Decide on what is current; how many letters that took."""
    sentence, letters = current(keys.page), 0
    whole = keys.page.locator(".segment:not(:has(.finding))", has=sentence).locator("[data-key=A]")
    keys.glance()
    if whole.count():
        keys.press("Shift+A")
        return 0
    if sentence.locator("[data-key=f]").count():
        keys.press("f")
    elif sentence.locator("[data-key=o]").count():
        keys.press("o")
        keys.type(REASON)
        letters = len(REASON)
        keys.press("Tab", "Enter")
    expect(sentence.get_by_role("button", name="Approve")).to_be_visible()
    keys.glance()
    keys.press("a")
    return letters
