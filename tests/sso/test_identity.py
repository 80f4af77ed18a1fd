"""Who somebody is: issuer and subject. An address never takes an account over."""

import pytest

from tests.fakes.identity_provider import Provider, provider
from tests.sso.world import come, connected, identities, logins, membership_of, proven, user_of
from tests.world import World


async def test_two_providers_with_one_address_make_two_people(
    world: World, idp: Provider, connection_id: str
) -> None:
    with provider() as second:
        other = await connected(world, second, name="Other")
        for one, door in ((idp, connection_id), (second, other)):
            one.claims = {"sub": "same-subject", "email": "zoe@elsewhere.example", "email_verified": True}
            assert (await come(world, one, door))[1].status_code == 303
    first, last = await identities(world)
    assert first.user_id != last.user_id
    assert first.subject == last.subject


async def test_one_person_with_a_new_address_stays_the_same(
    world: World, idp: Provider, connection_id: str
) -> None:
    for address in ("a@elsewhere.example", "b@elsewhere.example"):
        idp.claims = {"sub": "u-1", "email": address}
        await come(world, idp, connection_id)
    assert len(await identities(world)) == 1


@pytest.mark.parametrize("verified", [True, False, "true", None])
async def test_a_members_account_is_not_taken_over_by_its_address(
    world: World, idp: Provider, connection_id: str, verified: object
) -> None:
    idp.claims = {"sub": "u-1", "email": "ADA@example.org", "email_verified": verified}
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403
    assert "Sign in to it as before" in answer.text
    assert await logins(world) == []


async def test_of_somebody_elsewhere_nothing_is_told_and_nothing_taken(
    world: World, idp: Provider, connection_id: str
) -> None:
    """Cleo belongs to Globex; Acme's provider may say what it likes."""
    idp.claims = {"sub": "u-1", "email": "cleo@example.org", "email_verified": True}
    browser, answer = await come(world, idp, connection_id)
    assert answer.status_code == 303
    assert (await user_of(world, "u-1")).id != world.known.users["cleo"]
    assert (await browser.get("/globex")).status_code == 404


async def test_a_proven_domain_and_a_verified_address_find_the_account(
    world: World, idp: Provider, connection_id: str
) -> None:
    await proven(world, connection_id)
    idp.claims = {"sub": "u-1", "email": "ben@example.org", "email_verified": True}
    browser, answer = await come(world, idp, connection_id)
    assert answer.status_code == 303
    assert (await user_of(world, "u-1")).id == world.known.users["ben"]
    membership = await membership_of(world, world.known.users["ben"])
    assert membership
    assert membership.role == "reviewer", "without groups the role stays"
    assert (await browser.get("/acme")).status_code == 200


@pytest.mark.parametrize("verified", [False, None, "yes"])
async def test_a_proven_domain_alone_does_not(
    world: World, idp: Provider, connection_id: str, verified: object
) -> None:
    await proven(world, connection_id)
    idp.claims = {"sub": "u-1", "email": "ben@example.org", "email_verified": verified}
    assert (await come(world, idp, connection_id))[1].status_code == 403


async def test_a_domain_counts_for_its_own_connection_only(
    world: World, idp: Provider, connection_id: str
) -> None:
    await proven(world, connection_id)
    with provider() as second:
        other = await connected(world, second, name="Other")
        second.claims = {"sub": "u-1", "email": "ben@example.org", "email_verified": True}
        assert (await come(world, second, other))[1].status_code == 403


async def test_a_newcomer_of_a_proven_domain_gets_the_address(
    world: World, idp: Provider, connection_id: str
) -> None:
    await proven(world, connection_id)
    idp.claims = {"sub": "u-1", "email": "zoe@example.org", "email_verified": True, "name": "Zoe"}
    await come(world, idp, connection_id)
    assert (await user_of(world, "u-1")).email == "zoe@example.org"


async def test_who_is_signed_in_makes_an_identity_theirs(
    world: World, idp: Provider, connection_id: str
) -> None:
    idp.claims = {"sub": "bens-subject", "email": "quite@another.example"}
    ben = world.browser("ben")
    assert "Use Acme staff" in (await ben.get("/account")).text
    page = await ben.post(f"/account/sso/{connection_id}")
    assert page.status_code == 200
    url = page.text.partition("0; url=")[2].partition('"')[0].replace("&amp;", "&")
    assert (await ben.get(idp.authorize(url))).status_code == 303
    assert (await user_of(world, "bens-subject")).id == world.known.users["ben"]
    again, _ = await come(world, idp, connection_id)
    assert "ben@example.org" in (await again.get("/account")).text


async def test_anothers_identity_cannot_be_made_ones_own(
    world: World, idp: Provider, connection_id: str
) -> None:
    await come(world, idp, connection_id)
    lou = world.browser("lou")
    page = await lou.post(f"/account/sso/{connection_id}")
    url = page.text.partition("0; url=")[2].partition('"')[0].replace("&amp;", "&")
    answer = await lou.get(idp.authorize(url))
    assert answer.status_code == 403
    assert "another account" in answer.text


async def test_strangers_and_sessions_of_a_provider_link_nothing(
    world: World, idp: Provider, connection_id: str
) -> None:
    assert (await world.browser("cleo").post(f"/account/sso/{connection_id}")).status_code == 404
    browser, _ = await come(world, idp, connection_id)
    assert (await browser.post(f"/account/sso/{connection_id}")).status_code == 403


async def test_without_newcomers_only_members_come_in(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, just_in_time=None)
    idp.claims = {"sub": "u-1", "email": "zoe@elsewhere.example"}
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403
    assert "no member" in answer.text
    assert await identities(world) == []


async def test_a_disabled_account_and_a_suspended_member_stay_out(
    world: World, idp: Provider, connection_id: str
) -> None:
    browser, _ = await come(world, idp, connection_id)
    user = await user_of(world, "u-1")
    async with world.writing() as session:
        (await session.get_one(type(user), user.id)).disabled = True
    assert (await browser.get("/acme")).status_code == 303
    assert (await come(world, idp, connection_id))[1].status_code == 403
    membership = await membership_of(world, user.id)
    assert membership
    async with world.writing() as session:
        (await session.get_one(type(user), user.id)).disabled = False
        (await session.get_one(type(membership), membership.id)).suspended = True
    assert (await browser.get("/acme")).status_code == 404
    assert (await come(world, idp, connection_id))[1].status_code == 403
