"""The same work with JavaScript switched off: plain forms and links, and reloading to see progress."""

import hashlib
import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import OpenPage
from e2e.papers import TIDES, pdf_of
from e2e.steps import current, misquote, reject, rewrite, undecided
from e2e.talking import comment

PATIENCE_SECONDS = 120.0


@pytest.fixture
def plain(visit: OpenPage) -> Page:
    return visit(java_script_enabled=False)


def reload_until(page: Page, wanted: Locator) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not wanted.count():
        assert time.monotonic() < deadline, page.inner_text("main")
        page.reload()


def test_the_whole_path_with_plain_forms(plain: Page) -> None:
    uploaded_and_drafted(plain)
    decided(plain)
    mended(plain)
    approved(plain)
    narrated(plain)
    files(plain)


def uploaded_and_drafted(page: Page) -> None:
    page.goto("/demo/documents")
    page.locator("input[type=file]").set_input_files(
        {"name": "tides.pdf", "mimeType": "application/pdf", "buffer": pdf_of(TIDES)}
    )
    page.get_by_role("button", name="Upload").click()
    expect(page).to_have_url(re.compile("/demo/documents/"))
    reload_until(page, page.get_by_role("heading", name="What was found"))
    page.get_by_role("spinbutton", name="Minutes").fill("1")
    page.get_by_role("button", name="Draft").click()
    expect(page).to_have_url(re.compile("/demo/episodes/"))
    reload_until(page, page.locator(".sentence"))


def decided(page: Page) -> None:
    sentence = page.locator(f"#{current(page).get_attribute('id')}")
    current(page).get_by_role("button", name="Approve").click()
    expect(sentence).to_have_attribute("data-state", "approved")
    expect(sentence).to_have_attribute("aria-current", "true")
    current(page).get_by_role("button", name="Reopen").click()
    expect(sentence).to_have_attribute("data-state", "in_review")
    reject(page, "The abstract says this better.")
    expect(current(page)).to_contain_text("The abstract says this better.")
    current(page).get_by_role("button", name="Reopen").click()
    page.wait_for_load_state()
    expect(undecided(page)).to_have_count(page.locator(".sentence").count())


def mended(page: Page) -> None:
    """A wrong number is talked over, let through by name, and then mended after all."""
    claim, text, number = misquote(page)
    blocked = page.locator(f"#{claim}")
    expect(blocked.get_by_role("button", name="Approve")).to_have_count(0)
    comment(page, f"Should this not be {number}?")
    expect(blocked.get_by_role("button", name=f"Use {number}")).to_be_visible()
    current(page).locator("summary", has_text="Override…").click()
    current(page).get_by_label(re.compile("Why it may be spoken")).fill("The authors corrected the page.")
    current(page).get_by_role("button", name="Override", exact=True).click()
    expect(blocked).to_contain_text("The authors corrected the page.")
    expect(blocked.get_by_role("button", name="Approve")).to_be_visible()
    rewrite(page, text)
    expect(blocked.locator(".finding-block")).to_have_count(0)
    expect(blocked.locator("[data-select]")).to_have_text(text)


def approved(page: Page) -> None:
    """A segment at a time where that is offered; a sentence is chosen by its link."""
    while undecided(page).count():
        whole = page.locator(".segment-head form button")
        if whole.count():
            whole.first.click()
        else:
            undecided(page).first.locator("[data-select]").click()
            current(page).get_by_role("button", name="Approve").click()
        page.wait_for_load_state()


def narrated(page: Page) -> None:
    page.get_by_role("button", name="Narrate", exact=True).click()
    expect(page).to_have_url(re.compile("/listen$"))
    reload_until(page, page.locator("audio[controls]"))
    audio = page.locator("audio[controls]")
    expect(audio).to_be_visible()
    sound = page.request.get(str(audio.get_attribute("src")), headers={"Range": "bytes=0-99"})
    assert (sound.status, len(sound.body())) == (206, 100)
    page.locator(".cue [data-show-page]").first.click()
    expect(page).to_have_url(re.compile("sentence=.*#page"))
    expect(page.locator("[data-sheet] rect").first).to_be_in_viewport()
    page.go_back()


def files(page: Page) -> None:
    page.get_by_role("link", name="Files").click()
    expect(page.locator("#formats")).to_be_visible()
    rows = page.locator(".artifact").all()
    assert len(rows) > 3
    for row in rows:
        content = page.request.get(str(row.get_by_role("link").get_attribute("href"))).body()
        assert hashlib.sha256(content).hexdigest() == row.locator("code").get_attribute("title")
    # The first preview is a picture, the cover.
    page.locator("details", has=page.locator("pre")).locator("summary").first.click()
    expect(page.locator("details[open] pre")).to_be_visible()
