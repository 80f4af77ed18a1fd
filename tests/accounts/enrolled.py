"""People with second factors, made by the pages themselves."""

import html
import re

import httpx
import pyotp

from app.accounts.models import User
from app.ids import now
from tests.accounts.world import World
from tests.fakes.passkeys import Device

PAGE = "/account/second-factor"


def options_on(page: str) -> str:
    """What the page asks a browser to sign."""
    found = re.search(r'data-passkey="([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


async def with_app(browser: httpx.AsyncClient) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an authenticator app: its codes, and the recovery codes that were shown."""
    assert (await browser.post("/account/authenticator")).status_code == 303
    page = (await browser.get("/account/authenticator")).text
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert found, page
    app = pyotp.TOTP(found[1])
    answer = await browser.post("/account/authenticator/activation", data={"code": earlier(app)})
    assert answer.status_code == 200, answer.text
    return app, re.findall(r"<li><code>([a-z0-9-]+)</code>", answer.text)


def earlier(app: pyotp.TOTP) -> str:
    """The code of the 30 seconds before these: it counts, too, and leaves the present one for the test."""
    return app.generate_otp(app.timecode(now()) - 1)


async def with_passkey(browser: httpx.AsyncClient, origin: str) -> tuple[Device, httpx.Response]:
    """Add a passkey: the device, and what was answered."""
    device = Device(origin)
    page = await browser.get(PAGE)
    data = {"name": "Laptop", "credential": device.create(options_on(page.text))}
    return device, await browser.post("/account/passkeys", data=data)


async def stepping(world: World, user: User, password: str) -> httpx.AsyncClient:
    """A browser whose password was right, before the second factor."""
    browser = world.browser()
    answer = await browser.post("/sign-in", data={"email": user.email, "password": password})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/second-factor")
    assert "tic_session" not in browser.cookies
    return browser
