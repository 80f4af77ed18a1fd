"""Passkeys in a real browser: one is made, opens the door, and is removed; an app's picture is shown."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from e2e.conftest import OpenPage
from e2e.installation import Installation

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named(visit: OpenPage, installation: Installation) -> tuple[Page, CDPSession, str]:
    """A browser with a device that holds passkeys, on the installation under its name."""
    origin = f"http://localhost:{installation.port}"
    page = visit(storage_state=None, base_url=origin)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page, device, origin


def test_a_passkey_is_made_opens_the_door_and_goes(
    named: tuple[Page, CDPSession, str], installation: Installation
) -> None:
    page, _, origin = named
    page.goto(installation.new_link().replace(installation.origin, origin))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/account/second-factor")
    page.get_by_label("Name of the new passkey").fill("The journey's")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("The journey's")).to_be_visible()
    page.locator("main").get_by_role("link", name="Back to your account").click()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo")
    page.goto("/account/second-factor")
    page.locator(".thing", has_text="The journey's").get_by_role("button", name="Remove").click()
    page.locator("#confirm").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_a_browser_that_gives_none_says_so(named: tuple[Page, CDPSession, str]) -> None:
    page, device, _ = named
    page.goto("/sign-in")
    device.send("WebAuthn.disable")
    refuse = (
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    page.evaluate(refuse)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("did not give a passkey")


def test_the_picture_to_scan_is_drawn(page: Page) -> None:
    page.goto("/account/second-factor")
    page.get_by_role("button", name="Set up an app").click()
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
