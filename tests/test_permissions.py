"""Every address names what it needs; who does not hold it is refused, and nothing changes."""

from app.permissions import ROLES, Permission, Role
from tests.addresses import BODIES, DOORS, Address, addresses, names, send
from tests.world import World

OF_ONESELF, PUBLIC = Permission.SIGNED_IN, Permission.PUBLIC


def inside(world: World) -> list[Address]:
    """POSTs that act inside an organization."""
    found = [row for row in addresses(world.app) if row.method == "POST" and row.template in BODIES]
    return [row for row in found if row.needs not in (OF_ONESELF, Permission.PUBLIC)]


async def test_every_address_names_a_permission(world: World) -> None:
    found = addresses(world.app)
    assert len(found) > 60
    assert all(isinstance(address.needs, Permission) for address in found)
    public = {str(address) for address in found if address.needs is Permission.PUBLIC}
    assert public == {
        "GET /",
        "GET /.well-known/jwks.json",
        "GET /health/live",
        "GET /health/ready",
        "GET /invitations/{token}",
        "GET /metrics",
        "GET /guest/{token}",
        "GET /guest/{token}/sentences/{line}/pages/{number}/image",
        "POST /guest/{token}/sentences/{line}/approval",
        "POST /guest/{token}/sentences/{line}/comment",
        "GET /sample/{name}",
        "GET /v1/docs",
        "GET /sign-in",
        "GET /sign-in/second-factor",
        "GET /sign-in/{token}",
        "POST /invitations/{token}",
        "POST /sign-in",
        "POST /sign-in/passkey",
        "POST /sign-in/second-factor",
        "POST /sign-in/{token}",
        "POST /sign-out",
        "GET /sso/{door_id}",
        "GET /sso/{door_id}/callback",
        "POST /sso",
        "POST /sso/{door_id}/logout",
    }


async def test_reading_needs_no_more_than_reading(world: World) -> None:
    programs = ("/v1/keys", "/v1/service-accounts", "/v1/members", "/v1/invitations", "/v1/teams")
    managed = ("/settings", "/scim/", "/failures", "/vigilance", "/v1/usage", "/v1/retention", *programs)
    everything = [row for row in addresses(world.app) if row.method == "GET"]
    found = [row for row in everything if not any(part in row.template for part in managed)]
    assert len(found) > 25
    assert {address.needs for address in found} == {Permission.READ, Permission.AUDIT, PUBLIC, OF_ONESELF}


async def test_settings_are_not_seen_by_who_may_not_change_them(world: World) -> None:
    found = [row for row in addresses(world.app) if row.method == "GET" and "/settings" in row.template]
    assert len(found) >= 2
    at = await names(world)
    for address in found:
        assert address.needs not in (Permission.READ, PUBLIC, OF_ONESELF), address
        assert (await world.browser("lou").get(address.at(at))).status_code == 403


async def test_every_post_has_a_body_here(world: World) -> None:
    posts = {address.template for address in addresses(world.app) if address.method == "POST"}
    assert posts - DOORS == set(BODIES)


async def test_lou_may_change_nothing(world: World) -> None:
    assert not ROLES[Role.LISTENER] & {Permission.WRITE, Permission.REVIEW, Permission.OPERATE}
    found = inside(world)
    assert len(found) >= 24
    at = await names(world)
    before = await world.everything()
    for address in found:
        for body in ({}, {"reason": "because", "content_hash": "1:00", "text": "x", "sentences": []}):
            answer = await send(world, address, address.at(at), body, "lou")
            assert answer.status_code == 403, (address, answer.text)
    assert await world.everything() == before


async def test_nobody_may_change_anything(world: World) -> None:
    found = [row for row in addresses(world.app) if row.method == "POST" and row.needs is not PUBLIC]
    assert len(found) >= 26
    at = await names(world)
    before = await world.everything()
    for address in found:
        answer = await send(world, address, address.at(at), {}, "")
        assert answer.status_code == (401 if address.api else 303), (address, answer.text)
        assert address.api or answer.headers["location"].startswith("/sign-in?next=")
    assert await world.everything() == before


async def test_a_permission_a_role_lacks_is_refused_by_every_address_that_needs_it(world: World) -> None:
    at = await names(world)
    refused = 0
    for address in inside(world):
        for who, role in (("ben", Role.REVIEWER), ("ed", Role.EDITOR)):
            if address.needs not in ROLES[role]:
                answer = await send(world, address, address.at(at), {}, who)
                assert answer.status_code == 403, (address, who, answer.text)
                refused += 1
    assert refused >= 10


async def test_anonymous_readers_are_sent_to_the_door_or_told_to_bring_a_key(world: World) -> None:
    found = [row for row in addresses(world.app) if row.method == "GET" and row.needs is not PUBLIC]
    assert len(found) >= 24
    at = await names(world)
    for address in found:
        client = world.program() if address.api else world.browser()
        answer = await client.get(address.at(at))
        assert answer.status_code == (401 if address.api else 303), address
