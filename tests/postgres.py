"""A private PostgreSQL for tests, where the system has one that can be started."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import create_async_engine

_numbers = itertools.count(1)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).parent if program else None


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The SQLAlchemy URL of a server that lives in the folder, which anybody can reach, on a socket only."""
    bin_folder = programs()
    assert bin_folder is not None
    become = []
    if os.getuid() == 0:  # as which PostgreSQL refuses to run
        become = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(folder, "nobody")

    def run(program: str, *options: str) -> None:
        command = [*become, str(bin_folder / program), "-D", str(folder / "data"), *options]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    run("initdb", "--no-sync", "-U", "tic", "-A", "trust", "-E", "UTF8")
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql+asyncpg://tic@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")


OWNER, APP = "tic_owner", "tic_app"
"""As docs/security.md has it: one role owns the tables, another runs the application."""


async def new_database(server: str) -> str:
    """The URL of another, empty database on the server, for the role that owns everything."""
    name = f"tic_{next(_numbers)}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for role in (OWNER, APP):
            if not (
                await connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'")
            ).all():
                await connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        await connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {OWNER}")
    await engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def as_role(url: str, role: str) -> str:
    """The same database for another role."""
    return url.replace("//tic@", f"//{role}@")
