"""Does a wrong fact get past the checks? python -m benchmarks.evidence [PAPER.pdf ...]

Every sentence of real papers is made false in ten ways, and changed in three ways that keep it true. Printed
are the share of false sentences found and of true ones wrongly accused, for the checks and for plain Jaccard
overlap with a chunk of the page. "Held out" are the ten ways once more, by operators written without a look
at the checks; what they showed has been used since. TIC_BENCH=show prints what was missed.
"""

import asyncio
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.documents.reading import read_pdf
from app.episodes.checking import check
from app.episodes.cleaning import cleaned
from app.episodes.draft import Evidence
from app.episodes.tellable import tellable
from benchmarks.evidence import heldout
from benchmarks.evidence.innocents import TRUE
from benchmarks.evidence.mutations import FALSE

SEED = 7
MOST = 150
"""Sentences of a paper."""
CHUNK, FLAGGED = 100, 0.25
"""Words around the sentence Jaccard is taken with, and the overlap below which it flags."""
GOALS = {"quantifier": 70, "cause": 70, "verbatim": 1, "light paraphrase": 5}


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence as a script might have it, the quote it cites and the text around the quote."""

    kind: str
    text: str
    quote: str
    around: str
    held_out: bool = False


def papers() -> list[Path]:
    given = [Path(name) for name in sys.argv[1:]]
    folder = Path(os.environ.get("TIC_PAPERS", Path(__file__).parents[3] / "shared" / "papers"))
    return given or sorted(folder.glob("j*.pdf"))


def sentences(path: Path) -> list[str]:
    document = asyncio.run(read_pdf(path))
    return [each.text for each in document.sentences if tellable(each.text, cleaned(each.text))]


def cases(found: Sequence[str], chance: Random) -> Iterator[Case]:
    """The first set and what stays true, and the second set, whose chance is its own."""
    other_chance = Random(SEED)
    for place, quote in enumerate(found):
        around = " ".join(found[max(0, place - 2) : place + 3])
        plain = cleaned(quote)
        for held_out, ways, dice in (
            (False, {**FALSE, **TRUE}, chance),
            (True, heldout.FALSE, other_chance),
        ):
            for kind, change in ways.items():
                text = change(plain, dice, found)
                if text is None or (text == plain and kind not in {"verbatim", "wrong page"}):
                    continue
                away = len(found) // (3 if held_out else 2)
                cited = found[(place + away) % len(found)] if kind == "wrong page" else quote
                yield Case(kind, text, cited, cited if kind == "wrong page" else around, held_out)
        report = chance.choice(REPORTS)
        yield Case("attribution", plain, report + plain[0].lower() + plain[1:], around)
        yield Case("attribution", plain, heldout.attributed(plain, other_chance), around, True)


REPORTS = (
    "Miller et al. (2019) reported that ",
    "According to Chen et al. [4], ",
    "Some authors argue that ",
    "Gupta and Ito found that ",
)


def accused(case: Case) -> bool:
    return bool(check(case.text, True, [Evidence("paper", 1, case.quote, ())]))


def accused_by_overlap(case: Case) -> bool:
    said, there = (
        set(re.findall(r"[a-z0-9]{3,}", text.lower()))
        for text in (case.text, " ".join(case.around.split()[:CHUNK]))
    )
    return not said or len(said & there) / len(said | there) < FLAGGED


def main() -> None:
    chance = Random(SEED)
    counts: dict[tuple[str, bool], list[int]] = {}
    missed: dict[tuple[str, bool], list[Case]] = {}
    for path in papers():
        try:
            found = sentences(path)
        except Exception as problem:
            print(f"{path.name}: {problem}")
            continue
        for case in cases(chance.sample(found, min(MOST, len(found))), chance):
            row = counts.setdefault((case.kind, case.held_out), [0, 0, 0])
            mine = accused(case)
            row[0] += 1
            row[1] += mine
            row[2] += accused_by_overlap(case)
            if mine == (case.kind in TRUE):
                missed.setdefault((case.kind, case.held_out), []).append(case)
    tell(counts)
    if "show" in os.environ.get("TIC_BENCH", ""):
        show(missed)


def tell(counts: dict[tuple[str, bool], list[int]]) -> None:
    """One line a kind: the first operators, the held-out ones, the goal for both."""
    print(f"{'':18}{'cases':>7}{'checks':>9}{'Jaccard':>9}{'held out':>10}{'checks':>9}{'goal':>8}")
    for kind in [*FALSE, "attribution", *TRUE]:
        number, mine, overlap = counts.get((kind, False), [0, 0, 0])
        if not number:
            continue
        row = f"{kind:18}{number:7}{mine / number:9.1%}{overlap / number:9.1%}"
        held_out, caught, _ = counts.get((kind, True), [0, 0, 0])
        row += f"{held_out:10}{caught / held_out:9.1%}" if held_out else " " * 19
        goal = GOALS.get(kind, 70 if kind == "attribution" else 95)
        limit = "" if kind == "compressed" else f"{'≤' if kind in TRUE else '≥'} {goal} %"
        print(f"{row}{limit:>8}")


def show(missed: dict[tuple[str, bool], list[Case]]) -> None:
    most = int(os.environ.get("TIC_BENCH", "").partition(":")[2] or 6)
    for (kind, held_out), some in missed.items():
        for case in some[:most]:
            print(f"\n{kind}{' (held out)' * held_out}: {case.text}\n    page: {case.quote}")
            for finding in check(case.text, True, [Evidence("", 1, case.quote, ())]):
                print(f"    {finding.message}")


if __name__ == "__main__":
    main()
