"""What the service says of itself, who may ask, and what a stranger meets on every address of it."""

import re
from typing import Any

from litestar.routes import HTTPRoute

from app.permissions import Permission
from tests.scim.world import ERROR, GROUP, directory, hired
from tests.world import World


def walked(world: World) -> list[tuple[str, str]]:
    """(method, address) of every route of SCIM, with its places."""
    found = []
    for route in world.app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith("/scim/"):
            for handler in route.route_handlers:
                if handler.fn.__module__.startswith("app."):
                    assert handler.opt["needs"] is Permission.PROVISION
                    found += [(method, route.path) for method in handler.http_methods]
    assert len(found) >= 17
    return found


def filled(path: str, member: str, team: str) -> str:
    at = path.replace("{member_id:str}", member).replace("{team_id:str}", team)
    return re.sub(r"\{\w+:str\}", "User", at)


async def test_a_stranger_finds_nothing_of_acme_and_changes_nothing(world: World) -> None:
    zoe = (await hired(world))["id"]
    made = await directory(world).post("/scim/v2/Groups", json={"schemas": [GROUP], "displayName": "Desk"})
    before = await world.everything()
    looked = 0
    for method, path in walked(world):
        if "_id:" in path:
            for body in (b"", b"{[", b'{"schemas": []}'):
                answer = await directory(world, "cleo").request(
                    method, filled(path, zoe, made.json()["id"]), content=body
                )
                assert answer.status_code == 404, (method, path)
                assert answer.json()["schemas"] == [ERROR]
                looked += 1
    assert looked >= 24
    assert await world.everything() == before
    for path in ("/scim/v2/Users", "/scim/v2/Groups"):
        answer = await directory(world, "cleo").get(path)
        for secret in (zoe, "zoe", "Desk", "ada@"):
            assert secret not in answer.text


async def test_only_a_key_with_the_scope_gets_in(world: World) -> None:
    for method, path in walked(world):
        at = filled(path, "x", "x")
        for client, status in (
            (world.program(), 401),
            (world.browser("ada"), 401),
            (world.program("ed"), 403),
            (world.program("ben"), 403),
        ):
            answer = await client.request(method, at)
            assert answer.status_code == status, (method, path)
            assert answer.json()["schemas"] == [ERROR]
            assert answer.json()["status"] == str(status)


async def test_what_the_service_says_of_itself(world: World) -> None:
    program = directory(world)
    config = (await program.get("/scim/v2/ServiceProviderConfig")).json()
    assert config["patch"]["supported"] is True
    assert config["bulk"]["supported"] is False
    assert config["authenticationSchemes"][0]["type"] == "oauthbearertoken"
    types: dict[str, Any] = (await program.get("/scim/v2/ResourceTypes")).json()
    assert {one["name"] for one in types["Resources"]} == {"User", "Group"}
    assert (await program.get("/scim/v2/ResourceTypes/User")).json()["endpoint"] == "/Users"
    schemas = (await program.get("/scim/v2/Schemas")).json()
    assert GROUP in {one["id"] for one in schemas["Resources"]}
    assert (await program.get(f"/scim/v2/Schemas/{GROUP}")).json()["name"] == "Group"
    unknown = await program.get("/scim/v2/ResourceTypes/Pet")
    assert (unknown.status_code, unknown.json()["schemas"]) == (404, [ERROR])


async def test_a_surprise_tells_nothing(world: World, monkeypatch: Any) -> None:
    from app.scim import provisioning

    async def surprise(*args: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(provisioning, "known_members", surprise)
    answer = await directory(world).get("/scim/v2/Users")
    assert (answer.status_code, answer.json()["schemas"]) == (500, [ERROR])
    assert "secret" not in answer.text
