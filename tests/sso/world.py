"""Acme with an identity provider of its own, and people who come through it."""

from contextlib import suppress
from typing import Any

import httpx
from sqlmodel import select

from app.accounts.models import LoginSession, User
from app.organizations.models import Membership
from app.outside.identity_provider import IdentityProviders
from app.sso.entries import SsoIdentity
from app.sso.models import SsoConnection, SsoDomain
from tests.fakes.identity_provider import Provider
from tests.world import World

PAGE = "/acme/settings/single-sign-on"
ALLOWED = {"egress_allow": "http://127.0.0.1"}


async def connected(world: World, provider: Provider, **terms: Any) -> str:
    """The id of a connection Ada made by the form."""
    form = {
        "name": "Acme staff",
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "secret": provider.secret,
        "just_in_time": "true",
        "default_role": "listener",
        **terms,
    }
    answer = await world.browser("ada").post(PAGE, data={k: v for k, v in form.items() if v is not None})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def go(browser: httpx.AsyncClient, connection_id: str, next: str = "") -> str:
    """The address at the provider a browser is sent to."""
    answer = await browser.get(f"/sso/{connection_id}", params={"next": next} if next else {})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def come(
    world: World,
    provider: Provider,
    connection_id: str,
    browser: httpx.AsyncClient | None = None,
    **more: str,
) -> tuple[httpx.AsyncClient, httpx.Response]:
    """A browser that went to the provider and came back, and the answer it got."""
    browser = browser or world.browser()
    back = provider.authorize(await go(browser, connection_id), **more)
    return browser, await browser.get(back)


async def identities(world: World) -> list[SsoIdentity]:
    async with world.reading() as session:
        return list(await session.exec(select(SsoIdentity).order_by(SsoIdentity.id)))


async def user_of(world: World, subject: str) -> User:
    async with world.reading() as session:
        identity = (await session.exec(select(SsoIdentity).where(SsoIdentity.subject == subject))).one()
        return await session.get_one(User, identity.user_id)


async def membership_of(world: World, user_id: str) -> Membership | None:
    async with world.reading() as session:
        return (await session.exec(select(Membership).where(Membership.user_id == user_id))).first()


async def logins(world: World) -> list[LoginSession]:
    """Sessions providers began."""
    async with world.reading() as session:
        return [row for row in await session.exec(select(LoginSession)) if row.within_id]


async def proven(world: World, connection_id: str, domain: str = "example.org") -> None:
    """Acme holds the domain."""
    async with world.writing() as session:
        connection = await session.get_one(SsoConnection, connection_id)
        row, event = SsoDomain.claim(connection, domain, world.principal("ada"))
        session.add_all([row, event, row.hold(world.principal("ada"), "test")])


class KnownProviders(IdentityProviders):
    """Knows what every provider would say of itself, and asks none."""

    async def metadata(self, issuer: str, *, anew: bool = False) -> dict[str, Any]:
        return {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize"}


class FakeNames:
    """A name service that knows what it was told."""

    def __init__(self) -> None:
        self.records: dict[str, list[str]] = {}
        self.asked: list[str] = []

    async def txt(self, name: str) -> list[str]:
        self.asked.append(name)
        with suppress(KeyError):
            return self.records[name]
        return []
