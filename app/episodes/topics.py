"""Choosing, of many papers, those that say most about a topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.episodes.draft import Source, WritingError
from app.episodes.retrieval import SourceIndex

LOOKED_AT = 200
"""Sentences that fit the topic best, over all papers."""
RANK_OFFSET = 5
"""Ranks weigh 1 / (offset + rank), as in reciprocal rank fusion (Cormack, Clarke and Buettcher 2009); the
offset is smaller than theirs, because one list is summed here, not several fused."""
LEAST = 0.02
"""Share below which a paper has only words in common with the topic."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """A paper and its share, 0 to 1, of what all of them together say about a topic."""

    source: Source
    share: float


def by_relevance(topic: str, sources: Sequence[Source]) -> list[Relevance]:
    """All papers, the most relevant first; those that say nothing about it have share 0."""
    passages = [passage for source in sources for passage in source.passages]
    index = SourceIndex(passages, sources[0].language if sources else "en")
    weights = dict.fromkeys((source.document_id for source in sources), 0.0)
    for rank, number in enumerate(index.search(topic, most=LOOKED_AT), start=1):
        weights[passages[number].document_id] += 1 / (RANK_OFFSET + rank)
    total = sum(weights.values()) or 1.0
    found = [Relevance(source, weights[source.document_id] / total) for source in sources]
    return sorted(found, key=lambda each: -each.share)


def chosen(topic: str, papers: int, found: Sequence[Relevance]) -> list[Source]:
    """The best `papers` of them; WritingError when none says anything about the topic."""
    able = [each.source for each in found if each.share >= LEAST][:papers]
    if not able:
        raise WritingError(f"None of the papers says anything about “{topic}”. Ask for it in other words.")
    return able
