"""The domains of a connection: claiming one, proving it by its name service, letting it go."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import select

from app.confirming import recently_confirmed
from app.permissions import Permission, Principal
from app.problems import Invalid
from app.sso.connections import PAGE, at, provide_connection, show_form
from app.sso.keeping import verify
from app.sso.models import SsoConnection, SsoDomain
from app.web import AnyRequest, Session, installation_of, redirect, row_of, there


@dataclass
class DomainForm:
    domain: str = ""


async def provide_domain(session: Session, domain_id: FromPath[str]) -> SsoDomain:
    return await row_of(session, SsoDomain, domain_id)


@post(f"/settings/{PAGE}/{{connection_id:str}}/domains", needs=Permission.OWN, guards=[recently_confirmed])
async def create_domain(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    connection: NamedDependency[SsoConnection],
    data: URLEncodedBody[DomainForm],
) -> Response[Any] | Template:
    try:
        known = select(SsoDomain).where(SsoDomain.domain == data.domain.strip().rstrip(".").lower())
        if (await session.exec(known)).first():
            raise Invalid("This domain is on the list already.", field="domain")
        session.add_all(SsoDomain.claim(connection, data.domain, principal))
    except Invalid as refusal:
        return await show_form(request, session, connection, error=refusal, domain=data.domain)
    return redirect(request, at(request, f"/{connection.id}#domains"))


@post(
    f"/settings/{PAGE}/domains/{{domain_id:str}}/verification",
    needs=Permission.OWN,
    guards=[recently_confirmed],
)
async def create_verification(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    domain: NamedDependency[SsoDomain],
) -> Response[Any] | Template:
    try:
        await verify(installation_of(request), session, domain, principal)
    except Invalid as refusal:
        connection = await session.get_one(SsoConnection, domain.connection_id)
        return await show_form(request, session, connection, error=refusal)
    return redirect(request, at(request, f"/{domain.connection_id}#domains"))


@post(
    f"/settings/{PAGE}/domains/{{domain_id:str}}/removal", needs=Permission.OWN, guards=[recently_confirmed]
)
async def remove_domain(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    domain: NamedDependency[SsoDomain],
) -> Response[Any]:
    session.add(domain.remove(principal))
    await session.delete(domain)
    return redirect(request, at(request, f"/{domain.connection_id}#domains"))


of_connection = Router(
    path="/",
    route_handlers=[create_domain],
    guards=[there(SsoConnection, "connection_id")],
    dependencies={"connection": Provide(provide_connection)},
)
of_one = Router(
    path="/",
    route_handlers=[create_verification, remove_domain],
    guards=[there(SsoDomain, "domain_id")],
    dependencies={"domain": Provide(provide_domain)},
)
router = Router(path="/{org:str}", route_handlers=[of_connection, of_one])
