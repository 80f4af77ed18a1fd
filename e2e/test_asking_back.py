"""A question asked before a decision, while the page around it is drawn anew by the answer to another."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from e2e.axe import EXAMINED, check
from e2e.conftest import OpenPage
from e2e.pressing import GLANCE_MS, Keys
from e2e.steps import current, new_episode, open_script, rewrite

DECIDED = re.compile(r"/demo/sentences/[0-9a-f-]{36}/approval")


@pytest.fixture
def page(visit: OpenPage) -> Page:
    return visit(**EXAMINED)


@pytest.fixture
def keys(page: Page, document_id: str) -> Keys:
    page.goto("/demo/")
    open_script(page, new_episode(page, document_id))
    return Keys(page)


@pytest.fixture
def held(page: Page) -> Callable[[], None]:
    """Holds back the next decision of one sentence; called, lets it go on."""
    routes: list[Route] = []
    page.route(DECIDED, lambda route: routes.append(route), times=1)

    def release() -> None:
        while not routes:
            page.wait_for_timeout(20)
        routes[0].continue_()

    return release


def asked(page: Page) -> Locator:
    return page.get_by_role("dialog", name="exact quote")


def decide_then_ask(keys: Keys) -> str:
    """The id of the sentence decided."""
    sentence = str(current(keys.page).get_attribute("id"))
    keys.page.wait_for_timeout(GLANCE_MS)
    keys.press("a", "Shift+Q")
    expect(asked(keys.page)).to_be_visible()
    return sentence


def test_what_was_asked_about_is_done_though_drawn_anew(keys: Keys, held: Callable[[], None]) -> None:
    page = keys.page
    sentence = decide_then_ask(keys)
    held()
    expect(page.locator(f"#{sentence}")).to_have_attribute("data-state", "approved")
    keys.press("Shift+Tab", "Enter")
    expect(page.locator("#done")).to_contain_text("exact quote")


def test_what_has_changed_meanwhile_is_asked_again(keys: Keys, held: Callable[[], None]) -> None:
    page = keys.page
    page.locator(".sentence[data-claim=true] [data-select]").first.click()
    sentence = decide_then_ask(keys)
    before = asked(page).get_by_role("heading").inner_text()
    keys.press("Shift+Tab", "Enter")
    held()
    expect(page.locator(f"#{sentence}")).to_have_attribute("data-state", "approved")
    expect(asked(page)).to_be_visible()
    expect(asked(page).get_by_role("heading")).not_to_have_text(before)
    keys.press("Shift+Tab", "Enter")
    expect(page.locator("#done")).to_contain_text("exact quote")


def test_a_decision_on_what_changed_meanwhile_is_told(
    keys: Keys, held: Callable[[], None], visit: OpenPage
) -> None:
    """Two decisions on their way; while the first is, somebody rewrites the sentence of the second."""
    page, other = keys.page, visit()
    first, second = (page.locator(f".segment:nth-child({row}) .sentence").first for row in (1, 2))
    open_script(other, page.url.split("/")[-1].split("?")[0])
    for sentence in (first, second):
        sentence.locator("[data-select]").click()
        page.wait_for_timeout(GLANCE_MS)
        keys.press("a")
    other.locator(f"#{second.get_attribute('id')} [data-select]").click()
    rewrite(other, "What somebody else wrote.")
    expect(second.locator("[data-select]")).to_have_text("What somebody else wrote.")
    held()
    expect(page.get_by_role("heading", name="Your last decision was not stored")).to_be_visible()
    check(page, "overtaken")
    expect(first).to_have_attribute("data-state", "approved")
    expect(second).to_have_attribute("data-state", "in_review")
    expect(second.locator(".sentence-mark")).not_to_contain_text("being stored")
