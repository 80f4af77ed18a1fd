"""Is the right sentence found, by words and by words and meaning? python -m benchmarks.evidence.retrieval

Sentences of real papers as they are, in synonyms, shortened, and said freely by a person; recall among the
first one and three passages. Without the extra `retrieval` only words are tried.
"""

import asyncio
import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from app.documents.pages import Role
from app.documents.reading import read_pdf
from app.episodes.cleaning import cleaned
from app.episodes.draft import Passage
from app.episodes.retrieval import CANDIDATES, SourceIndex
from app.episodes.sources import passages
from app.episodes.tellable import tellable
from app.outside.embedding import Embedder, Vectors, embedder
from benchmarks.evidence.innocents import TRUE
from benchmarks.evidence.rewordings import REWORDED

SEED = 7
MOST = 60
"""Sentences of each paper."""


@dataclass
class Paper:
    """A paper that can be searched, by meaning as well if it was embedded."""

    name: str
    told: tuple[Passage, ...]
    index: SourceIndex
    vectors: Vectors | None = None

    def near(self, query: Vectors) -> dict[int, float]:
        """As app.episodes.nearness gives it."""
        if self.vectors is None:
            return {}
        likeness = self.vectors @ query
        able = [number for number, row in enumerate(self.told) if row.role is not Role.HEADING]
        best = sorted(able, key=lambda number: -likeness[number])[:CANDIDATES]
        return {number: float(likeness[number]) for number in best}


@dataclass(frozen=True, slots=True)
class Try:
    """A sentence told in some way, and the passages that say it: one, unless the paper repeats itself."""

    kind: str
    paper: Paper
    text: str
    right: frozenset[int]


def searched(path: Path, model: Embedder | None) -> Paper:
    told = passages(path.stem, asyncio.run(read_pdf(path)))
    vectors = model.embed([row.text for row in told]) if model else None
    return Paper(path.stem, told, SourceIndex(told), vectors)


def tries(papers: Sequence[Paper]) -> Iterator[Try]:
    """Every way to tell a sentence, over all papers."""
    chance = Random(SEED)
    for paper in papers:
        able = [
            row
            for row in paper.told
            if row.role is not Role.HEADING and tellable(row.text, cleaned(row.text))
        ]
        for row in chance.sample(able, min(MOST, len(able))):
            for kind, change in TRUE.items():
                if text := change(cleaned(row.text), chance, []):
                    yield Try(kind, paper, text, _saying(paper, row.text))
        texts = {hashlib.sha256(row.text.encode()).hexdigest()[:8]: row.text for row in paper.told}
        for name, digest, text in REWORDED:
            if name == paper.name and digest in texts:
                yield Try("said freely", paper, text, _saying(paper, texts[digest]))


def _saying(paper: Paper, text: str) -> frozenset[int]:
    return frozenset(number for number, row in enumerate(paper.told) if row.text == text)


def recalled(found: Sequence[Try], queries: Vectors | None) -> dict[str, tuple[int, int, int]]:
    """By kind: how many, how many found first, how many among the first three."""
    counts: dict[str, tuple[int, int, int]] = {}
    for number, each in enumerate(found):
        near = each.paper.near(queries[number]) if queries is not None else None
        order = each.paper.index.search(each.text, most=3, near=near)
        all_, first, three = counts.get(each.kind, (0, 0, 0))
        hit = bool(each.right & set(order[:1])), bool(each.right & set(order))
        counts[each.kind] = all_ + 1, first + hit[0], three + hit[1]
    return counts


def main() -> None:
    from benchmarks.evidence.__main__ import papers

    model = embedder()
    read = [searched(path, model) for path in papers()]
    found = list(tries(read))
    by_words = recalled(found, None)
    begun = time.monotonic()
    queries = model.embed([each.text for each in found]) if model else None
    seconds = time.monotonic() - begun
    by_both = recalled(found, queries) if queries is not None else {}
    print(f"{'':18}{'cases':>7}{'words @1':>10}{'@3':>7}{'both @1':>10}{'@3':>7}{'ratio @1':>10}")
    for kind, (all_, first, three) in by_words.items():
        row = f"{kind:18}{all_:7}{first / all_:10.1%}{three / all_:7.0%}"
        if kind in by_both:
            _, with_meaning, among = by_both[kind]
            ratio = with_meaning / first if first else np.inf
            row += f"{with_meaning / all_:10.1%}{among / all_:7.0%}{ratio:10.2f}"
        print(row)
    if model:
        print(f"{len(found) / seconds:.0f} sentences embedded a second ({model.name})")
    else:
        print("NOT RUN by meaning: the extra `retrieval` is not installed")


if __name__ == "__main__":
    main()
