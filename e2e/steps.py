"""What people do on the pages, in the words of the pages."""

import re

from playwright.sync_api import Locator, Page, expect

EPISODE = re.compile(r"/demo/episodes/([0-9a-f-]{36})")
NUMBER = re.compile(r"\b\d+\b")
NARRATION_MS = 90_000
DOCUMENT = re.compile(r"/demo/documents/([0-9a-f-]{36})")


def upload(page: Page, name: str, content: bytes) -> str:
    """Choose a PDF on the page of all documents; the id of the document whose page opens."""
    page.goto("/demo/documents")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    expect(page).to_have_url(DOCUMENT)
    return found(DOCUMENT, page.url)


def found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match, text
    return match[1]


def new_episode(page: Page, document_id: str, minutes: float = 1) -> str:
    """Ask for an episode as the form does, without waiting for its script; the episode's id."""
    answer = page.request.post(
        "/demo/episodes",
        form={"document_ids": document_id, "mode": "summary", "minutes": str(minutes)},
        headers=own_origin(page),
    )
    assert answer.ok, answer.text()
    return found(EPISODE, answer.url)


def open_script(page: Page, episode_id: str) -> None:
    """Go to the episode and wait for its script, which comes without reloading."""
    page.goto(f"/demo/episodes/{episode_id}")
    expect(page.locator("[data-review] .sentence").first).to_be_visible()
    page.wait_for_load_state()  # the page may have been loaded again for it


def own_origin(page: Page) -> dict[str, str]:
    """What a browser adds to a form of our own; the plain request context does not."""
    address = re.match(r"https?://[^/]+", page.url if page.url.startswith("http") else "")
    return {"Origin": address[0]} if address else {"Sec-Fetch-Site": "same-origin"}


def current(page: Page) -> Locator:
    """The one sentence that is current."""
    return page.locator(".sentence[aria-current=true]")


def undecided(page: Page) -> Locator:
    return page.locator(".sentence[data-state=in_review]")


def approve(page: Page) -> None:
    """Approve the current sentence and wait until the answer is there."""
    sentence = current(page).get_attribute("id")
    current(page).get_by_role("button", name="Approve").click()
    expect(page.locator(f"#{sentence}")).to_have_attribute("data-state", "approved")


def approve_rest(page: Page) -> None:
    """Approve what is left, a segment at a time where that is offered, else a sentence."""
    page.wait_for_load_state()
    while count := undecided(page).count():
        whole = page.locator(".segment-head form button").first
        if whole.count():
            approve_whole(page, whole)
        else:
            page.locator(".sentence[data-state=in_review] [data-select]").first.click()
            current(page).get_by_role("button", name="Approve").click()
        expect(undecided(page)).not_to_have_count(count)
        expect(page.locator(".sentence[data-deciding]")).to_have_count(0)


def approve_whole(page: Page, button: Locator) -> None:
    """Approve a segment; what of it was not on the screen yet is shown first."""
    button.click()
    unseen = page.get_by_role("heading", name="You have not seen all of it yet")
    while unseen.is_visible():
        page.locator("#flash [data-dismiss]").click()
        button.click()


def reject(page: Page, reason: str) -> str:
    """Send the current sentence back; its id in the page."""
    sentence = str(current(page).get_attribute("id"))
    current(page).locator("summary", has_text="Reject").click()
    current(page).get_by_label("Why, for whoever edits it").fill(reason)
    current(page).locator("details[open]").get_by_role("button", name="Reject").click()
    expect(page.locator(f"#{sentence}")).to_have_attribute("data-state", "rejected")
    return sentence


def rewrite(page: Page, text: str) -> None:
    """Change the text of the current sentence."""
    current(page).locator("summary", has_text="Edit").click()
    current(page).get_by_label("What is shown and spoken").fill(text)
    current(page).get_by_role("button", name="Save").click()


def misquote(page: Page) -> tuple[str, str, str]:
    """Put a wrong number into a claim; the claim's id in the page, its true text, the true number."""
    counted = page.locator("[data-select]", has_text=NUMBER)
    sentence = page.locator(".sentence[data-claim=true][data-state=in_review]", has=counted).first
    claim = str(sentence.get_attribute("id"))
    text = sentence.locator("[data-select]").inner_text()
    number = NUMBER.search(text)
    assert number, text
    page.locator(f"#{claim} [data-select]").click()
    rewrite(page, text.replace(number[0], str(int(number[0]) + 60), 1))
    expect(page.locator(f"#{claim} .finding-block")).to_be_visible()
    return claim, text, number[0]


def narrate(page: Page) -> None:
    """Press Narrate on an approved script and wait until it can be heard."""
    page.get_by_role("button", name="Narrate", exact=True).click()
    expect(page).to_have_url(re.compile("/listen$"))
    expect(page.locator("[data-player] audio")).to_be_visible(timeout=NARRATION_MS)


def first_episode(page: Page) -> str:
    """The oldest episode: the sample that every installation begins with."""
    page.goto("/demo/episodes")
    return found(EPISODE, str(page.locator(".thing-title").last.get_attribute("href")))
