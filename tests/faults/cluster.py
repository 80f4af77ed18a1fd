"""A small cluster on one machine: web, two workers, PostgreSQL, Redis and storage, each with an address.

Links are cut, slowed and healed while the ledger is worked on. The harness itself runs on a node, too, so
nothing listens outside the namespaces.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import httpx

from app.outside.redis_server import redis_command, redis_program
from app.settings import Settings
from app.supervisor import environment_of
from tests.faults.arena import WORDS, Arena, Entry, arena, until
from tests.faults.ledger import Balance, balance, run_dead_again, settled
from tests.faults.nodes import Node, joined, unable
from tests.faults.results import CLUSTER, Ran, Results
from tests.faults.rows_stores import some_done
from tests.faults.servers import Postgres
from tests.faults.table import line
from tests.faults.web import MASTER_KEY, ROOT, tic
from tests.paper import DUNES, pdf_of
from tests.postgres import programs

NODES = ("control", "web", "one", "two", "postgres", "redis", "storage")
STORAGE_KEYS = {
    "AWS_ACCESS_KEY_ID": "tic",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_REGION": "us-east-1",
}
CUT_SECONDS = 6.0
"""Twice a lease."""
LEASE = {"lease_seconds": 3.0, "sweep_seconds": 0.5, "drain_seconds": 1.0}


async def run(folder: Path, jobs: int, faults: str = "") -> bool:
    """Everything that follows, or the faults named, on the control node, unless the folder keeps them.

    Whether it came to its end, clean or not.
    """
    if reason := unable() or lacking():
        print(f"The cluster did not run: {reason}.")
        return True
    with joined(*NODES) as nodes:
        module = ["-m", "tests.faults.cluster", "--jobs", str(jobs), "--faults", faults]
        module += ["--folder", str(folder)]
        command = [*nodes["control"].prefix, sys.executable, *module]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        return await process.wait() == 0


def lacking() -> str:
    """What the cluster needs and is not here; '' when nothing is."""
    if programs() is None:
        return "there is no PostgreSQL here"
    return "" if find_spec("nanio") else "nanio, the S3 server, is not installed"


@dataclass
class Cluster:
    """Its processes by node, and the arena that asks them for work."""

    nodes: dict[str, Node]
    folder: Path
    settings: Settings
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, node: str, *command: str, **environment: str) -> None:
        with (self.folder / f"{node}.log").open("ab") as log:
            self.running[node] = subprocess.Popen(
                [*self.nodes[node].prefix, *command],
                cwd=ROOT,
                env=self.environment | environment,
                stdout=log,
                stderr=log,
            )

    def stop(self, node: str, *, kill: bool = False) -> int:
        process = self.running.pop(node)
        process.kill() if kill else process.terminate()
        return process.wait(20)

    def work(self, made: Arena, *nodes: str) -> None:
        """Start a worker of the harness on each node."""
        plan = self.folder / "plan.json"
        plan.write_text(json.dumps({"folder": str(made.plan.folder), "speak_seconds": 0.1}))
        for node in nodes:
            self.start(node, sys.executable, "-m", "tests.faults.node", str(plan))


@contextmanager
def servers(nodes: dict[str, Node], folder: Path) -> Iterator[Cluster]:
    """PostgreSQL, Redis and an S3 server on their nodes."""
    for name in ("pg", "redis", "bucket/tic", "var"):
        (folder / name).mkdir(parents=True, mode=0o755)
    postgres = Postgres(folder / "pg", nodes["postgres"].address, prefix=nodes["postgres"].prefix)
    storage = f"http://{nodes['storage'].address}:9000"
    chosen = Settings(
        _env_file=None,
        data_dir=folder / "var",
        database_url=postgres.url,
        redis_url=f"redis://{nodes['redis'].address}:6379/0",
        storage_url="s3://tic",
        **LEASE,
    )
    os.environ.update(STORAGE_KEYS, AWS_ENDPOINT=storage)
    environment = environment_of(chosen, master_key=MASTER_KEY, host="0.0.0.0")
    cluster = Cluster(nodes, folder, chosen, environment)
    with ExitStack() as stack:
        postgres.start()
        stack.callback(postgres.stop)
        program = redis_program()
        assert program is not None
        options = redis_command(program, folder / "redis", folder / "redis.sock")
        address = ["--bind", nodes["redis"].address, "--port", "6379", "--protected-mode", "no"]
        cluster.start("redis", *options, *address)
        keys = {"NANIO_ACCESS_KEY": "tic", "NANIO_SECRET_KEY": STORAGE_KEYS["AWS_SECRET_ACCESS_KEY"]}
        serve = ["-m", "nanio", "serve", "--data-dir", str(folder / "bucket"), "--no-access-log"]
        cluster.start("storage", sys.executable, *serve, "--host", nodes["storage"].address, **keys)
        stack.callback(lambda: [cluster.stop(node, kill=True) for node in list(cluster.running)])
        yield cluster


async def document_read(cluster: Cluster, made: Arena, jobs: int) -> Balance:
    """The product's own three commands: what is uploaded to `tic web` is read by `tic worker`, over S3."""
    made.draw()
    found = Balance("tic migrate, web and worker apart", injected=1, jobs=1)
    key = await asyncio.to_thread(
        tic, cluster.environment, "keys", "create", "--org", f"org-{WORDS[0]}", "--name", "c", "--all-scopes"
    )
    cluster.start("web", sys.executable, "-m", "app.cli", "web")
    cluster.start("one", sys.executable, "-m", "app.cli", "worker")
    web = f"http://{cluster.nodes['web'].address}:{cluster.settings.port}"
    bearer = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=web, headers=bearer, timeout=20) as client:

        async def ready() -> bool:
            try:
                return (await client.get("/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready)
        answer = await client.post("/v1/documents", files={"file": ("dunes.pdf", pdf_of(DUNES))})
        document = answer.json()["id"]

        async def read() -> bool:
            return (await client.get(f"/v1/documents/{document}")).json()["state"] != "reading"

        await until(read)
        state = (await client.get(f"/v1/documents/{document}")).json()["state"]
    found.lost = int(state != "ready")
    if code := await asyncio.to_thread(cluster.stop, "one"):
        found.problems.append(f"tic worker ended with {code}")
    return found


async def cut(cluster: Cluster, made: Arena, jobs: int, node: str) -> Balance:
    """The node's link is cut for longer than a lease, then healed, while both workers are busy."""

    async def disturb(entries: Sequence[Entry]) -> int:
        cluster.nodes[node].cut()
        await asyncio.sleep(CUT_SECONDS)
        cluster.nodes[node].heal()
        return 1

    return await through(cluster, made, jobs, f"{node} cut off", disturb)


async def slowed(cluster: Cluster, made: Arena, jobs: int, node: str) -> Balance:
    """The node's link carries 256 kbit/s for a while."""

    async def disturb(entries: Sequence[Entry]) -> int:
        done = cluster.nodes[node].slow()
        await asyncio.sleep(CUT_SECONDS)
        cluster.nodes[node].hasten()
        return int(done)

    return await through(cluster, made, jobs, f"{node} slow", disturb)


async def through(cluster: Cluster, made: Arena, jobs: int, fault: str, disturb: object) -> Balance:
    made.draw()
    entries = await made.fill(jobs)
    cluster.work(made, "one", "two")
    try:
        await some_done(made, entries, 0.1)
        injected = await disturb(entries)  # type: ignore[operator]
        healed = time.monotonic()
        await settled(made, entries, 180)
        took = time.monotonic() - healed
        if died_of := await run_dead_again(made, entries):
            await settled(made, entries)
    finally:
        for node in ("one", "two"):
            await asyncio.to_thread(cluster.stop, node)
    found = await balance(made, entries, fault)
    found.injected, found.retried, found.died_of, found.recovery = injected, len(died_of), died_of, took
    return found


def cluster_line(found: Balance) -> str:
    """One line of the cluster's table."""
    numbers = (found.injected, found.jobs, found.lost, found.duplicated, found.wrong_tenant)
    more = (found.orphans, found.retried, f"{found.recovery:.1f} s")
    verdict = "" if found.clean else "; ".join(found.problems) or "NOT CLEAN"
    return line((f"   {found.fault}", "cluster", *map(str, (*numbers, *more)), verdict))


FAULTS: dict[str, Callable[[Cluster, Arena, int], Awaitable[Balance]]] = {
    "apart": document_read,
    **{node: partial(cut, node=node) for node in ("one", "postgres", "redis", "storage")},
    "slow": partial(slowed, node="two"),
}


async def inside(results: Results, jobs: int, faults: list[str]) -> None:
    """On the control node; the faults share the jobs."""
    share = max(20, jobs // len(FAULTS))
    kept = {ran.key for ran in results.all()}
    faults = [name for name in faults if _ran(name, share).key not in kept]
    if not faults:
        return
    nodes = {name: Node(name, number) for number, name in enumerate(NODES, start=11)}
    with tempfile.TemporaryDirectory(prefix="tic-cluster-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101 - PostgreSQL runs as somebody else
        with servers(nodes, Path(folder)) as cluster:
            await asyncio.to_thread(tic, cluster.environment, "migrate")
            async with arena(cluster.settings, 1) as made:
                for name in faults:
                    began = time.monotonic()
                    try:
                        found = await FAULTS[name](cluster, made, share)
                    except Exception as error:
                        found = Balance(name, problems=[f"{type(error).__name__}: {error}"])
                    results.keep(_ran(name, share, found, round(time.monotonic() - began, 1)))
                    print(cluster_line(found), flush=True)


def _ran(name: str, jobs: int, found: Balance | None = None, seconds: float = 0.0) -> Ran:
    where = ("postgresql", CLUSTER, 1)
    return Ran(0, name, *where, jobs, found or Balance(), seconds, round(os.getloadavg()[0], 1))


if __name__ == "__main__":
    asker = argparse.ArgumentParser()
    asker.add_argument("--jobs", type=int, default=100)
    asker.add_argument("--faults", default="")
    asker.add_argument("--folder", type=Path, default=Path(".faults"))
    options = asker.parse_args()
    chosen = [name for name in options.faults.split(",") if name] or list(FAULTS)
    asyncio.run(inside(Results(options.folder), options.jobs, chosen))
