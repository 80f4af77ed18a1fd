"""Ada owns Acme, Ben reviews there, Cleo works at Globex; a small application with the real doors."""

from dataclasses import dataclass
from typing import Any

import httpx
from argon2 import PasswordHasher
from litestar import Litestar, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from sqlmodel import select

from app.accounts import address_pages, api, factor_pages, proof_pages, signing_in
from app.accounts.limiting import LimitActors, LimitAddresses
from app.accounts.models import User
from app.accounts.routes import router
from app.accounts.sessions import Identify, provide_principal
from app.audit import AuditEvent
from app.bounded import BoundedRequest
from app.errors import HANDLERS
from app.installation import Installation
from app.organizations.models import Membership, Organization, Workspace, WorkspaceMembership
from app.permissions import Permission, Role
from app.security import FORM_MAX_BYTES, CrossOriginGuard, check_routes, protect, require
from app.tenancy import across_organizations, scope
from app.web import AnyRequest, provide_session, templates

ADAS_PASSWORD = "a tortoise named Kepler"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
OUR_OWN = {"Sec-Fetch-Site": "same-origin"}


API = Router(path="/v1", route_handlers=[api.router])
DOORS = [router, proof_pages.router, factor_pages.router, address_pages.router, API, api.published]


@get("/{org:str}/", needs=Permission.READ)
async def show_home(org: FromPath[str]) -> dict[str, str]:
    return {"org": org}


@post("/{org:str}/settings", needs=Permission.MANAGE, status_code=200)
async def create_settings(org: FromPath[str]) -> dict[str, str]:
    return {"org": org}


@get("/v1/documents", needs=Permission.READ)
async def list_documents(request: AnyRequest) -> dict[str, str]:
    return {"actor": request.scope["state"]["principal"].label}


@post("/v1/documents", needs=Permission.WRITE, status_code=201)
async def create_document() -> dict[str, str]:
    return {}


@get("/", needs=Permission.PUBLIC)
async def show_landing() -> dict[str, str]:
    return {}


@dataclass
class World:
    installation: Installation
    app: Litestar
    ada: User
    ben: User
    cleo: User
    acme: Organization
    globex: Organization

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """A browser on our own pages."""
        transport = httpx.ASGITransport(app=self.app)
        origin = self.installation.settings.origin
        return httpx.AsyncClient(transport=transport, base_url=origin, headers=OUR_OWN | headers)

    async def signed_in(self, user: User) -> httpx.AsyncClient:
        """A browser that came in by a one-time link."""
        browser = self.browser()
        link = await signing_in.sign_in_link(self.installation, user.email)
        assert (await browser.post(link)).status_code == 303
        return browser

    async def actions(self, organization: Organization) -> list[str]:
        """What the organization's record says happened, in order."""
        async with self.installation.work(organization.id, writes=False) as session:
            events = await session.exec(select(AuditEvent).order_by(AuditEvent.number))
            return [event.action for event in events]

    async def change(self, row: Any, **values: Any) -> None:
        """Write columns of a row past every rule."""
        async with self.installation.work() as session:
            with across_organizations(session):
                found = await session.get_one(type(row), row.id)
                for name, value in values.items():
                    setattr(found, name, value)
                await session.flush()


def application(installation: Installation, **more: Any) -> Litestar:
    app = Litestar(
        route_handlers=[*DOORS, show_landing, show_home, create_settings, list_documents, create_document],
        guards=[require],
        dependencies={"session": provide_session, "principal": provide_principal},
        middleware=[CrossOriginGuard(installation.settings), LimitAddresses(), Identify(), LimitActors()],
        request_class=BoundedRequest,
        exception_handlers=HANDLERS,
        template_config=templates(),
        request_max_body_size=FORM_MAX_BYTES,
        state=State({"installation": installation}),
        openapi_config=None,
        **more,
    )
    check_routes(app)
    return protect(app, installation.settings)


async def people(installation: Installation) -> dict[str, Any]:
    """Writes the three and their organizations; the rows by name."""
    names = {name: User.known_as(f"{name}@example.org", name.title()) for name in ("ada", "ben", "cleo")}
    names["ada"].password_hash = CHEAP.hash(ADAS_PASSWORD)
    acme, globex = (Organization(slug=slug, name=slug.title()) for slug in ("acme", "globex"))
    async with installation.work() as session:
        session.add_all([*names.values(), acme, globex])
        await session.flush()
        for organization, name, role in (
            (acme, "ada", Role.OWNER),
            (acme, "ben", Role.REVIEWER),
            (globex, "cleo", Role.OWNER),
        ):
            scope(session, organization.id)
            membership = Membership(user_id=names[name].id, role=role)
            session.add(membership)
            if name == "ben":
                room = Workspace(name="General")
                session.add(room)
                await session.flush()
                session.add(WorkspaceMembership(workspace_id=room.id, membership_id=membership.id))
            await session.flush()
    return {**names, "acme": acme, "globex": globex}
