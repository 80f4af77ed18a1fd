"""Reminding the people who manage an organization that a key is about to end: 30, 7 and 1 days before."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.accounts.programs import ApiKey, ServiceAccount
from app.ids import now
from app.mail.letters import post_mail
from app.organizations.models import Membership, Organization
from app.permissions import ROLES, Permission, Principal, Role
from app.queue.running import Work

DAYS = (1, 7, 30)
"""Soonest first: a key that several apply to is reminded of once."""
MANAGERS = tuple(role for role in Role if Permission.MANAGE in ROLES[role])


async def remind_of_keys(work: Work) -> dict[str, Any]:
    """Mail about each key whose next reminder is due; a second run finds none."""
    reminded = 0
    async with work.transaction() as session:
        people = await _managers(session)
        organization = await session.get_one(Organization, work.job.organization_id)
        for key, account, days in await _due(session):
            key.reminded_days = days
            text = _text(key, account, f"{work.installation.settings.origin}/{organization.slug}")
            when = "a day" if days == 1 else f"{days} days"
            subject = f"The key {key.name} of {account.name} ends within {when}"
            for person in people:
                by = Principal.system(organization.id)
                post_mail(session, by=by, to=person.email, subject=subject, text=text)
            reminded += 1
    return {"reminded": reminded, "people": len(people)}


async def _due(session: AsyncSession) -> list[tuple[ApiKey, ServiceAccount, int]]:
    """Keys that work and end within a number of days nobody was told of yet."""
    statement = (
        select(ApiKey, ServiceAccount)
        .join(ServiceAccount, col(ServiceAccount.id) == col(ApiKey.service_account_id))
        .where(
            col(ApiKey.revoked_at).is_(None),
            col(ServiceAccount.removed_at).is_(None),
            ApiKey.expires_at > now(),
            ApiKey.expires_at <= now() + timedelta(days=max(DAYS)),
        )
    )
    due = []
    for key, account in (await session.exec(statement)).all():
        days = next(days for days in DAYS if key.expires_at - now() <= timedelta(days=days))
        followed = select(ApiKey.id).where(ApiKey.line == key.line, ApiKey.expires_at > key.expires_at)
        rotated = (await session.exec(followed)).first() is not None
        if not rotated and (key.reminded_days is None or days < key.reminded_days):
            due.append((key, account, days))
    return due


async def _managers(session: AsyncSession) -> list[User]:
    statement = (
        select(User)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.role).in_(MANAGERS),
            col(Membership.suspended).is_(False),
            col(User.disabled).is_(False),
        )
        .order_by(col(User.email))
    )
    return [person for person in (await session.exec(statement)).all() if person.reachable]


def _text(key: ApiKey, account: ServiceAccount, place: str) -> str:
    return (
        f"The API key {key.name} ({key.prefix}...) of the service account {account.name} ends on "
        f"{key.expires_at:%Y-%m-%d %H:%M} UTC. Programs that use it are shut out then.\n\n"
        f"Rotate it here; both keys work for up to a week: {place}/settings/api-keys\n"
    )
