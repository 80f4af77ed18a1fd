"""Vigilance as reviewers meet it: what is planted is told where they decided, counted, and never spoken."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import EXAMINED, check
from e2e.conftest import OpenPage
from e2e.fixed import word_for_word
from e2e.papers import Paper, pdf_of
from e2e.steps import approve_rest, current, narrate, open_script, upload

WATERS = ("harbour", "river", "lagoon", "estuary", "marsh", "bay", "canal", "delta")
TRUE = [f"In the {water} we counted {17 + 9 * row} gulls." for row, water in enumerate(WATERS)] + [
    f"In the {water} we mapped {83 + 7 * row} stones." for row, water in enumerate(WATERS)
]
PAPER: Paper = (
    "Gulls and stones of eight waters",
    (("1 Gulls", " ".join(TRUE[:8])), ("2 Stones", " ".join(TRUE[8:]))),
)


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """Every journey shares the project: vigilance is on in it for this one alone."""
    turn(page, "10")
    yield page
    turn(page, "0")


def turn(page: Page, one_in: str) -> None:
    page.goto("/demo/settings/policy")
    page.get_by_label("Vigilance").first.select_option(one_in)
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_load_state()
    expect(page.get_by_label("Vigilance").first).to_have_value(one_in)


def planted(page: Page) -> list[Locator]:
    """The claims that are not what the paper says."""
    claims = page.locator(".sentence[data-claim=true]").all()
    assert len(claims) == len(TRUE)
    return [
        page.locator(f"#{claim.get_attribute('id')}")
        for claim in claims
        if claim.locator("[data-select]").inner_text() not in TRUE
    ]


def test_what_is_planted_is_told_counted_and_never_spoken(watched: Page, visit: OpenPage) -> None:
    page = watched
    episode_id = word_for_word(page, upload(page, "waters.pdf", pdf_of(PAPER)))
    open_script(page, episode_id)
    expect(page.locator("#vigilance")).to_contain_text("about one in 10 sentences")
    approved, rejected = planted(page)
    false = [row.locator("[data-select]").inner_text() for row in (approved, rejected)]
    approve_it(page, approved)
    reject_it(page, rejected)
    examined = visit(**EXAMINED)
    open_script(examined, episode_id)
    for sentence in (approved, rejected):
        examined.locator(f"#{sentence.get_attribute('id')} [data-select]").click()
        check(examined, "a planted error told")
    expect(examined.locator("#vigilance")).to_contain_text("you caught 1 of 2")
    examined.goto("/demo/settings/vigilance")
    expect(examined.locator("main")).to_contain_text("1 of 2 planted errors were caught: 50 %")
    check(examined, "who caught what", dark=False)
    approve_rest(page)
    narrate(page)
    nowhere_in_the_files(page, false)


def approve_it(page: Page, sentence: Locator) -> None:
    sentence.locator("[data-select]").click()
    current(page).get_by_role("button", name="Approve").click()
    told_at(page, sentence, "You approved a planted error")


def reject_it(page: Page, sentence: Locator) -> None:
    sentence.locator("[data-select]").click()
    current(page).locator("summary", has_text="Reject").click()
    current(page).get_by_label("Why, for whoever edits it").fill("The page says something else.")
    current(page).locator("details[open]").get_by_role("button", name="Reject").click()
    told_at(page, sentence, "You caught a planted error")
    expect(sentence).to_contain_text("You wrote: The page says something else.")


def told_at(page: Page, sentence: Locator, heading: str) -> None:
    """Where it stood, with the cursor and the focus back on it; the true sentence is there to be decided."""
    expect(sentence.get_by_role("alert").get_by_role("heading", name=heading)).to_be_visible()
    expect(sentence).to_have_attribute("aria-current", "true")
    expect(sentence).to_have_attribute("data-state", "in_review")
    expect(current(page)).to_have_count(1)
    assert sentence.locator("[data-select]").inner_text() in TRUE
    expect(sentence.locator("[data-select]")).to_be_focused()


def nowhere_in_the_files(page: Page, false: list[str]) -> None:
    """Not in a transcript, not in captions, not in the script that is published; what is true is."""
    page.get_by_role("link", name="Files").click()
    links = page.locator(".artifact").get_by_role("link").all()
    files = [page.request.get(str(link.get_attribute("href"))).body() for link in links]
    assert any(all(text.encode() in content for text in TRUE) for content in files)
    for text in false:
        assert not any(text.encode() in content for content in files), text
