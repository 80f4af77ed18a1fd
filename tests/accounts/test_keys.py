"""API keys: their form, what they open, how they end."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.keys import (
    create_key,
    keys_of,
    new_secret,
    revoke_from_shell,
    rotate_from_shell,
    well_formed,
)
from app.accounts.programs import ApiKey, ServiceAccount
from app.ids import now
from app.organizations.models import Organization, Project, Workspace
from app.permissions import SCOPES, Principal, Role
from app.problems import Invalid, Missing
from tests.accounts.world import World


async def ask(world: World, secret: str, method: str = "GET", scheme: str = "Bearer") -> Any:
    return await world.browser(Authorization=f"{scheme} {secret}").request(method, "/v1/documents")


async def row_of(world: World) -> ApiKey:
    async with world.installation.work(world.acme.id, writes=False) as session:
        return (await session.exec(select(ApiKey))).one()


def test_a_key_reads_as_github_writes_them() -> None:
    secret = new_secret()
    assert len(secret) == 40
    assert secret.startswith("tic_")
    assert secret[4:].isalnum()
    assert well_formed(secret)
    # zlib.crc32 of thirty zeros, written in base 62 by hand.
    assert well_formed("tic_" + "0" * 30 + "2C8GjS")


def test_a_typing_error_shows_in_the_key_itself() -> None:
    secret = new_secret()
    for i in range(4, len(secret)):
        assert not well_formed(secret[:i] + ("a" if secret[i] != "a" else "b") + secret[i + 1 :])
    for odd in ("", "tic_", secret[:-1], secret + "a", "tic_" + "ü" * 36, secret.upper()):
        assert not well_formed(odd)


async def test_a_bad_checksum_costs_no_query(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = new_secret()
    wrong = secret[:-1] + ("a" if secret[-1] != "a" else "b")

    def refuse(**options: Any) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(world.installation, "work", refuse)
    assert (await ask(world, secret)).status_code == 500
    answer = await ask(world, wrong)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_key_opens_what_its_scopes_say(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read"])
    answer = await ask(world, secret)
    assert answer.json() == {"actor": "key ci of service account ci"}
    assert (await ask(world, secret, scheme="bearer")).status_code == 200
    assert (await ask(world, secret, "POST")).status_code == 403
    wide = await create_key(world.installation, "acme", "ci", ["read", "write"])
    assert (await ask(world, wide, "POST")).status_code == 201


async def test_a_key_asks_from_anywhere(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["write"])
    headers = {
        "Authorization": f"Bearer {secret}",
        "Sec-Fetch-Site": "cross-site",
        "Origin": "https://other.example",
    }
    assert (await world.browser(**headers).post("/v1/documents")).status_code == 201


async def test_nothing_is_kept_that_could_be_used(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read"])
    row = await row_of(world)
    assert secret not in row.model_dump_json()
    assert row.prefix == secret[:8]
    assert timedelta(days=364) < row.expires_at - now() <= timedelta(days=365)


@pytest.mark.parametrize("values", [{"revoked_at": now()}, {"expires_at": now() - timedelta(seconds=1)}])
async def test_a_revoked_or_expired_key_is_out_at_once(world: World, values: dict[str, Any]) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read"])
    assert (await ask(world, secret)).status_code == 200
    await world.change(await row_of(world), **values)
    assert (await ask(world, secret)).status_code == 401


async def test_a_key_nobody_issued_is_refused(world: World) -> None:
    assert (await ask(world, new_secret())).status_code == 401
    assert (await ask(world, "")).status_code == 401
    assert (await world.browser().get("/v1/documents")).status_code == 401


async def test_a_key_of_a_suspended_organization_is_refused(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read"])
    await world.change(world.acme, suspended=True)
    assert (await ask(world, secret)).status_code == 403


async def test_keys_count_in_the_api_only_and_cookies_only_outside_it(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", list(SCOPES))
    page = await world.browser(Authorization=f"Bearer {secret}").get("/acme/")
    assert page.status_code == 303
    ada = await world.signed_in(world.ada)
    assert (await ada.get("/acme/")).status_code == 200
    assert (await ada.get("/v1/documents")).status_code == 401


async def test_a_key_can_do_no_more_than_its_account_may_now(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read", "write"])
    async with world.installation.work(world.acme.id) as session:
        (await session.exec(select(ServiceAccount))).one().role = Role.LISTENER
    assert (await ask(world, secret)).status_code == 200
    assert (await ask(world, secret, "POST")).status_code == 403
    with pytest.raises(Invalid):
        await create_key(world.installation, "acme", "ci", ["write"])


async def test_use_is_noted_once_a_minute(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read"])
    assert (await row_of(world)).last_used_at is None
    await ask(world, secret)
    first = (await row_of(world)).last_used_at
    assert first is not None
    await ask(world, secret)
    assert (await row_of(world)).last_used_at == first
    await world.change(await row_of(world), last_used_at=first - timedelta(seconds=61))
    await ask(world, secret)
    later = (await row_of(world)).last_used_at
    assert later is not None
    assert later >= first


async def test_an_embedded_installation_gets_the_organization_too(world: World) -> None:
    secret = await create_key(world.installation, "initech", "ci", ["read"])
    assert (await ask(world, secret)).status_code == 200
    async with world.installation.work(writes=False) as session:
        initech = (await session.exec(select(Organization).where(Organization.slug == "initech"))).one()
    async with world.installation.work(initech.id, writes=False) as session:
        assert len(list(await session.exec(select(Workspace)))) == 1
        assert len(list(await session.exec(select(Project)))) == 1
    expected = ["organization.created", "service_account.created", "api_key.issued"]
    assert sorted(await world.actions(initech)) == sorted(expected)


async def test_elsewhere_a_missing_organization_is_missing(build) -> None:
    world = await build(database_url="postgresql+asyncpg://somewhere")
    with pytest.raises(Missing):
        await create_key(world.installation, "initech", "ci", ["read"])


@pytest.mark.parametrize("slug", ["Acme Inc", "v1", "-", "a" * 41])
async def test_odd_and_reserved_slugs_make_no_organization(world: World, slug: str) -> None:
    with pytest.raises(Invalid):
        await create_key(world.installation, slug, "ci", ["read"], reserved=frozenset({"v1"}))


@pytest.mark.parametrize(
    ("scopes", "days"), [([], 30), (["public"], 30), (["everything"], 30), (["read"], 366), (["read"], 0)]
)
async def test_a_key_without_scopes_or_end_is_not_issued(world: World, scopes: list[str], days: int) -> None:
    with pytest.raises(Invalid):
        await create_key(world.installation, "acme", "ci", scopes, days=days)
    async with world.installation.work(world.acme.id, writes=False) as session:
        assert list(await session.exec(select(ServiceAccount))) == []


async def test_revoking_is_recorded(world: World) -> None:
    secret = await create_key(world.installation, "acme", "ci", ["read"])
    async with world.installation.work(world.acme.id) as session:
        key = (await session.exec(select(ApiKey))).one()
        session.add(key.revoke(by=Principal.system(world.acme.id)))
    assert (await ask(world, secret)).status_code == 401
    assert (await world.actions(world.acme))[-2:] == ["api_key.revoked", "api_key.refused"]


async def test_keys_are_listed_rotated_and_revoked_from_the_shell(world: World) -> None:
    old = await create_key(world.installation, "acme", "ci", ["read"])
    ((key, account),) = await keys_of(world.installation, "acme")
    assert (key.prefix, account.name) == (old[:8], "ci")
    new = await rotate_from_shell(world.installation, "acme", key.id, 7)
    assert (await ask(world, old)).status_code == (await ask(world, new)).status_code == 200
    await revoke_from_shell(world.installation, "acme", key.id)
    assert (await ask(world, old)).status_code == 401
    assert (await ask(world, new)).status_code == 200
    assert "api_key.rotated" in await world.actions(world.acme)
    with pytest.raises(Missing):
        await revoke_from_shell(world.installation, "globex", key.id)
    with pytest.raises(Missing):
        await keys_of(world.installation, "nowhere")
