"""Settings that decide who comes in ask again who somebody is; the others are named here."""

from datetime import timedelta

import pytest
from litestar.routes import HTTPRoute

from app.accounts.models import LoginSession
from app.confirming import recently_confirmed
from app.ids import now
from app.permissions import Permission
from tests.world import World

HARMLESS = (
    "/settings/voices/",
    "/settings/presets",
    "/settings/branding/",
    "/settings/policy",
    "/settings/workspaces",
    "/settings/projects/",
    "/settings/general/name",
    "/settings/general/address",
    "/settings/general/archival",
    "/settings/general/restoration",
)
"""What they change can be seen, and be changed back, by everybody who may change it."""
LESS = (
    "/settings/invitations/{invitation_id:str}/revocation",
    "/settings/teams",
    "/settings/teams/{team_id:str}/name",
)
"""They let nobody in: an invitation fewer, a team that is still empty, another name."""


def sensitive(world: World) -> dict[str, bool]:
    """Whether each change of the settings that asks for MANAGE or OWN has the guard, by address."""
    found = {}
    for route in world.app.routes:
        if not isinstance(route, HTTPRoute) or not route.path.startswith("/{org:str}/settings/"):
            continue
        for handler in route.route_handlers:
            needs = handler.opt.get("needs")
            if "POST" in handler.http_methods and needs in (Permission.MANAGE, Permission.OWN):
                found[route.path.removeprefix("/{org:str}")] = recently_confirmed in handler.resolve_guards()
    return found


def test_every_setting_that_lets_people_in_is_guarded(world: World) -> None:
    found = sensitive(world)
    assert {path for path in LESS if path not in found} == set()
    open_ones = {path for path, guarded in found.items() if not guarded} - set(LESS)
    assert {path for path in open_ones if not path.startswith(HARMLESS)} == set()
    assert sum(found.values()) > 20


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/acme/settings/single-sign-on", "POST"),
        ("/acme/settings/single-sign-on/new", "GET"),
        ("/acme/settings/single-sign-on/requirement", "POST"),
        ("/acme/settings/single-sign-on/{connection}", "GET"),
        ("/acme/settings/single-sign-on/{connection}/removal", "POST"),
        ("/acme/settings/single-sign-on/{connection}/domains", "POST"),
        ("/acme/settings/single-sign-on/domains/{domain}/verification", "POST"),
        ("/acme/settings/members/{membership}/role", "POST"),
        ("/acme/settings/members/{membership}/removal", "POST"),
        ("/acme/settings/invitations", "POST"),
        ("/acme/settings/teams/{team}/roles", "POST"),
        ("/acme/settings/service-accounts", "POST"),
    ],
)
async def test_after_ten_minutes_it_is_asked_again_and_nothing_happened(
    world: World, path: str, method: str
) -> None:
    async with world.installation.work() as session:
        login = await session.get_one(LoginSession, world.known.logins["ada"])
        login.confirmed_at = now() - timedelta(minutes=10)
    before = await world.everything()
    answer = await world.browser("ada").request(method, path.format_map(world.known.things))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/account/confirmation?next=")
    assert await world.everything() == before
