"""tic audit: proving that records are whole."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from app.record.verifying import Proof


@click.group()
def audit() -> None:
    """The record of what was done."""


@audit.command()
@click.option("--org", default="", help="Slug of one organization; all of them unless given.")
@click.option(
    "--file",
    "exported",
    type=click.Path(exists=True, path_type=Path),
    help="An export as JSON Lines instead.",
)
def verify(org: str, exported: Path | None) -> None:
    """Follow each chain to its end, and say where one is broken.

    Keep the last number and hash somewhere else: who can rewrite a whole database can also make a new chain.
    """
    from app.record.verifying import prove_lines

    if exported:
        with exported.open() as lines:
            proofs = {exported.name: prove_lines(lines)}
    else:
        proofs = asyncio.run(_proofs(org))
    for name, proof in proofs.items():
        click.echo(_told(name, proof))
    if any(proof.fault for proof in proofs.values()):
        raise SystemExit(1)


def _told(name: str, proof: "Proof") -> str:
    end = f"{proof.number} events, the last with hash {proof.hash}"
    return f"{name}: broken after {end}. {proof.fault}" if proof.fault else f"{name}: whole; {end}"


async def _proofs(slug: str) -> "dict[str, Proof]":
    from sqlmodel import col, select

    from app.database import Database
    from app.organizations.models import Organization
    from app.record.verifying import prove
    from app.settings import settings
    from app.tenancy import scope

    database = Database.of(settings())
    statement: Any = select(Organization).order_by(col(Organization.slug))
    try:
        async with database.session(writes=False) as session:
            found = (
                await session.exec(statement.where(Organization.slug == slug) if slug else statement)
            ).all()
        if slug and not found:
            raise click.ClickException(f"There is no organization {slug}.")
        proofs = {}
        for organization in found:
            async with database.session(writes=False) as session:
                scope(session, organization.id)
                proofs[organization.slug] = await prove(session)
        return proofs
    finally:
        await database.close()
