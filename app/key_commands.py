"""tic keys and tic second-factors: what an operator does from the shell about ways in."""

from typing import TYPE_CHECKING

import click

from app.commanding import on_installation
from app.settings import settings

if TYPE_CHECKING:
    from app.installation import Installation


@click.group()
def keys() -> None:
    """API keys."""


@keys.command("create")
@click.option("--org", required=True, help="Slug of the organization.")
@click.option("--name", required=True, help="What the key, and its service account, is called.")
@click.option("--scope", "scopes", multiple=True, help="A permission; may be given several times.")
@click.option("--all-scopes", is_flag=True, help="Every permission a key can have.")
@click.option("--days", type=int, default=365, show_default=True, help="How long it works.")
def create_key(org: str, name: str, scopes: tuple[str, ...], all_scopes: bool, days: int) -> None:
    """Make an API key and print it, once."""
    from app.accounts.keys import create_key as make_key
    from app.main import create_app
    from app.migrating import migrate as upgrade
    from app.permissions import SCOPES
    from app.security import reserved_slugs

    if not scopes and not all_scopes:
        raise click.UsageError("Name at least one --scope, or use --all-scopes.")

    async def run(installation: "Installation") -> str:
        if not settings().database_url:
            await upgrade(installation.database)
        reserved = reserved_slugs(create_app(settings(), installation))
        chosen = sorted(SCOPES) if all_scopes else scopes
        return await make_key(installation, org, name, chosen, days=days, reserved=reserved)

    click.echo(on_installation(run))


@keys.command("list")
@click.option("--org", required=True, help="Slug of the organization.")
def list_keys(org: str) -> None:
    """Every key: id, what it begins with, account, name, whether it works, end, last use."""
    from app.accounts.keys import keys_of

    async def run(installation: "Installation") -> list[str]:
        return [
            "  ".join(
                [
                    key.id,
                    key.prefix,
                    account.name,
                    key.name,
                    "works" if key.usable and not account.removed_at else "ended",
                    f"until {key.expires_at:%Y-%m-%d}",
                    f"used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used",
                ]
            )
            for key, account in await keys_of(installation, org)
        ]

    for line in on_installation(run):
        click.echo(line)


@keys.command("revoke")
@click.option("--org", required=True, help="Slug of the organization.")
@click.argument("key_id")
def revoke_key(org: str, key_id: str) -> None:
    """End a key at once."""
    from app.accounts.keys import revoke_from_shell

    on_installation(lambda installation: revoke_from_shell(installation, org, key_id))


@keys.command("rotate")
@click.option("--org", required=True, help="Slug of the organization.")
@click.option("--overlap-days", type=int, default=7, show_default=True, help="How long both keys work.")
@click.argument("key_id")
def rotate_key(org: str, overlap_days: int, key_id: str) -> None:
    """Make a key that replaces this one, and print it, once."""
    from app.accounts.keys import rotate_from_shell

    click.echo(on_installation(lambda found: rotate_from_shell(found, org, key_id, overlap_days)))


@click.group("second-factors")
def second_factors() -> None:
    """Passkeys, authenticator apps and recovery codes."""


@second_factors.command("reset")
@click.argument("email")
def reset_factors(email: str) -> None:
    """Forget all of somebody who has lost them; a password or link lets them in again."""
    from app.accounts.enrolling import reset_from_shell

    on_installation(lambda installation: reset_from_shell(installation, email))
