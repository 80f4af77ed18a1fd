"""Changing an organization's share of the workers, for the operator's command."""

from sqlmodel import select

from app.installation import Installation
from app.organizations.models import Organization
from app.permissions import Principal
from app.problems import Missing
from app.queue.models import Share
from app.tenancy import scope


async def change_share(installation: Installation, slug: str, **values: int) -> str:
    """What it has from now on, in a sentence. Raises Missing, Invalid."""
    async with installation.work() as session:
        organization = (await session.exec(select(Organization).where(Organization.slug == slug))).first()
        if organization is None:
            raise Missing(f"There is no organization {slug}.")
        scope(session, organization.id)
        share = (await session.exec(select(Share))).first() or Share()
        if values:
            session.add(share)
            session.add(share.change(Principal.system(organization.id), **values))
    shown = {"slots": share.slots, "backlog": share.backlog}
    limits = (
        f"{name} {'as set' if value is None else value or 'unlimited'}" for name, value in shown.items()
    )
    return f"{slug}: weight {share.weight}, {', '.join(limits)}"
