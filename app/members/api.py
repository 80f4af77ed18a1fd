"""Members and invitations over the API."""

from dataclasses import dataclass, field
from datetime import datetime

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.members.invitations import Invitation
from app.members.inviting import invite, send_again, waiting
from app.members.people import change_role, change_workspaces, members, remove_member
from app.members.routes import provide_invitation, provide_membership, role_of
from app.organizations.models import Membership
from app.permissions import Permission, Principal
from app.web import AnyRequest, Session, installation_of, there

MANAGE = Permission.MANAGE


@dataclass
class MemberShown:
    """`workspace_ids`: where the member is by themselves; owners and admins see every workspace anyway."""

    id: str
    user_id: str
    email: str
    name: str
    role: str
    workspace_ids: list[str]
    teams: list[str]
    last_seen_at: datetime | None


@dataclass
class MemberList:
    items: list[MemberShown]
    next: str | None = None


@dataclass
class RoleGiven:
    role: str


@dataclass
class RoomsGiven:
    workspace_ids: list[str]


@dataclass
class InvitationGiven:
    email: str
    role: str
    workspace_ids: list[str] = field(default_factory=list)


@dataclass
class InvitationShown:
    id: str
    email: str
    role: str
    workspace_ids: list[str]
    expires_at: datetime


@dataclass
class InvitationList:
    items: list[InvitationShown]
    next: str | None = None


def shown(row: Invitation) -> InvitationShown:
    return InvitationShown(row.id, row.email, row.role, row.workspace_ids, row.expires_at)


@get("/members", needs=MANAGE)
async def list_members(session: Session) -> MemberList:
    """Everybody, in one page."""
    return MemberList(
        [
            MemberShown(
                id=one.id,
                user_id=one.user.id,
                email=one.user.email,
                name=one.user.name,
                role=one.membership.role,
                workspace_ids=sorted(one.workspace_ids),
                teams=list(one.teams),
                last_seen_at=one.last_seen_at,
            )
            for one in await members(session)
        ]
    )


@post("/members/{membership_id:str}/role", needs=MANAGE, status_code=204)
async def create_role(
    session: Session,
    principal: NamedDependency[Principal],
    membership: NamedDependency[Membership],
    data: JSONBody[RoleGiven],
) -> None:
    """From the member's next request on."""
    await change_role(session, membership, principal, role_of(data.role))


@post("/members/{membership_id:str}/workspaces", needs=MANAGE, status_code=204)
async def create_workspaces(
    session: Session,
    principal: NamedDependency[Principal],
    membership: NamedDependency[Membership],
    data: JSONBody[RoomsGiven],
) -> None:
    """Exactly these workspaces, from the member's next request on."""
    await change_workspaces(session, membership, principal, data.workspace_ids)


@post("/members/{membership_id:str}/removal", needs=MANAGE, status_code=204)
async def create_removal(
    session: Session, principal: NamedDependency[Principal], membership: NamedDependency[Membership]
) -> None:
    """The person is out with their next request."""
    await remove_member(session, membership, principal)


@get("/invitations", needs=MANAGE)
async def list_invitations(session: Session) -> InvitationList:
    """Those neither accepted nor revoked, latest first."""
    return InvitationList([shown(row) for row in await waiting(session)])


@post("/invitations", needs=MANAGE, status_code=201)
async def create_invitation(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: JSONBody[InvitationGiven],
) -> InvitationShown:
    """Send somebody a link by mail that makes them a member."""
    origin = installation_of(request).settings.origin
    return shown(await invite(session, principal, origin, data.email, role_of(data.role), data.workspace_ids))


@post("/invitations/{invitation_id:str}/sending", needs=MANAGE, status_code=200)
async def create_sending(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    invitation: NamedDependency[Invitation],
) -> InvitationShown:
    """Send the invitation again under a new link; the one before is dead."""
    await send_again(session, invitation, principal, installation_of(request).settings.origin)
    return shown(invitation)


@post("/invitations/{invitation_id:str}/revocation", needs=MANAGE, status_code=204)
async def create_revocation(
    session: Session, principal: NamedDependency[Principal], invitation: NamedDependency[Invitation]
) -> None:
    session.add(invitation.revoke(principal))


router = Router(
    path="/",
    route_handlers=[
        list_members,
        list_invitations,
        create_invitation,
        Router(
            path="/",
            route_handlers=[create_role, create_workspaces, create_removal],
            guards=[there(Membership, "membership_id")],
            dependencies={"membership": provide_membership},
        ),
        Router(
            path="/",
            route_handlers=[create_sending, create_revocation],
            guards=[there(Invitation, "invitation_id")],
            dependencies={"invitation": provide_invitation},
        ),
    ],
    tags=["Members"],
)
