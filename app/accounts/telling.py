"""Telling people by mail that something about their account has changed, so that a thief is noticed."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.lookups import organizations_of
from app.accounts.models import User
from app.ids import now
from app.mail.letters import post_mail
from app.permissions import Principal
from app.tenancy import for_organization
from app.whence import whence

SUBJECT = "Your account on Thinking in Code has changed"
# Without a link: who gets used to pressing one in such a mail presses the one of a forger, too.
TEXT = """{what}

When: {at:%Y-%m-%d %H:%M} UTC
From: {address}

If this was you, there is nothing to do. If it was not, sign in, open Account, end the sessions you do not
know, choose another password, and tell whoever looks after your organization.
"""


async def tell(
    session: AsyncSession, user: User, what: str, *, to: str = "", organization_id: str = ""
) -> None:
    """Write to the person; `to` another address than theirs, for an organization or the first of theirs.

    Who belongs to none, or has no address anybody proved, gets no mail.
    """
    theirs = [organization_id] if organization_id else await organizations_of(session, user)
    if not theirs:
        return
    place = whence()
    address = ", ".join(filter(None, (place.address, place.agent))) or "the command line"
    text = TEXT.format(what=what, at=now(), address=address)
    with for_organization(session, theirs[0]):
        by = Principal.system(theirs[0])
        post_mail(session, by=by, to=to or user.email, subject=SUBJECT, text=text)
