"""No-op jobs a second of one worker process, beside arq and the predecessor; how soon an idle one begins.

All run one after another on the same machine; trust the ratios. About two minutes; TIC_BENCH_JOBS (2000).
"""

import asyncio
import logging
import os
import tempfile
from pathlib import Path
from statistics import quantiles

from app.outside.redis_server import answers, redis_command, redis_program
from app.settings import Settings
from benchmarks.queue.others import arq, predecessors
from benchmarks.queue.ours import latencies, rate
from tests.faults.servers import Postgres
from tests.postgres import programs

SLOTS = 10
"""As many as arq has at its defaults."""
WIDE = 100
"""As many as tuned arq has."""
LATE_COUNT = 100


def settings(folder: Path, redis: str, database: str, slots: int = SLOTS) -> Settings:
    folder.mkdir()
    chosen = {"data_dir": folder, "redis_url": redis, "database_url": database, "worker_slots": slots}
    return Settings(_env_file=None, **chosen)  # type: ignore[arg-type]


async def measured(folder: Path, redis: str, socket: str, postgres: str, count: int) -> dict[str, float]:
    """Jobs a second by queue; the latencies are printed."""
    rates = {"ours, SQLite": await rate(settings(folder / "sqlite", redis, ""), count)}
    wide = settings(folder / "sqlite-wide", redis, "", WIDE)
    rates[f"ours, SQLite, {WIDE} slots"] = await rate(wide, count)
    if postgres:
        rates["ours, PostgreSQL"] = await rate(settings(folder / "postgresql", redis, postgres), count)
        wide = settings(folder / "postgresql-wide", redis, _other(postgres, "wide"), WIDE)
        rates[f"ours, PostgreSQL, {WIDE} slots"] = await rate(wide, count)
    rates["arq, defaults"] = await arq(socket, min(count, 1000))
    rates["arq, tuned"] = await arq(socket, count, poll_delay=0.01, max_jobs=WIDE)
    rates |= await asyncio.to_thread(predecessors, folder / "before", socket, count)
    for name, url in (("SQLite", ""), ("PostgreSQL", _other(postgres, "late"))):
        if name == "SQLite" or postgres:
            late = await latencies(settings(folder / f"late-{name}", redis, url, 2), LATE_COUNT)
            cut = quantiles([1000 * seconds for seconds in late], n=100)
            print(f"start of an idle worker, {name}: p50 {cut[49]:.1f} ms, p99 {cut[98]:.1f} ms")
    return rates


def _other(postgres: str, name: str) -> str:
    """Another database of the same server."""
    return postgres.replace("/postgres?", f"/{name}?")


def told(rates: dict[str, float]) -> list[str]:
    """Every rate, and ours as multiples of the others."""
    lines = [f"{'queue':<30} {'jobs/s':>8}"]
    lines += [f"{name:<30} {rate:>8.0f}" for name, rate in rates.items()]
    for name in (name for name in rates if name.startswith("ours")):
        ratios = [
            f"{rates[name] / rate:.2f} of {other}"
            for other, rate in rates.items()
            if not other.startswith("ours")
        ]
        lines.append(f"{name}: {', '.join(ratios)}")
    return lines


async def main() -> None:
    count = int(os.environ.get("TIC_BENCH_JOBS", "2000"))
    logging.disable(logging.ERROR)
    program = redis_program()
    if program is None:
        raise SystemExit("There is no redis-server here.")
    with tempfile.TemporaryDirectory(prefix="tic-bench-") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)  # noqa: PTH101 - PostgreSQL runs as somebody else
        socket, postgres = folder / "redis.sock", Postgres(folder / "pg")
        redis = await asyncio.create_subprocess_exec(*redis_command(program, folder, socket))
        try:
            assert await answers(f"unix://{socket}")
            if programs() is not None:
                os.mkdir(postgres.folder)  # noqa: PTH102
                postgres.start()
                postgres.create("late")
                postgres.create("wide")
            url = postgres.url if programs() is not None else ""
            rates = await measured(folder, f"unix://{socket}", str(socket), url, count)
        finally:
            redis.terminate()
            await redis.wait()
            if programs() is not None:
                postgres.stop()
    print("\n".join(told(rates)))


if __name__ == "__main__":
    asyncio.run(main())
