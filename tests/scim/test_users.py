"""A directory makes members, changes them, and shuts them out at once."""

from typing import Any

import pytest

from tests.fakes.identity_provider import Provider
from tests.scim.world import directory, hired, operations, person
from tests.sso.world import come, connected, identities, membership_of, user_of
from tests.world import World

AT = "/scim/v2/Users"


async def listed(world: World, **query: str) -> dict[str, Any]:
    answer = await directory(world).get(AT, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_somebody_new_becomes_a_listener(world: World) -> None:
    answer = await directory(world).post(AT, json=person())
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["content-type"].startswith("application/scim+json")
    assert answer.headers["location"] == made["meta"]["location"]
    assert made["meta"]["location"].endswith(f"{AT}/{made['id']}")
    assert (made["userName"], made["active"], made["externalId"]) == ("zoe@acme.example", True, "00u-zoe")
    assert made["roles"] == [{"value": "listener", "primary": True}]
    assert (await directory(world).get(f"{AT}/{made['id']}")).json()["name"]["familyName"] == "Quill"
    (*_, event) = await world.events()
    assert (event.action, event.actor_kind) == ("membership.created", "key")


async def test_nobodys_account_is_found_by_an_address(world: World) -> None:
    """Cleo has an account of her own, at Globex."""
    facts = {"emails": [{"value": "cleo@example.org", "primary": True}]}
    made = await hired(world, **facts, userName="cleo@example.org")
    assert await membership_of(world, world.known.users["cleo"]) is None
    assert made["userName"] == "cleo@example.org"
    assert (await world.browser("cleo").get("/acme")).status_code == 404


async def test_a_user_name_is_given_once_whatever_its_case(world: World) -> None:
    await hired(world)
    for name in ("zoe@acme.example", "ZOE@acme.example"):
        answer = await directory(world).post(AT, json=person(userName=name))
        assert answer.status_code == 409
        assert answer.json()["scimType"] == "uniqueness"
    member = await directory(world).post(AT, json=person(userName="Ada@example.org"))
    assert member.status_code == 409, "Ada is a member already"


async def test_members_are_found_by_name_and_by_id_of_the_directory(world: World) -> None:
    made = await hired(world)
    for filter in (
        'userName eq "ZOE@acme.example"',
        'externalId eq "00u-zoe"',
        'emails.value eq "zoe@acme.example"',
        'name.familyName co "uil" and active eq true',
    ):
        found = await listed(world, filter=filter)
        assert [one["id"] for one in found["Resources"]] == [made["id"]], filter
    assert (await listed(world, filter='userName eq "ada@example.org"'))["totalResults"] == 1
    none = await listed(world, filter='userName eq "nobody"')
    assert (none["totalResults"], none.get("Resources", [])) == (0, [])


async def test_a_search_may_be_posted(world: World) -> None:
    made = await hired(world)
    asked = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": 'userName eq "zoe@acme.example"',
        "attributes": ["userName"],
    }
    answer = await directory(world).post(f"{AT}/.search", json=asked)
    assert answer.status_code == 200, answer.text
    assert [set(one) for one in answer.json()["Resources"]] == [{"schemas", "id", "userName"}]
    assert answer.json()["Resources"][0]["id"] == made["id"]


@pytest.mark.parametrize("filter", ["userName", "userName eq", 'nonsense eq "a"', "((", 'userName xx "a"'])
async def test_a_filter_that_is_none_says_so(world: World, filter: str) -> None:
    answer = await directory(world).get(AT, params={"filter": filter})
    assert answer.status_code == 400
    assert answer.json()["scimType"] in ("invalidFilter", "invalidValue", "invalidPath")


async def test_pages_cover_everybody_once(world: World) -> None:
    everybody = await listed(world)
    assert everybody["totalResults"] == len(everybody["Resources"]) == 4
    seen: list[str] = []
    for start in (1, 3, 5):
        page = await listed(world, startIndex=str(start), count="2")
        assert page["totalResults"] == 4
        seen += [one["id"] for one in page.get("Resources", [])]
    assert seen == [one["id"] for one in everybody["Resources"]]
    assert (await listed(world, count="0"))["totalResults"] == 4
    assert len((await listed(world, count="100000"))["Resources"]) == 4
    assert (await directory(world).get(AT, params={"count": "many"})).status_code == 400


async def test_only_what_is_asked_for_is_answered(world: World) -> None:
    made = await hired(world)
    answer = await directory(world).get(f"{AT}/{made['id']}", params={"attributes": "userName"})
    assert set(answer.json()) == {"schemas", "id", "userName"}
    answer = await directory(world).get(f"{AT}/{made['id']}", params={"excludedAttributes": "emails,name"})
    assert not {"emails", "name"} & set(answer.json())


LEAVING: dict[str, tuple[str, Any]] = {
    "patch": ("PATCH", operations({"op": "replace", "path": "active", "value": False})),
    "patch, as Okta writes it": ("PATCH", operations({"op": "replace", "value": {"active": False}})),
    "patch, as Entra writes it": ("PATCH", operations({"op": "Replace", "path": "active", "value": "False"})),
    "put": ("PUT", person(active=False)),
    "delete": ("DELETE", None),
}


