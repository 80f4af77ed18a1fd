"""Pages of members: who belongs to the organization, who is invited; and the page an invitation opens."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.admitting import SECRETS_MAX_BYTES, admit
from app.accounts.sessions import provide_visitor
from app.accounts.tries import Visitor
from app.confirming import recently_confirmed
from app.members.invitations import Invitation
from app.members.inviting import Reader, accept, invite, offered, send_again, waiting
from app.members.people import change_role, change_workspaces, hand_over, members, remove_member
from app.organizations.models import Membership
from app.organizations.rooms import workspaces
from app.organizations.settings import attempt, done, listed, render_settings
from app.permissions import Permission, Principal, Role
from app.problems import Invalid, Refused
from app.web import AnyRequest, Session, installation_of, redirect, render, row_of, there

MANAGE = Permission.MANAGE
ROLE_WORDS = {
    Role.OWNER: "Owner",
    Role.ADMIN: "Admin",
    Role.EDITOR: "Editor",
    Role.REVIEWER: "Reviewer",
    Role.PUBLISHER: "Publisher",
    Role.LISTENER: "Listener",
    Role.AUDITOR: "Auditor",
}


@dataclass
class InvitationForm:
    """A form gives one workspace as text and several as a list."""

    email: str = ""
    role: str = Role.REVIEWER.value
    workspace_ids: list[str] | str = field(default_factory=list)


@dataclass
class MemberForm:
    role: str = ""


@dataclass
class RoomsForm:
    workspace_ids: list[str] | str = field(default_factory=list)


def role_of(word: str) -> Role:
    """The role of that name; Invalid when there is none."""
    if word not in list(Role):
        raise Invalid(f"There is no role {word}.", field="role")
    return Role(word)


async def provide_membership(session: Session, membership_id: FromPath[str]) -> Membership:
    return await row_of(session, Membership, membership_id)


async def provide_invitation(session: Session, invitation_id: FromPath[str]) -> Invitation:
    return await row_of(session, Invitation, invitation_id)


async def members_page(
    request: AnyRequest,
    session: AsyncSession,
    error: Refused | None = None,
    typed: InvitationForm | None = None,
) -> Template:
    form = typed or InvitationForm()
    owner = request.scope["state"]["principal"].may(Permission.OWN)
    return render_settings(
        request,
        "members",
        status_code=error.status if error else 200,
        members=await members(session),
        invitations=await waiting(session),
        workspaces=await workspaces(session),
        roles=[(role.value, word) for role, word in ROLE_WORDS.items() if owner or role is not Role.OWNER],
        words=ROLE_WORDS,
        error=error,
        typed=form,
        chosen=listed(form.workspace_ids),
    )


@get("/settings/members", needs=MANAGE)
async def show_members(request: AnyRequest, session: Session) -> Template:
    return await members_page(request, session)


@post("/settings/invitations", needs=MANAGE, guards=[recently_confirmed])
async def create_invitation(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[InvitationForm],
) -> Template | Response[Any]:
    async def work() -> None:
        origin = installation_of(request).settings.origin
        await invite(session, principal, origin, data.email, role_of(data.role), listed(data.workspace_ids))

    if error := await attempt(session, work()):
        return await members_page(request, session, error, data)
    return done(request, "members", "invited")


@post("/settings/invitations/{invitation_id:str}/sending", needs=MANAGE, guards=[recently_confirmed])
async def create_sending(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    invitation: NamedDependency[Invitation],
) -> Template | Response[Any]:
    origin = installation_of(request).settings.origin
    if error := await attempt(session, send_again(session, invitation, principal, origin)):
        return await members_page(request, session, error)
    return done(request, "members", "sent")


@post("/settings/invitations/{invitation_id:str}/revocation", needs=MANAGE)
async def create_revocation(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    invitation: NamedDependency[Invitation],
) -> Response[Any]:
    session.add(invitation.revoke(principal))
    return done(request, "members", "revoked")


@post("/settings/members/{membership_id:str}/role", needs=MANAGE, guards=[recently_confirmed])
async def create_role(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    membership: NamedDependency[Membership],
    data: URLEncodedBody[MemberForm],
) -> Template | Response[Any]:
    async def work() -> None:
        await change_role(session, membership, principal, role_of(data.role))

    if error := await attempt(session, work()):
        return await members_page(request, session, error)
    return done(request, "members", "role")


@post("/settings/members/{membership_id:str}/workspaces", needs=MANAGE, guards=[recently_confirmed])
async def create_workspaces(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    membership: NamedDependency[Membership],
    data: URLEncodedBody[RoomsForm],
) -> Response[Any]:
    await change_workspaces(session, membership, principal, listed(data.workspace_ids))
    return done(request, "members", "workspaces")


@post("/settings/members/{membership_id:str}/ownership", needs=Permission.OWN, guards=[recently_confirmed])
async def create_ownership(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    membership: NamedDependency[Membership],
) -> Template | Response[Any]:
    """Hand the organization over to this member."""
    if error := await attempt(session, hand_over(session, membership, principal)):
        return await members_page(request, session, error)
    return done(request, "members", "ownership")


@post("/settings/members/{membership_id:str}/removal", needs=MANAGE, guards=[recently_confirmed])
async def create_removal(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    membership: NamedDependency[Membership],
) -> Template | Response[Any]:
    leaving = membership.user_id == principal.id
    if error := await attempt(session, remove_member(session, membership, principal)):
        return await members_page(request, session, error)
    return redirect(request, "/account") if leaving else done(request, "members", "removed")


def reader(request: AnyRequest) -> Reader:
    state = request.scope["state"]
    return Reader(state.get("user"), state.get("login"))


@get("/invitations/{token:str}", needs=Permission.PUBLIC)
async def show_invitation(request: AnyRequest, token: FromPath[str]) -> Template:
    """A page with a button: programs that look at links in mails must not spend them."""
    offer = await offered(installation_of(request), token, reader(request))
    return render(request, "members/invitation.html", token=token, offer=offer, words=ROLE_WORDS)


@post("/invitations/{token:str}", needs=Permission.PUBLIC)
async def accept_invitation(
    request: AnyRequest, visitor: NamedDependency[Visitor], token: FromPath[str]
) -> Response[Any]:
    entry = await accept(installation_of(request), token, reader(request), visitor)
    return admit(request, entry) if entry.token else redirect(request, entry.to)


pages = Router(
    path="/{org:str}",
    route_handlers=[
        show_members,
        create_invitation,
        Router(
            path="/",
            route_handlers=[create_sending, create_revocation],
            guards=[there(Invitation, "invitation_id")],
            dependencies={"invitation": provide_invitation},
        ),
        Router(
            path="/",
            route_handlers=[create_role, create_workspaces, create_ownership, create_removal],
            guards=[there(Membership, "membership_id")],
            dependencies={"membership": provide_membership},
        ),
    ],
)
joining = Router(
    path="/",
    route_handlers=[show_invitation, accept_invitation],
    dependencies={"visitor": Provide(provide_visitor)},
    request_max_body_size=SECRETS_MAX_BYTES,
)
