"""The 78 things a security reviewer asks for, each with the tests that hold it, or why it is open.

Numbers and requirements are our checklist after OWASP ASVS 5.0.0 and the OWASP API top ten. A row may
name tests and say what of it is still open. Who builds a piece adds its tests and writes the table of
docs/security.md anew by `python -m tests.security.checklist`.
"""

from app.web import ROOT
from tests.security.rows import Item
from tests.security.rows_access import ACCESS
from tests.security.rows_platform import PLATFORM

ITEMS: dict[int, Item] = ACCESS | PLATFORM
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- the checklist, written by tests/security/checklist.py -->", "<!-- its end -->"


def table() -> str:
    """As docs/security.md shows it."""
    rows = ["| no. | what is asked | state | held by, or why open |", "| --- | --- | --- | --- |"]
    for number, item in sorted(ITEMS.items()):
        files = sorted({test.partition("::")[0] for test in item.tests})
        held = ", ".join(f"`{file}`" for file in files)
        rows.append(
            f"| {number} | {item.asks} | {item.state} | {'; '.join(filter(None, (held, item.open)))} |"
        )
    return "\n".join(rows)


def written(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
