"""How often the right source sentence is found in papers, for sentences told in their words and in others."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from app.documents.pages import ReadDocument, Role
from app.documents.reading import read_pdf
from app.episodes.cleaning import cleaned
from app.episodes.draft import Passage
from app.episodes.retrieval import SourceIndex, find_evidence
from app.episodes.sources import passages
from app.episodes.tellable import tellable
from app.outside.embedding import embedder
from app.web import ROOT
from benchmarks.evidence import retrieval as bench
from benchmarks.evidence.innocents import TRUE
from tests.paper import DUNES, TIDES, pdf_of

PAPERS = Path(os.environ.get("TIC_PAPERS", ROOT.parent / "shared" / "papers"))
SAMPLE = 80
"""Sentences of each paper."""


async def read(content: bytes, name: str) -> tuple[Passage, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(content)
        document: ReadDocument = await read_pdf(path)
    return passages(name, document)


@pytest.fixture(scope="module")
async def fixtures() -> list[tuple[Passage, ...]]:
    return [await read(pdf_of(DUNES), "dunes"), await read(pdf_of(TIDES), "tides")]


@pytest.fixture(scope="module")
async def papers() -> list[tuple[Passage, ...]]:
    found = [PAPERS / f"{name}.pdf" for name in ("jcon_00068", "jose_00118")]
    if not all(path.exists() for path in found):
        pytest.skip("the papers are not here")
    return [await read(path.read_bytes(), path.stem) for path in found]


def told(document: tuple[Passage, ...]) -> list[Passage]:
    body = [row for row in document if row.role is not Role.HEADING]
    return [row for row in body if tellable(row.text, cleaned(row.text))]


def tries(documents: list[tuple[Passage, ...]], kind: str) -> Iterator[bool]:
    """Whether each changed sentence leads back to the sentence it was made of."""
    chance = Random(7)
    for document in documents:
        index, able = SourceIndex(document), told(document)
        for row in chance.sample(able, min(SAMPLE, len(able))):
            if text := TRUE[kind](cleaned(row.text), chance, []):
                quotes = {found.evidence.quote for found in find_evidence(text, index)}
                yield bool(quotes & {place.quote for place in row.places})


def test_every_sentence_of_the_fixtures_finds_itself(fixtures: list[tuple[Passage, ...]]) -> None:
    hits = list(tries(fixtures, "verbatim"))
    assert len(hits) > 20
    assert all(hits)


@pytest.mark.parametrize(
    ("kind", "least", "share"),
    [("verbatim", 80, 0.98), ("light paraphrase", 20, 0.95), ("compressed", 10, 0.95)],
)
def test_the_right_sentence_of_a_real_paper_is_found(
    papers: list[tuple[Passage, ...]], kind: str, least: int, share: float
) -> None:
    hits = list(tries(papers, kind))
    print(f"{kind}: {sum(hits)} of {len(hits)} found")
    assert len(hits) >= least
    assert sum(hits) / len(hits) >= share


def test_another_papers_sentences_find_nothing(papers: list[tuple[Passage, ...]]) -> None:
    index = SourceIndex(papers[0])
    strange = [row for document in papers[1:] for row in told(document)]
    found = [row.text for row in strange if find_evidence(cleaned(row.text), index)]
    assert len(strange) > 50
    assert len(found) <= 0.01 * len(strange), found


def test_meaning_finds_what_words_miss_in_real_papers() -> None:
    """Sentences people said freely; what is told in the paper's own words is found as before."""
    model, files = embedder(), sorted(PAPERS.glob("j*.pdf"))
    if model is None or not files:
        pytest.skip("the extra `retrieval`, or the papers, are not here")
    papers = [bench.searched(path, model) for path in files]
    found = [each for each in bench.tries(papers) if each.kind in ("said freely", "verbatim")]
    words = bench.recalled(found, None)
    both = bench.recalled(found, model.embed([each.text for each in found]))
    print(f"(cases, first, among three) by words {words}, by words and meaning {both}")
    assert both["verbatim"] == words["verbatim"]
    told, first, among = both["said freely"]
    assert told >= 40
    assert first >= 1.7 * words["said freely"][1]
    assert among >= 0.7 * told
