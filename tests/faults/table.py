"""The thirty faults, each with what injects it here, or why nothing can."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.faults import rows_clashes, rows_episodes, rows_stores, rows_voices, rows_web, rows_workers
from tests.faults.arena import Arena
from tests.faults.ledger import Balance

Inject = Callable[[Arena, int], Awaitable[Balance]]
ANY = ("sqlite", "postgresql")
BOTH = ("redis", "kafka")
REDIS = ("redis",)


@dataclass(frozen=True)
class Row:
    """`share` of the ledger beside others'; what it can be injected on; `why` when nothing injects it."""

    number: int
    fault: str
    inject: Inject | None = None
    share: int = 1
    databases: tuple[str, ...] = ANY
    transports: tuple[str, ...] = BOTH
    why: str = ""


ROWS = (
    Row(1, "worker killed at each stage of speaking", rows_workers.killed, 20),
    Row(1, "worker killed while it reads, writes, masters", rows_episodes.killed),
    Row(2, "worker frozen past its lease", rows_workers.frozen),
    Row(3, "web killed during an upload", rows_web.upload_killed, 0),
    Row(4, "Redis emptied and restarted", rows_stores.emptied, 3, transports=REDIS),
    Row(5, "Redis hangs", rows_stores.hanging, transports=REDIS),
    Row(6, "PostgreSQL stops at once", rows_stores.restarted, 3, ("postgresql",)),
    Row(7, "SQLite locked by another", rows_stores.locked, databases=("sqlite",)),
    Row(8, "disk full", rows_stores.full_disk),
    Row(9, "storage fails before, midway, after; slow", rows_stores.faulty_storage, 3),
    Row(10, "objects spoiled later", rows_stores.spoiled),
    Row(11, "voice busy: 429, Retry-After", rows_voices.busy),
    Row(12, "voice breaks, hangs, drips", rows_voices.broken),
    Row(13, "voice answers garbage", rows_voices.garbage),
    Row(14, "clients of a byte now and then", rows_web.crowded, 0),
    Row(15, "clients that never read", rows_web.stared_at, 0),
    Row(16, "listener cut off and back", rows_web.cut_off, 0),
    Row(17, "one key, fifty requests", rows_clashes.asked_fifty_times, 0),
    Row(18, "clocks an hour off", rows_workers.wrong_clocks),
    Row(19, "many workers, one job", rows_workers.races),
    Row(20, "edited while it is spoken", rows_voices.edited),
    Row(21, "hostile PDFs", rows_voices.poison_pdfs),
    Row(22, "a job that kills its worker", rows_workers.poison),
    Row(23, "rolling SIGTERM", rows_workers.deploys),
    Row(24, "old and new code together", why="nothing has been released, so there is no old code yet"),
    Row(25, "Kafka left, joined and lost", rows_stores.broker_lost, transports=("kafka",)),
    Row(26, "out of memory", rows_workers.memory),
    Row(27, "no connection left", rows_web.exhausted, 0, databases=("postgresql",)),
    Row(28, "organization deleted while it is worked for", rows_clashes.deleted),
    Row(29, "the master key is away", rows_workers.no_key),
    Row(30, "race for the last place of a backlog", rows_clashes.raced, 0),
)


FEWEST = 20
"""Jobs of a row that has any."""


def shared(jobs: int, rows: Sequence[Row]) -> dict[Row, int]:
    """How many of the ledger's jobs each of the rows gets."""
    whole = sum(row.share for row in rows)
    return {row: max(FEWEST, jobs * row.share // whole) if row.share else 0 for row in rows}


def injected() -> set[int]:
    """Numbers of the faults that are injected."""
    return {row.number for row in ROWS if row.inject is not None}


HEAD = ("fault", "on", "injected", "jobs", "lost", "twice", "wrong", "orphans", "again", "recovery", "")
WIDTHS = (46, 20, 8, 5, 4, 5, 5, 7, 5, 8, 0)


def line(cells: tuple[str, ...]) -> str:
    first, second, *rest = zip(cells, WIDTHS, strict=True)
    left = [cell.ljust(width) for cell, width in (first, second)]
    return " ".join([*left, *(cell.rjust(width) for cell, width in rest)]).rstrip()


def told(row: Row, where: str, found: Balance) -> str:
    """One line of the table."""
    numbers = (found.injected, found.jobs, found.lost, found.duplicated, found.wrong_tenant)
    more = (found.orphans, found.retried)
    recovery = f"{found.recovery:.1f} s" if found.recovery else "-"
    verdict = "" if found.clean else "; ".join(found.problems) or "NOT CLEAN"
    name = f"{row.number:>2} {row.fault}"
    return line((name, where, *map(str, numbers), *map(str, more), recovery, verdict))
