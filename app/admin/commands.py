"""tic operators: who sees to the installation itself."""

import asyncio

import click


@click.group()
def operators() -> None:
    """Who may use /admin. They need a second factor, too."""


@operators.command("add")
@click.argument("email")
def add(email: str) -> None:
    """Make a person who is already known an operator."""
    click.echo(asyncio.run(_change(email, True)))


@operators.command("remove")
@click.argument("email")
def remove(email: str) -> None:
    """Let somebody be an operator no longer."""
    click.echo(asyncio.run(_change(email, False)))


@operators.command("list")
def list_() -> None:
    """Print their addresses."""
    from sqlmodel import col, select

    from app.accounts.models import User
    from app.database import Database
    from app.settings import settings

    async def run() -> list[str]:
        database = Database.of(settings())
        try:
            async with database.session(writes=False) as session:
                found = select(User.email).where(col(User.operator)).order_by(col(User.email))
                return list((await session.exec(found)).all())
        finally:
            await database.close()

    click.echo("\n".join(asyncio.run(run())))


async def _change(email: str, operates: bool) -> str:
    from app.admin.writes import set_operator
    from app.database import Database
    from app.problems import Refused
    from app.settings import settings

    database = Database.of(settings())
    try:
        async with database.session() as session:
            await set_operator(session, email, operates)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    finally:
        await database.close()
    return f"{email} is an operator now." if operates else f"{email} is no operator any more."
