"""What was written to people."""

from sqlmodel import select

from app.mail.letters import Letter
from app.tenancy import across_organizations
from tests.accounts.world import World


async def letters(world: World) -> list[tuple[str, str, str]]:
    """(to, subject, text) of each letter, in order."""
    key = world.installation.master_key
    async with world.installation.work(writes=False) as session:
        with across_organizations(session):
            rows = (await session.exec(select(Letter).order_by(Letter.id))).all()
    return [(row.to, row.subject, row.text(key)) for row in rows]