@pytest.mark.parametrize("way", LEAVING)
async def test_who_leaves_is_out_at_once(world: World, idp: Provider, way: str) -> None:
    connection_id = await connected(world, idp)
    made = await hired(world)
    idp.claims = {"sub": "00u-zoe"}
    browser, _ = await come(world, idp, connection_id)
    assert (await browser.get("/acme")).status_code == 200
    method, body = LEAVING[way]
    answer = await directory(world).request(method, f"{AT}/{made['id']}", json=body)
    assert answer.status_code in (200, 204), answer.text
    assert (await browser.get("/acme")).status_code == 303, "the session is over"
    actions = await world.actions()
    assert "user.signed_out" in actions
    if way == "delete":
        assert (await directory(world).get(f"{AT}/{made['id']}")).status_code == 404
        assert actions[-2:].count("membership.removed") == 1
        return
    assert answer.json()["active"] is False
    assert (await come(world, idp, connection_id))[1].status_code == 403
    back = operations({"op": "replace", "path": "active", "value": True})
    assert (await directory(world).patch(f"{AT}/{made['id']}", json=back)).json()["active"] is True
    assert (await come(world, idp, connection_id))[1].status_code == 303


async def test_who_was_hired_comes_in_as_themselves(world: World, idp: Provider) -> None:
    """By the directory's own id, or by a verified address that is their userName; as one person."""
    connection_id = await connected(world, idp, just_in_time=None)
    for name, claims in (
        ("zoe", {"sub": "00u-zoe"}),
        ("kim", {"sub": "pairwise-1", "oid": "00u-kim"}),
        ("lee", {"sub": "pairwise-2", "email": "LEE@acme.example", "email_verified": True}),
    ):
        made = await hired(world, name)
        idp.claims = claims
        assert (await come(world, idp, connection_id))[1].status_code == 303, name
        membership = await membership_of(world, (await user_of(world, claims["sub"])).id)
        assert membership
        assert membership.id == made["id"]
    idp.claims = {"sub": "pairwise-3", "email": "lee@acme.example", "email_verified": True}
    assert (await come(world, idp, connection_id))[1].status_code == 403, "Lee has an identity already"
    await hired(world, "max")
    idp.claims = {"sub": "pairwise-4", "email": "max@acme.example"}
    assert (await come(world, idp, connection_id))[1].status_code == 403, "an address nobody verified"
    assert len(await identities(world)) == 3


async def test_a_directory_says_what_somebody_is_called_and_may_do(world: World) -> None:
    made = await hired(world)
    changed = operations(
        {"op": "replace", "path": "name.familyName", "value": "Quince"},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "zq@acme.example"},
        {"op": "add", "path": "roles", "value": [{"value": "editor"}]},
        {
            "op": "add",
            "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "value": "Desk",
        },
    )
    answer = await directory(world).patch(f"{AT}/{made['id']}", json=changed)
    assert answer.status_code == 200, answer.text
    now = answer.json()
    assert now["name"]["familyName"] == "Quince"
    assert now["roles"][0]["value"] == "editor"
    assert now["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"] == "Desk"
    actions = (await world.actions())[-2:]
    assert sorted(actions) == ["membership.described", "membership.role_changed"]


async def test_an_account_of_ones_own_is_never_renamed(world: World) -> None:
    (ben,) = (await listed(world, filter='userName eq "ben@example.org"'))["Resources"]
    body = person("intruder", userName="intruder@acme.example", password="let me in")
    assert (await directory(world).put(f"{AT}/{ben['id']}", json=body)).status_code == 200
    account = (await world.browser("ben").get("/account")).text
    assert "ben@example.org" in account
    assert "intruder" not in account
    async with world.installation.database.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM scim_user")).all()
    assert "let me in" not in repr(rows)


async def test_the_last_owner_stays(world: World) -> None:
    (ada,) = (await listed(world, filter='userName eq "ada@example.org"'))["Resources"]
    off = operations({"op": "replace", "path": "active", "value": False})
    for method, body in (("PATCH", off), ("DELETE", None)):
        answer = await directory(world).request(method, f"{AT}/{ada['id']}", json=body)
        assert answer.status_code == 409, answer.text
    assert (await world.browser("ada").get("/acme")).status_code == 200


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"{", None),
        (b"[]", "invalidSyntax"),
        (b"{}", None),
        (b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}', "invalidValue"),
        (b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": 7}', "invalidValue"),
        (
            b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "a", "emails": "x"}',
            "invalidValue",
        ),
    ],
)
async def test_what_cannot_be_used_is_refused_in_the_form_of_the_protocol(
    world: World, body: bytes, word: str | None
) -> None:
    answer = await directory(world).post(AT, content=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["status"] == "400"
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    if word:
        assert answer.json()["scimType"] == word
