"""What a row of the security checklist is."""

from dataclasses import dataclass

GOVERNANCE = "governance is not built yet"


@dataclass(frozen=True)
class Item:
    """`open` says what is missing and why; with tests beside it, part of the item is held."""

    asks: str
    tests: tuple[str, ...] = ()
    """Path below tests/, or below the repository for e2e, and `::` with the function."""
    open: str = ""

    @property
    def state(self) -> str:
        return "covered" if not self.open else "in part" if self.tests else "open"


def covered(asks: str, *tests: str) -> Item:
    return Item(asks, tests)


def partly(asks: str, why: str, *tests: str) -> Item:
    return Item(asks, tests, why)


def missing(asks: str, why: str) -> Item:
    return Item(asks, (), why)
