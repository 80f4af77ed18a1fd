"""How much each sentence says of its document."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.episodes.words import content_words, stem

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

DAMPING, ROUNDS = 0.85, 40
IDEAL, SPREAD = 22.0, 14.0
"""Words a sentence has when it is pleasant to hear, and how fast others lose."""
LARGEST = 2500


def centrality(texts: Sequence[str], language: str) -> list[float]:
    """TextRank (Mihalcea and Tarau 2004) over cosine similarities of TF-IDF vectors, scaled to 0..1.

    A document of more than LARGEST sentences is ranked by similarity to its mean vector instead (the centroid
    method of Radev and others 2000), whose cost is linear.
    """
    bags = [Counter(stem(word) for word in content_words(text, language)) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    kept = [word for word, count in sorted(frequency.items()) if count > 1][:6000]
    index = {word: place for place, word in enumerate(kept)}
    if not index or len(texts) < 3:
        return [1.0] * len(texts)
    vectors = np.zeros((len(texts), len(index)), dtype=np.float64)
    for row, bag in enumerate(bags):
        for word, count in bag.items():
            if word in index:
                vectors[row, index[word]] = (1 + math.log(count)) * math.log(len(texts) / frequency[word] + 1)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors / np.where(lengths == 0, 1, lengths)
    ranks = _centroid(vectors) if len(texts) > LARGEST else _rank(vectors)
    top = float(ranks.max())
    return [round(float(rank) / top, 6) if top else 1.0 for rank in ranks]


def _centroid(
    vectors: Floats,
) -> Floats:
    return np.asarray(vectors @ vectors.mean(axis=0))


def _rank(
    vectors: Floats,
) -> Floats:
    links = vectors @ vectors.T
    np.fill_diagonal(links, 0.0)
    totals = links.sum(axis=1, keepdims=True)
    flow = (links / np.where(totals == 0, 1, totals)).T
    ranks = np.full(len(vectors), 1.0 / len(vectors), dtype=np.float64)
    for _ in range(ROUNDS):
        ranks = (1 - DAMPING) / len(vectors) + DAMPING * (flow @ ranks)
    return ranks


def length_band(words: int) -> float:
    """1 at IDEAL words, falling off as a bell: very short and very long sentences are hard to listen to."""
    return math.exp(-(((words - IDEAL) / SPREAD) ** 2) / 2)
