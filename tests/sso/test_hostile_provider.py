"""A provider, or somebody between, that lies: nobody comes in, and the record says why."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import OctKey
from joserfc.jwt import encode

from app.sso import entries
from tests.fakes.identity_provider import Provider, provider, rsa_key
from tests.fakes.web_server import web_server
from tests.sso.world import come, connected, go, identities, logins
from tests.world import World


def part(facts: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).rstrip(b"=").decode()


def saying(**facts: Any) -> Callable[..., None]:
    """A token with these claims; None leaves one out."""

    def twist(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> None:
        claims |= facts
        for name in [name for name, value in facts.items() if value is None]:
            del claims[name]

    return twist


def unsigned(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def with_the_public_key(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """HMAC with what everybody knows."""
    signed = f"{part({'alg': 'HS256', 'kid': header['kid']})}.{part(claims)}"
    code = hmac.digest(idp.keys[0].as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(code).rstrip(b'=').decode()}"


def with_the_client_secret(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return encode({"alg": "HS256"}, claims, OctKey.import_key(idp.secret.encode() * 3), algorithms=["HS256"])


def key_brought_along(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    evil = rsa_key(2)
    return idp.sign(claims, {"alg": "RS256", "jwk": evil.as_dict(private=False)}, evil)


def key_brought_along_under_our_name(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    evil = rsa_key(2)
    return idp.sign(claims, {**header, "jwk": evil.as_dict(private=False)}, evil)


def cut(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return idp.sign(claims, header)[:-4]


def other_claims_under_the_signature(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    head, _, signature = idp.sign(claims, header).split(".")
    return f"{head}.{part(claims | {'sub': 'the-owner'})}.{signature}"


def weak_key(idp: Provider, header: dict[str, Any], claims: dict[str, Any]) -> str:
    from joserfc.jwk import RSAKey

    weak = RSAKey.generate_key(1024, {"kid": "weak"})
    idp.keys = [*idp.keys, weak]
    return idp.sign(claims, {"alg": "RS256", "kid": "weak"}, weak)


NOW = int(time.time())
LIES: dict[str, tuple[Any, str]] = {
    "wrong nonce": (saying(nonce="another"), "another sign-in"),
    "no nonce": (saying(nonce=None), "lacks what it must say: nonce"),
    "wrong audience": (saying(aud="other"), "another program"),
    "other audience, azp ours": (saying(aud="other", azp="tic"), "another program"),
    "two audiences, azp other": (saying(aud=["tic", "other"], azp="other"), "another program"),
    "no audience": (saying(aud=None), "lacks what it must say: aud"),
    "wrong issuer": (saying(iss="https://other.example"), "another identity provider"),
    "issuer with a slash more": (
        lambda idp, h, c: saying(iss=f"{idp.issuer}/")(idp, h, c),
        "another identity",
    ),
    "no issuer": (saying(iss=None), "lacks what it must say: iss"),
    "expired": (saying(exp=NOW - 60), "expired"),
    "no expiry": (saying(exp=None), "lacks what it must say: exp"),
    "expiry no number": (saying(exp="never"), "cannot be verified"),
    "not valid yet": (saying(nbf=NOW + 86_400), "not valid yet"),
    "made tomorrow": (saying(iat=NOW + 86_400), "made in the future"),
    "nobody": (saying(sub=""), "lacks|names nobody|cannot be verified"),
    "subject no text": (saying(sub=7), "cannot be verified|names nobody"),
    "wrong at_hash": (saying(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "do not belong together"),
    "alg none": (unsigned, "proves where it comes from"),
    "HS256 with the public key": (with_the_public_key, "proves where it comes from"),
    "HS256 with the client secret": (with_the_client_secret, "proves where it comes from"),
    "a key brought along": (key_brought_along, "not signed by|cannot be verified"),
    "a key brought along under our name": (
        key_brought_along_under_our_name,
        "not signed by|cannot be verified",
    ),
    "a signature cut": (cut, "not signed by|cannot be verified"),
    "other claims under it": (other_claims_under_the_signature, "not signed by the identity provider"),
    "a key of 1024 bits": (weak_key, "does not show"),
    "no token at all": (lambda idp, h, c: "hello", "can be read"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_lets_nobody_in(world: World, idp: Provider, connection_id: str, lie: str) -> None:
    idp.twist, why = LIES[lie]
    browser, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403, answer.text
    assert "tic_session" not in browser.cookies
    assert await identities(world) == []
    assert await logins(world) == []
    (*_, event) = await world.events()
    assert event.action == "sso_connection.sign_in_refused"
    assert any(one in event.details["why"] for one in why.split("|")), event.details
    idp.twist = None
    assert (await come(world, idp, connection_id, browser))[1].status_code == 303


async def test_a_foreign_jku_is_never_asked(world: World, idp: Provider, connection_id: str) -> None:
    evil = rsa_key(2)
    with web_server(
        lambda h, a: h.give(json.dumps({"keys": [evil.as_dict(private=False)]}).encode())
    ) as away:
        idp.twist = lambda p, header, claims: p.sign(
            claims, {**header, "kid": evil.kid, "jku": f"{away.url}/jwks", "x5u": f"{away.url}/x"}, evil
        )
        _, answer = await come(world, idp, connection_id)
        assert answer.status_code == 403
        assert away.asked == []


async def test_unknown_keys_do_not_make_us_hammer_the_provider(
    world: World, idp: Provider, connection_id: str
) -> None:
    evil = rsa_key(2)
    idp.twist = lambda p, header, claims: p.sign(claims, {"alg": "RS256", "kid": "unknown"}, evil)
    for _ in range(8):
        assert (await come(world, idp, connection_id))[1].status_code == 403
    assert sum(asked.path == "/jwks" for asked in idp.server.asked) == 1 + 5


async def test_a_token_response_without_a_token_says_nothing(
    world: World, idp: Provider, connection_id: str
) -> None:
    idp.without_token = True
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403
    assert "does not say who you are" in answer.text


async def test_a_code_works_once(world: World, idp: Provider, connection_id: str) -> None:
    browser = world.browser()
    back = idp.authorize(await go(browser, connection_id))
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 410


async def test_a_stolen_code_is_useless_in_another_sign_in(
    world: World, idp: Provider, connection_id: str
) -> None:
    """The provider holds it against the verifier of the sign-in it belongs to."""
    victim, thief = world.browser(), world.browser()
    stolen = idp.authorize(await go(victim, connection_id))
    code = stolen.partition("code=")[2].partition("&")[0]
    own = idp.authorize(await go(thief, connection_id), code=code)
    answer = await thief.get(own)
    assert answer.status_code == 403
    assert "does not accept the code" in answer.text


async def test_an_answer_arrives_only_where_it_was_asked_for(
    world: World, idp: Provider, connection_id: str
) -> None:
    back = idp.authorize(await go(world.browser(), connection_id))
    for stranger in (world.browser(), world.browser("lou")):
        assert (await stranger.get(back)).status_code == 410
    other = world.browser()
    await go(other, connection_id)
    assert (await other.get(back)).status_code == 410
    assert await logins(world) == []


@pytest.mark.parametrize("state", ["", "made-up", "%00"])
async def test_a_state_nobody_gave_out_is_over(world: World, connection_id: str, state: str) -> None:
    answer = await world.browser().get(f"/sso/{connection_id}/callback?state={state}&code=x")
    assert answer.status_code == 410


async def test_after_ten_minutes_it_is_over(
    world: World, idp: Provider, connection_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.browser()
    back = idp.authorize(await go(browser, connection_id))
    monkeypatch.setattr(entries, "ENTRY_SECONDS", -1)
    assert (await browser.get(back)).status_code == 410


async def test_what_the_provider_says_went_wrong_is_told(
    world: World, idp: Provider, connection_id: str
) -> None:
    _, answer = await come(world, idp, connection_id, code="", error="access_denied")
    assert answer.status_code == 403
    assert "declined" in answer.text
    _, answer = await come(world, idp, connection_id, code="", error="<script>alert(1)</script>")
    assert "alert(1)" not in answer.text


async def test_two_providers_cannot_be_mixed_up(world: World, idp: Provider, connection_id: str) -> None:
    with provider() as evil:
        other = await connected(world, evil, name="Other")
        browser = world.browser()
        honest = idp.authorize(await go(browser, connection_id))
        # The evil one hands the browser back to its own callback with the honest one's code and state.
        mixed = honest.replace(f"/sso/{connection_id}/", f"/sso/{other}/")
        assert (await browser.get(mixed)).status_code == 410
        assert all("/token" not in asked.path for asked in evil.server.asked)
        for iss in (evil.issuer, f"{idp.issuer}/", ""):
            _, answer = await come(world, idp, connection_id, iss=iss)
            assert answer.status_code == 403, iss
            assert "another identity provider" in answer.text


async def test_a_provider_that_names_no_issuer_in_answers_may_leave_it_out(
    world: World, idp: Provider
) -> None:
    idp.metadata["authorization_response_iss_parameter_supported"] = None
    connection_id = await connected(world, idp)
    assert (await come(world, idp, connection_id, iss=""))[1].status_code == 303
    assert (await come(world, idp, connection_id, iss="https://evil.example"))[1].status_code == 403


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"issuer": "https://other.example"}, "calls itself"),
        ({"token_endpoint": None}, "token_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "web address"),
        ({"end_session_endpoint": "javascript:alert(1)"}, "web address"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs with none of"),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE"),
    ],
)
async def test_metadata_that_cannot_be_trusted_is_not_used(
    world: World, idp: Provider, said: dict[str, Any], why: str
) -> None:
    idp.metadata = said
    connection_id = await connected(world, idp)
    answer = await world.browser().get(f"/sso/{connection_id}")
    assert answer.status_code == 503
    page = f"/acme/settings/single-sign-on/{connection_id}"
    await world.browser("ada").post(f"{page}/test")
    assert why in (await world.browser("ada").get(page)).text


async def test_metadata_inside_the_house_is_not_asked_for(world: World, idp: Provider) -> None:
    """What a provider says of itself leads through the guard, too."""
    idp.metadata = {"jwks_uri": "http://169.254.169.254/latest/meta-data"}
    connection_id = await connected(world, idp)
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403
    assert "private network" in answer.text
