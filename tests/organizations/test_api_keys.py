"""Keys on their page and over the API: made, shown once, rotated with overlap, revoked, answered for."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import User
from app.accounts.programs import ApiKey, ServiceAccount
from app.ids import now
from app.mail.letters import Letter
from app.organizations.models import Membership
from app.permissions import Role
from tests.world import MASTER_KEY, World

PAGE = "/acme/settings/api-keys"


async def works(world: World, secret: str) -> bool:
    client = world.program(Authorization=f"Bearer {secret}")
    return (await client.get("/v1/documents")).status_code == 200


async def account(world: World, name: str = "CI", role: str = "editor") -> str:
    answer = await world.program("ada").post("/v1/service-accounts", json={"name": name, "role": role})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def made(world: World, **values: Any) -> dict[str, Any]:
    body = {"service_account_id": await account(world), "name": "deploy", "scopes": ["read"], "days": 90}
    answer = await world.program("ada").post("/v1/keys", json=body | values)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_who_makes_one_hears_of_it_by_mail(empty: World) -> None:
    at = await account(empty)
    form = {"name": "deploy", "scopes": "read", "days": "30"}
    made = await empty.browser("ada").post(f"/acme/settings/service-accounts/{at}/keys", data=form)
    assert made.status_code == 200
    async with empty.reading() as session:
        (letter,) = (await session.exec(select(Letter))).all()
    assert letter.to == "ada@example.org"
    text = letter.text(MASTER_KEY)
    assert text.startswith("An API key was made in your name: deploy of the service account CI.")
    secret = re.search(r"tic_[0-9A-Za-z]{36}", made.text)
    assert secret
    assert secret[0] not in text


async def test_ada_makes_one_on_the_page_and_sees_it_once(empty: World) -> None:
    ada = empty.browser("ada")
    form = {"name": "CI", "role": "editor"}
    assert (await ada.post("/acme/settings/service-accounts", data=form)).status_code == 303
    page = (await ada.get(PAGE)).text
    place = re.search(r'action="(/acme/settings/service-accounts/[^"]+/keys)"', page.split("CI</h2>")[1])
    assert place
    form = {"name": "deploy", "scopes": ["read", "write"], "days": "30"}
    assert (await ada.post(place[1], data=form | {"scopes": "read"})).status_code == 200
    answer = await ada.post(place[1], data=form)
    found = re.search(r"tic_[0-9A-Za-z]{36}", answer.text)
    assert found
    assert await works(empty, found[0])
    page = (await ada.get(PAGE)).text
    assert found[0] not in page
    assert "deploy" in page
    assert "Made by ada@example.org" in page


async def test_a_key_without_scopes_is_explained(empty: World) -> None:
    place = f"/acme/settings/service-accounts/{await account(empty)}/keys"
    answer = await empty.browser("ada").post(place, data={"name": "deploy", "days": "30"})
    assert answer.status_code == 422
    assert "at least one scope" in answer.text


async def test_whose_sign_in_is_old_sees_the_keys_and_no_forms(empty: World) -> None:
    from app.accounts.models import LoginSession

    async with empty.installation.work() as session:
        login = await session.get_one(LoginSession, empty.known.logins["ada"])
        login.confirmed_at = now() - timedelta(minutes=11)
    ada = empty.browser("ada")
    page = (await ada.get(PAGE)).text
    assert "Confirm that it is you" in page
    assert "<details>" not in page
    answer = await ada.post("/acme/settings/service-accounts", data={"name": "x", "role": "editor"})
    assert answer.headers["location"].startswith("/account/confirmation")


async def test_rotating_leaves_two_that_work_and_never_three(empty: World) -> None:
    ada = empty.program("ada")
    old = await made(empty)
    answer = await ada.post(f"/v1/keys/{old['id']}/rotation", json={"overlap_days": 2})
    assert answer.status_code == 201
    new = answer.json()
    assert await works(empty, old["secret"])
    assert await works(empty, new["secret"])
    assert new["scopes"] == old["scopes"]
    for key in (old, new):
        again = await ada.post(f"/v1/keys/{key['id']}/rotation", json={"overlap_days": 0})
        assert again.status_code == 409, again.text
    ends = {row["id"]: row["expires_at"] for row in (await ada.get("/v1/keys")).json()["items"]}
    assert ends[old["id"]] < (now() + timedelta(days=2, minutes=1)).isoformat()
    assert (await ada.post(f"/v1/keys/{old['id']}/revocation")).json()["usable"] is False
    assert (await ada.post(f"/v1/keys/{new['id']}/rotation", json={"overlap_days": 0})).status_code == 201
    assert not await works(empty, new["secret"])


@pytest.mark.parametrize("days", [-1, 8])
async def test_the_overlap_is_a_week_at_most(empty: World, days: int) -> None:
    key = await made(empty)
    answer = await empty.program("ada").post(f"/v1/keys/{key['id']}/rotation", json={"overlap_days": days})
    assert answer.status_code == 422


async def test_the_use_of_a_dead_key_is_recorded_but_not_each_time(empty: World) -> None:
    key = await made(empty)
    await empty.program("ada").post(f"/v1/keys/{key['id']}/revocation")
    for _ in range(3):
        assert not await works(empty, key["secret"])
    events = [event for event in await empty.events() if event.action == "api_key.refused"]
    assert [event.details["address"] for event in events] == ["127.0.0.1"]


async def test_where_it_was_last_used_from_is_kept(empty: World) -> None:
    key = await made(empty)
    await works(empty, key["secret"])
    async with empty.reading() as session:
        row = await session.get_one(ApiKey, key["id"])
    assert row.last_used_from == "127.0.0.1"
    assert row.last_used_at


async def test_removing_the_account_ends_its_keys(empty: World) -> None:
    key = await made(empty)
    place = f"/v1/service-accounts/{key['service_account_id']}/removal"
    assert (await empty.program("ada").post(place)).status_code == 200
    assert not await works(empty, key["secret"])
    assert (await empty.program("ada").post(place)).status_code == 409


async def _by_ada_herself(world: World) -> str:
    ada = world.browser("ada")
    place = f"/acme/settings/service-accounts/{await account(world)}/keys"
    answer = await ada.post(place, data={"name": "hers", "scopes": ["read", "manage"], "days": "30"})
    if answer.status_code != 200:
        place = f"/acme/settings/service-accounts/{await account(world, 'Admin', 'admin')}/keys"
        answer = await ada.post(place, data={"name": "hers", "scopes": ["read", "manage"], "days": "30"})
    found = re.search(r"tic_[0-9A-Za-z]{36}", answer.text)
    assert found
    return found[0]


async def test_a_key_ends_with_the_membership_or_account_of_who_made_it(empty: World) -> None:
    secret = await _by_ada_herself(empty)
    client = empty.program(Authorization=f"Bearer {secret}")
    body = {"service_account_id": await account(empty, "Child"), "name": "child", "scopes": ["read"]}
    child = (await client.post("/v1/keys", json=body)).json()["secret"]
    async with empty.installation.work() as session:
        (await session.get_one(User, empty.known.users["ada"])).disabled = True
    assert not await works(empty, secret)
    assert not await works(empty, child)
    async with empty.installation.work() as session:
        (await session.get_one(User, empty.known.users["ada"])).disabled = False
    assert await works(empty, secret)
    async with empty.writing() as session:
        statement = select(Membership).where(Membership.user_id == empty.known.users["ada"])
        (await session.exec(statement)).one().suspended = True
    assert not await works(empty, secret)


async def test_nobody_gives_what_they_do_not_hold(empty: World) -> None:
    place = {"service_account_id": await account(empty, "Admin", "admin"), "name": "narrow"}
    first = await empty.program("ada").post("/v1/keys", json=place | {"scopes": ["manage"]})
    client = empty.program(Authorization=f"Bearer {first.json()['secret']}")
    answer = await client.post("/v1/keys", json=place | {"scopes": ["publish"]})
    assert answer.status_code == 403
    assert "publish" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["", "x" * 81])
async def test_accounts_have_plain_names(empty: World, name: str) -> None:
    answer = await empty.program("ada").post("/v1/service-accounts", json={"name": name, "role": "editor"})
    assert answer.status_code == 422


async def test_a_name_is_taken_once(empty: World) -> None:
    await account(empty, "CI")
    answer = await empty.program("ada").post("/v1/service-accounts", json={"name": " CI ", "role": "editor"})
    assert answer.status_code == 422
    async with empty.reading() as session:
        names = [row.name for row in (await session.exec(select(ServiceAccount))).all()]
    assert names.count("CI") == 1


async def as_admin(world: World) -> None:
    """Ed, from now on."""
    async with world.writing() as session:
        statement = select(Membership).where(Membership.user_id == world.known.users["ed"])
        (await session.exec(statement)).one().role = Role.ADMIN


async def test_only_an_owner_makes_a_program_an_owner(empty: World) -> None:
    await as_admin(empty)
    form = {"name": "Second self", "role": "owner"}
    assert (await empty.browser("ed").post("/acme/settings/service-accounts", data=form)).status_code == 403
    assert (await empty.program("ada").post("/v1/service-accounts", json=form)).status_code == 403
    assert '<option value="owner"' not in (await empty.browser("ed").get(PAGE)).text
    assert '<option value="owner"' in (await empty.browser("ada").get(PAGE)).text
    assert (await empty.browser("ada").post("/acme/settings/service-accounts", data=form)).status_code == 303


async def test_only_an_owner_makes_or_rotates_the_key_of_a_directory(empty: World) -> None:
    """It shuts out owners, which an admin may not."""
    await as_admin(empty)
    place = await account(empty, "Directory", "admin")
    at = f"/acme/settings/service-accounts/{place}/keys"
    form = {"name": "Entra", "scopes": ["scim"], "days": "90"}
    refused = await empty.browser("ed").post(at, data=form)
    assert refused.status_code == 403
    assert "Only an owner" in refused.text
    assert 'value="scim"' not in (await empty.browser("ed").get(PAGE)).text
    made = await empty.browser("ada").post(at, data=form)
    secret = re.search(r"tic_[0-9A-Za-z]{36}", made.text)
    assert secret
    async with empty.reading() as session:
        key = (await session.exec(select(ApiKey).where(ApiKey.name == "Entra"))).one()
    turn = f"/acme/settings/keys/{key.id}/rotation"
    assert (await empty.browser("ed").post(turn, data={"overlap_days": "7"})).status_code == 403
    directory = empty.program(Authorization=f"Bearer {secret[0]}")
    assert (await directory.get("/scim/v2/Users")).status_code == 200
    assert (await empty.browser("ada").post(turn, data={"overlap_days": "7"})).status_code == 200


async def test_the_page_says_which_of_two_keys_is_being_replaced(empty: World) -> None:
    key = await made(empty, name="deploy")
    ada = empty.browser("ada")
    assert "Being replaced" not in (await ada.get(PAGE)).text
    await ada.post(f"/acme/settings/keys/{key['id']}/rotation", data={"overlap_days": "7"})
    page = (await ada.get(PAGE)).text
    old = page.split(f'id="key-{key["id"]}"')[1].split("</li>")[0]
    assert "Being replaced" in old
    assert "/rotation" not in old
    assert "/revocation" in old
