"""ETags: who changes what somebody else has changed meanwhile is told, and nothing is lost."""

import pytest

from tests.scim.world import ERROR, GROUP, directory, hired, operations, person
from tests.world import World

DOWN = operations({"op": "replace", "path": "active", "value": False})


async def test_a_user_has_another_tag_whenever_something_changed(world: World) -> None:
    acme, zoe = directory(world), await hired(world)
    path = f"/scim/v2/Users/{zoe['id']}"
    first = await acme.get(path)
    assert first.headers["etag"] == first.json()["meta"]["version"] == zoe["meta"]["version"]
    assert (await acme.get(path, params={"attributes": "userName"})).headers["etag"] == first.headers["etag"]
    known = await acme.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    await acme.patch(path, json=DOWN)
    second = await acme.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"] != first.headers["etag"]
    listed = (await acme.get("/scim/v2/Users", params={"filter": 'userName eq "zoe@acme.example"'})).json()
    assert listed["Resources"][0]["id"] == zoe["id"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_change_of_what_has_changed_is_refused(world: World, method: str) -> None:
    acme, zoe = directory(world), await hired(world)
    path, stale = f"/scim/v2/Users/{zoe['id']}", {"If-Match": zoe["meta"]["version"]}
    await acme.patch(path, json=operations({"op": "replace", "path": "nickName", "value": "Z"}))
    body = {"PUT": person(), "PATCH": DOWN, "DELETE": None}[method]
    refused = await acme.request(method, path, json=body, headers=stale)
    assert (refused.status_code, refused.json()["schemas"]) == (412, [ERROR])
    now = await acme.get(path)
    assert now.json()["nickName"] == "Z"
    assert now.json()["active"] is True
    fresh = {"If-Match": f'"x", {now.headers["etag"]}'}
    assert (await acme.request(method, path, json=body, headers=fresh)).status_code in (200, 204)


async def test_groups_have_them_too(world: World) -> None:
    acme = directory(world)
    group = (await acme.post("/scim/v2/Groups", json={"schemas": [GROUP], "displayName": "Desk"})).json()
    path, stale = f"/scim/v2/Groups/{group['id']}", {"If-Match": group["meta"]["version"]}
    assert (await acme.get(path, headers={"If-None-Match": stale["If-Match"]})).status_code == 304
    more = operations({"op": "add", "path": "members", "value": [{"value": (await hired(world))["id"]}]})
    assert (await acme.patch(path, json=more, headers=stale)).status_code == 200
    for method, body in (
        ("PATCH", more),
        ("PUT", {"schemas": [GROUP], "displayName": "D"}),
        ("DELETE", None),
    ):
        assert (await acme.request(method, path, json=body, headers=stale)).status_code == 412
    assert (await acme.delete(path, headers={"If-Match": "*"})).status_code == 204


@pytest.mark.parametrize("kind", ["Users", "Groups"])
async def test_what_was_sent_twice_has_the_same_tag_and_place(world: World, kind: str) -> None:
    acme, once = directory(world), {"Idempotency-Key": "hire-1"}
    body = person() if kind == "Users" else {"schemas": [GROUP], "displayName": "Desk"}
    first, again = [await acme.post(f"/scim/v2/{kind}", json=body, headers=once) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    for name in ("location", "etag", "content-type"):
        assert again.headers[name] == first.headers[name]
    path = first.json()["meta"]["location"].partition("/scim")[2]
    assert (await acme.get(f"/scim{path}")).headers["etag"] == first.headers["etag"]


async def test_the_service_says_so(world: World) -> None:
    said = (await directory(world).get("/scim/v2/ServiceProviderConfig")).json()
    assert said["etag"] == {"supported": True}
    assert said["bulk"]["supported"] is False
