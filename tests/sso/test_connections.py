"""The settings page: making, testing, suspending and removing connections; domains; the only way in."""

import pytest

from app.outside.dns import NamesError
from app.problems import Missing
from app.sso.keeping import hold_for
from tests.fakes.identity_provider import Provider
from tests.html import Page
from tests.sso.world import PAGE, FakeNames, come, connected, membership_of, proven
from tests.world import World


async def page_of(world: World, connection_id: str = "") -> str:
    answer = await world.browser("ada").get(f"{PAGE}/{connection_id}" if connection_id else PAGE)
    assert answer.status_code == 200
    assert Page(answer.text).check_page() == []
    return answer.text


async def test_before_the_first_one_the_page_says_what_to_do(world: World) -> None:
    assert "No identity provider yet" in await page_of(world)
    assert Page((await world.browser("ada").get(f"{PAGE}/new")).text).check_page() == []


async def test_a_connection_shows_what_the_provider_must_know_and_never_its_secret(
    world: World, idp: Provider, connection_id: str
) -> None:
    text = await page_of(world, connection_id)
    assert f"http://127.0.0.1:8000/sso/{connection_id}/callback" in text
    assert f"http://127.0.0.1:8000/sso/{connection_id}/logout" in text
    assert idp.secret not in text
    events = await world.events()
    assert events[-1].action == "sso_connection.created"
    assert idp.secret not in str(events[-1].details)


WRONG = [
    ({"name": ""}, "1 to 100"),
    ({"issuer": "id.example.org"}, "issuer is an address"),
    ({"issuer": "https://id.example.org/?a=b"}, "issuer is an address"),
    ({"client_id": ""}, "1 to 500"),
    ({"scopes": "email"}, "openid"),
    ({"group_roles": "Desk = boss"}, "no line such as"),
    ({"default_role": "boss"}, "no such role"),
    ({"workspace_id": "none"}, "no such workspace"),
    ({"max_age_minutes": "-1"}, "minutes"),
]


@pytest.mark.parametrize(("given", "why"), WRONG)
async def test_a_form_that_cannot_be_taken_is_shown_again(
    world: World, idp: Provider, given: dict[str, str], why: str
) -> None:
    form = {"name": "Kept", "issuer": idp.issuer, "client_id": "kept-id", **given}
    answer = await world.browser("ada").post(PAGE, data=form)
    assert answer.status_code == 422
    assert why in answer.text
    assert "Kept" in answer.text or "kept-id" in answer.text
    assert Page(answer.text).check_page() == []


async def test_the_test_says_that_all_is_well(world: World, connection_id: str) -> None:
    await world.browser("ada").post(f"{PAGE}/{connection_id}/test")
    assert "knows this client" in await page_of(world, connection_id)


async def test_the_test_says_what_is_wrong(world: World, idp: Provider) -> None:
    ada = world.browser("ada")
    for terms, why in (
        ({"secret": "wrong"}, "refuses the client id or secret"),
        ({"client_id": "other"}, "refuses the client id or secret"),
        ({"issuer": f"{idp.issuer}/"}, "calls itself"),
        ({"issuer": f"{idp.issuer}/realms/none"}, "answers 404"),
        ({"issuer": "https://127.0.0.1:1"}, "could not be reached"),
        ({"issuer": "https://10.1.2.3"}, "private network"),
        ({"issuer": "http://93.184.216.34"}, "https"),
    ):
        connection_id = await connected(world, idp, **terms)
        await ada.post(f"{PAGE}/{connection_id}/test")
        text = await page_of(world, connection_id)
        assert why in text, (terms, why)
    idp.keys = []
    connection_id = await connected(world, idp)
    await ada.post(f"{PAGE}/{connection_id}/test")
    assert "no key that can be used" in await page_of(world, connection_id)


