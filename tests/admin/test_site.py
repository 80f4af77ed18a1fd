"""/admin: mirrors of the schema without secrets, for operators with a second factor; writes are recorded."""

from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from piccolo.columns import Boolean, Integer, Timestamptz, Varchar
from sqlalchemy import Boolean as SqlBoolean
from sqlalchemy import Enum, String
from sqlalchemy import Integer as SqlInteger
from sqlmodel import AutoString

from app.accounts.models import LoginSession, User
from app.admin.mirrors import MIRRORED, engine_of, mirrors
from app.admin.routes import admits
from app.cli import main
from app.database import Utc, metadata
from app.ids import now
from app.settings import settings
from tests.conftest import Build
from tests.world import Blueprint, World

KINDS: dict[type[Any], tuple[type[Any], ...]] = {
    Varchar: (String, AutoString, Enum),
    Boolean: (SqlBoolean,),
    Integer: (SqlInteger,),
    Timestamptz: (Utc,),
}
SECRETS = ("hash", "token", "secret", "password", "text", "reason", "details", "wrapped")


async def operating(world: World, *, proven: bool = True) -> httpx.AsyncClient:
    """Ada's browser, after she was made an operator and, unless not `proven`, gave a second factor."""
    async with world.installation.work() as session:
        (await session.get_one(User, world.known.users["ada"])).operator = True
        if proven:
            (await session.get_one(LoginSession, world.known.logins["ada"])).mfa_at = now()
    return world.browser("ada")


def test_mirrors_are_as_the_schema_says(world: World) -> None:
    made = mirrors(engine_of(world.installation.settings))
    assert [table._meta.tablename for table in made] == list(MIRRORED)
    for table in made:
        real = metadata.tables[table._meta.tablename].columns
        for column in table._meta.columns:
            name = column._meta.name
            assert isinstance(real[name].type, KINDS[type(column)]), (real.keys(), name)
            assert column._meta.null == bool(real[name].nullable), (table, name)


def test_nothing_secret_is_mirrored() -> None:
    names = {name for columns in MIRRORED.values() for name in columns}
    assert not [name for name in names if any(word in name for word in SECRETS)]


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/api/tables/user/", "/admin/assets/"])
async def test_only_operators_with_a_second_factor_find_it(world: World, path: str) -> None:
    assert (await world.browser("cleo").get(path)).status_code == 404
    assert (await world.browser().get(path)).headers["location"] == f"/sign-in?next={path.rstrip('/')}"
    half = await operating(world, proven=False)
    assert (await half.get(path)).status_code == 404


async def test_no_session_of_an_organizations_provider_opens_it(world: World) -> None:
    browser = await operating(world)
    async with world.installation.work() as session:
        login = await session.get_one(LoginSession, world.known.logins["ada"])
        login.within_id = world.known.organizations["acme"]
    assert (await browser.get("/admin/")).status_code == 403
    assert not admits(User(email="", operator=True), login)


@pytest.mark.parametrize(
    ("listed", "status"), [("10.0.0.0/8", 404), ("10.0.0.0/8, 127.0.0.1", 200), ("", 200)]
)
async def test_it_can_be_kept_to_some_addresses(
    build: Build, empty_blueprint: Blueprint, listed: str, status: int
) -> None:
    world = build(empty_blueprint, admin_addresses=listed)
    browser = await operating(world)
    assert (await browser.get("/admin/api/tables/")).status_code == status
    assert (await browser.get("/account")).status_code == 200


