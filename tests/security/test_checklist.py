"""The checklist has a row for each of the 78 items and names tests that exist; the docs say the same."""

import ast
from collections import Counter
from functools import cache

import pytest

from app.web import ROOT
from tests.security.checklist import ITEMS, PAGE, written


@cache
def functions(path: str) -> frozenset[str]:
    file = ROOT / path if path.startswith("e2e/") else ROOT / "tests" / path
    tree = ast.parse(file.read_text()) if file.exists() else ast.Module([], [])
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_there_is_a_row_for_each_item() -> None:
    assert sorted(ITEMS) == list(range(1, 79))


@pytest.mark.parametrize("number", sorted(ITEMS))
def test_every_test_it_names_exists_and_what_is_open_says_why(number: int) -> None:
    item = ITEMS[number]
    assert item.asks
    assert item.tests or item.open
    for test in item.tests:
        path, _, function = test.partition("::")
        assert function.startswith("test_")
        assert function in functions(path), test


def test_the_page_says_the_same() -> None:
    """`python -m tests.security.checklist` writes it."""
    page = PAGE.read_text()
    assert written(page) == page


def test_it_prints_what_is_covered_and_what_is_not() -> None:
    counted = Counter(item.state for item in ITEMS.values())
    print(f"\n{counted['covered']} covered, {counted['in part']} in part, {counted['open']} open")
    for number, item in sorted(ITEMS.items()):
        print(f"{number:2} {item.state:8} {item.asks}{f': {item.open}' if item.open else ''}")
    assert counted["covered"] + counted["in part"] > 50
