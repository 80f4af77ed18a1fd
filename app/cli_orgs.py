"""tic orgs: what operators do with organizations."""

from collections.abc import Awaitable, Callable
from typing import Any

import click

from app.settings import settings


@click.group()
def orgs() -> None:
    """Organizations."""


def run(work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Do it on the installation of the settings, whose schema is brought up to date if it is embedded."""
    from app.commanding import told
    from app.migrating import migrate
    from app.opening import open_installation

    async def worked() -> Any:
        installation = open_installation(settings())
        try:
            if not settings().database_url:
                await migrate(installation.database)
            return await work(installation)
        finally:
            await installation.database.close()

    return told(worked())


@orgs.command("create")
@click.argument("slug")
@click.option("--owner", required=True, help="E-mail address of its first owner.")
@click.option("--name", default="", help="What people call it; the slug unless given.")
def create(slug: str, owner: str, name: str) -> None:
    """Found the organization SLUG and print a one-time sign-in link for its owner."""
    from app.main import create_app
    from app.members.operating import create_organization
    from app.security import reserved_slugs

    def work(installation: Any) -> Awaitable[str]:
        reserved = reserved_slugs(create_app(settings(), installation))
        return create_organization(installation, slug, name or slug, owner, reserved)

    click.echo(run(work))


@orgs.command("list")
def show() -> None:
    """List every organization: slug, state, members, name."""
    from app.members.operating import list_organizations

    for row in run(list_organizations):
        click.echo(f"{row.slug}\t{row.state}\t{row.members}\t{row.name}")


@orgs.command("suspend")
@click.argument("slug")
def suspend(slug: str) -> None:
    """Keep everybody out of SLUG, its keys too; jobs wait. Nothing is lost."""
    from app.members.operating import suspend_organization

    run(lambda installation: suspend_organization(installation, slug))
    click.echo(f"{slug} is suspended.")


@orgs.command("resume")
@click.argument("slug")
def resume(slug: str) -> None:
    """Let people, keys and jobs of SLUG in again."""
    from app.members.operating import resume_organization

    run(lambda installation: resume_organization(installation, slug))
    click.echo(f"{slug} is open again.")


@orgs.command("delete")
@click.argument("slug")
@click.option("--confirm", default="", help="The slug once more; asked for unless given.")
def delete(slug: str, confirm: str) -> None:
    """Delete SLUG for good: its key, files and rows. Only its record stays."""
    from app.members.operating import delete_organization

    if (confirm or click.prompt(f"Type {slug} to delete it for good")) != slug:
        raise click.ClickException("That is another name; nothing was deleted.")
    files = run(lambda installation: delete_organization(installation, slug))
    click.echo(f"{slug} is deleted, with {files} files. Its record is kept.")
