"""Does a wrong fact get past the checks? python -m benchmarks.evidence [PAPER.pdf ...]

Every sentence of real papers is made false in ten ways, and changed in three ways that keep it true. Printed
are the share of false sentences found and of true ones wrongly accused, for the checks and for plain Jaccard
overlap with a chunk of the page. TIC_BENCH=show prints what was missed.
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


def papers() -> list[Path]:
    given = [Path(name) for name in sys.argv[1:]]
    folder = Path(os.environ.get("TIC_PAPERS", Path(__file__).parents[3] / "shared" / "papers"))
    return given or sorted(folder.glob("j*.pdf"))


def sentences(path: Path) -> list[str]:
    document = asyncio.run(read_pdf(path))
    return [each.text for each in document.sentences if tellable(each.text, cleaned(each.text))]


def cases(found: Sequence[str], chance: Random) -> Iterator[Case]:
    for place, quote in enumerate(found):
        around = " ".join(found[max(0, place - 2) : place + 3])
        for kind, change in {**FALSE, **TRUE}.items():
            text = change(cleaned(quote), chance, found)
            if text is None or (text == cleaned(quote) and kind not in {"verbatim", "wrong page"}):
                continue
            cited = found[(place + len(found) // 2) % len(found)] if kind == "wrong page" else quote
            yield Case(kind, text, cited, cited if kind == "wrong page" else around)
        report = chance.choice(REPORTS)
        plain = cleaned(quote)
        yield Case("attribution", plain, report + plain[0].lower() + plain[1:], around)


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
    counts: dict[str, list[int]] = {}
    missed: dict[str, list[Case]] = {}
    for path in papers():
        try:
            found = sentences(path)
        except Exception as problem:
            print(f"{path.name}: {problem}")
            continue
        for case in cases(chance.sample(found, min(MOST, len(found))), chance):
            row = counts.setdefault(case.kind, [0, 0, 0])
            mine = accused(case)
            row[0] += 1
            row[1] += mine
            row[2] += accused_by_overlap(case)
            if mine == (case.kind in TRUE):
                missed.setdefault(case.kind, []).append(case)
    print(f"{'':18}{'cases':>7}{'checks':>9}{'Jaccard':>9}{'goal':>8}")
    for kind in [*FALSE, "attribution", *TRUE]:
        number, mine, overlap = counts.get(kind, [0, 0, 0])
        if number:
            goal = GOALS.get(kind, 70 if kind == "attribution" else 95)
            limit = "" if kind == "compressed" else f"{'≤' if kind in TRUE else '≥'} {goal} %"
            print(f"{kind:18}{number:7}{mine / number:9.1%}{overlap / number:9.1%}{limit:>8}")
    if "show" in os.environ.get("TIC_BENCH", ""):
        for kind, some in missed.items():
            for case in some[:6]:
                print(f"\n{kind}: {case.text}\n    page: {case.quote}")
                print(
                    "   ",
                    [
                        finding.message
                        for finding in check(case.text, True, [Evidence("", 1, case.quote, ())])
                    ],
                )


if __name__ == "__main__":
    main()
