"""Passwords, keys, tokens and cookies that are sent, taken or refused, in fair weather and foul: no log line,
error page or label of a metric names one."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from sqlmodel import select

import app.audit
from app.accounts.models import User
from app.accounts.signing_in import sign_in_link
from app.ids import new_id
from app.logs import set_up_logs
from app.settings import Settings
from tests.world import World

PASSWORD = "canary of 17 tortoises"
GUESS = "canary nobody ever had"


@pytest.fixture(params=["json", "console"])
def lines(request: Any, caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What is logged while the test runs, as the installation would write it."""
    found: list[str] = []
    before = structlog.get_config()
    set_up_logs(Settings(_env_file=None, log_format=request.param))  # type: ignore[call-arg]
    # Kept loggers would write here for the tests that come after, too.
    structlog.configure(logger_factory=lambda *_: Kept(found), cache_logger_on_first_use=False)
    caplog.set_level(logging.INFO)
    yield found
    structlog.configure(**before)


class Kept:
    def __init__(self, lines: list[str]) -> None:
        self.msg = self.info = self.warning = self.error = self.critical = self.debug = lines.append


async def visits(world: World, link: str) -> list[httpx.Response]:
    """Every way a secret is handed over, rightly and wrongly."""
    found, ada, program = [], world.browser("ada"), world.program("ada")
    for password in (GUESS, PASSWORD):
        form = {"email": "ada@example.org", "password": password}
        found.append(await world.browser().post("/sign-in", data=form))
    form = {"current": GUESS, "new": PASSWORD}
    found.append(await ada.post("/account/password", data=form))
    for path in ("/v1/documents", "/v1/documents/none", "/v1/token"):
        found.append(await program.get(path))
    found.append(await program.post("/v1/token", json={}))
    wrong = world.known.keys["ada"][:-1] + ("a" if world.known.keys["ada"][-1] != "a" else "b")
    found.append(await world.program(Authorization=f"Bearer {wrong}").get("/v1/documents"))
    for path in ("/acme", "/acme/documents/none", f"/acme/nothing?next={world.known.cookies['ada']}"):
        found.append(await ada.get(path))
    for path in (
        link,
        f"{link}x",
        f"/guest/{link.rpartition('/')[2]}",
        f"/invitations/{link.rpartition('/')[2]}",
    ):
        found.append(await world.browser().get(path))
    found.append(await world.browser().post(link))
    return found


@pytest.mark.parametrize("foul", ["", "record"])
async def test_no_secret_leaves(
    empty: World,
    lines: list[str],
    foul: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    link = await sign_in_link(empty.installation, "ada@example.org")
    link = "/" + link.partition("//")[2].partition("/")[2]
    before = await empty.browser("ada").post("/account/password", data={"current": "", "new": PASSWORD})
    assert before.status_code == 303, before.text
    monkeypatch.setitem(empty.known.cookies, "ada", before.cookies["tic_session"])
    if foul == "record":
        monkeypatch.setattr(app.audit, "_head", _full)
    answers = await visits(empty, link)
    answers.append(await empty.browser().get("/metrics"))
    async with empty.installation.work(writes=False) as session:
        ada = (await session.exec(select(User).where(User.email == "ada@example.org"))).one()
    secrets = [PASSWORD, GUESS, empty.known.keys["ada"], empty.known.cookies["ada"], link.rpartition("/")[2]]
    secrets.append(ada.password_hash)
    said = "\n".join([*lines, caplog.text])
    for secret in secrets:
        assert len(secret) > 20
        assert secret not in said
    for answer in answers:
        if answer.status_code >= 400 or answer.url.path == "/metrics":
            shown = [secret for secret in secrets if secret in answer.text and secret not in str(answer.url)]
            assert shown == [], (answer.url, answer.text)
    assert {answer.status_code for answer in answers} >= {401, 404}
    if foul == "record":
        assert "RuntimeError" in said
        assert 500 in {answer.status_code for answer in answers}


def _full(*args: object) -> None:
    raise RuntimeError("the record is full")


async def test_what_the_database_refuses_does_not_name_what_was_written(empty: World) -> None:
    """Its errors are logged, and statements carry hashes, addresses and whole texts."""
    with pytest.raises(Exception, match="UNIQUE") as refusal:
        async with empty.installation.work() as session:
            session.add(User(id=new_id(), email="ada@example.org", password_hash="canary-hash"))
    assert "canary-hash" not in str(refusal.value)
