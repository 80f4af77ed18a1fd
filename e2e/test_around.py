"""Around the review: what waits in the inbox, a guest on a phone, who is where, a new version, odd pages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Complaints, OpenPage
from e2e.papers import TIDES, Paper, pdf_of
from e2e.steps import approve_rest, current, new_episode, open_script, upload
from e2e.talking import ask_reviewer, invite_guest
from e2e.test_accessibility import EXAMINED, check
from e2e.test_phone import PHONE

THEN: Paper = ("Tidal mixing, first measured", TIDES[1])
NOW: Paper = (
    THEN[0],
    tuple((head, text.replace("by 30 percent", "by 45 percent")) for head, text in TIDES[1]),
)


@pytest.fixture(scope="module")
def episode_id(desk: Page, document_id: str) -> str:
    return new_episode(desk, document_id)


@pytest.fixture
def ben(visit: OpenPage, colleague: Any) -> Page:
    return visit(storage_state=colleague)


def test_what_waits_leads_to_the_sentence_and_goes_when_decided(
    desk: Page, ben: Page, episode_id: str
) -> None:
    ask_reviewer(desk, episode_id, "ben@example.org")
    ben.goto("/demo/inbox")
    waiting = ben.locator("section", has=ben.get_by_role("heading", name="Waiting for me"))
    title = waiting.locator(f"a[href*='{episode_id}']")
    expect(title).to_have_count(1)
    title.click()
    expect(current(ben)).to_have_attribute("data-state", "in_review")
    approve_rest(ben)
    ben.goto("/demo/inbox")
    expect(waiting.locator(f"a[href*='{episode_id}']")).to_have_count(0)


def test_it_is_seen_who_is_where(page: Page, ben: Page, mixed_episode: str) -> None:
    for reader in (page, ben):
        open_script(reader, mixed_episode)
    sentence = ben.locator(".sentence").nth(2)
    sentence.locator("[data-select]").click()
    here = page.locator("#presence [data-here]")
    expect(here).to_have_text("ben@example.org")
    expect(here).to_have_attribute("data-here", str(sentence.get_attribute("data-sentence")))
    expect(page.locator(".sentence").nth(2).locator(".sentence-here")).to_have_text("ben@example.org")


@pytest.fixture
def guests_may_approve(desk: Page) -> None:
    desk.goto("/demo/settings/policy")
    desk.get_by_label(re.compile("^Guests'")).first.check()
    desk.get_by_role("button", name="Save").first.click()
    desk.wait_for_load_state()


@pytest.mark.usefixtures("guests_may_approve")
def test_a_guest_reads_comments_and_approves_on_a_phone(
    desk: Page, visit: OpenPage, document_id: str, complaints: Complaints
) -> None:
    """Without JavaScript, which a guest's page does not need."""
    complaints.allow("404 .*|status of 404")
    episode_id = new_episode(desk, document_id)
    open_script(desk, episode_id)
    address = invite_guest(desk, episode_id)
    guest = visit(storage_state=None, java_script_enabled=False, **PHONE)
    guest.goto(address)
    expect(guest.get_by_text("You read this script as Dr Lou Berg")).to_be_visible()
    first = guest.locator(".guest-sentences > li").first
    first.get_by_role("button", name="Approve").click()
    expect(first).to_contain_text("You approved this.")
    second = guest.locator(".guest-sentences > li").nth(1)
    second.get_by_text("Comment", exact=True).click()
    second.get_by_label("What should be known about this sentence").fill("The mean, not the median.")
    second.get_by_role("button", name="Send").click()
    expect(second).to_contain_text("The mean, not the median.")
    guest.goto(address)
    open_script(desk, episode_id)
    expect(desk.locator(".sentence[data-state=approved]")).to_have_count(1)
    desk.goto(f"/demo/episodes/{episode_id}/guests")
    desk.get_by_role("button", name="Revoke").click()
    desk.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(desk.get_by_text("revoked")).to_be_visible()
    answer = guest.goto(address)
    assert answer
    assert answer.status == 404


def test_a_new_version_returns_what_it_changed(visit: OpenPage) -> None:
    """One number changes on the page: the sentences that cite it wait again, all others stay approved."""
    page = visit(**EXAMINED)
    document_id = upload(page, "tides then.pdf", pdf_of(THEN))
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    episode_id = new_episode(page, document_id)
    open_script(page, episode_id)
    approve_rest(page)
    count = page.locator(".sentence").count()
    page.goto(f"/demo/documents/{document_id}#versions")
    page.locator("#versions input[type=file]").set_input_files(
        {"name": "tides now.pdf", "mimeType": "application/pdf", "buffer": pdf_of(NOW)}
    )
    page.get_by_role("button", name="Upload the version").click()
    expect(page.locator("#version-2")).to_contain_text("current")
    page.goto(f"/demo/episodes/{episode_id}")
    changed = page.locator(".sentence[data-state=in_review]")
    expect(changed).not_to_have_count(0)
    page.goto(f"/demo/episodes/{episode_id}")  # the cursor stays where it was while the script follows
    expect(page.locator(".sentence[data-state=approved]")).not_to_have_count(0)
    assert changed.count() + page.locator(".sentence[data-state=approved]").count() == count
    expect(current(page).locator(".beside-text")).to_contain_text(["30 percent", "45 percent"])
    expect(current(page).locator("ins")).to_have_text(re.compile("45"))
    check(page, "changed on its page")
    page.goto(f"/demo/documents/{document_id}")
    check(page, "two versions")
