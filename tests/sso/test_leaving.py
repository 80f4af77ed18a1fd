"""Going out at both ends: from here at the provider, and from the provider here."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes.identity_provider import Provider, provider, rsa_key
from tests.sso.world import come, connected
from tests.world import World


async def tell(world: World, connection_id: str, token: str) -> Any:
    """The provider itself calls: no browser, no cookies, another origin."""
    caller = world.browser(**{"Sec-Fetch-Site": "cross-site", "Origin": "https://id.example"})
    return await caller.post(f"/sso/{connection_id}/logout", data={"logout_token": token})


async def test_signing_out_leads_to_the_provider_and_back(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    answer = await browser.post("/sign-out")
    assert answer.status_code == 200
    assert answer.headers["clear-site-data"]
    url = answer.text.partition("0; url=")[2].partition('"')[0].replace("&amp;", "&")
    assert url.startswith(f"{idp.issuer}/end?")
    asked = parse_qs(urlsplit(url).query)
    assert asked["client_id"] == [idp.client_id]
    assert asked["post_logout_redirect_uri"] == ["http://127.0.0.1:8000/sign-in"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert (await browser.get("/acme")).status_code == 303


async def test_the_form_of_signing_out_stays_within_the_policy_of_the_page(
    world: World, idp: Provider, connection_id: str
) -> None:
    """Browsers hold redirects after a form against form-action, so a page leads on."""
    browser, _ = await come(world, idp, connection_id)
    answer = await browser.post("/sign-out")
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "location" not in answer.headers


async def test_signing_out_does_not_wait_for_a_provider_that_is_down(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    world.installation.providers.forget()
    idp.down = True
    answer = await browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/acme")).status_code == 303


async def test_the_provider_ends_one_session_or_all_of_a_person(
    world: World, idp: Provider, connection_id: str
) -> None:
    idp.claims |= {"sid": "s-1"}
    first, _ = await come(world, idp, connection_id)
    idp.claims |= {"sid": "s-2"}
    second, _ = await come(world, idp, connection_id)
    third, _ = await come(world, idp, connection_id)
    idp.claims = {"sub": "u-2", "sid": "s-3"}
    other, _ = await come(world, idp, connection_id)
    answer = await tell(world, connection_id, idp.logout_token(sid="s-1"))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert [(await b.get("/acme")).status_code for b in (first, second, third, other)] == [303, 200, 200, 200]
    assert (await tell(world, connection_id, idp.logout_token(sub="u-1"))).status_code == 200
    assert [(await b.get("/acme")).status_code for b in (second, third, other)] == [303, 303, 200]
    assert (await world.actions())[-1] == "user.signed_out"


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "a nonce": {"nonce": "x"},
    "no events": {"events": None},
    "another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "events no object": {"events": ["http://schemas.openid.net/event/backchannel-logout"]},
    "nobody": {"sub": None},
    "another audience": {"aud": "other"},
    "another issuer": {"iss": "https://other.example"},
    "expired": {"exp": NOW - 60},
    "no expiry": {"exp": None},
    "made long ago": {"iat": NOW - 3600},
    "made tomorrow": {"iat": NOW + 86_400},
    "no jti": {"jti": None},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_logout_token_that_lies_ends_nothing(
    world: World, idp: Provider, connection_id: str, lie: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    answer = await tell(world, connection_id, idp.logout_token(**{"sub": "u-1", **LIES[lie]}))
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == "invalid_request"
    assert answer.headers["cache-control"] == "no-store"
    assert (await browser.get("/acme")).status_code == 200


async def test_an_id_token_is_no_logout_token(world: World, idp: Provider, connection_id: str) -> None:
    browser, _ = await come(world, idp, connection_id)
    kept: list[str] = []

    def keep(p: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
        kept.append(p.sign(claims, header))
        return kept[-1]

    idp.twist = keep
    await come(world, idp, connection_id)
    for token in (kept[0], "", "a.b.c", idp.sign({"sub": "u-1"}, {"alg": "RS256", "kid": "x"}, rsa_key(2))):
        assert (await tell(world, connection_id, token)).status_code == 400
    assert (await browser.get("/acme")).status_code == 200


async def test_a_logout_token_is_obeyed_once(world: World, idp: Provider, connection_id: str) -> None:
    await come(world, idp, connection_id)
    token = idp.logout_token(sub="u-1")
    assert (await tell(world, connection_id, token)).status_code == 200
    browser, _ = await come(world, idp, connection_id)
    assert (await tell(world, connection_id, token)).status_code == 400
    assert (await browser.get("/acme")).status_code == 200


async def test_one_provider_cannot_end_sessions_of_another(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    with provider() as evil:
        other = await connected(world, evil, name="Other")
        assert (await tell(world, other, evil.logout_token(sub="u-1"))).status_code == 200
        assert (await tell(world, connection_id, evil.logout_token(sub="u-1"))).status_code == 400
    assert (await browser.get("/acme")).status_code == 200
    assert (await tell(world, "none", idp.logout_token(sub="u-1"))).status_code == 400


async def test_who_is_asked_again_proves_themselves_anew(
    world: World, idp: Provider, connection_id: str
) -> None:
    idp.claims |= {"auth_time": NOW - 3600}
    browser, _ = await come(world, idp, connection_id)
    answer = await browser.get("/sso/again", params={"next": "/acme/settings"})
    url = answer.headers["location"]
    assert "prompt=login" in url
    assert "max_age=0" in url
    assert (await browser.get(idp.authorize(url))).status_code == 403, "an old proof will not do"
    idp.claims |= {"auth_time": int(time.time())}
    url = (await browser.get("/sso/again", params={"next": "/acme/settings"})).headers["location"]
    answer = await browser.get(idp.authorize(url))
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/settings")
    assert (await world.browser("ada").get("/sso/again")).status_code == 404
