"""What has been run, kept in a file as it ends, and all of it as one table."""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.ledger import Balance

COMBINATIONS = {
    ("sqlite", "redis"): "SQLite, Redis",
    ("postgresql", "redis"): "PostgreSQL, Redis",
    ("sqlite", "kafka"): "SQLite, Kafka",
    ("postgresql", "kafka"): "PostgreSQL, Kafka",
}
CLUSTER = "cluster"
"""Instead of a transport: the fault was injected there, on PostgreSQL."""
COUNTS = ("jobs", "lost", "duplicated", "wrong_tenant", "orphans", "retried")
HEAD = ("fault", *COMBINATIONS.values())
HEAD_COUNTS = ("jobs", "lost", "twice", "wrong tenant", "orphans", "again", "recovery")


@dataclass(frozen=True)
class Ran:
    """One fault once, and how it ended; the load is that of the machine when it did."""

    number: int
    fault: str
    database: str
    transport: str
    seed: int
    asked: int
    """Jobs it was given of the ledger."""
    found: Balance
    seconds: float = 0.0
    load: float = 0.0

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same run as another."""
        return (self.number, self.fault, self.database, self.transport, self.seed, self.asked)

    @property
    def where(self) -> tuple[str, str]:
        """Database and transport; the cluster has Redis."""
        return (self.database, "redis" if self.transport == CLUSTER else self.transport)


class Results:
    """A folder with one line for everything that has ended. Several may write to it at the same time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "results.jsonl"

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)

    def keep(self, ran: Ran) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(f"\n{json.dumps(asdict(ran))}\n")  # on a line of its own, whatever was cut short
            file.flush()
            os.fsync(file.fileno())

    def all(self) -> list[Ran]:
        """Without lines that were cut short."""
        rows = []
        for text in self.path.read_text().splitlines() if self.path.exists() else ():
            with suppress(ValueError):
                kept = json.loads(text)
                rows.append(Ran(**kept | {"found": Balance(**kept["found"])}))
        return rows


def table(rows: Sequence[Ran]) -> list[str]:
    """Lines of Markdown: a fault each, injections by combination with the seeds they are of, then totals."""
    lines = [_line((*HEAD, *HEAD_COUNTS)), _line(("---", *["---:"] * (len(HEAD) + len(HEAD_COUNTS) - 1)))]
    apart = [ran for ran in rows if ran.transport == CLUSTER]
    others = [ran for ran in rows if ran.transport != CLUSTER]
    names = dict.fromkeys(
        (ran.number, ran.fault) for ran in sorted(others, key=lambda ran: (ran.number, ran.fault))
    )
    for number, fault in names:
        lines.append(_told(f"{number} {fault}", [ran for ran in others if ran.fault == fault]))
    for fault in dict.fromkeys(ran.fault for ran in apart):
        lines.append(_told(f"cluster: {fault}", [ran for ran in apart if ran.fault == fault]))
    lines.append(_told("all of them", rows))
    return lines


def _told(name: str, rows: Sequence[Ran]) -> str:
    places = [[ran for ran in rows if ran.where == where] for where in COMBINATIONS]
    counts = [str(sum(getattr(ran.found, count) for ran in rows)) for count in COUNTS]
    longest = max((ran.found.recovery for ran in rows), default=0.0)
    unclean = sum(not ran.found.clean for ran in rows)
    verdict = f" **{unclean} of {len(rows)} not clean**" if unclean else ""
    return _line((name + verdict, *map(_injected, places), *counts, f"{longest:.1f} s" if longest else ""))


def _injected(rows: Sequence[Ran]) -> str:
    seeds = len({ran.seed for ran in rows})
    return f"{sum(ran.found.injected for ran in rows)} ({seeds})" if rows else ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def closing(rows: Sequence[Ran], wanted: int) -> str:
    """The last line: how much of what was asked for has been run, and what of it was not clean."""
    unclean = sum(not ran.found.clean for ran in rows)
    took = sum(ran.seconds for ran in rows) / 60
    loads = [ran.load for ran in rows]
    load = f", load {min(loads):.1f} to {max(loads):.1f}" if loads else ""
    return (
        f"{len(rows)} of {wanted} runs have ended, {unclean} not clean;"
        f" {sum(ran.found.injected for ran in rows):,} injections in {took:.0f} minutes{load}."
    )
