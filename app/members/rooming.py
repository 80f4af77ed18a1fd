"""Who is in a workspace: everybody on one page, and the same over the API."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, URLEncodedBody
from litestar.response import Response, Template

from app.confirming import recently_confirmed
from app.members.people import change_people, members
from app.organizations.models import Workspace
from app.organizations.rooms import provide_workspace
from app.organizations.settings import done, listed, render_settings
from app.permissions import Permission, Principal
from app.web import AnyRequest, Session, there

MANAGE = Permission.MANAGE


@dataclass
class PeopleForm:
    """A form gives one as text and several as a list."""

    membership_ids: list[str] | str = field(default_factory=list)


@dataclass
class PeopleGiven:
    membership_ids: list[str]


@get("/settings/workspaces/{workspace_id:str}/members", needs=MANAGE)
async def show_people(
    request: AnyRequest, session: Session, workspace: NamedDependency[Workspace]
) -> Template:
    return render_settings(
        request,
        "workspaces",
        template="members/workspace.html",
        workspace=workspace,
        members=await members(session),
    )


@post("/settings/workspaces/{workspace_id:str}/members", needs=MANAGE, guards=[recently_confirmed])
async def create_people(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    workspace: NamedDependency[Workspace],
    data: URLEncodedBody[PeopleForm],
) -> Response[Any]:
    await change_people(session, workspace, principal, listed(data.membership_ids))
    return done(request, "workspaces", "members")


@post("/workspaces/{workspace_id:str}/members", needs=MANAGE, status_code=204)
async def create_people_by_program(
    session: Session,
    principal: NamedDependency[Principal],
    workspace: NamedDependency[Workspace],
    data: JSONBody[PeopleGiven],
) -> None:
    """Exactly these, from their next request on; owners and admins see every workspace anyway."""
    await change_people(session, workspace, principal, data.membership_ids)


OF_ONE: dict[str, Any] = {
    "guards": [there(Workspace, "workspace_id")],
    "dependencies": {"workspace": provide_workspace},
}
pages = Router(path="/{org:str}", route_handlers=[show_people, create_people], **OF_ONE)
router = Router(path="/", route_handlers=[create_people_by_program], tags=["Workspaces"], **OF_ONE)
