"""The installation and the browsers of the journeys; a page that complains fails its journey."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from e2e.browser import system_browser
from e2e.installation import STOP_SECONDS, Installation
from e2e.papers import own_paper, without_text
from e2e.places import Things
from e2e.steps import approve_rest, current, misquote, narrate, new_episode, open_script, reject, upload
from e2e.talking import invite_guest, talked_over

WAIT_MS = 20_000
"""The longest a journey waits for anything; machines that run tests are often busy."""

expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    # Without a gesture Chromium would not play; whoever presses keys in a journey is a person.
    arguments.append("--autoplay-policy=no-user-gesture-required")
    chosen = {**browser_type_launch_args, "args": arguments, "chromium_sandbox": False}
    if path := system_browser():
        chosen["executable_path"] = path
    return chosen


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    started = Installation.start(tmp_path_factory.mktemp("installation"))
    yield started
    seconds = started.stop()
    assert seconds < STOP_SECONDS, f"took {seconds:.1f} s to end after SIGTERM"
    assert started.process.returncode == 0, started.log


@pytest.fixture(scope="session")
def signed_in(browser: Browser, installation: Installation) -> Any:
    """The cookies of the owner, who came in by the printed link."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(installation.link)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/demo/?$"))
        return context.storage_state()


@pytest.fixture(scope="session")
def desk(browser: Browser, installation: Installation, signed_in: Any) -> Iterator[Page]:
    """The page on which the things several journeys look at are made beforehand."""
    with browser.new_context(base_url=installation.origin, storage_state=signed_in) as context:
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()


@pytest.fixture(scope="session")
def colleague(browser: Browser, desk: Page, installation: Installation) -> Any:
    """The cookies of Ben, a reviewer, who came by the link in the mail of his invitation."""
    desk.goto("/demo/settings/members")
    desk.get_by_label("E-mail address").fill("ben@example.org")
    desk.get_by_label("Role").first.select_option("reviewer")
    desk.get_by_role("button", name="Invite").click()
    link = installation.mailed(re.compile(r"http\S+/invitations/\S+"))
    with browser.new_context(base_url=installation.origin) as context:
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_role("button", name="Join")).to_have_count(0)
        return context.storage_state()


@pytest.fixture(scope="session")
def document_id(desk: Page) -> str:
    """A paper that has been read."""
    uploaded = upload(desk, "followed.pdf", own_paper("How dunes were followed for three years"))
    expect(desk.get_by_role("heading", name="What was found")).to_be_visible()
    return uploaded


@pytest.fixture(scope="session")
def mixed_episode(desk: Page, document_id: str) -> str:
    """An episode in review: a sentence approved, one sent back, one blocked and current, others open."""
    episode_id = new_episode(desk, document_id)
    open_script(desk, episode_id)
    current(desk).get_by_role("button", name="Approve").click()
    expect(desk.locator(".sentence[data-state=approved]")).to_have_count(1)
    reject(desk, "The abstract says this better.")
    misquote(desk)
    return episode_id


@pytest.fixture(scope="session")
def narrated_episode(desk: Page, document_id: str) -> str:
    """An episode that can be heard."""
    episode_id = new_episode(desk, document_id)
    open_script(desk, episode_id)
    approve_rest(desk)
    narrate(desk)
    return episode_id


@pytest.fixture(scope="session")
def things(desk: Page, document_id: str, mixed_episode: str, narrated_episode: str) -> Things:
    """What the pages of the product show, with a document that could not be read among it."""
    unreadable = upload(desk, "scan.pdf", without_text())
    expect(desk.get_by_role("heading", name="This file could not be read")).to_be_visible()
    cited = talked_over(desk, mixed_episode)
    return Things(
        document_id, unreadable, mixed_episode, narrated_episode, cited, invite_guest(desk, mixed_episode)
    )


class Complaints:
    """What the pages of a journey complained about; a journey says beforehand what it provokes."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        self.expected.append(re.compile(pattern))

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"uncaught: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"console: {message.text} ({message.location.get('url')})")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.heard.append(f"{response.status}: {response.request.method} {response.url}")

    @property
    def unexpected(self) -> list[str]:
        return [line for line in self.heard if not any(known.search(line) for known in self.expected)]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    kept = Complaints()
    yield kept
    assert kept.unexpected == []


Told = Callable[..., None]
MEASURED = pytest.StashKey[list[str]]()


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Told:
    """Takes lines that stand at the end of what pytest says: what a journey measured."""
    lines = request.config.stash.setdefault(MEASURED, [])
    return lambda *said: lines.extend(said)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lines := config.stash.get(MEASURED, []):
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.write_line(line)


OpenPage = Callable[..., Page]


@pytest.fixture
def visit(
    new_context: Callable[..., BrowserContext],
    installation: Installation,
    signed_in: Any,
    complaints: Complaints,
) -> OpenPage:
    """A page in a browser of its own, signed in as the owner; takes what new_context takes."""

    def open_page(**options: Any) -> Page:
        chosen = {"base_url": installation.origin, "storage_state": signed_in, **options}
        context = new_context(**chosen)
        context.set_default_timeout(WAIT_MS)
        complaints.listen(context)
        return context.new_page()

    return open_page


@pytest.fixture
def page(visit: OpenPage) -> Page:
    """The owner at a desk."""
    return visit(viewport={"width": 1440, "height": 900})


@pytest.fixture
def stranger(visit: OpenPage) -> Page:
    """Somebody who is not signed in."""
    return visit(storage_state=None)
