"""What an empty installation starts with: an organization, its owner, and a sample paper on its way."""

from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.accounts.signing_in import sign_in_link
from app.documents.upload import receive
from app.episodes.requesting import start_episode
from app.installation import Installation
from app.objects import read_file
from app.organizations.models import Membership, Organization
from app.organizations.places import found, project_for
from app.permissions import ROLES, Principal, Role
from app.tenancy import across_organizations

SLUG = "demo"
OWNER = "owner@example.org"
SAMPLE = Path(__file__).resolve().parent.parent / "static" / "sample" / "paper.pdf"


async def seed(installation: Installation) -> str:
    """Found the demo organization if there is no organization at all.

    Returns a one-time sign-in link for its owner, also later as long as they have no password; else ''.
    """
    async with installation.work() as session:
        with across_organizations(session):
            founded = (await session.exec(select(Organization))).first() is not None
            owner = (await session.exec(select(User).where(User.email == OWNER))).first()
        member = None if founded or owner else await _found(session, installation)
    if member is not None:
        await _sample(installation, member)
        return await sign_in_link(installation, OWNER)
    return await _link_again(installation, owner)


async def _found(session: AsyncSession, installation: Installation) -> Principal:
    """The demo organization and its owner."""
    organization = await found(session, SLUG, "Demo", installation.master_key)
    user = User.known_as(OWNER, "Owner")
    session.add(user)
    await session.flush()
    session.add(Membership(organization_id=organization.id, user_id=user.id, role=Role.OWNER))
    return Principal("user", user.id, OWNER, organization.id, None, frozenset(ROLES[Role.OWNER]))


async def _link_again(installation: Installation, owner: User | None) -> str:
    if owner is None or owner.password_hash or owner.disabled:
        return ""
    return await sign_in_link(installation, OWNER)


async def _sample(installation: Installation, owner: Principal) -> None:
    async with installation.work(owner.organization_id, writes=False) as session:
        project = await project_for(session)
    received = await receive(installation, owner, project, SAMPLE.name, read_file(SAMPLE))
    async with installation.work(owner.organization_id) as session:
        await start_episode(session, owner, [received.document.id])
