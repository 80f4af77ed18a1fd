"""Coming in through an organization's identity provider."""

from urllib.parse import parse_qs, urlsplit

from tests.fakes.identity_provider import Provider, elliptic_key, rsa_key
from tests.sso.world import come, connected, go, identities, membership_of, user_of
from tests.world import World


async def test_a_newcomer_comes_in_and_is_a_listener(world: World, idp: Provider, connection_id: str) -> None:
    idp.claims = {"sub": "u-7", "email": "zoe@elsewhere.example", "name": "Zoe"}
    browser, answer = await come(world, idp, connection_id)
    assert (answer.status_code, answer.headers["location"]) == (303, "/acme/")
    assert (await browser.get("/acme")).status_code == 200
    user = await user_of(world, "u-7")
    membership = await membership_of(world, user.id)
    assert membership
    assert membership.role == "listener"
    assert (user.label, user.name) == ("zoe@elsewhere.example", "Zoe")
    assert not user.reachable, "nobody proved that address"
    actions = await world.actions()
    assert actions[-3:] == ["membership.created", "sso_identity.linked", "user.signed_in"]


async def test_the_second_time_it_is_the_same_person(world: World, idp: Provider, connection_id: str) -> None:
    await come(world, idp, connection_id)
    idp.claims["email"] = "other@example.org"
    await come(world, idp, connection_id)
    assert len(await identities(world)) == 1


async def test_the_request_is_code_with_pkce_state_and_nonce(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser = world.browser()
    asked = parse_qs(urlsplit(await go(browser, connection_id)).query)
    again = parse_qs(urlsplit(await go(browser, connection_id)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid email profile"]
    assert asked["redirect_uri"] == [f"http://127.0.0.1:8000/sso/{connection_id}/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 43
        assert asked[name] != again[name]
    assert "code_verifier" not in asked


async def test_two_sign_ins_of_one_browser_both_arrive(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser = world.browser()
    first, second = await go(browser, connection_id), await go(browser, connection_id)
    for url in (first, second):
        assert (await browser.get(idp.authorize(url))).status_code == 303


async def test_the_page_asked_for_follows_and_no_page_of_another_site(
    world: World, idp: Provider, connection_id: str
) -> None:
    for wanted, shown in (("/acme/episodes?a=1", "/acme/episodes?a=1"), ("//evil.example", "/acme/")):
        browser = world.browser()
        answer = await browser.get(idp.authorize(await go(browser, connection_id, wanted)))
        assert answer.headers["location"] == shown


async def test_no_token_of_the_provider_reaches_the_browser(
    world: World, idp: Provider, connection_id: str
) -> None:
    _, answer = await come(world, idp, connection_id)
    everything = answer.text + str(answer.headers)
    assert "eyJ" not in everything
    async with world.installation.database.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM sso_login")).all()
        secrets = (await connection.exec_driver_sql("SELECT * FROM sso_connection")).all()
    assert rows
    assert b"eyJ" not in repr(rows).encode()
    assert idp.secret not in repr(secrets)


async def test_what_the_token_does_not_say_is_asked_for(
    world: World, idp: Provider, connection_id: str
) -> None:
    idp.of_userinfo = {"email": "kim@elsewhere.example", "name": "Kim"}
    await come(world, idp, connection_id)
    assert (await user_of(world, "u-1")).label == "kim@elsewhere.example"


async def test_userinfo_of_somebody_else_is_refused(world: World, idp: Provider, connection_id: str) -> None:
    idp.of_userinfo = {"sub": "u-2"}
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403
    assert "two different people" in answer.text


async def test_without_an_address_people_come_in_too(world: World, idp: Provider, connection_id: str) -> None:
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 303
    assert (await user_of(world, "u-1")).label == "u-1"


async def test_an_elliptic_key_will_do(world: World, idp: Provider, connection_id: str) -> None:
    idp.keys = [elliptic_key("ec-1")]
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 303


async def test_keys_are_changed_while_people_are_in(world: World, idp: Provider, connection_id: str) -> None:
    first, _ = await come(world, idp, connection_id)
    idp.keys = [rsa_key(1)]
    second, answer = await come(world, idp, connection_id)
    assert answer.status_code == 303
    for browser in (first, second):
        assert (await browser.get("/acme")).status_code == 200


async def test_when_the_provider_is_down_who_is_in_stays_in(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    late = world.browser()
    url = await go(late, connection_id)
    idp.down = True
    assert (await browser.get("/acme")).status_code == 200
    back = await late.get(idp.authorize(url))
    world.installation.providers.forget()
    begun = await world.browser().get(f"/sso/{connection_id}")
    for answer in (back, begun):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "60"
        assert "cannot be reached" in answer.text


async def test_a_session_of_acmes_provider_opens_acme_only(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    assert (await browser.get("/acme")).status_code == 200
    assert (await browser.get("/globex")).status_code == 404
    assert (await browser.get("/account/password")).status_code == 403


async def test_the_secret_of_the_session_changes_and_the_former_one_ends(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser = world.browser("lou")
    await come(world, idp, connection_id, browser)
    assert (await world.browser("lou").get("/acme")).status_code == 303


async def test_a_suspended_connection_is_no_door(world: World, idp: Provider, connection_id: str) -> None:
    await world.browser("ada").post(f"/acme/settings/single-sign-on/{connection_id}/suspension")
    assert (await world.browser().get(f"/sso/{connection_id}")).status_code == 404
    assert (await world.browser().get("/sso/none")).status_code == 404


async def test_a_second_factor_can_be_required(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, mfa="true")
    for methods, status in (
        (None, 403),
        (["pwd"], 403),
        (["otp", "hwk"], 403),
        (["mfa"], 303),
        (["pwd", "otp"], 303),
    ):
        idp.claims["amr"] = methods
        _, answer = await come(world, idp, connection_id)
        assert answer.status_code == status, methods


async def test_assurance_and_a_recent_proof_can_be_required(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, acr="gold silver", max_age_minutes="5")
    for claims, status in (
        ({}, 403),
        ({"acr": "bronze"}, 403),
        ({"acr": "silver"}, 303),
        ({"acr": "silver", "auth_time": 1_000_000}, 403),
        ({"acr": "silver", "auth_time": None}, 403),
    ):
        idp.claims = {"sub": "u-1", **claims}
        _, answer = await come(world, idp, connection_id)
        assert answer.status_code == status, claims
    assert idp.seen["acr_values"] == "gold silver"
    assert idp.seen["max_age"] == "300"
