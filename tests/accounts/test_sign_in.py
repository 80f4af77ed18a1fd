"""Signing in with e-mail and password."""

import pytest

from app.accounts import passwords, signing_in
from app.leading import local
from tests.accounts.world import ADAS_PASSWORD, CHEAP, World

ADA = {"email": " Ada@Example.org ", "password": ADAS_PASSWORD}
WRONG = {"email": "ada@example.org", "password": "not that one"}


async def test_ada_comes_in_and_sees_her_organization(world: World) -> None:
    browser = world.browser()
    answer = await browser.post("/sign-in", data=ADA)
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/")
    assert (await browser.get("/acme/")).json() == {"org": "acme"}
    assert await world.actions(world.acme) == ["user.signed_in"]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    answer = await world.browser().post("/sign-in", data=ADA)
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("tic_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(attributes)
    assert "Secure" not in attributes
    assert not any(attribute.startswith("Domain") for attribute in attributes)


async def test_over_https_the_cookie_is_bound_to_the_host(build) -> None:
    world = await build(public_origin="https://tic.example.org")
    answer = await world.browser().post("/sign-in", data=ADA)
    assert answer.headers["set-cookie"].startswith("__Host-tic_session=")
    assert "Secure" in answer.headers["set-cookie"].split("; ")


async def test_a_wrong_password_keeps_the_form_and_is_recorded(world: World) -> None:
    answer = await world.browser().post("/sign-in", data=WRONG)
    assert answer.status_code == 422
    assert 'value="ada@example.org"' in answer.text
    assert "The address or the password is wrong." in answer.text
    assert "not that one" not in answer.text
    assert "set-cookie" not in answer.headers
    assert await world.actions(world.acme) == ["user.sign_in_refused"]
    assert await world.actions(world.globex) == []


async def test_an_unknown_address_and_a_disabled_user_get_the_same_answer(world: World) -> None:
    known = await world.browser().post("/sign-in", data=WRONG)
    unknown = await world.browser().post("/sign-in", data=WRONG | {"email": "eve@example.org"})
    await world.change(world.ada, disabled=True)
    disabled = await world.browser().post("/sign-in", data=ADA)
    assert known.status_code == unknown.status_code == disabled.status_code == 422
    pages = [answer.text.replace("eve@", "ada@") for answer in (known, unknown)]
    assert pages[0] == pages[1]


async def test_the_work_of_the_answer_does_not_tell_who_is_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hash of the same cost whoever is named, and no refusal before its time; counted, not timed."""
    await world.change(world.cleo, disabled=True, password_hash=CHEAP.hash(ADAS_PASSWORD))
    for email in ("ada@example.org", "eve@example.org", "ben@example.org", "cleo@example.org"):
        checked, waited = Counting(), []
        monkeypatch.setattr(passwords, "_argon2id", checked)
        monkeypatch.setattr(signing_in.asyncio, "sleep", lambda seconds, w=waited: done(w.append(seconds)))
        answer = await world.browser().post("/sign-in", data=WRONG | {"email": email})
        assert answer.status_code == 422
        assert checked.costs == ["argon2id$v=19$m=64,t=1,p=1"], email
        assert len(waited) == 1, email


async def done(_: None) -> None:
    """What sleeping comes to where nobody waits."""


class Counting:
    """Notes what each hash it verifies costs."""

    def __init__(self) -> None:
        self.costs: list[str] = []

    def verify(self, encoded: str, password: str) -> bool:
        self.costs.append(encoded.strip("$").rpartition("$")[0].rpartition("$")[0])
        return CHEAP.verify(encoded, password)


async def test_who_has_no_password_cannot_come_in_with_an_empty_one(world: World) -> None:
    assert world.ben.password_hash == ""
    browser = world.browser()
    answer = await browser.post("/sign-in", data={"email": "ben@example.org", "password": ""})
    assert (answer.status_code, answer.headers["location"]) == (307, "/sso")
    assert "set-cookie" not in answer.headers


async def test_an_empty_form_is_an_answer_not_a_failure(world: World) -> None:
    assert (await world.browser().post("/sign-in", data={})).status_code == 422


async def test_after_signing_in_the_page_asked_for_is_shown(world: World) -> None:
    answer = await world.browser().post("/sign-in", data=ADA | {"next": "/acme/episodes/7?at=3"})
    assert answer.headers["location"] == "/acme/episodes/7?at=3"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\t\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        "///evil.example",
        " //evil.example",
    ],
)
async def test_no_page_of_another_site_follows(world: World, elsewhere: str) -> None:
    answer = await world.browser().post("/sign-in", data=ADA | {"next": elsewhere})
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/")
    form = await world.browser().get("/sign-in", params={"next": elsewhere})
    assert "evil" not in form.text
    assert "alert(1)" not in form.text


def test_local_paths_stay() -> None:
    assert local("/", "x") == "/"
    assert local("/acme/?a=//b", "x") == "/acme/?a=//b"
    assert local("", "x") == "x"


async def test_who_is_in_does_not_see_the_form_again(world: World) -> None:
    browser = await world.signed_in(world.ada)
    answer = await browser.get("/sign-in", params={"next": "/acme/episodes"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/episodes")


async def test_who_belongs_nowhere_comes_to_the_account(world: World) -> None:
    await world.change(world.acme, suspended=True)
    answer = await world.browser().post("/sign-in", data=ADA)
    assert answer.headers["location"] == "/account"
