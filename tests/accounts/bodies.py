"""Good bodies for what one does to one's own account, and what makes them possible."""

from typing import Any

import pyotp
from sqlmodel import select

from app.accounts.addresses import AddressChange
from app.accounts.enrolling import begin_authenticator, begun_authenticator, renew_codes
from app.accounts.factors import Authenticator, Passkey
from app.accounts.models import LoginSession, User, digest
from app.accounts.passkeys import Ceremony, RelyingParty
from app.accounts.signing_in import sign_in_link
from app.ids import now
from tests.fakes.passkeys import Device
from tests.world import MASTER_KEY, World


async def adas_user(world: World) -> User:
    async with world.installation.work(writes=False) as session:
        return await session.get_one(User, world.known.users["ada"])


async def adas_ceremony(world: World, purpose: str) -> Ceremony:
    async with world.installation.work(writes=False) as session:
        login = await session.get_one(LoginSession, world.known.logins["ada"])
    party = RelyingParty.reached_as(world.installation.settings.origin)
    return Ceremony(party, purpose, login.token_hash, MASTER_KEY)


async def scanned(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """A secret in the app that waits for its first code."""
    user = await adas_user(world)
    async with world.installation.work() as session:
        await begin_authenticator(session, user, MASTER_KEY)
    async with world.installation.work(writes=False) as session:
        app = pyotp.TOTP((await begun_authenticator(session, user)).shown(MASTER_KEY))
    return {"code": app.at(now())}


async def set_up(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """An app whose codes are asked for, and recovery codes."""
    await scanned(world, at)
    async with world.installation.work() as session:
        (await session.exec(select(Authenticator))).one().confirmed_at = now()
        await renew_codes(session, await adas_user(world), MASTER_KEY)
    return {}


async def new_passkey(world: World, at: dict[str, Any]) -> dict[str, Any]:
    asked = await adas_ceremony(world, "registration")
    device = Device(world.installation.settings.origin)
    return {"name": "Laptop", "credential": device.create(asked.creation(await adas_user(world), []))}


async def kept_passkey(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """The one the names lead to is there."""
    device = await _kept(world)
    at["passkey_id"] = device[1]
    return {}


async def proof(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """Ada's passkey, shown again."""
    device, _ = await _kept(world)
    asked = await adas_ceremony(world, "confirmation")
    return {"credential": device.get(asked.request([]))}


async def _kept(world: World) -> tuple[Device, str]:
    user, asked = await adas_user(world), await adas_ceremony(world, "registration")
    device = Device(world.installation.settings.origin)
    async with world.installation.work() as session:
        made = device.create(asked.creation(user, []))
        passkey: Passkey = await asked.register(session, user, "Phone", made)
        session.add(passkey)
    return device, passkey.id


async def new_password(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"current": "", "new": "a tortoise named Kepler"}


async def new_address(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"email": "ada@new.example"}


async def asked_address(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """The link the names lead to was sent."""
    row, at["token"] = AddressChange.asked(await adas_user(world), "ada@new.example")
    async with world.installation.work() as session:
        session.add(row)
    return {}


async def nothing(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {}


async def seen_factors(world: World) -> None:
    """Every page of setting up a second factor, of coming in with it, and of another address, seen by Ada."""
    browser = world.browser("ada")
    form = await scanned(world, {})
    assert "data:" not in (await browser.get("/account/authenticator")).text
    answer = await browser.post("/account/authenticator/activation", data=form)
    assert "shown only now" in answer.text
    await _old_secret(world)
    browser = world.browser("ada")
    assert (await browser.get("/account/second-factor")).status_code == 200
    assert "authenticator app" in (await browser.get("/account/confirmation")).text
    at: dict[str, Any] = {}
    await asked_address(world, at)
    assert "ada@new.example" in (await browser.get(f"/account/address/{at['token']}")).text
    assert "passkey" in (await world.browser(Host="localhost:8000").get("/sign-in")).text
    door = world.browser()
    link = await sign_in_link(world.installation, "ada@example.org")
    assert (await door.post(link, follow_redirects=True)).url.path == "/sign-in/second-factor"
    assert (await browser.post("/account/authenticator/removal")).status_code == 303


async def _old_secret(world: World) -> None:
    """Give Ada's session back the secret all tests know, and not the new one it got."""
    async with world.installation.work() as session:
        login = await session.get_one(LoginSession, world.known.logins["ada"])
        login.token_hash = digest(world.known.cookies["ada"])


async def new_account(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"name": "CI", "role": "editor"}


async def new_key(world: World, at: dict[str, Any]) -> dict[str, Any]:
    scopes = ["read", "write"]
    return {"service_account_id": at["account_id"], "name": "deploy", "scopes": scopes, "days": 30}


async def overlap(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"overlap_days": 3}


async def no_demand(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"required": False}


OF_ACCOUNTS = {
    "/account/address": new_address,
    "/account/address/{token}": asked_address,
    "/account/password": new_password,
    "/account/sessions/{login_id}/ending": nothing,
    "/account/confirmation": proof,
    "/account/authenticator": nothing,
    "/account/authenticator/activation": scanned,
    "/account/authenticator/removal": set_up,
    "/account/recovery-codes": set_up,
    "/account/passkeys": new_passkey,
    "/account/passkeys/{passkey_id}/removal": kept_passkey,
    "/sign-out": nothing,
    "/{org}/settings/service-accounts": new_account,
    "/{org}/settings/service-accounts/{account_id}/keys": new_key,
    "/{org}/settings/service-accounts/{account_id}/removal": nothing,
    "/{org}/settings/keys/{key_id}/rotation": overlap,
    "/{org}/settings/keys/{key_id}/revocation": nothing,
    "/{org}/settings/security/second-factor": no_demand,
    "/{org}/settings/sessions/{login_id}/ending": nothing,
    "/v1/service-accounts": new_account,
    "/v1/service-accounts/{account_id}/removal": nothing,
    "/v1/keys": new_key,
    "/v1/keys/{key_id}/rotation": overlap,
    "/v1/keys/{key_id}/revocation": nothing,
    "/v1/token": nothing,
}
