"""Groups of a directory are teams here."""

from sqlmodel import select

from app.organizations.teams import Team, TeamMembership
from tests.scim.world import GROUP, directory, hired, operations
from tests.world import World

AT = "/scim/v2/Groups"


async def members(world: World) -> set[str]:
    async with world.reading() as session:
        return {row.membership_id for row in await session.exec(select(TeamMembership))}


async def test_a_group_is_a_team_with_its_members(world: World) -> None:
    zoe, kim = await hired(world), await hired(world, "kim")
    body = {"schemas": [GROUP], "displayName": "Desk", "externalId": "g-1", "members": [{"value": zoe["id"]}]}
    answer = await directory(world).post(AT, json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["displayName"], made["externalId"], made["members"][0]["display"]) == (
        "Desk",
        "g-1",
        "zoe@acme.example",
    )
    async with world.reading() as session:
        assert (await session.exec(select(Team))).one().name == "Desk"
    assert await members(world) == {zoe["id"]}
    shown = (await directory(world).get(f"/scim/v2/Users/{zoe['id']}")).json()
    assert [group["display"] for group in shown["groups"]] == ["Desk"]
    for op, expected in (
        ({"op": "add", "path": "members", "value": [{"value": kim["id"]}]}, {zoe["id"], kim["id"]}),
        ({"op": "add", "path": "members", "value": [{"value": kim["id"]}]}, {zoe["id"], kim["id"]}),
        ({"op": "remove", "path": f'members[value eq "{zoe["id"]}"]'}, {kim["id"]}),
        ({"op": "Remove", "path": "members", "value": [{"value": kim["id"]}]}, set()),
    ):
        answer = await directory(world).patch(f"{AT}/{made['id']}", json=operations(op))
        assert answer.status_code == 200, answer.text
        assert await members(world) == expected, op
    new = {
        "schemas": [GROUP],
        "displayName": "Writers",
        "members": [{"value": zoe["id"]}, {"value": kim["id"]}],
    }
    assert (await directory(world).put(f"{AT}/{made['id']}", json=new)).json()["displayName"] == "Writers"
    assert await members(world) == {zoe["id"], kim["id"]}
    found = (await directory(world).get(AT, params={"filter": 'displayName eq "writers"'})).json()
    assert found["totalResults"] == 1
    short = await directory(world).get(f"{AT}/{made['id']}", params={"excludedAttributes": "members"})
    assert "members" not in short.json()
    assert (await directory(world).delete(f"{AT}/{made['id']}")).status_code == 204
    assert (await directory(world).get(f"{AT}/{made['id']}")).status_code == 404
    assert await members(world) == set()
    assert "team.removed" in await world.actions()


async def test_a_name_is_given_once_and_members_must_be_there(world: World) -> None:
    body = {"schemas": [GROUP], "displayName": "Desk"}
    assert (await directory(world).post(AT, json=body)).status_code == 201
    again = await directory(world).post(AT, json=body)
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    stranger = await directory(world, "cleo").get("/scim/v2/Users")
    cleo = stranger.json()["Resources"][0]["id"]
    answer = await directory(world).post(AT, json=body | {"displayName": "X", "members": [{"value": cleo}]})
    assert answer.status_code == 400
    assert "team.created" in await world.actions()
