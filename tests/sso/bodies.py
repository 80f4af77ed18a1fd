"""Good bodies for the POSTs of single sign-on, what makes each possible, and what the world holds of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel import select

from app.installation import Installation
from app.organizations.models import Membership
from app.sso.entries import SsoIdentity
from app.sso.models import SsoConnection, SsoDomain, SsoTerms
from tests.scim.bodies import OF_DIRECTORIES
from tests.sso.world import FakeNames
from tests.world import MASTER_KEY, Known, World

TERMS = {"name": "Acme staff", "issuer": "https://id.acme.example", "client_id": "tic"}


async def staffed(installation: Installation, known: Known) -> None:
    """A connection of Acme that nobody has used yet, and a domain it says is its own."""
    ada = World(installation, None, known).principal("ada")  # type: ignore[arg-type]
    async with installation.work(ada.organization_id) as session:
        connection, made = SsoConnection.begin(SsoTerms(**TERMS), "a secret", MASTER_KEY, ada)
        session.add_all([connection, made])
        await session.flush()
        domain, claimed = SsoDomain.claim(connection, "acme.example", ada)
        session.add_all([domain, claimed])
    known.things["connection"], known.things["domain"] = connection.id, domain.id


async def terms(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return TERMS | {"name": "Another name"}


async def nothing(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {}


async def domain(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"domain": "another.example"}


async def written(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """The name service says what it should."""
    names = FakeNames()
    async with world.reading() as session:
        row = await session.get_one(SsoDomain, at["domain_id"])
    names.records[row.record_name] = [row.record]
    world.installation.names = names
    return {}


async def used(world: World, at: dict[str, Any]) -> dict[str, Any]:
    """Somebody came through the connection, so it may become the only way in."""
    ada = world.known.users["ada"]
    async with world.writing() as session:
        identity = SsoIdentity(issuer="https://id.acme.example", subject="ada", user_id=ada)
        identity.last_seen_at = identity.created_at
        session.add(identity)
        membership = (await session.exec(select(Membership).where(Membership.user_id == ada))).one()
    return {"required": "true", "break_glass": membership.id}


PAGE = "/{org}/settings/single-sign-on"
OF_SSO: dict[str, Callable[[World, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    **OF_DIRECTORIES,
    PAGE: terms,
    f"{PAGE}/requirement": used,
    f"{PAGE}/{{connection_id}}": terms,
    f"{PAGE}/{{connection_id}}/test": nothing,
    f"{PAGE}/{{connection_id}}/suspension": nothing,
    f"{PAGE}/{{connection_id}}/resumption": nothing,
    f"{PAGE}/{{connection_id}}/removal": nothing,
    f"{PAGE}/{{connection_id}}/domains": domain,
    f"{PAGE}/domains/{{domain_id}}/verification": written,
    f"{PAGE}/domains/{{domain_id}}/removal": nothing,
}
