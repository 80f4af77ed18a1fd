"""A directory of Acme: a program with a key that has the scope scim."""

from typing import Any

import httpx

from tests.world import World

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def directory(world: World, who: str = "ada") -> httpx.AsyncClient:
    client = world.program(who)
    client.headers["Content-Type"] = "application/scim+json"
    return client


def person(name: str = "zoe", **facts: Any) -> dict[str, Any]:
    return {
        "schemas": [USER],
        "userName": f"{name}@acme.example",
        "externalId": f"00u-{name}",
        "name": {"givenName": name.title(), "familyName": "Quill"},
        "emails": [{"value": f"{name}@acme.example", "type": "work", "primary": True}],
        "active": True,
        **facts,
    }


def operations(*found: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(found)}


async def hired(world: World, name: str = "zoe", **facts: Any) -> dict[str, Any]:
    answer = await directory(world).post("/scim/v2/Users", json=person(name, **facts))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
