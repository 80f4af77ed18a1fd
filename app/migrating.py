"""Bringing the schema up to date."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from app.database import Database

HERE = Path(__file__).resolve().parent.parent / "migrations"
MODELS = (
    "app.accounts.factors",
    "app.accounts.models",
    "app.accounts.programs",
    "app.accounts.tokens",
    "app.audit",
    "app.branding.models",
    "app.documents.models",
    "app.documents.vectors",
    "app.episodes.models",
    "app.episodes.revisions",
    "app.mail.letters",
    "app.narration.models",
    "app.objects",
    "app.members.invitations",
    "app.organizations.models",
    "app.organizations.teams",
    "app.queue.models",
    "app.pronunciation.models",
    "app.scim.models",
    "app.sso.entries",
    "app.sso.models",
    "app.voices.models",
)


def models() -> None:
    """Import every table, so that the metadata knows them."""
    for name in MODELS:
        import_module(name)


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


async def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to `revision`; nothing happens when the schema is there already."""
    async with database.engine.execution_options(tic_writes=True).connect() as connection:
        await connection.run_sync(lambda sync: command.upgrade(config(sync), revision))
        await connection.commit()
