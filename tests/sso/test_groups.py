"""Groups of a provider become roles here, at every sign-in."""

from typing import Any

import pytest

from app.permissions import Role
from app.problems import Invalid
from app.sso.groups import GroupRole, groups_of, read_group_roles, role_for, written
from tests.fakes.identity_provider import Provider
from tests.sso.world import come, connected, membership_of, proven, user_of
from tests.world import World

MAPPED = "Desk = reviewer\nEditors=Editor\n\nBoard = owner"


async def role_of(world: World, subject: str = "u-1") -> Role:
    membership = await membership_of(world, (await user_of(world, subject)).id)
    assert membership
    return membership.role


async def test_the_role_follows_the_groups_at_each_sign_in(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, group_roles=MAPPED)
    for groups, role in (
        (["Desk", "Unknown"], "reviewer"),
        (["Desk", "Editors"], "editor"),
        ("Desk", "reviewer"),
        ([], "listener"),
        (None, "listener"),
    ):
        idp.claims["groups"] = groups
        assert (await come(world, idp, connection_id))[1].status_code == 303
        assert await role_of(world) == role, groups
    changed = [event for event in await world.events() if event.action == "membership.role_changed"]
    assert next((e.details["before"], e.details["after"]) for e in changed) == ("reviewer", "editor")


async def test_who_is_in_no_group_can_be_kept_out(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, group_roles=MAPPED, default_role="")
    _, answer = await come(world, idp, connection_id)
    assert answer.status_code == 403
    assert "none of the groups" in answer.text
    idp.claims["groups"] = ["Desk"]
    assert (await come(world, idp, connection_id))[1].status_code == 303
    idp.claims["groups"] = []
    assert (await come(world, idp, connection_id))[1].status_code == 403


async def test_groups_never_take_the_last_owner_away(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, group_roles=MAPPED)
    await proven(world, connection_id)
    idp.claims = {"sub": "ada", "email": "ada@example.org", "email_verified": True, "groups": ["Desk"]}
    assert (await come(world, idp, connection_id))[1].status_code == 303
    assert await role_of(world, "ada") == "owner"
    idp.claims = {"sub": "u-2", "groups": ["Board"]}
    await come(world, idp, connection_id)
    assert await role_of(world, "u-2") == "owner"
    idp.claims = {"sub": "ada", "groups": ["Desk"]}
    await come(world, idp, connection_id)
    assert await role_of(world, "ada") == "reviewer"


async def test_a_changed_role_holds_at_the_next_request(world: World, idp: Provider) -> None:
    connection_id = await connected(world, idp, group_roles=MAPPED)
    idp.claims["groups"] = ["Board"]
    browser, _ = await come(world, idp, connection_id)
    assert (await browser.get("/acme/settings/policy")).status_code == 200
    idp.claims["groups"] = ["Desk"]
    await come(world, idp, connection_id)
    # The second owner of two may be taken away; the session from before loses the role, too.
    assert (await browser.get("/acme/settings/policy")).status_code == 403


def test_lines_are_read_and_written() -> None:
    mapping = read_group_roles(MAPPED)
    assert mapping == [
        GroupRole("Desk", Role.REVIEWER),
        GroupRole("Editors", Role.EDITOR),
        GroupRole("Board", Role.OWNER),
    ]
    assert read_group_roles(written(mapping)) == mapping
    assert read_group_roles("cn=Desk,ou=x = reviewer")[0].group == "cn=Desk,ou=x"


@pytest.mark.parametrize("line", ["Desk", "Desk = boss", "= owner", "Desk ="])
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="no line such as") as refused:
        read_group_roles(f"A = owner\n{line}")
    assert refused.value.field == "group_roles"


@pytest.mark.parametrize(
    ("claims", "claim", "found"),
    [
        ({"groups": ["a", "b"]}, "groups", ["a", "b"]),
        ({"groups": "a"}, "groups", ["a"]),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ["a"]),
        ({"https://id.example/groups": ["a"]}, "https://id.example/groups", ["a"]),
        ({"groups": {"a": 1}}, "groups", []),
        ({"groups": [1, None, "a"]}, "groups", ["a"]),
        ({}, "a.b.c", []),
    ],
)
def test_groups_are_found_wherever_they_are(claims: dict[str, Any], claim: str, found: list[str]) -> None:
    assert groups_of(claims, claim) == found


def test_the_role_that_may_most_wins() -> None:
    mapping = read_group_roles("L = listener\nA = admin\nE = editor")
    assert role_for(mapping, ["L", "E", "A"]) is Role.ADMIN
    assert role_for(mapping, ["x"]) is None