async def test_a_change_keeps_the_secret_but_not_for_another_issuer(
    world: World, idp: Provider, connection_id: str
) -> None:
    ada = world.browser("ada")
    form = {"name": "Renamed", "issuer": idp.issuer, "client_id": idp.client_id, "just_in_time": "true"}
    assert (await ada.post(f"{PAGE}/{connection_id}", data=form)).status_code == 303
    idp.claims = {"sub": "u-1", "groups": []}
    changed = form | {"default_role": "editor"}
    assert (await ada.post(f"{PAGE}/{connection_id}", data=changed)).status_code == 303
    assert (await come(world, idp, connection_id))[1].status_code == 303
    answer = await ada.post(f"{PAGE}/{connection_id}", data=form | {"issuer": "https://evil.example"})
    assert answer.status_code == 422
    assert "Type the client secret again" in answer.text
    events = [event for event in await world.events() if event.action == "sso_connection.changed"]
    assert events[0].details["before"]["name"] == "Acme staff"
    assert events[0].details["after"]["name"] == "Renamed"


async def test_removing_ends_what_came_through_it(world: World, idp: Provider, connection_id: str) -> None:
    browser, _ = await come(world, idp, connection_id)
    await proven(world, connection_id)
    assert "1 session" in await page_of(world)
    assert (await world.browser("ada").post(f"{PAGE}/{connection_id}/removal")).status_code == 303
    assert (await browser.get("/acme")).status_code == 303
    assert (await world.browser("ada").get(f"{PAGE}/{connection_id}")).status_code == 404
    again = await connected(world, idp)
    await come(world, idp, again)


async def test_a_domain_is_proven_by_its_name_service(
    world: World, idp: Provider, connection_id: str, names: FakeNames
) -> None:
    ada = world.browser("ada")
    assert (
        await ada.post(f"{PAGE}/{connection_id}/domains", data={"domain": "Acme.Example."})
    ).status_code == 303
    text = await page_of(world, connection_id)
    record = text.partition("<code>tic-domain=")[2].partition("<")[0]
    domain_id = text.partition(f"{PAGE}/domains/")[2].partition("/")[0]
    check = f"{PAGE}/domains/{domain_id}/verification"
    answer = await ada.post(check)
    assert (answer.status_code, "has not spread" in answer.text) == (422, True)
    names.records["_thinking-in-code.acme.example"] = ["v=spf1", "tic-domain=other"]
    answer = await ada.post(check)
    assert (answer.status_code, "something else" in answer.text) == (422, True)
    names.records["_thinking-in-code.acme.example"].append(f"tic-domain={record}")
    assert (await ada.post(check)).status_code == 303
    assert "Proven on" in await page_of(world, connection_id)
    assert names.asked == ["_thinking-in-code.acme.example"] * 3
    assert (await ada.post(f"{PAGE}/domains/{domain_id}/removal")).status_code == 303
    assert "acme.example" not in await page_of(world, connection_id)


async def test_a_silent_name_service_is_not_a_no(world: World, connection_id: str, names: FakeNames) -> None:
    async def silent(name: str) -> list[str]:
        raise NamesError("The name service does not answer.")

    names.txt = silent  # type: ignore[method-assign]
    ada = world.browser("ada")
    await ada.post(f"{PAGE}/{connection_id}/domains", data={"domain": "acme.example"})
    domain_id = (await page_of(world, connection_id)).partition(f"{PAGE}/domains/")[2].partition("/")[0]
    assert (await ada.post(f"{PAGE}/domains/{domain_id}/verification")).status_code == 503


@pytest.mark.parametrize(
    "domain", ["", "acme", "a b.example", "-a.example", "a..example", "ä.example", "x" * 300]
)
async def test_what_is_no_domain_is_refused(world: World, connection_id: str, domain: str) -> None:
    answer = await world.browser("ada").post(f"{PAGE}/{connection_id}/domains", data={"domain": domain})
    assert answer.status_code == 422
    assert Page(answer.text).check_page() == []


