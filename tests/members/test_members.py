"""Who is a member, as what, and how that changes: at once, and never without an owner."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.accounts.models import User
from app.organizations.models import Membership, Workspace
from app.permissions import Role
from tests.html import Page
from tests.world import World

AT = "/acme/settings/members"


async def membership(world: World, who: str) -> Membership:
    async with world.reading() as session:
        query = select(Membership).where(Membership.user_id == world.known.users[who])
        return (await session.exec(query)).one()


async def change(world: World, who: str, noun: str, by: str = "ada", **form: Any) -> httpx.Response:
    row = await membership(world, who)
    return await world.browser(by).post(f"{AT}/{row.id}/{noun}", data=form)


async def promoted(world: World, who: str, role: Role) -> None:
    row = await membership(world, who)
    async with world.writing() as session:
        (await session.get_one(Membership, row.id)).role = role


async def test_the_page_lists_everybody_with_what_they_are(empty: World) -> None:
    page = Page((await empty.browser("ada").get(AT)).text)
    words = page.text
    for said in ("ada@example.org", "Ben", "Owner", "Reviewer", "every workspace", "General", "last seen"):
        assert said in words, said
    assert "cleo" not in words.lower()


async def test_a_changed_role_holds_at_the_next_request(empty: World) -> None:
    ben = empty.browser("ben")
    upload = {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    assert (await ben.post("/acme/documents", files=upload)).status_code == 403
    answer = await change(empty, "ben", "role", role="editor")
    assert answer.headers["location"] == f"{AT}?done=role"
    assert (
        "holds from their next request" in (await empty.browser("ada").get(answer.headers["location"])).text
    )
    assert (await ben.post("/acme/documents", files=upload)).status_code == 303
    event = (await empty.events())[-2]
    assert event.action == "membership.role_changed"
    assert (event.details["before"], event.details["after"]) == ("reviewer", "editor")


async def test_a_page_refused_by_the_new_role_still_carries_the_new_secret(empty: World) -> None:
    ben = empty.browser("ben")
    await promoted(empty, "ben", Role.ADMIN)
    assert "tic_session" not in (await ben.get(AT)).cookies
    await promoted(empty, "ben", Role.LISTENER)
    answer = await ben.get(AT)
    assert answer.status_code == 403
    assert (await empty.browser("ben").get("/account")).status_code == 303, "the one before is dead"
    empty.known.cookies["ben"], before = answer.cookies["tic_session"], empty.known.cookies["ben"]
    assert (await empty.browser("ben").get("/account")).status_code == 200
    empty.known.cookies["ben"] = before


@pytest.mark.parametrize("noun", ["role", "removal"])
async def test_the_last_owner_stays(empty: World, noun: str) -> None:
    answer = await change(empty, "ada", noun, role="editor")
    assert answer.status_code == 409
    assert "needs an owner" in answer.text
    assert Page(answer.text).check_page() == []
    assert (await membership(empty, "ada")).role is Role.OWNER


async def test_an_owner_who_cannot_come_in_is_not_counted(empty: World) -> None:
    await promoted(empty, "ben", Role.OWNER)
    async with empty.writing() as session:
        (await session.get_one(User, empty.known.users["ben"])).disabled = True
    assert (await change(empty, "ada", "role", role="editor")).status_code == 409


async def test_of_two_owners_who_leave_at_once_one_stays(empty: World) -> None:
    await promoted(empty, "ben", Role.OWNER)
    answers = await asyncio.gather(
        change(empty, "ada", "removal", "ada"), change(empty, "ben", "removal", "ben")
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]


async def test_ada_hands_the_organization_over(empty: World) -> None:
    assert (await change(empty, "ben", "ownership")).headers["location"] == f"{AT}?done=ownership"
    assert (await membership(empty, "ben")).role is Role.OWNER
    assert (await membership(empty, "ada")).role is Role.ADMIN
    assert (await change(empty, "ben", "ownership", "ada")).status_code == 403


@pytest.mark.parametrize(("noun", "form"), [("role", {"role": "editor"}), ("removal", {})])
async def test_an_admin_does_not_touch_an_owner(empty: World, noun: str, form: dict[str, str]) -> None:
    await promoted(empty, "ben", Role.ADMIN)
    answer = await change(empty, "ada", noun, "ben", **form)
    assert answer.status_code == 403
    assert (await change(empty, "ed", "role", "ben", role="owner")).status_code == 403
    assert (await change(empty, "ed", "role", "ben", role="listener")).status_code == 303
    assert (await empty.actions()).count("membership.role_changed") == 1


async def test_who_is_removed_is_out_at_once_and_leaves_nothing_behind(world: World) -> None:
    lou = world.browser("lou")
    assert (await lou.get("/acme")).status_code == 200
    row = await membership(world, "lou")
    assert (await change(world, "lou", "removal")).status_code == 303
    assert (await lou.get("/acme")).status_code == 404
    left = [str(rows) for name, rows in (await world.everything()).items() if name != "audit_event"]
    assert row.id not in str(left)


async def test_a_member_sees_the_workspaces_they_are_given(world: World) -> None:
    path = f"/acme/documents/{world.known.things['document']}"
    async with world.reading() as session:
        room = (await session.exec(select(Workspace))).one()
    assert (await world.browser("ed").get(path)).status_code == 200
    await change(world, "ed", "workspaces")
    assert (await world.browser("ed").get(path)).status_code == 404
    await change(world, "ed", "workspaces", workspace_ids=room.id)
    assert (await world.browser("ed").get(path)).status_code == 200
    assert (await world.actions()).count("membership.workspaces_changed") == 2


async def test_a_workspace_of_another_house_is_missing(world: World) -> None:
    async with world.reading("globex") as session:
        theirs = (await session.exec(select(Workspace))).one()
    answer = await change(world, "ed", "workspaces", workspace_ids=theirs.id)
    assert answer.status_code == 404


async def test_unknown_roles_are_refused_in_place(empty: World) -> None:
    answer = await change(empty, "ben", "role", role="king")
    assert answer.status_code == 422
    assert "There is no role king." in answer.text


async def test_only_those_who_manage_see_them(empty: World) -> None:
    for who in ("ben", "ed", "lou"):
        assert (await empty.browser(who).get(AT)).status_code == 403
    assert (await empty.browser("cleo").get(AT)).status_code == 404


async def test_programs_do_the_same(world: World) -> None:
    ada = world.program("ada")
    found = (await ada.get("/v1/members")).json()["items"]
    assert [row["role"] for row in found] == ["owner", "editor", "reviewer", "listener"]
    ben = next(row for row in found if row["email"] == "ben@example.org")
    assert (await ada.post(f"/v1/members/{ben['id']}/role", json={"role": "editor"})).status_code == 204
    assert (await ada.post(f"/v1/members/{ben['id']}/role", json={"role": "owner"})).status_code == 403
    assert (await ada.post(f"/v1/members/{ben['id']}/removal")).status_code == 204
    owner = next(row for row in found if row["role"] == "owner")
    assert (await ada.post(f"/v1/members/{owner['id']}/removal")).status_code == 403
    assert (await world.program("ed").get("/v1/members")).status_code == 403