async def test_an_operator_sees_tables_across_organizations(world: World) -> None:
    browser = await operating(world)
    page = await browser.get("/admin/")
    assert page.status_code == 200
    assert "'unsafe-inline'" in page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in (await browser.get("/account")).headers["content-security-policy"]
    listed = await browser.get("/admin/api/tables/")
    assert sorted(listed.json()) == sorted(MIRRORED)
    for table in MIRRORED:
        answer = await browser.get(f"/admin/api/tables/{table}/")
        assert answer.status_code == 200, answer.text
        rows = answer.json()["rows"]
        assert rows, table
        assert set(rows[0]) == {"id", "created_at", *MIRRORED[table]}
        one = await browser.get(f"/admin/api/tables/{table}/{rows[0]['id']}/")
        assert one.json()["id"] == rows[0]["id"]
    assert (await browser.get("/admin/api/user/")).json()["username"] == "ada@example.org"
    slugs = {row["slug"] for row in (await browser.get("/admin/api/tables/organization/")).json()["rows"]}
    assert slugs == {"acme", "globex"}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_suspending_an_organization_is_in_its_record(world: World, method: str) -> None:
    browser = await operating(world)
    id = world.known.organizations["globex"]
    row = (await browser.get(f"/admin/api/tables/organization/{id}/")).json()
    # As the form of piccolo-admin sends it.
    whole = {"created_at": "2026-11-26T18:54:20.000Z", "slug": row["slug"], "name": row["name"]}
    whole |= {"suspended": "true"}
    answer = await browser.request(method, f"/admin/api/tables/organization/{id}/", json=whole)
    assert answer.status_code == 200, answer.text
    event = (await world.events("globex"))[-1]
    assert (event.action, event.actor_id) == ("organization.suspended", world.known.users["ada"])
    assert event.address == "127.0.0.1"
    assert (await world.browser("cleo").get("/globex/")).status_code == 403
    again = await browser.request(method, f"/admin/api/tables/organization/{id}/", json={"suspended": False})
    assert again.status_code == 200
    assert (await world.browser("cleo").get("/globex/")).status_code == 200


async def test_disabling_a_person_shuts_them_out_at_once(world: World) -> None:
    browser = await operating(world)
    path = f"/admin/api/tables/user/{world.known.users['cleo']}/"
    assert (await browser.patch(path, json={"disabled": True})).status_code == 200
    assert (await world.browser("cleo").get("/globex/")).status_code == 303
    assert (await world.actions("globex"))[-1] == "user.disabled"
    assert (await browser.patch(path, json={"disabled": False})).status_code == 200
    assert (await world.actions("globex"))[-1] == "user.enabled"
    own = f"/admin/api/tables/user/{world.known.users['ada']}/"
    assert (await browser.patch(own, json={"disabled": True})).status_code == 422


async def test_everything_else_is_read_only(world: World) -> None:
    browser = await operating(world)
    globex, cleo = world.known.organizations["globex"], world.known.users["cleo"]
    before = await world.everything()
    login = world.known.logins["cleo"]
    for method, path, body, status in (
        ("PATCH", f"organization/{globex}/", {"slug": "evil"}, 422),
        ("PATCH", f"user/{cleo}/", {"operator": True}, 422),
        ("PATCH", f"user/{cleo}/", {"disabled": "yes"}, 422),
        ("PATCH", f"login_session/{login}/", {"user_id": "x"}, 405),
        ("PUT", f"membership/{login}/", {"role": "owner"}, 405),
        ("DELETE", f"user/{cleo}/", None, 405),
        ("DELETE", "user/", None, 405),
        ("POST", "user/", {"email": "x@example.org"}, 405),
        ("PATCH", "organization/01a20000-0000-7000-8000-000000000000/", {"suspended": True}, 404),
        ("PATCH", f"organization/{globex}/", ["x"], 400),
    ):
        answer = await browser.request(method, f"/admin/api/tables/{path}", json=body)
        assert answer.status_code == status, (method, path, answer.text)
    assert await world.everything() == before


async def test_its_own_way_of_signing_in_is_not_there(world: World) -> None:
    browser = await operating(world)
    for path in ("public/login/", "public/logout/", "api/change-password/", "api/media/"):
        for method in ("GET", "POST"):
            assert (await browser.request(method, f"/admin/{path}")).status_code == 404, path


async def test_another_site_cannot_make_an_operator_write(world: World) -> None:
    browser = await operating(world)
    path = f"/admin/api/tables/organization/{world.known.organizations['globex']}/"
    forged = await browser.patch(path, json={"suspended": True}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403


def test_operators_are_made_on_the_command_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIC_DATA_DIR", str(world.installation.settings.data_dir))
    settings.cache_clear()
    run = CliRunner().invoke
    assert run(main, ["operators", "add", "cleo@example.org"]).exit_code == 0
    assert run(main, ["operators", "list"]).output == "cleo@example.org\n"
    assert run(main, ["operators", "remove", "cleo@example.org"]).exit_code == 0
    assert run(main, ["operators", "list"]).output == "\n"
    assert run(main, ["operators", "add", "nobody@example.org"]).exit_code == 1
    settings.cache_clear()
