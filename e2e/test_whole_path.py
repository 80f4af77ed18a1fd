"""From a dropped PDF to hearing it: everything a person does, in one go."""

import hashlib
import re
from typing import Any

from playwright.sync_api import Page, expect

from e2e.conftest import Complaints, OpenPage
from e2e.installation import ROOT, Installation
from e2e.papers import DUNES, pdf_of
from e2e.steps import NARRATION_MS, approve, approve_rest, current, misquote, reject, undecided


def test_a_stranger_hears_the_sample(stranger: Page, complaints: Complaints) -> None:
    made = (ROOT / "static/sample/episode.mp3").exists()
    if not made:
        complaints.allow("404 .*/static/sample/")
    stranger.goto("/")
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    if made:
        stranger.locator("[data-player] [data-cues] [data-seek]").nth(1).click()
        playing = stranger.locator("[data-player] audio")
        expect(playing).to_have_js_property("paused", False)
        expect(stranger.locator("[data-player] [aria-current]")).to_have_count(1)
    else:
        expect(stranger.get_by_text("The sample is not on this installation yet")).to_be_visible()
    stranger.locator(".hero").get_by_role("link", name="Sign in").click()
    expect(stranger.get_by_label("E-mail address")).to_be_visible()


def test_from_a_pdf_to_hearing_it(visit: OpenPage, installation: Installation) -> None:
    page = visit(storage_state=None, viewport={"width": 1440, "height": 900})
    sign_in(page, installation.new_link())
    drop(page, "dunes.pdf", pdf_of(DUNES))
    read(page)
    drafted(page)
    decide(page)
    mend(page)
    approve_rest(page)
    narrated(page)
    heard(page)
    downloaded(page)


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/demo/?$"))


def drop(page: Page, name: str, content: bytes) -> None:
    """Let a file fall on the drop area, as from a file manager."""
    data = page.evaluate_handle(
        """([name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
            return data;
        }""",
        [name, list(content)],
    )
    page.locator("form[data-upload]").dispatch_event("drop", {"dataTransfer": data})


def read(page: Page) -> None:
    """The document's page shows the work and then what was found, without being loaded again."""
    expect(page).to_have_url(re.compile("/demo/documents/"))
    page.evaluate("window.sameLoad = true")
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    assert page.evaluate("window.sameLoad"), "the page was loaded again to show that it was read"
    expect(page.get_by_role("heading", level=1)).to_have_text(DUNES[0])
    expect(page.locator(".thumbs img")).to_have_count(2)


def drafted(page: Page) -> None:
    form = page.locator("#new-episode")
    form.get_by_role("spinbutton", name="Minutes").fill("1")
    form.get_by_role("button", name="Draft").click()
    expect(page).to_have_url(re.compile("/demo/episodes/"))
    expect(current(page)).to_be_visible()
    expect(page.locator(".progress-words")).to_contain_text("0 of ")


def decide(page: Page) -> None:
    """Approve one, reject one with a reason, see it sent back, and open it again."""
    expect(page.get_by_role("button", name=re.compile("^Narrate · "))).to_be_disabled()
    approve(page)
    sent_back = page.locator(f"#{reject(page, 'The abstract says this better.')}")
    expect(page.locator(".segment", has=sent_back).locator(".segment-head")).to_contain_text("Rejected")
    sent_back.locator("[data-select]").click()
    expect(current(page)).to_contain_text("The abstract says this better.")
    current(page).get_by_role("button", name="Reopen").click()
    expect(sent_back).to_have_attribute("data-state", "in_review")


def mend(page: Page) -> None:
    """A wrong number is found, keeps the sentence from being approved, and is mended by one press."""
    claim, text, number = misquote(page)
    blocked = page.locator(f"#{claim}")
    expect(blocked.locator(".finding-block")).to_contain_text(number)
    expect(blocked.get_by_role("button", name="Approve")).to_have_count(0)
    expect(page.locator(".progress-words")).to_contain_text("1 blocked")
    blocked.get_by_role("button", name=f"Use {number}").click()
    expect(blocked.locator(".finding-block")).to_have_count(0)
    expect(blocked.locator("[data-select]")).to_have_text(text)
    expect(page.locator(".progress-words")).not_to_contain_text("blocked")


def narrated(page: Page) -> None:
    expect(undecided(page)).to_have_count(0)
    page.get_by_role("button", name="Narrate", exact=True).click()
    expect(page).to_have_url(re.compile("/listen$"))
    page.evaluate("window.sameLoad = true")
    expect(page.locator("[data-player] audio")).to_be_visible(timeout=NARRATION_MS)
    expect(page.locator(".episode-head")).to_contain_text("Ready")


def heard(page: Page) -> None:
    """The sound runs, the caption follows it, a sentence pressed is played from, and leads to its page."""
    audio = page.locator("[data-player] audio")
    page.reload()  # now everything comes from the browser's cache, in another order
    expect(audio).to_be_visible()
    seconds = "element => element.currentTime"
    audio.evaluate("element => element.play()")
    expect(page.locator(".cue[aria-current=true]")).to_have_count(1)
    cues = page.locator(".cue")
    assert cues.count() > 3
    third = cues.nth(2)
    third.locator("[data-seek]").click()
    expect(third).to_have_attribute("aria-current", "true")
    start = float(third.get_attribute("data-start") or "nan")
    expect(audio).to_have_js_property("paused", False)
    expect(cues.nth(3)).to_have_attribute("aria-current", "true")
    assert audio.evaluate(seconds) > start
    audio.evaluate("element => element.pause()")
    cited = page.locator(".cue", has=page.locator("[data-show-page]")).last
    evidence: list[dict[str, Any]] = cited.evaluate("element => JSON.parse(element.dataset.evidence)")
    cited.locator("[data-show-page]").click()
    expect(page.locator("[data-pane-title]")).to_contain_text(f"Page {evidence[0]['page']}")
    boxes = sum(len(span["boxes"]) for span in evidence if span["page"] == evidence[0]["page"])
    assert boxes > 0
    expect(page.locator("[data-sheet] rect")).to_have_count(boxes)
    expect(page.locator("[data-sheet] rect").first).to_be_in_viewport()


def downloaded(page: Page) -> None:
    """Every file has the digest that the page shows, and is saved under its name."""
    page.get_by_role("link", name="Files").click()
    rows = page.locator(".artifact")
    expect(rows).not_to_have_count(0)
    with page.expect_download() as waiting:
        rows.first.get_by_role("link", name=re.compile("Download")).click()
    kept = {waiting.value.suggested_filename: waiting.value.path().read_bytes()}
    for row in rows.all():
        link = row.get_by_role("link", name=re.compile("Download"))
        content = page.request.get(str(link.get_attribute("href"))).body()
        assert hashlib.sha256(content).hexdigest() == row.locator("code").get_attribute("title")
        name = str(link.get_attribute("download"))
        assert kept.setdefault(name, content) == content
    assert {"mp3", "vtt", "txt", "json"} <= {name.rpartition(".")[2] for name in kept}
