"""The installation and the browsers of the journeys. A page that complains in its console fails its journey."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from e2e.browser import system_browser
from e2e.installation import STOP_SECONDS, Installation

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


@pytest.fixture
def shots(pytestconfig: pytest.Config) -> Callable[[Page, str], None]:
    """Keeps a picture of a page under --output when --screenshot=on is asked for."""
    wanted = pytestconfig.getoption("--screenshot") == "on"
    folder = Path(pytestconfig.getoption("--output"))

    def keep(page: Page, name: str) -> None:
        if wanted:
            page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep
