"""Every route names a permission, and the guard stands before every route."""

import pytest
from litestar import Litestar, Router, asgi, get
from litestar.types import Receive, Scope, Send

from app.accounts.routes import router
from app.permissions import Permission
from app.security import FORM_MAX_BYTES, check_routes, require, reserved_slugs
from tests.accounts.world import World


@get("/open", needs=Permission.PUBLIC)
async def named() -> None:
    return None


@get("/forgotten")
async def forgotten() -> None:
    return None


@get("/misspelt", needs="reed")
async def misspelt() -> None:
    return None


@asgi("/mounted", is_mount=True, copy_scope=True)
async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
    return None


@pytest.mark.parametrize("handler", [forgotten, misspelt, mounted])
def test_a_route_without_a_permission_keeps_the_application_from_starting(handler: object) -> None:
    app = Litestar([named, handler], guards=[require], openapi_config=None)  # type: ignore[list-item]
    with pytest.raises(RuntimeError, match=next(iter(handler.paths))):  # type: ignore[attr-defined]
        check_routes(app)


def test_a_route_without_the_guard_does_too() -> None:
    with pytest.raises(RuntimeError, match="/open"):
        check_routes(Litestar([named], openapi_config=None))


def test_permissions_are_inherited_from_a_router() -> None:
    whole = Router("/whole", route_handlers=[forgotten], opt={"needs": Permission.READ})
    check_routes(Litestar([named, whole], guards=[require], openapi_config=None))


def test_first_parts_of_addresses_are_reserved() -> None:
    app = Litestar([named, router], guards=[require], openapi_config=None)
    assert reserved_slugs(app) == {"open", "sign-in", "sign-out", "account"}


async def test_options_tells_methods_and_nothing_else(world: World) -> None:
    answer = await world.browser().options("/acme/settings")
    assert (answer.status_code, answer.headers["allow"]) == (204, "OPTIONS, POST")


async def test_a_form_is_not_a_way_to_send_a_mountain(world: World) -> None:
    browser = world.browser()
    assert (await browser.post("/sign-in", data={"email": "x" * 20_000})).status_code == 413

    async def chunks():
        for _ in range(64):
            yield b"x" * 1024

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser.post("/sign-in", content=chunks(), headers=form)).status_code == 413
    assert FORM_MAX_BYTES == 1024 * 1024


async def test_a_stranger_meets_404_before_anything_is_checked(world: World) -> None:
    cleo = await world.signed_in(world.cleo)
    assert (await cleo.post("/acme/settings", content=b"not a form")).status_code == 404
