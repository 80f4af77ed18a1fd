"""One mail a day to everybody for whom something waits and who has not said no to it."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from app.accounts.models import User
from app.inbox.waiting import Inbox, inbox_of
from app.mail.letters import post_mail
from app.organizations.models import Membership, Organization, WorkspaceMembership
from app.organizations.teams import grants_of
from app.queue.running import Work

A_DAY = timedelta(days=1)
"""Then the next one says what waits."""


async def mail_digests(work: Work) -> dict[str, Any]:
    """Write the letters of one organization, all or none, so that a second run writes no second letter."""
    organization_id = work.job.organization_id
    letters = []
    async with work.reading() as session:
        organization = await session.get_one(Organization, organization_id)
        query = (
            select(User, Membership)
            .join(Membership, col(Membership.user_id) == col(User.id))
            .where(col(User.digests), col(User.disabled).is_(False), col(Membership.suspended).is_(False))
        )
        members = list((await session.exec(query.order_by(col(User.email)))).all())
        rooms = (await session.exec(select(WorkspaceMembership))).all()
        if organization.closed:
            return {"letters": 0}
        given = {row.id: await grants_of(session, row) for _, row in members}
    for user, membership in members:
        seen = tuple(row.workspace_id for row in rooms if row.membership_id == membership.id)
        by = membership.principal(user.label, seen, given[membership.id])
        async with work.installation.work(organization_id, by.workspace_ids, writes=False) as session:
            inbox = await inbox_of(session, by)
        if inbox.count:
            letters.append((user.email, inbox))
    at = f"{work.installation.settings.origin}/{organization.slug}"
    async with work.transaction() as session:
        for email, inbox in letters:
            subject = f"{inbox.count} waiting for you at {organization.name}"
            text = letter(inbox, at)
            post_mail(session, by=work.principal, to=email, subject=subject, text=text, within=A_DAY)
    return {"letters": len(letters)}


def letter(inbox: Inbox, at: str) -> str:
    """In plain text; no word of a script leaves the house with it."""
    lines = ["What waits for you:", ""]
    for row in inbox.mine:
        due = f", due {row.due_on.isoformat()}" if row.due_on else ""
        lines.append(f"- {row.title}: {row.sentences} to decide{due}")
        lines.append(f"  {at}/episodes/{row.episode_id}")
    for said in inbox.said:
        lines.append(f"- {said.by} wrote to you about “{said.episode}”")
        lines.append(f"  {at}/episodes/{said.episode_id}?sentence={said.sentence_id}")
    lines += ["", f"All of it: {at}/inbox", "You can switch this mail off under Account."]
    return "\n".join(lines)
