"""What the long form keeps as it goes, and the table it prints at its end."""

import argparse
from pathlib import Path

import pytest

from tests.faults.__main__ import close, ledgers, work_through
from tests.faults.ledger import Balance
from tests.faults.results import CLUSTER, Ran, Results, table
from tests.faults.table import ROWS, shared


def ran(seed: int = 1, **found: object) -> Ran:
    balance = Balance("locked", **{"injected": 2, "jobs": 20} | found)  # type: ignore[arg-type]
    return Ran(7, "SQLite locked by another", "sqlite", "redis", seed, 1000, balance, 60.0, 1.5)


def wanted(folder: Path, **more: object) -> argparse.Namespace:
    chosen = {"rows": "7", "seeds": "1,2", "databases": "sqlite,postgresql", "transports": "redis"}
    rest = {"jobs": 1000, "cluster": False, "folder": folder, "verbose": False}
    return argparse.Namespace(**chosen | rest | more)


def test_what_has_ended_is_there_after_an_interruption(tmp_path: Path) -> None:
    results = Results(tmp_path / "new")
    assert results.all() == []
    results.keep(ran(problems=["one was lost"]))
    results.keep(ran(2))
    with results.path.open("a") as file:
        file.write('{"number": 7, "fau')
    results.keep(ran(3))
    assert results.all() == [ran(problems=["one was lost"]), ran(2), ran(3)]
    results.forget()
    assert results.all() == []


async def test_what_has_ended_is_not_run_again(tmp_path: Path) -> None:
    options, results = wanted(tmp_path), Results(tmp_path)
    first, second = ledgers(options)
    results.keep(ran())
    await work_through(first, results, options, float("inf"))
    await work_through(second, results, options, 0.0)
    assert results.all() == [ran()], "the one has been run, and it is too late for the other"


def test_the_whole_is_clean_when_all_of_it_was_run_and_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = wanted(tmp_path)
    planned = ledgers(options)
    assert [(one.database, one.seed) for one in planned] == [("sqlite", 1), ("sqlite", 2)]
    assert not close([ran()], planned, options)
    assert "1 of 2 runs have ended, 0 not clean" in capsys.readouterr().out
    assert close([ran(), ran(2)], planned, options)
    assert not close([ran(), ran(2, lost=1)], planned, options)
    assert "2 of 2 runs have ended, 1 not clean" in capsys.readouterr().out


def test_the_rows_share_the_jobs_of_one_ledger() -> None:
    rows = [row for row in ROWS if row.inject and "sqlite" in row.databases and "redis" in row.transports]
    shares = shared(1000, rows)
    assert 950 <= sum(shares.values()) <= 1000
    first = next(iter(shares))
    assert first.number == 1
    assert shares[first] == max(shares.values()) > 400
    assert all((jobs >= 20) == (row.share > 0) for row, jobs in shares.items())
    assert shared(50, [first]) == {first: 50}


def test_the_table_has_a_line_for_each_fault_and_one_for_all() -> None:
    apart = Ran(0, "redis", "postgresql", CLUSTER, 1, 1000, Balance(injected=1, jobs=60, recovery=2.0))
    lines = table([ran(recovery=1.0), ran(2, lost=1, retried=3, recovery=4.0), apart])
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| 7 SQLite locked by another **1 of 2 not clean**",
        "| cluster: redis",
        "| all of them **1 of 3 not clean**",
    ]
    assert lines[2].split(" | ")[1:] == ["4 (2)", "", "", "", "40", "1", "0", "0", "0", "3", "4.0 s |"]
    assert lines[4].split(" | ")[1:7] == ["4 (2)", "1 (1)", "", "", "100", "1"]
