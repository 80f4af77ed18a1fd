"""The review with both hands on the keys: everything without the mouse, and how much work that is."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from e2e.pressing import GLANCE_MS, Keys
from e2e.steps import current, first_episode, open_script, undecided

SPOKEN_SECONDS = 60.0


@pytest.fixture
def keys(page: Page) -> Keys:
    """At the first sentence of the sample episode."""
    open_script(page, first_episode(page))
    expect(current(page)).to_have_attribute("data-state", "in_review")
    return Keys(page)


def test_the_sample_is_reviewed_by_keys_alone(keys: Keys) -> None:
    helped(keys)
    moved(keys)
    typed(keys)
    sent_back(keys)
    cleared(keys)
    narrated_by_key(keys)


def test_an_approved_sentence_is_played_by_the_space_bar(page: Page, mixed_episode: str) -> None:
    open_script(page, mixed_episode)
    spoken = page.locator(".sentence[data-state=approved]").first
    spoken.locator("[data-select]").click()
    address = f"/demo/sentences/{spoken.get_attribute('data-sentence')}/audio"
    deadline = time.monotonic() + SPOKEN_SECONDS
    while not page.request.get(address).ok:
        assert time.monotonic() < deadline, "an approved sentence is not spoken"
    with page.expect_response(re.compile(f"{address}$")) as answer:
        page.keyboard.press("Space")
    assert answer.value.status in (200, 206)
    assert answer.value.headers["content-type"] == "audio/wav"


def test_an_undecided_sentence_is_played_as_a_draft(page: Page, mixed_episode: str) -> None:
    open_script(page, mixed_episode)
    undecided(page).first.locator("[data-select]").click()
    draft = re.compile("/delivery/audio")
    with page.expect_response(draft, timeout=SPOKEN_SECONDS * 1000) as answer:
        page.keyboard.press("Space")
    assert answer.value.status in (200, 206)
    assert answer.value.headers["content-type"] == "audio/wav"


def test_what_is_riskiest_comes_first_and_is_in_view(page: Page, mixed_episode: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 420})
    page.goto(f"/demo/episodes/{mixed_episode}?order=risk")
    expect(current(page).locator(".finding-block")).to_have_count(1)
    expect(current(page).locator("[data-select]")).to_be_in_viewport(ratio=1)


def helped(keys: Keys) -> None:
    """The list of keys opens, keeps the other keys quiet, and gives the focus back."""
    page = keys.page
    before = str(current(page).get_attribute("id"))
    keys.press("j", "k", "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("j", "a")
    expect(current(page)).to_have_id(before)
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(current(page)).to_have_attribute("data-state", "in_review")
    expect(current(page).locator("[data-select]")).to_be_focused()


def moved(keys: Keys) -> None:
    """The cursor moves and the focus with it; the page shows the evidence of where it is."""
    page = keys.page
    sentences = page.locator(".sentence")
    keys.press("j")
    expect(sentences.nth(1)).to_have_attribute("aria-current", "true")
    keys.press("k")
    expect(sentences.nth(0)).to_have_attribute("aria-current", "true")
    while current(page).get_attribute("data-claim") != "true":
        keys.press("j")
    expect(current(page).locator("[data-select]")).to_be_focused()
    keys.press("v")
    expect(page.locator("[data-sheet] rect").first).to_be_in_viewport()


def typed(keys: Keys) -> None:
    """While something is typed, letters are letters; Escape throws them away."""
    page = keys.page
    sentence = current(page)
    before = sentence.locator("[data-select]").inner_text()
    keys.press("e")
    area = sentence.get_by_label("What is shown and spoken")
    expect(area).to_be_focused()
    area.press("End")
    keys.type(" jkarev?")
    expect(area).to_have_value(re.compile("jkarev"))
    expect(page.locator("dialog[open]")).to_have_count(0)
    keys.press("Escape")
    expect(area).to_be_hidden()
    expect(sentence.locator("[data-select]")).to_have_text(before)
    expect(undecided(page)).to_have_count(page.locator(".sentence").count())


def sent_back(keys: Keys) -> None:
    """Reject with a reason, then undo."""
    page = keys.page
    sentence = page.locator(f"#{current(page).get_attribute('id')}")
    keys.press("r")
    expect(sentence.get_by_label("Why, for whoever edits it")).to_be_focused()
    keys.type("Not what the paper says")
    keys.press("Tab", "Enter")
    expect(sentence).to_have_attribute("data-state", "rejected")
    expect(sentence).not_to_have_attribute("aria-current", "true")
    expect(current(page).locator("[data-select]")).to_be_focused()
    keys.press("u")
    expect(sentence).to_have_attribute("data-state", "in_review")
    expect(sentence).to_have_attribute("aria-current", "true")
    expect(sentence.locator("[data-select]")).to_be_focused()


def cleared(keys: Keys) -> None:
    """One by Enter, the filled button; the exact quotes at once, which asks back; the others key by key."""
    page = keys.page
    page.reload()
    expect(current(page)).to_have_attribute("data-state", "in_review")
    left = undecided(page).count()
    key = "Enter"
    while left:
        if current(page).locator('[data-key="f"]').count():
            keys.press("f")
            expect(current(page).locator('[data-key="a"]')).to_be_visible()
        page.wait_for_timeout(GLANCE_MS)
        keys.press(key)
        expect(undecided(page)).to_have_count(left - 1)
        focused = current(page).locator("[data-select]") if left > 1 else page.locator("[data-narrate]")
        expect(focused).to_be_focused()
        expect(focused).to_be_in_viewport()
        if key == "Enter":
            keys.press("Shift+Q")
            expect(page.locator("#confirm .button-primary")).to_have_text("Approve")
            keys.press("Shift+Tab", "Enter")
            expect(page.locator("#done")).to_contain_text("exact quote")
            page.wait_for_load_state()
        key = "a"
        left = undecided(page).count()


def narrated_by_key(keys: Keys) -> None:
    expect(keys.page.locator("[data-narrate]")).to_be_focused()
    keys.press("Enter")
    expect(keys.page).to_have_url(re.compile("/listen$"))
    expect(keys.page.locator("[data-player] audio")).to_be_visible(timeout=90_000)