async def test_an_address_of_a_proven_domain_leads_to_its_connection(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser = world.browser()
    unknown = await browser.post("/sso", data={"email": "new@example.org"})
    assert (unknown.status_code, "No organization here" in unknown.text) == (422, True)
    await proven(world, connection_id)
    typed = {"email": " New@Example.org", "next": "/acme/episodes"}
    first = await browser.post("/sign-in", data=typed)
    assert (first.status_code, first.headers["location"]) == (307, "/sso")
    answer = await browser.post("/sso", data=typed)
    assert answer.status_code == 200
    url = answer.text.partition("0; url=")[2].partition('"')[0].replace("&amp;", "&")
    answer = await browser.get(idp.authorize(url))
    assert idp.seen["login_hint"].strip() == "New@Example.org"
    assert answer.headers["location"] == "/acme/episodes"


async def test_single_sign_on_can_be_the_only_way_in(world: World, idp: Provider, connection_id: str) -> None:
    ada = world.browser("ada")
    membership = await membership_of(world, world.known.users["ada"])
    assert membership
    asked = {"required": "true", "break_glass": membership.id}
    early = await ada.post(f"{PAGE}/requirement", data=asked)
    assert (early.status_code, "First sign in" in early.text) == (422, True)
    browser, _ = await come(world, idp, connection_id)
    for wrong in ("", "none", (await membership_of(world, world.known.users["ben"])).id):  # type: ignore[union-attr]
        answer = await ada.post(f"{PAGE}/requirement", data=asked | {"break_glass": wrong})
        assert answer.status_code == 422
    assert (await ada.post(f"{PAGE}/requirement", data=asked)).status_code == 303
    assert (await ada.get("/acme")).status_code == 200
    sent = await world.browser("ben").get("/acme/episodes")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sso?next=/acme/episodes")
    door = await world.browser("ben").get(sent.headers["location"])
    assert door.headers["location"] == f"/sso/{connection_id}?next=/acme/episodes"
    assert (await browser.get("/acme")).status_code == 200
    assert (await world.program("ed").get("/v1/documents")).status_code == 200
    for end in ("suspension", "removal"):
        kept = await ada.post(f"{PAGE}/{connection_id}/{end}")
        assert (kept.status_code, "this connection alone" in kept.text) == (409, True)
    assert "fails" in await page_of(world)
    assert (await ada.post(f"{PAGE}/requirement", data={"required": "false"})).status_code == 303
    assert (await world.browser("ben").get("/acme")).status_code == 200
    actions = await world.actions()
    assert "membership.glass_handed" in actions
    assert "organization.sso_required" in actions
    assert "organization.sso_released" in actions


async def test_two_connections_are_listed_to_choose_from(
    world: World, idp: Provider, connection_id: str
) -> None:
    await connected(world, idp, name="Second")
    answer = await world.browser("ben").get("/sso?next=/acme")
    assert answer.status_code == 200
    assert "Acme staff" in answer.text
    assert "Second" in answer.text
    assert Page(answer.text).check_page() == []
    assert (await world.browser("cleo").get("/sso?next=/acme")).status_code == 404


async def test_a_domain_is_held_by_one_organization(world: World, idp: Provider, connection_id: str) -> None:
    await proven(world, connection_id)
    cleo = world.browser("cleo")
    form = {"name": "Globex", "issuer": idp.issuer, "client_id": "x"}
    own = (await cleo.post("/globex/settings/single-sign-on", data=form)).headers["location"]
    await cleo.post(f"{own}/domains", data={"domain": "example.org"})
    text = (await cleo.get(own)).text
    record = text.partition("<code>tic-domain=")[2].partition("<")[0]
    domain_id = text.partition("single-sign-on/domains/")[2].partition("/")[0]
    names = FakeNames()
    names.records["_thinking-in-code.example.org"] = [f"tic-domain={record}"]
    world.installation.names = names
    answer = await cleo.post(f"/globex/settings/single-sign-on/domains/{domain_id}/verification")
    assert answer.status_code == 409
    assert "Another organization" in answer.text


async def test_the_operator_can_vouch_for_a_domain(world: World, connection_id: str) -> None:
    with pytest.raises(Missing, match="does not claim"):
        await hold_for(world.installation, "acme", "acme.example")
    await world.browser("ada").post(f"{PAGE}/{connection_id}/domains", data={"domain": "acme.example"})
    await hold_for(world.installation, "acme", "ACME.example")
    assert "Proven on" in await page_of(world, connection_id)
    assert (await world.events())[-1].details["how"] == "operator"
