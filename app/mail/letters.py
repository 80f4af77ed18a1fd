"""Letter: a mail on its way. A request writes it, a job sends it, and then its words are forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import LargeBinary
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import addressable, moment
from app.encryption import decrypt_field, encrypt_field
from app.ids import now
from app.outside.mail import NOWHERE, MailError, address_of, check_line
from app.permissions import Principal
from app.problems import Invalid
from app.queue.models import Job, ask
from app.queue.running import Work
from app.tenancy import Tenanted, organization_of


class Letter(Tenanted, table=True):
    """One mail. Its text may hold a link that lets somebody in, so it is kept sealed, and only until sent."""

    __tablename__ = "letter"
    __table_args__ = (addressable(),)

    to: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    sealed_text: bytes = Field(default=b"", sa_type=LargeBinary)
    sent_at: datetime | None = moment()

    def sent(self) -> None:
        """It was handed over: forget what it said."""
        self.sent_at, self.sealed_text = now(), b""

    def _context(self) -> bytes:
        return f"{self.organization_id}/letter/{self.id}".encode()

    def seal(self, text: str, master_key: bytes) -> None:
        self.sealed_text = encrypt_field(text, master_key, self._context())

    def text(self, master_key: bytes) -> str:
        return decrypt_field(self.sealed_text, master_key, self._context())


def post_mail(
    session: AsyncSession,
    *,
    by: Principal,
    to: str,
    subject: str,
    text: str,
    within: timedelta | None = None,
) -> Job | None:
    """Have a mail sent once this transaction is committed; raises Invalid for an address that is none.

    One that could not be handed over `within` that time is given up: what it says is over by then.

    None, and no mail, for the stand-in of an address nobody proved. The session must be one of an
    organization, opened by `Installation.work`.
    """
    if to.endswith(f"@{NOWHERE}"):
        return None
    try:
        address_of(to)
        check_line(subject, "subject")
    except MailError as error:
        raise Invalid(str(error), field="email") from None
    letter = Letter(organization_id=organization_of(session), to=to, subject=subject[:300])
    letter.seal(text, session.info["master_key"])
    session.add(letter)
    seconds = within.total_seconds() if within else None
    return ask(session, "send_mail", by=by, subject=letter, priority=10, within=seconds)


async def send_mail(work: Work) -> dict[str, bool]:
    """Send the letter of this job; one that was sent, or is gone, is left alone."""
    async with work.reading() as session:
        letter = await session.get(Letter, work.job.subject_id)
    if letter is None or letter.sent_at is not None:
        return {"sent": False}
    text = letter.text(work.installation.master_key)
    await work.installation.mail.send(letter.to, letter.subject, text, message_id=letter.id)
    async with work.transaction() as session:
        (await session.get_one(Letter, letter.id)).sent()
    return {"sent": True}
