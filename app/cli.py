"""tic: run the installation, look after it, or make one episode without a server."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import click

from app.admin.commands import operators
from app.cli_orgs import orgs
from app.commanding import end_with, told
from app.key_commands import keys, second_factors
from app.record.commands import audit
from app.settings import Settings, settings
from app.whence import Whence, asked_from


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Thinking in Code."""
    context.with_resource(asked_from(Whence(agent=f"tic {context.invoked_subcommand}")))


@main.command()
@click.option("--reload", is_flag=True, help="Start web and worker again when the code changes.")
def up(reload: bool) -> None:
    """Start everything the installation needs, and end all of it together."""
    from app.supervisor import up as start

    end_with(start(settings(), prepare, reload=reload))


async def prepare() -> str:
    """Bring the schema up to date and fill an empty installation; returns what says where to go."""
    from app.migrating import bring_up_to_date
    from app.opening import open_installation
    from app.seeding import seed as fill

    installation = open_installation(settings())
    try:
        await bring_up_to_date(settings())
        link = await fill(installation)
    finally:
        await installation.doorbell.close()
        await installation.database.close()
    lines = [f"Thinking in Code: {settings().origin}"]
    if link:
        lines.append(f"Sign in once with this link: {link}")
    return "\n".join(lines)


@main.command()
@click.option("--reload", is_flag=True, help="Start again when the code changes.")
def web(reload: bool) -> None:
    """Serve the pages and the API."""
    from app.serving import serve, serve_changing

    if reload:
        serve_changing(settings(), ["app", "jobs", "templates"])
    else:
        serve(settings())


@main.command()
def worker() -> None:
    """Run jobs."""
    from app.logs import set_up_logs
    from jobs.worker import work

    set_up_logs(settings())
    work(settings(), warm=True)


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    from app.migrating import bring_up_to_date

    settings().data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(bring_up_to_date(settings()))


@main.command()
def seed() -> None:
    """Put the sample organization into an empty installation and print its owner's sign-in link."""
    from app.opening import open_installation
    from app.seeding import seed as fill

    async def run() -> str:
        installation = open_installation(settings())
        try:
            return await fill(installation)
        finally:
            await installation.database.close()

    if link := asyncio.run(run()):
        click.echo(link)


@main.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a one-time sign-in link for a person who is already known."""
    from app.accounts.signing_in import sign_in_link as make_link
    from app.opening import open_installation

    async def run() -> str:
        installation = open_installation(settings())
        try:
            return await make_link(installation, email)
        finally:
            await installation.database.close()

    click.echo(told(run()))


main.add_command(keys)
main.add_command(second_factors)


@main.group()
def sso() -> None:
    """Single sign-on."""


@sso.command("hold-domain")
@click.option("--org", required=True, help="Slug of the organization.")
@click.argument("domain")
def hold_domain(org: str, domain: str) -> None:
    """Take a DOMAIN an organization claims for proven, where no name service can prove it."""
    from app.opening import open_installation
    from app.sso.keeping import hold_for

    async def run() -> None:
        installation = open_installation(settings())
        try:
            await hold_for(installation, org, domain)
        finally:
            await installation.database.close()

    told(run())
    click.echo(f"{domain} is held by {org}.")


@main.command()
@click.option("--org", required=True, help="Slug of the organization.")
@click.option("--weight", type=int, help="Turns it has for each turn of an ordinary organization.")
@click.option("--slots", type=int, help="Most of its jobs that run at a time; 0: no limit.")
@click.option("--backlog", type=int, help="Most of its unfinished jobs; 0: no limit.")
def share(org: str, **asked: int | None) -> None:
    """Change what an organization may have of the workers; what is not named stays as it is."""
    from app.opening import open_installation
    from app.organizations.sharing import change_share

    async def run() -> str:
        installation = open_installation(settings())
        try:
            values = {name: value for name, value in asked.items() if value is not None}
            return await change_share(installation, org, **values)
        finally:
            await installation.database.close()

    click.echo(told(run()))


@main.command()
@click.argument("paper", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the files."
)
@click.option("--approve-as", required=True, help="Who answers for the script; kept in the record.")
@click.option("--mode", type=click.Choice(["summary", "verbatim"]), default="summary", show_default=True)
@click.option("--minutes", type=float, default=3.0, show_default=True, help="Length of a summary.")
@click.option("--writer", default="", help="extractive, or language-model where TIC_WRITER_URL is set.")
@click.option("--style", default="", help="everyday, academic, energetic, authoritative; of the model only.")
@click.option("--language", default="", help="BCP 47, of those a voice speaks; of the model only.")
@click.option("--hosts", type=int, default=1, show_default=True, help="One, or two who take turns.")
@click.option("--domain", default="", help="Field or interest of the listeners, told first.")
@click.option("--topic", default="", help="Tell only the papers of the folder that say most about this.")
@click.option("--papers", type=int, help="How many a topic chooses at most.  [default: 3]")
@click.option("--recognize-text", is_flag=True, help="Recognize the text of a scan; needs tesseract.")
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Keep the working data here; else it is removed."
)
def make(
    paper: Path,
    out: Path,
    approve_as: str,
    mode: str,
    minutes: float,
    writer: str,
    style: str,
    language: str,
    hosts: int,
    domain: str,
    topic: str,
    papers: int | None,
    recognize_text: bool,
    data_dir: Path | None,
) -> None:
    """Make an episode of PAPER, a PDF or a folder of them, without a server."""
    from app.episodes.draft import Mode
    from app.episodes.writers import Wanted
    from app.making import Order, report
    from app.making import make as run

    folder = data_dir or Path(tempfile.mkdtemp(prefix="tic-"))
    try:
        chosen = Settings(data_dir=folder, database_url="", redis_url="", storage_url="")
        wanted = Wanted(writer, style, language, hosts, domain)
        order = Order(Mode(mode), minutes, wanted, topic, papers, recognize_text)
        made = told(run(chosen, paper, out, approve_as, order))
        click.echo("\n".join(report(made)))
    finally:
        if data_dir is None:
            shutil.rmtree(folder, ignore_errors=True)


main.add_command(audit)
main.add_command(operators)
main.add_command(orgs)

if __name__ == "__main__":
    main()
