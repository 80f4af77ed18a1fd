"""The way into settings and their first page, the organization itself; and choosing an organization."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.lookups import open_organizations
from app.accounts.models import LoginSession, User
from app.accounts.sessions import provide_login, provide_user
from app.confirming import recently_confirmed
from app.members.routes import ROLE_WORDS
from app.organizations.closing import start_deletion
from app.organizations.models import Organization
from app.organizations.moving import move
from app.organizations.rooms import NameForm
from app.organizations.settings import attempt, done, open_to, render_settings
from app.permissions import Permission, Principal
from app.problems import Refused
from app.security import reserved_slugs
from app.web import AnyRequest, Session, installation_of, redirect, render, sought

MANAGE, OWN = Permission.MANAGE, Permission.OWN


@dataclass
class AddressForm:
    slug: str = ""


@dataclass
class DeletionForm:
    """`typed`: the address of the organization, as proof that this one is meant."""

    typed: str = ""


async def provide_organization(session: Session, principal: NamedDependency[Principal]) -> Organization:
    return await sought(session, session.get_one(Organization, principal.organization_id))


async def general_page(
    request: AnyRequest, organization: Organization, error: Refused | None = None, typed: str = ""
) -> Template:
    status = error.status if error else 200
    return render_settings(request, "general", status_code=status, row=organization, error=error, typed=typed)


@get("/settings", needs=Permission.WRITE)
async def show_settings(request: AnyRequest, principal: NamedDependency[Principal]) -> Response[Any]:
    """To the first page of the menu."""
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/{open_to(principal)[0].slug}")


@get("/settings/general", needs=MANAGE)
async def show_general(request: AnyRequest, row: NamedDependency[Organization]) -> Template:
    return await general_page(request, row)


@post("/settings/general/name", needs=MANAGE)
async def create_name(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    row: NamedDependency[Organization],
    data: URLEncodedBody[NameForm],
) -> Template | Response[Any]:
    async def work() -> None:
        session.add(row.rename(principal, data.name))

    if error := await attempt(session, work()):
        return await again(request, session, row, error, data.name)
    return done(request, "general", "name")


@post("/settings/general/address", needs=MANAGE)
async def create_address(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    row: NamedDependency[Organization],
    data: URLEncodedBody[AddressForm],
) -> Template | Response[Any]:
    slug = data.slug.strip()
    if error := await attempt(session, move(session, row, principal, slug, reserved_slugs(request.app))):
        return await again(request, session, row, error, data.slug)
    return redirect(request, f"/{slug}/settings/general?done=address")


@post("/settings/general/archival", needs=OWN)
async def create_archival(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    row: NamedDependency[Organization],
) -> Response[Any]:
    session.add(row.archive(principal))
    return done(request, "general", "archived")


@post("/settings/general/restoration", needs=OWN)
async def create_restoration(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    row: NamedDependency[Organization],
) -> Response[Any]:
    session.add(row.restore(principal))
    return done(request, "general", "restored")


@post("/settings/general/deletion", needs=OWN, guards=[recently_confirmed])
async def create_deletion(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    row: NamedDependency[Organization],
    data: URLEncodedBody[DeletionForm],
) -> Template | Response[Any]:
    if error := await attempt(session, start_deletion(session, principal, data.typed)):
        return await again(request, session, row, error)
    return redirect(request, "/organizations?deleted=true")


async def again(
    request: AnyRequest, session: AsyncSession, row: Organization, error: Refused, typed: str = ""
) -> Template:
    """The page with what is stored, and beside it what was typed and why it cannot be."""
    await session.refresh(row)
    return await general_page(request, row, error, typed)


@get("/organizations", needs=Permission.SIGNED_IN, from_directory=True)
async def list_organizations(
    request: AnyRequest,
    user: NamedDependency[User],
    login: NamedDependency[LoginSession],
    deleted: FromQuery[bool] = False,
) -> Template:
    """Those this person can enter, to choose one."""
    async with installation_of(request).work(writes=False) as session:
        found = await open_organizations(session, user, login)
    return render(request, "organizations/list.html", found=found, words=ROLE_WORDS, deleted=deleted)


router = Router(
    path="/{org:str}",
    route_handlers=[
        show_settings,
        show_general,
        create_name,
        create_address,
        create_archival,
        create_restoration,
        create_deletion,
    ],
    dependencies={"row": provide_organization},
)
choosing = Router(
    path="/",
    route_handlers=[list_organizations],
    dependencies={"user": Provide(provide_user), "login": Provide(provide_login)},
)
