"""What people do around a script: ask a reviewer, comment, invite a guest."""

import re

from playwright.sync_api import Page, expect

from e2e.installation import OWNER
from e2e.steps import current, open_script


def ask_reviewer(page: Page, episode_id: str, who: str = OWNER) -> None:
    """Ask somebody to look at the whole script, by a day that has passed."""
    open_script(page, episode_id)
    page.locator("summary", has_text="Ask a reviewer").click()
    page.get_by_label("Who", exact=True).select_option(label=who)
    page.get_by_label("Due on").fill("2026-01-31")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#assigned li")).to_contain_text("late, was due")


def comment(page: Page, text: str) -> None:
    """Comment on the current sentence."""
    current(page).locator("summary", has_text="Comment").click()
    current(page).get_by_label(re.compile("What you want to say")).fill(text)
    current(page).locator("details[open]").get_by_role("button", name="Comment").click()
    expect(current(page)).to_contain_text(text)


def talked_over(page: Page, episode_id: str) -> str:
    """A script a reviewer was asked to look at, with a comment; the id of the sentence it is about."""
    ask_reviewer(page, episode_id)
    page.locator(".sentence[data-claim=true][data-state=in_review] [data-select]").last.click()
    comment(page, "Is this the mean or the median?")
    return str(current(page).get_attribute("data-sentence"))


def invite_guest(page: Page, episode_id: str, name: str = "Dr Lou Berg") -> str:
    """The address of the link a guest is given."""
    page.goto(f"/demo/episodes/{episode_id}/guests")
    page.get_by_label("Who the guest is").fill(name)
    approves = page.get_by_label("May approve sentences")
    if approves.is_enabled():
        approves.check()
    page.get_by_role("button", name="Make the link").click()
    return page.locator(".notice code").inner_text()
