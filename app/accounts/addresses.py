"""AddressChange: another e-mail address for an account, which counts once a link sent there was followed."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.entering import flush
from app.accounts.lookups import organizations_of
from app.accounts.models import LinkSpent, User, digest
from app.accounts.telling import tell
from app.accounts.tries import TooManyTries, Visitor
from app.database import Row, moment
from app.ids import now
from app.installation import Installation
from app.mail.letters import post_mail
from app.permissions import Principal
from app.problems import Invalid, Refused
from app.tenancy import for_organization

LIFE = timedelta(hours=1)
TAKEN = "Another account has this address already. Sign in to that one instead."
ASKED_AN_HOUR = 5
"""Mails one person can have sent to addresses that may not be theirs."""
SUBJECT = "Confirm your new address for Thinking in Code"
TEXT = """Somebody, probably you, wants to sign in to Thinking in Code with this address from now on.

Sign in as before and follow this link within an hour:
{link}

If this was not you, ignore it; nothing happens then.
"""


class AddressChange(Row, table=True):
    """One that was asked for. Its secret is in the mail to the new address; here is only the digest."""

    __tablename__ = "address_change"

    user_id: str = Field(foreign_key="user.id", index=True, max_length=36)
    email: str = Field(max_length=254)
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime = moment(default_now=True)
    used_at: datetime | None = moment()

    @classmethod
    def asked(cls, user: User, email: str) -> tuple["AddressChange", str]:
        """For this address, and the secret for its link; raises Invalid for what is none, or theirs."""
        address = User.known_as(email).email
        if address == user.email:
            raise Invalid("This is your address already.", field="email")
        token = secrets.token_urlsafe(32)
        expires = now() + LIFE
        return cls(user_id=user.id, email=address, token_hash=digest(token), expires_at=expires), token

    def usable_by(self, user: User) -> bool:
        """The link alone is not enough: who follows it must be in the account."""
        return self.user_id == user.id and self.used_at is None and now() < self.expires_at


async def ask_for_address(
    installation: Installation, user: User, email: str, visitor: Visitor
) -> Refused | None:
    """Send the link to the new address and a notice to the present one; why not, where it is refused.

    Whether another account has the address is told only to who has the mailbox.
    """
    async with installation.work(request_id=visitor.request_id) as session:
        user = await session.get_one(User, user.id)
        mine = col(AddressChange.user_id) == user.id
        recent = select(func.count()).where(mine, AddressChange.created_at > now() - LIFE)
        if (await session.exec(recent)).one() >= ASKED_AN_HOUR:
            return TooManyTries(int(LIFE.total_seconds()))
        theirs = await organizations_of(session, user)
        if not theirs:
            return Refused("Mail is sent by an organization, and you belong to none yet.")
        try:
            row, token = AddressChange.asked(user, email)
            waiting = update(AddressChange).where(mine, col(AddressChange.used_at).is_(None))
            await session.exec(waiting.values(used_at=now()))
            _write(session, theirs[0], row.email, f"{installation.settings.origin}/account/address/{token}")
        except Invalid as refusal:
            return refusal
        session.add_all([row, *user.record("address_change_asked", theirs)])
        await tell(session, user, "Somebody signed in to your account asked to change its address.")
        await flush(session)
    return None


def _write(session: AsyncSession, organization_id: str, to: str, link: str) -> None:
    with for_organization(session, organization_id):
        by = Principal.system(organization_id)
        post_mail(session, by=by, to=to, subject=SUBJECT, text=TEXT.format(link=link), within=LIFE)


async def address_of(installation: Installation, user: User, token: str) -> str:
    """The address a link would give the person; looking does not spend it. Raises LinkSpent."""
    async with installation.work(writes=False) as session:
        return (await _found(session, user, token)).email


async def change_address(installation: Installation, user: User, token: str, visitor: Visitor) -> None:
    """From now on the person signs in with the new address; raises LinkSpent, and Refused for a taken one."""
    try:
        async with installation.work(request_id=visitor.request_id) as session:
            await _change(session, await session.get_one(User, user.id), token)
    except IntegrityError:  # another account was given it a moment ago
        raise Refused(TAKEN) from None


async def _change(session: AsyncSession, user: User, token: str) -> None:
    row = await _found(session, user, token)
    row.used_at = now()
    if (await session.exec(select(User.id).where(User.email == row.email))).first():
        raise Refused(TAKEN)
    before = user.email
    session.add_all(user.change_address(row.email, await organizations_of(session, user)))
    await tell(session, user, "The address of your account was changed to another one.", to=before)
    await flush(session)


async def _found(session: AsyncSession, user: User, token: str) -> AddressChange:
    statement = select(AddressChange).where(AddressChange.token_hash == digest(token)).with_for_update()
    row = (await session.exec(statement)).first()
    if row is None or not row.usable_by(user):
        raise LinkSpent
    return row
