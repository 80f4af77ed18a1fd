"""When something goes wrong: a sentence where the action was, nothing lost, and a way on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Complaints, OpenPage
from e2e.installation import Installation
from e2e.papers import own_paper, pdf_of, without_text
from e2e.steps import current, open_script, upload


def choose(page: Page, name: str, content: bytes) -> None:
    page.goto("/demo/documents")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"PK\x03\x04 a spreadsheet, perhaps", "This is not a PDF."), (b"", "This file is empty.")],
    ids=["not a PDF", "empty"],
)
def test_what_is_no_pdf_is_refused_at_the_form(
    page: Page, complaints: Complaints, content: bytes, sentence: str
) -> None:
    complaints.allow("status of 422")
    choose(page, "table.pdf", content)
    expect(page.locator("form[data-upload] [data-upload-note]")).to_contain_text(sentence)
    expect(page.locator("form[data-upload] input[type=file]")).to_be_enabled()
    expect(page).to_have_url(re.compile("/demo/documents$"))


def test_what_is_no_pdf_is_refused_without_javascript(visit: OpenPage, complaints: Complaints) -> None:
    complaints.allow("status of 422")
    page = visit(java_script_enabled=False)
    choose(page, "table.pdf", b"not a paper")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("This is not a PDF.")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: pdf_of(encrypted=True), "password"),
        (lambda: own_paper("A paper cut short")[:1500], "damaged|broken|could not be read"),
        (without_text, "no sentence that can be read"),
    ],
    ids=["encrypted", "broken", "without text"],
)
def test_what_cannot_be_read_says_why(page: Page, content: Callable[[], bytes], sentence: str) -> None:
    upload(page, "unreadable.pdf", content())
    expect(page.get_by_role("heading", name="This file could not be read")).to_be_visible()
    told = page.locator(".notice-stop")
    expect(told).to_contain_text(re.compile(sentence))
    expect(told.get_by_role("button", name=re.compile("Read it again|Recognize the text"))).to_be_visible()
    expect(page.locator("progress")).to_have_count(0)


def test_the_same_file_again_leads_to_its_document(page: Page, document_id: str) -> None:
    again = upload(page, "followed again.pdf", own_paper("How dunes were followed for three years"))
    assert again == document_id
    expect(page.get_by_text("This file was uploaded before")).to_be_visible()


def test_a_connection_cut_while_sending_is_told(page: Page, complaints: Complaints) -> None:
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    page.goto("/demo/documents")
    page.context.set_offline(True)
    page.locator("input[type=file]").set_input_files(
        {"name": "lost.pdf", "mimeType": "application/pdf", "buffer": own_paper("A paper lost on its way")}
    )
    expect(page.get_by_text("The connection was lost while sending")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("input[type=file]")).to_be_enabled()


@pytest.mark.parametrize(
    "address", ["/demo/episodes/nothing", "/demo/nothing", "/stranger/", "/nothing/at/all"]
)
def test_an_unknown_address_names_the_request(page: Page, complaints: Complaints, address: str) -> None:
    complaints.allow("status of 404")
    answer = page.goto(address)
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    expect(page.locator(".request-id code")).to_have_text(answer.headers["x-request-id"])
    page.get_by_role("link", name=re.compile("^Go ")).click()
    expect(page).to_have_url(re.compile("/demo/?$"))


def test_an_expired_link_says_so(stranger: Page, installation: Installation, complaints: Complaints) -> None:
    complaints.allow("status of 4")
    stranger.goto(installation.new_link(TIC_SIGN_IN_LINK_SECONDS="0"))
    expect(stranger.get_by_text(re.compile("expired|no longer|used"))).to_be_visible()
    expect(stranger.get_by_role("button", name="Sign in")).to_have_count(0)


def test_a_session_that_ends_during_the_review_leads_back_to_it(
    visit: OpenPage, page: Page, installation: Installation, mixed_episode: str, complaints: Complaints
) -> None:
    """Signed out elsewhere while a decision is made: sign in, be at the same episode, decide again."""
    complaints.allow("status of 401")
    reviewer = visit(storage_state=None)
    reviewer.goto(installation.new_link())
    reviewer.get_by_role("button", name="Sign in").click()
    # Or the page would find out by itself, before the decision.
    reviewer.route(re.compile(r"/(live|progress)(\?|$)"), lambda route: None)
    open_script(reviewer, mixed_episode)
    page.goto("/account")
    others = page.get_by_role("button", name="End", exact=True)
    while count := others.count():
        others.first.click()
        expect(others).to_have_count(count - 1)
    approved = reviewer.locator(".sentence[data-state=approved] [data-select]").first
    approved.click()
    current(reviewer).get_by_role("button", name="Reopen").click()
    expect(reviewer).to_have_url(re.compile(r"/sign-in\?next="))
    reviewer.unroute_all(behavior="ignoreErrors")
    expect(reviewer.get_by_label("Password")).to_be_visible()
    reviewer.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    reviewer.reload()  # as whoever signs in is sent on
    expect(reviewer).to_have_url(re.compile(f"/demo/episodes/{mixed_episode}"))
    approved.click()
    current(reviewer).get_by_role("button", name="Reopen").click()
    expect(current(reviewer)).to_have_attribute("data-state", "in_review")
    current(reviewer).get_by_role("button", name="Approve").click()
